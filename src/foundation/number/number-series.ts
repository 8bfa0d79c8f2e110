import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';

/**
 * Gapless running numbers per name and year (approval numbers, notices, certificate registers). The series' row stays
 * locked until the caller's transaction ends, so a rolled-back number is given again.
 */
@Injectable()
export class NumberSeries {
  constructor(private readonly database: Database) {}

  /** The next number; must be called inside the transaction that uses it. */
  async next(name: string, year: number): Promise<number> {
    const [last] = await this.take(name, year, 1);
    return last;
  }

  /** The first and last of `count` numbers in a row. */
  async take(name: string, year: number, count: number): Promise<[first: number, last: number]> {
    if (!this.database.inTransaction)
      throw new Error('A number is taken inside the transaction that uses it');
    const row = await this.database.one<{ last: number }>(
      `insert into foundation.number_series as series (name, year, last) values ($1, $2, $3)
       on conflict (name, year) do update set last = series.last + excluded.last
       returning last`,
      [name, year, count],
    );
    const last = row?.last ?? count;
    return [last - count + 1, last];
  }
}

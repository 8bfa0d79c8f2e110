import { Injectable } from '@nestjs/common';
import { Clock } from '../../foundation/clock/clock.js';
import { Database } from '../../foundation/database/database.js';
import { ClassChangeRepository } from './class-change.repository.js';
import { ClassMessageService } from './class-message.service.js';

/** A timetable is edited line by line: people are told once it has stood still this long, in milliseconds. */
const quiet = 5 * 60_000;

/** Tells people of a class that its time or place is another now. */
@Injectable()
export class ClassChangeService {
  constructor(
    private readonly database: Database,
    private readonly changes: ClassChangeRepository,
    private readonly messages: ClassMessageService,
    private readonly clock: Clock,
  ) {}

  /** @returns how many classes' people were told */
  async tellChanged(): Promise<number> {
    const now = this.clock.now();
    await this.changes.look(this.clock.today(), now);
    const due = await this.changes.due(this.clock.today(), new Date(now.getTime() - quiet));
    for (const classId of due)
      await this.database.transaction(async () => {
        const seenAt = await this.changes.noteTold(classId);
        if (seenAt) await this.messages.changed(classId, String(seenAt.getTime()));
      });
    return due.length;
  }
}

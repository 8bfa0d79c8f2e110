import { PostgresDataSourceOptions } from 'typeorm/driver/postgres/PostgresDataSourceOptions.js';
import { SnakeCaseNaming } from './naming.strategy.js';

/** Settings every connection of the product shares. `pool` is the most connections this process opens. */
export function dataSourceOptions(url: string, { pool }: { pool: number }): PostgresDataSourceOptions {
  return {
    type: 'postgres',
    url,
    namingStrategy: new SnakeCaseNaming(),
    synchronize: false,
    migrationsRun: false,
    installExtensions: false,
    logging: false,
    applicationName: 'zhixing',
    poolSize: pool,
    extra: { options: '-c timezone=Asia/Shanghai -c jit=off' },
  };
}

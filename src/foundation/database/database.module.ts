import { DynamicModule, Global, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { dataSourceOptions } from './data-source.options.js';
import { Database } from './database.js';

/** Opens the pool on a database that {@link migrate} has already brought up to date. */
@Global()
@Module({})
export class DatabaseModule {
  static of(url: string, pool: number): DynamicModule {
    return {
      module: DatabaseModule,
      imports: [
        TypeOrmModule.forRootAsync({
          useFactory: () => ({
            ...dataSourceOptions(url, { pool }),
            autoLoadEntities: true,
            retryAttempts: 5,
          }),
        }),
      ],
      providers: [Database],
      exports: [Database, TypeOrmModule],
    };
  }
}

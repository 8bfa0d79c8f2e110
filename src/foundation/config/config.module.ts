import { DynamicModule, Global, Module } from '@nestjs/common';
import { Configuration } from './configuration.js';

/** Makes the one validated {@link Configuration} injectable everywhere. */
@Global()
@Module({})
export class ConfigModule {
  static of(configuration: Configuration): DynamicModule {
    return {
      module: ConfigModule,
      providers: [{ provide: Configuration, useValue: configuration }],
      exports: [Configuration],
    };
  }
}

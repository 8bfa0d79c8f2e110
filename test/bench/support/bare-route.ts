// A Nest + Fastify application with one route that does one select behind the product's own guard: what any signed-in
// page costs before it shows anything. Tells its port over IPC.
import 'reflect-metadata';
import { Controller, Get, Global, Module } from '@nestjs/common';
import { APP_GUARD, NestFactory } from '@nestjs/core';
import { FastifyAdapter, NestFastifyApplication } from '@nestjs/platform-fastify';
import type { AddressInfo } from 'node:net';
import type { Actor } from '../../../src/foundation/access/actor.js';
import { ActorSource } from '../../../src/foundation/access/actor-source.port.js';
import { Asker } from '../../../src/foundation/access/asker.decorator.js';
import { PolicyGuard } from '../../../src/foundation/access/policy.guard.js';
import { AllowSignedIn } from '../../../src/foundation/access/policy.decorator.js';
import { ClockModule } from '../../../src/foundation/clock/clock.module.js';
import { ConfigModule } from '../../../src/foundation/config/config.module.js';
import { readConfiguration } from '../../../src/foundation/config/configuration.js';
import { Database } from '../../../src/foundation/database/database.js';
import { DatabaseModule } from '../../../src/foundation/database/database.module.js';
import { SignInActorSource } from '../../../src/responsibility/account/sign-in.actor-source.js';
import { SignInRepository } from '../../../src/responsibility/account/sign-in.repository.js';

@Controller('bare')
class BareRoute {
  constructor(private readonly database: Database) {}

  @Get()
  @AllowSignedIn('self')
  async one(@Asker() actor: Actor): Promise<object> {
    const row = await this.database.one('select name from responsibility.account where id = $1', [
      actor.accountId,
    ]);
    return row ?? {};
  }
}

@Global()
@Module({
  providers: [SignInRepository, { provide: ActorSource, useClass: SignInActorSource }],
  exports: [ActorSource],
})
class SignInsModule {}

const databaseUrl = process.argv[2] ?? '';
const configuration = { ...readConfiguration({}), databaseUrl };

@Module({
  imports: [
    ConfigModule.of(configuration),
    ClockModule,
    DatabaseModule.of(databaseUrl, configuration.databasePool),
    SignInsModule,
  ],
  controllers: [BareRoute],
  providers: [{ provide: APP_GUARD, useClass: PolicyGuard }],
})
class BareModule {}

const app = await NestFactory.create<NestFastifyApplication>(BareModule, new FastifyAdapter(), {
  logger: ['error'],
});
await app.listen(0, '127.0.0.1');
process.on('disconnect', () => process.exit(0));
process.send?.({ port: (app.getHttpServer().address() as AddressInfo).port });

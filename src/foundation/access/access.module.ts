import { Global, Module } from '@nestjs/common';
import { APP_GUARD, DiscoveryModule } from '@nestjs/core';
import { PolicyGuard } from './policy.guard.js';
import { RouteRegister } from './route-register.js';

/** Guards every route by its policy. The account room provides {@link ActorSource}. */
@Global()
@Module({
  imports: [DiscoveryModule],
  providers: [RouteRegister, { provide: APP_GUARD, useClass: PolicyGuard }],
  exports: [RouteRegister],
})
export class AccessModule {}

import { CanActivate, ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { Forbidden, NotSignedIn } from '../error/domain-error.js';
import { ActorSource } from './actor-source.port.js';
import type { AskedRequest } from './asker.decorator.js';
import { Policy, policyKey } from './policy.decorator.js';

/** Tells who asks and lets them through only where the route's policy names their role. */
@Injectable()
export class PolicyGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly actors: ActorSource,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const policy = this.reflector.getAllAndOverride<Policy | undefined>(policyKey, [
      context.getHandler(),
      context.getClass(),
    ]);
    if (!policy) throw new Forbidden();
    const request = context.switchToHttp().getRequest<AskedRequest>();
    const actor = await this.actors.actorOf(request);
    if (actor) request.asker = actor;
    if (policy.roles === 'anyone') return true;
    if (!actor) throw new NotSignedIn();
    if (policy.roles !== 'signedIn' && !policy.roles.includes(actor.role)) throw new Forbidden();
    return true;
  }
}

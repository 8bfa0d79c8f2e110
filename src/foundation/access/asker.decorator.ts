import { createParamDecorator, ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { NotSignedIn } from '../error/domain-error.js';
import type { Actor } from './actor.js';

/** A request whose asker has been told apart by the policy guard. */
export interface AskedRequest extends FastifyRequest {
  asker?: Actor;
}

/** Injects the signed-in actor into a handler. */
export const Asker = createParamDecorator((_: unknown, context: ExecutionContext): Actor => {
  const actor = context.switchToHttp().getRequest<AskedRequest>().asker;
  if (!actor) throw new NotSignedIn();
  return actor;
});

/** Injects the actor when there is one; for public pages that greet people who are signed in. */
export const MaybeAsker = createParamDecorator(
  (_: unknown, context: ExecutionContext): Actor | undefined =>
    context.switchToHttp().getRequest<AskedRequest>().asker,
);

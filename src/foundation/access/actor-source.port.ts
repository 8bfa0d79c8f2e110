import type { FastifyRequest } from 'fastify';
import type { Actor } from './actor.js';

/** Port: tells who a request comes from. Provided by the account room, which knows sign-ins. */
export abstract class ActorSource {
  /** The actor of a live sign-in (cookie or bearer token), or undefined. One select at most. */
  abstract actorOf(request: FastifyRequest): Promise<Actor | undefined>;
}

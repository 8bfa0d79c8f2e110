import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Actor } from '../../foundation/access/actor.js';
import { ActorSource } from '../../foundation/access/actor-source.port.js';
import { Clock } from '../../foundation/clock/clock.js';
import { Configuration } from '../../foundation/config/configuration.js';
import { Forbidden } from '../../foundation/error/domain-error.js';
import { actorFrom } from './acting-row.js';
import { ApiTokenAccess } from './api-token.access.js';
import { apiTokenIn } from './api-token.rules.js';
import { expiryAfterUse, noteUseEvery } from './lifetime.rules.js';
import { passwordHasExpired } from './password.rules.js';
import { tokenHash } from './secret.js';
import { tokenOf } from './sign-in.cookie.js';
import { LiveSignIn, SignInRepository } from './sign-in.repository.js';

/** What remains open while a one-time password waits to be replaced. */
const openBeforePasswordChange = [
  '/account/password',
  '/api/v1/accounts/me/password',
  '/api/v1/sign-ins',
  '/api/v1/sign-ins/current',
  '/sign-out',
];

/** What is open to an administrator who still has to set up the second factor. */
const openBeforeSecondFactor = [
  ...openBeforePasswordChange,
  '/account/second-factor',
  '/account/second-factor/secret',
  '/account/language',
  '/api/v1/accounts/me/second-factor',
];

/** Tells who a request comes from by its cookie or bearer token, a sign-in's or a program's. */
@Injectable()
export class SignInActorSource extends ActorSource {
  constructor(
    private readonly signIns: SignInRepository,
    private readonly clock: Clock,
    private readonly configuration: Configuration,
    private readonly programs: ApiTokenAccess,
  ) {
    super();
  }

  async actorOf(request: FastifyRequest): Promise<Actor | undefined> {
    const program = apiTokenIn(request.headers.authorization);
    if (program !== undefined) return this.programs.actorOf(program, request);
    const token = tokenOf(request, this.configuration);
    if (token === undefined) return undefined;
    const now = this.clock.now();
    const live = await this.signIns.live(tokenHash(token), now, this.clock.today());
    if (!live) return undefined;
    if (live.must_change_password && !isOneOf(openBeforePasswordChange, request)) {
      refuseProgram(request, 'account.password.mustChange');
      return undefined;
    }
    const expired = passwordHasExpired(live.password_set_at, now, this.configuration.passwordDays);
    if (expired && !isOneOf(openBeforePasswordChange, request)) {
      refuseProgram(request, 'account.password.expired');
      return undefined;
    }
    const mustSetUp = this.configuration.secondFactorRequired && live.lacks_second_factor;
    if (mustSetUp && !isOneOf(openBeforeSecondFactor, request)) {
      refuseProgram(request, 'account.secondFactor.mustSetUp');
      return undefined;
    }
    if (now.getTime() - live.last_seen_at.getTime() >= noteUseEvery) await this.noteUse(live, now);
    return { ...actorFrom(live), signInId: live.id };
  }

  private noteUse(live: LiveSignIn, now: Date): Promise<void> {
    const expiresAt = expiryAfterUse(live.kind, live.created_at, now);
    return this.signIns.noteUse(live.id, now, expiresAt, new Date(now.getTime() - noteUseEvery));
  }
}

/** A program is told the reason; a page sends the person to sign in, which leads to what has to be done first. */
function refuseProgram(request: FastifyRequest, reason: string): void {
  if (request.url.startsWith('/api/')) throw new Forbidden(reason);
}

function isOneOf(open: readonly string[], request: FastifyRequest): boolean {
  const path = request.url.split('?')[0] ?? '';
  return open.includes(path);
}

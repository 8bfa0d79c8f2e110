import { Body, Controller, Get, Headers, HttpCode, Post, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Actor } from '../../foundation/access/actor.js';
import { MaybeAsker } from '../../foundation/access/asker.decorator.js';
import { AllowAnyone } from '../../foundation/access/policy.decorator.js';
import { Configuration } from '../../foundation/config/configuration.js';
import { BrokenRule, NotSignedIn } from '../../foundation/error/domain-error.js';
import { validate } from '../../foundation/http/validate.js';
import { attempt } from '../../foundation/view/attempt.js';
import { Page } from '../../foundation/view/page.decorator.js';
import { isOwnPath, redirect, Redirect } from '../../foundation/view/redirect.js';
import { EntryService } from './entry.service.js';
import { PhoneSignInService } from './phone-sign-in.service.js';
import { clearSignInCookie, setSignInCookie, tokenOf } from './sign-in.cookie.js';
import { CodeRequest, SignInRequest } from './sign-in.dto.js';
import { SignInService } from './sign-in.service.js';

const ways = ['password', 'sms', 'slip'] as const;
type Way = (typeof ways)[number];

/** What the form of a way keeps when it is shown again; never a password or code. */
interface Typed {
  way: Way;
  next: string;
  username?: string;
  phone?: string;
  ownDevice?: boolean;
  /** A code is on its way to the phone. */
  sent?: boolean;
  /** The first proof was good; only the code of the second factor is asked for. */
  ticket?: string;
  /** The phone is shared, and the end of the citizen ID tells who it is. */
  shared?: boolean;
}

/** The door for people; works without script and inside WeChat. */
@Controller()
export class SignInPage {
  constructor(
    private readonly entry: EntryService,
    private readonly phones: PhoneSignInService,
    private readonly signIns: SignInService,
    private readonly configuration: Configuration,
  ) {}

  @Get('sign-in')
  @AllowAnyone()
  @Page('responsibility/account/sign-in', { layout: 'plain' })
  async show(
    @MaybeAsker() actor: Actor | undefined,
    @Req() request: FastifyRequest,
    @Query('way') way: unknown,
    @Query('next') next: unknown,
  ): Promise<object> {
    if (actor) return redirect(ownPath(next));
    const token = tokenOf(request, this.configuration);
    if (token !== undefined && (await this.entry.mustChangePassword(token)))
      return redirect('/account/password');
    if (token !== undefined && (await this.entry.mustSetUpSecondFactor(token)))
      return redirect('/account/second-factor');
    return this.form({ way: wayOf(way), next: ownPath(next) });
  }

  @Post('sign-in')
  @AllowAnyone()
  @Page('responsibility/account/sign-in', { layout: 'plain' })
  async signIn(
    @Body() body: unknown,
    @Headers('user-agent') userAgent: string | undefined,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    const typed = typedIn(body);
    const half: { ticket?: string } = {};
    const answer = await attempt(
      async () => {
        const wanted = await validate(SignInRequest, body);
        const opened = await readable(
          this.entry.signIn(wanted, userAgent, tokenOf(request, this.configuration)),
        );
        if ('ticket' in opened) {
          half.ticket = opened.ticket;
          return redirect('/sign-in');
        }
        setSignInCookie(reply, this.configuration, opened.token, opened.kind);
        return redirect(opened.mustChangePassword ? '/account/password' : typed.next);
      },
      ({ code }) => {
        const shared = code === 'account.lastFour.needed' || hasText(body, 'citizenIdLastFour');
        // A ticket that has run out leads back to the first step.
        const { ticket, ...first } = typed;
        const kept = code === 'account.secondFactor.ticketOld' ? first : typed;
        return this.form({ ...kept, sent: typed.way === 'sms' && ticket === undefined, shared });
      },
    );
    if (half.ticket === undefined) return answer;
    void reply.status(200).header('cache-control', 'no-store');
    return this.form({ ...typed, ticket: half.ticket });
  }

  /** Sends a code and shows the form again with the phone in it; an address would leave the number in logs. */
  @Post('sign-in/code')
  @HttpCode(200)
  @AllowAnyone()
  @Page('responsibility/account/sign-in', { layout: 'plain' })
  async sendCode(@Body() body: unknown): Promise<object> {
    const typed: Typed = { ...typedIn(body), way: 'sms' };
    const sent: { phone?: string } = {};
    const refused = await attempt(
      async () => {
        const { phone } = await validate(CodeRequest, body);
        await this.phones.sendCode(phone);
        sent.phone = phone;
        return redirect('/sign-in');
      },
      () => this.form(typed),
    );
    return sent.phone === undefined ? refused : this.form({ ...typed, phone: sent.phone, sent: true });
  }

  /** Open to everybody, so that a sign-in that has run out still loses its cookie. */
  @Post('sign-out')
  @AllowAnyone()
  @Page('responsibility/account/sign-in', { layout: 'plain' })
  async signOut(
    @MaybeAsker() actor: Actor | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Redirect> {
    clearSignInCookie(reply, this.configuration);
    if (actor) await this.signIns.signOut(actor);
    return redirect('/sign-in', { notice: 'account.signIn.signedOut' });
  }

  private form(typed: Typed): object {
    return {
      username: '',
      phone: '',
      ownDevice: false,
      sent: false,
      shared: false,
      ticket: undefined,
      ...typed,
      tabs: ways.map((way) => ({ way, current: way === typed.way })),
    };
  }
}

/** A refusal at the door is shown in the form instead of leading back to the door. */
async function readable<Result>(work: Promise<Result>): Promise<Result> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof NotSignedIn) throw new BrokenRule(error.code);
    throw error;
  }
}

function typedIn(body: unknown): Typed {
  const { way, next, username, phone, ownDevice, ticket } = (body ?? {}) as Record<string, unknown>;
  return {
    way: wayOf(way),
    next: ownPath(next),
    ...(typeof username === 'string' ? { username } : {}),
    ...(typeof phone === 'string' ? { phone } : {}),
    ...(typeof ticket === 'string' && ticket !== '' ? { ticket } : {}),
    ownDevice: ownDevice === 'true',
  };
}

function hasText(body: unknown, field: string): boolean {
  return Boolean((body as Record<string, unknown> | undefined)?.[field]);
}

function wayOf(value: unknown): Way {
  return ways.find((way) => way === value) ?? 'password';
}

/** Where to go after signing in: a path of this site, never one that leads away or back to the door. */
function ownPath(value: unknown): string {
  if (typeof value !== 'string' || !isOwnPath(value)) return '/';
  return value.startsWith('/sign-') ? '/' : value;
}

import { Controller, Get } from '@nestjs/common';
import type { Actor } from './foundation/access/actor.js';
import { MaybeAsker } from './foundation/access/asker.decorator.js';
import { AllowAnyone } from './foundation/access/policy.decorator.js';
import { Page } from './foundation/view/page.decorator.js';
import { redirect, Redirect } from './foundation/view/redirect.js';
import { homeOf } from './navigation.js';

/** The bare address leads everyone to where their work starts. */
@Controller()
export class HomePage {
  @Get()
  @AllowAnyone()
  @Page('foundation/error/problem')
  home(@MaybeAsker() actor: Actor | undefined): Redirect {
    return redirect(actor ? homeOf(actor.role) : '/sign-in');
  }
}

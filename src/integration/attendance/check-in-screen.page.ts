import { Controller, Get, Param } from '@nestjs/common';
import type { Actor } from '../../foundation/access/actor.js';
import { Asker } from '../../foundation/access/asker.decorator.js';
import { Allow } from '../../foundation/access/policy.decorator.js';
import { Configuration } from '../../foundation/config/configuration.js';
import { BrokenRule } from '../../foundation/error/domain-error.js';
import { IdPipe } from '../../foundation/http/id.pipe.js';
import { fragment, Fragment } from '../../foundation/view/fragment.js';
import { Page } from '../../foundation/view/page.decorator.js';
import { ClassViewService } from '../class/class-view.service.js';
import { checkInPicture } from './check-in-picture.js';
import { CheckInService } from './check-in.service.js';

/** What the projector shows in the hall: the code of one session, alive. */
@Controller('classes/:id/attendance/:sessionId/screen')
@Allow(['coordinator', 'host', 'classHead'], 'class')
export class CheckInScreenPage {
  constructor(
    private readonly views: ClassViewService,
    private readonly checkIns: CheckInService,
    private readonly configuration: Configuration,
  ) {}

  @Get()
  @Page('integration/attendance/screen', { layout: 'plain' })
  async show(
    @Asker() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Param('sessionId', IdPipe) sessionId: string,
  ): Promise<object> {
    const { title } = await this.views.view(actor, id);
    return { id, sessionId, classTitle: title, shown: await this.shown(actor, id, sessionId) };
  }

  /** Only what changes; the page asks for it every five seconds. */
  @Get('code')
  @Page('integration/attendance/screen-code')
  async code(
    @Asker() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Param('sessionId', IdPipe) sessionId: string,
  ): Promise<Fragment> {
    return fragment('integration/attendance/screen-code', { shown: await this.shown(actor, id, sessionId) });
  }

  private async shown(actor: Actor, id: string, sessionId: string): Promise<object> {
    const session = await this.checkIns.sessionOf(actor, id, sessionId);
    try {
      const shown = await this.checkIns.shown(actor, sessionId);
      const picture = checkInPicture(`${this.configuration.publicUrl}/c/${sessionId}/${shown.code}`);
      return { ...session, ...shown, picture, open: true };
    } catch (error) {
      if (!(error instanceof BrokenRule)) throw error;
      return { ...session, open: false, early: error.code === 'attendance.tooEarly' };
    }
  }
}

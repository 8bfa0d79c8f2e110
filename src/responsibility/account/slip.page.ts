import { Body, Controller, Post } from '@nestjs/common';
import QRCode from 'qrcode';
import type { Actor } from '../../foundation/access/actor.js';
import { Asker } from '../../foundation/access/asker.decorator.js';
import { Allow } from '../../foundation/access/policy.decorator.js';
import { Configuration } from '../../foundation/config/configuration.js';
import { Page } from '../../foundation/view/page.decorator.js';
import { SlipRequest } from './slip.dto.js';
import { SlipService } from './slip.service.js';

/** Activation slips on A4, several to a page, to be cut apart. */
@Controller('slips')
export class SlipPage {
  constructor(
    private readonly slips: SlipService,
    private readonly configuration: Configuration,
  ) {}

  /** The code rides in the address's fragment, which browsers send to nobody, so it reaches no log. */
  @Post()
  @Allow(['administrator', 'coordinator', 'unitContact'], 'subtree')
  @Page('responsibility/account/slips', { layout: 'print' })
  async print(@Asker() actor: Actor, @Body() { traineeIds }: SlipRequest): Promise<object> {
    const door = `${this.configuration.publicUrl}/sign-in`;
    const slips = await this.slips.issue(actor, traineeIds);
    return {
      door,
      slips: await Promise.all(
        slips.map(async (slip) => ({
          ...slip,
          code: `${slip.code.slice(0, 4)} ${slip.code.slice(4)}`,
          picture: await QRCode.toDataURL(`${door}?way=slip#${slip.code}`, { margin: 0, width: 160 }),
        })),
      ),
    };
  }
}

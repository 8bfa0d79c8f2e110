import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import type { Actor } from '../../foundation/access/actor.js';
import { Asker } from '../../foundation/access/asker.decorator.js';
import { Allow } from '../../foundation/access/policy.decorator.js';
import { IdPipe } from '../../foundation/http/id.pipe.js';
import { RosterConfirmationDto } from './roster.dto.js';
import { RosterSheet, RosterSheetService } from './roster-sheet.service.js';

@Controller('api/v1/classes/:id/roster-confirmation')
export class RosterController {
  constructor(private readonly sheet: RosterSheetService) {}

  /**
   * Confirms the roster, or the people named, and tells them and their units. Names that no certificate can print
   * yet are reported; they stop nobody.
   */
  @Post()
  @HttpCode(200)
  @Allow(['coordinator'], 'class')
  async confirm(
    @Asker() actor: Actor,
    @Param('id', IdPipe) classId: string,
    @Body() input: RosterConfirmationDto,
  ): Promise<{ confirmed: string[]; unprintable: RosterSheet['unprintable'] }> {
    return this.sheet.confirmAndReport(actor, classId, input.enrollmentIds);
  }
}

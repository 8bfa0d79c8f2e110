import { Controller, Get, Param } from '@nestjs/common';
import type { Actor } from '../../foundation/access/actor.js';
import { Asker } from '../../foundation/access/asker.decorator.js';
import { Allow } from '../../foundation/access/policy.decorator.js';
import { IdPipe } from '../../foundation/http/id.pipe.js';
import { Page } from '../../foundation/view/page.decorator.js';
import { ClassSheetService } from './class-sheet.service.js';

/** `/m/classes/:id`: facts, timetable, notes and one button. */
@Controller('m/classes/:id')
export class TraineeClassPage {
  constructor(private readonly sheets: ClassSheetService) {}

  @Get()
  @Allow(['trainee'], 'class')
  @Page('integration/trainee-pages/class', { layout: 'phone' })
  show(@Asker() actor: Actor, @Param('id', IdPipe) id: string): Promise<object> {
    return this.sheets.sheet(actor, id);
  }
}

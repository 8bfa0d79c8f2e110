import { Controller, Get, Query } from '@nestjs/common';
import type { Actor } from '../../foundation/access/actor.js';
import { Asker } from '../../foundation/access/asker.decorator.js';
import { Allow } from '../../foundation/access/policy.decorator.js';
import { InvalidInput } from '../../foundation/error/domain-error.js';
import { validate } from '../../foundation/http/validate.js';
import { Redisplay } from '../../foundation/view/attempt.js';
import { chosenDivision } from '../../foundation/view/chosen-division.js';
import type { Fields } from '../../foundation/view/fields.js';
import { Page } from '../../foundation/view/page.decorator.js';
import { DivisionPickerService } from '../../responsibility/division/division-picker.service.js';
import { TraineeQuery } from './trainee.dto.js';
import { formChoices } from './trainee-form.js';
import { TraineeListService } from './trainee-list.service.js';

/** The register as a list. */
@Controller('trainees')
export class TraineeListPage {
  constructor(
    private readonly list: TraineeListService,
    private readonly picker: DivisionPickerService,
  ) {}

  @Get()
  @Allow(['coordinator', 'supervisor', 'unitContact'], 'subtree')
  @Page('targeting/trainee/trainees')
  async show(@Asker() actor: Actor, @Query() fields: Fields): Promise<object> {
    const division = actor.division ? chosenDivision(fields.division) : undefined;
    const shown = {
      ...formChoices,
      filter: { text: '', category: '', level: '', state: '', ...fields },
      divisionCode: division,
      filtered: [fields.text, fields.category, fields.level, fields.state, division].some(Boolean),
      divisionLevels: actor.division ? await this.picker.levels(actor, division) : [],
      mayChange: actor.role === 'coordinator',
    };
    try {
      const query = await validate(TraineeQuery, { ...fields, division });
      const [page, total] = [await this.list.list(actor, query), await this.list.count(actor, query)];
      return { ...shown, items: page.items, next: page.next, total };
    } catch (error) {
      if (!(error instanceof InvalidInput)) throw error;
      const { code, status } = error;
      const fieldErrors = error.fields.map(({ field, code: fieldCode }) => ({ field, code: fieldCode }));
      return new Redisplay(
        { ...shown, items: [], next: undefined, total: 0 },
        { code, status, fields: fieldErrors },
      );
    }
  }
}

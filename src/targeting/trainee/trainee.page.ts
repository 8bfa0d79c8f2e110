import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import type { Actor } from '../../foundation/access/actor.js';
import { Asker } from '../../foundation/access/asker.decorator.js';
import { Allow } from '../../foundation/access/policy.decorator.js';
import { IdPipe } from '../../foundation/http/id.pipe.js';
import { validate } from '../../foundation/http/validate.js';
import { attempt, Redisplay } from '../../foundation/view/attempt.js';
import { chosenDivision } from '../../foundation/view/chosen-division.js';
import type { Fields } from '../../foundation/view/fields.js';
import { Page } from '../../foundation/view/page.decorator.js';
import { redirect, Redirect } from '../../foundation/view/redirect.js';
import { DivisionPickerService } from '../../responsibility/division/division-picker.service.js';
import { ChangeTraineeDto, RegisterTraineeDto } from './trainee.dto.js';
import { changeFrom, formChoices, formValues } from './trainee-form.js';
import { TraineeListService } from './trainee-list.service.js';
import { TraineeService } from './trainee.service.js';

/** One person's record: shown, registered, changed. */
@Controller('trainees')
export class TraineePage {
  constructor(
    private readonly trainees: TraineeService,
    private readonly list: TraineeListService,
    private readonly picker: DivisionPickerService,
  ) {}

  @Get('new')
  @Allow(['coordinator'], 'subtree')
  @Page('targeting/trainee/trainee-new')
  fresh(@Asker() actor: Actor): Promise<object> {
    return this.form(actor, {});
  }

  @Post()
  @Allow(['coordinator'], 'subtree')
  @Page('targeting/trainee/trainee-new')
  register(@Asker() actor: Actor, @Body() body: Fields): Promise<Redirect | Redisplay> {
    return attempt(
      async () => {
        const managingDivision = chosenDivision(body.managingDivision);
        const input = await validate(RegisterTraineeDto, { ...body, managingDivision });
        const { id, name } = await this.trainees.register(actor, input);
        return redirect(`/trainees/${id}`, { notice: 'trainee.page.notice.registered', params: { name } });
      },
      () => this.form(actor, body),
      body,
    );
  }

  @Get(':id')
  @Allow(['coordinator', 'supervisor', 'unitContact'], 'subtree')
  @Page('targeting/trainee/trainee')
  show(@Asker() actor: Actor, @Param('id', IdPipe) id: string): Promise<object> {
    return this.record(actor, id);
  }

  /** The record with the citizen ID in clear, once; the next look is asked for and noted again. */
  @Post(':id/citizen-id')
  @Allow(['coordinator'], 'subtree')
  @Page('targeting/trainee/trainee')
  async unmask(@Asker() actor: Actor, @Param('id', IdPipe) id: string): Promise<object> {
    const citizenId = await this.trainees.unmask(actor, id);
    return this.record(actor, id, citizenId);
  }

  @Get(':id/edit')
  @Allow(['coordinator'], 'subtree')
  @Page('targeting/trainee/trainee-edit')
  edit(@Asker() actor: Actor, @Param('id', IdPipe) id: string): Promise<object> {
    return this.editForm(actor, id);
  }

  @Post(':id/edit')
  @Allow(['coordinator'], 'subtree')
  @Page('targeting/trainee/trainee-edit')
  change(
    @Asker() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Body() body: Fields,
  ): Promise<Redirect | Redisplay> {
    return attempt(
      async () => {
        const { organizationName } = await this.trainees.managed(actor, id);
        const managingDivision = chosenDivision(body.managingDivision);
        const change = { ...changeFrom(body, organizationName ?? ''), managingDivision };
        await this.trainees.change(actor, id, await validate(ChangeTraineeDto, change));
        return redirect(`/trainees/${id}`, { notice: 'trainee.page.notice.saved' });
      },
      () => this.editForm(actor, id, body),
      body,
    );
  }

  @Post(':id/departure')
  @Allow(['coordinator'], 'subtree')
  @Page('targeting/trainee/trainee')
  async leave(@Asker() actor: Actor, @Param('id', IdPipe) id: string): Promise<Redirect> {
    await this.trainees.leave(actor, id);
    const undo = { action: `/trainees/${id}/return` };
    return redirect(`/trainees/${id}`, { notice: 'trainee.page.notice.left', undo });
  }

  @Post(':id/return')
  @Allow(['coordinator'], 'subtree')
  @Page('targeting/trainee/trainee')
  async returnToRegister(@Asker() actor: Actor, @Param('id', IdPipe) id: string): Promise<Redirect> {
    await this.trainees.returnToRegister(actor, id);
    return redirect(`/trainees/${id}`, { notice: 'trainee.page.notice.returned' });
  }

  private async record(actor: Actor, id: string, citizenId?: string): Promise<object> {
    const person = await this.list.one(actor, id);
    const tone = person.state === 'active' ? 'ok' : 'plain';
    return { person, tone, citizenId, managed: await this.trainees.manages(actor, id) };
  }

  private async form(actor: Actor, fields: Fields): Promise<object> {
    const divisionLevels = await this.picker.levels(actor, chosenDivision(fields.managingDivision));
    return { ...formChoices, form: formValues(fields), divisionLevels };
  }

  private async editForm(actor: Actor, id: string, fields: Fields = {}): Promise<object> {
    const trainee = await this.trainees.managed(actor, id);
    const person = await this.list.one(actor, id);
    const code = chosenDivision(fields.managingDivision) ?? person.managingDivision.code;
    return {
      ...formChoices,
      person,
      form: formValues({ ...trainee, ...fields }),
      divisionLevels: await this.picker.levels(actor, code),
    };
  }
}

import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import type { Actor } from '../../foundation/access/actor.js';
import { Asker } from '../../foundation/access/asker.decorator.js';
import { Allow, AllowSignedIn } from '../../foundation/access/policy.decorator.js';
import { IdPipe } from '../../foundation/http/id.pipe.js';
import { validate } from '../../foundation/http/validate.js';
import { attempt, Redisplay } from '../../foundation/view/attempt.js';
import { chosenDivision } from '../../foundation/view/chosen-division.js';
import type { Fields } from '../../foundation/view/fields.js';
import { Page } from '../../foundation/view/page.decorator.js';
import { redirect, Redirect } from '../../foundation/view/redirect.js';
import { DivisionPickerService } from '../division/division-picker.service.js';
import { DivisionService } from '../division/division.service.js';
import {
  OrganizationChange,
  OrganizationEnd,
  OrganizationInput,
  OrganizationQuery,
} from './organization.dto.js';
import { organizationKinds } from './organization.entity.js';
import { OrganizationService } from './organization.service.js';

const textFields = ['name', 'shortName', 'kind', 'contactName', 'contactPhone', 'validFrom'] as const;

/** Units: the list with its filters, and one unit's form. */
@Controller('organizations')
export class OrganizationPage {
  constructor(
    private readonly organizations: OrganizationService,
    private readonly divisions: DivisionService,
    private readonly picker: DivisionPickerService,
  ) {}

  @Get()
  @AllowSignedIn('reference')
  @Page('responsibility/organization/organizations')
  async list(@Asker() actor: Actor, @Query() fields: Fields): Promise<object> {
    const division = chosenDivision(fields.division);
    const query = await validate(OrganizationQuery, { ...fields, division });
    const { items, next } = await this.organizations.list(actor, query);
    return {
      items,
      next,
      kinds: organizationKinds,
      text: query.text ?? '',
      kind: query.kind ?? '',
      ended: query.ended ?? false,
      filtered: [query.text, query.kind, query.division].some(Boolean),
      divisionLevels: await this.picker.levels(actor, division),
      mayCreate: actor.role === 'administrator' || actor.role === 'coordinator',
    };
  }

  @Get('new')
  @Allow(['administrator', 'coordinator'], 'subtree')
  @Page('responsibility/organization/organization-new')
  fresh(@Asker() actor: Actor): Promise<object> {
    return this.form(actor, {});
  }

  @Post()
  @Allow(['administrator', 'coordinator'], 'subtree')
  @Page('responsibility/organization/organization-new')
  create(@Asker() actor: Actor, @Body() body: Fields): Promise<Redirect | Redisplay> {
    return attempt(
      async () => {
        const code = chosenDivision(body.division);
        const divisionId = code === undefined ? undefined : (await this.divisions.byCode(code)).id;
        const input = await validate(OrganizationInput, { ...body, divisionId });
        const { id } = await this.organizations.create(actor, input);
        return redirect(`/organizations/${id}`, { notice: 'organization.created' });
      },
      () => this.form(actor, body),
      body,
    );
  }

  @Get(':id')
  @AllowSignedIn('reference')
  @Page('responsibility/organization/organization')
  show(@Asker() actor: Actor, @Param('id', IdPipe) id: string): Promise<object> {
    return this.detail(actor, id);
  }

  @Post(':id')
  @Allow(['administrator', 'coordinator'], 'subtree')
  @Page('responsibility/organization/organization')
  change(
    @Asker() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Body() body: Fields,
  ): Promise<Redirect | Redisplay> {
    return attempt(
      async () => {
        await this.organizations.change(actor, id, await validate(OrganizationChange, body));
        return redirect(`/organizations/${id}`, { notice: 'organization.changed' });
      },
      () => this.detail(actor, id, body),
    );
  }

  @Post(':id/end')
  @Allow(['administrator', 'coordinator'], 'subtree')
  @Page('responsibility/organization/organization')
  end(
    @Asker() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Body() body: Fields,
  ): Promise<Redirect | Redisplay> {
    return attempt(
      async () => {
        await this.organizations.end(actor, id, await validate(OrganizationEnd, body));
        return redirect(`/organizations/${id}`, { notice: 'organization.endedNow' });
      },
      () => this.detail(actor, id, {}, body),
    );
  }

  private async detail(actor: Actor, id: string, fields: Fields = {}, end: Fields = {}): Promise<object> {
    const unit = await this.organizations.one(actor, id);
    const others = await this.organizations.list(actor, { division: unit.divisionCode, limit: 200 });
    return {
      unit,
      kinds: organizationKinds.map((value) => value),
      form: { ...valuesOf(unit), ...valuesOf(fields, true) },
      end: { validTo: textOf(end.validTo), successorId: textOf(end.successorId) },
      successors: others.items
        .filter((other) => other.id !== id)
        .map((other) => ({ value: other.id, text: other.name })),
    };
  }

  private async form(actor: Actor, fields: Fields): Promise<object> {
    return {
      kinds: organizationKinds.map((value) => value),
      form: valuesOf(fields),
      divisionLevels: await this.picker.levels(actor, chosenDivision(fields.division)),
    };
  }
}

/** The text fields of a form, from a row or from what was typed; `given` leaves out what isn't there. */
function valuesOf(source: object, given = false): Record<string, string> {
  const row = source as Record<string, unknown>;
  const entries = textFields.filter((name) => !given || row[name] !== undefined);
  return Object.fromEntries(entries.map((name) => [name, textOf(row[name])]));
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

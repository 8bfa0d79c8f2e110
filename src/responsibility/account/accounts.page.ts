import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { type Actor, roles } from '../../foundation/access/actor.js';
import { Asker } from '../../foundation/access/asker.decorator.js';
import { Allow } from '../../foundation/access/policy.decorator.js';
import { IdPipe } from '../../foundation/http/id.pipe.js';
import { validate } from '../../foundation/http/validate.js';
import { attempt, Redisplay } from '../../foundation/view/attempt.js';
import { chosenDivision } from '../../foundation/view/chosen-division.js';
import type { Fields } from '../../foundation/view/fields.js';
import { Page } from '../../foundation/view/page.decorator.js';
import { redirect, Redirect } from '../../foundation/view/redirect.js';
import { DivisionPickerService } from '../division/division-picker.service.js';
import { DivisionService } from '../division/division.service.js';
import { OrganizationService } from '../organization/organization.service.js';
import { AccountInput, AccountQuery, AssignmentInput, givenRoles } from './account.dto.js';
import { AccountService } from './account.service.js';
import { mayGrant } from './assignment.rules.js';
import { AssignmentService } from './assignment.service.js';
import { SecondFactorService } from './second-factor.service.js';

/** Other people's accounts, within the subtree. */
@Controller('accounts')
@Allow(['administrator', 'coordinator'], 'subtree')
export class AccountsPage {
  constructor(
    private readonly accounts: AccountService,
    private readonly assignments: AssignmentService,
    private readonly secondFactors: SecondFactorService,
    private readonly organizations: OrganizationService,
    private readonly divisions: DivisionService,
    private readonly picker: DivisionPickerService,
  ) {}

  @Get()
  @Page('responsibility/account/accounts')
  async list(@Asker() actor: Actor, @Query() query: AccountQuery): Promise<object> {
    const { items, next } = await this.accounts.list(actor, query);
    const filtered = [query.text, query.role, query.state, query.division].some(Boolean);
    return { items, next, filtered, roles, text: '', role: '', state: '', ...query };
  }

  @Get('new')
  @Page('responsibility/account/account-new')
  fresh(@Asker() actor: Actor): Promise<object> {
    return this.form(actor, {});
  }

  @Post()
  @Page('responsibility/account/account-new')
  create(@Asker() actor: Actor, @Body() body: Fields): Promise<Redirect | Redisplay> {
    return attempt(
      async () => {
        const assignment = await this.assignmentFields(body);
        const input = await validate(AccountInput, { ...body, assignments: [assignment] });
        const { id } = await this.accounts.createAccount(actor, input);
        return redirect(`/accounts/${id}`, { notice: 'account.accounts.created' });
      },
      () => this.form(actor, body),
      body,
    );
  }

  @Get(':id')
  @Page('responsibility/account/account')
  async show(@Asker() actor: Actor, @Param('id', IdPipe) id: string): Promise<object> {
    return this.detail(actor, id, {});
  }

  @Post(':id/assignments')
  @Page('responsibility/account/account')
  assign(
    @Asker() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Body() body: Fields,
  ): Promise<Redirect | Redisplay> {
    return attempt(
      async () => {
        const input = await validate(AssignmentInput, await this.assignmentFields(body));
        await this.assignments.assign(actor, id, input);
        return redirect(`/accounts/${id}`, { notice: 'account.accounts.assigned' });
      },
      () => this.detail(actor, id, body),
      body,
    );
  }

  @Post(':id/assignments/:assignmentId/end')
  @Page('responsibility/account/account')
  endAssignment(
    @Asker() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Param('assignmentId', IdPipe) assignmentId: string,
  ): Promise<Redirect | Redisplay> {
    return this.act(actor, id, 'roleEnded', () => this.assignments.end(actor, id, assignmentId));
  }

  @Post(':id/disablement')
  @Page('responsibility/account/account')
  disable(@Asker() actor: Actor, @Param('id', IdPipe) id: string): Promise<Redirect | Redisplay> {
    return this.act(actor, id, 'disabled', () => this.accounts.disable(actor, id));
  }

  @Post(':id/enablement')
  @Page('responsibility/account/account')
  enable(@Asker() actor: Actor, @Param('id', IdPipe) id: string): Promise<Redirect | Redisplay> {
    return this.act(actor, id, 'enabled', () => this.accounts.enable(actor, id));
  }

  @Post(':id/unlock')
  @Page('responsibility/account/account')
  unlock(@Asker() actor: Actor, @Param('id', IdPipe) id: string): Promise<Redirect | Redisplay> {
    return this.act(actor, id, 'unlocked', () => this.accounts.unlock(actor, id));
  }

  @Post(':id/second-factor/removal')
  @Page('responsibility/account/account')
  resetSecondFactor(@Asker() actor: Actor, @Param('id', IdPipe) id: string): Promise<Redirect | Redisplay> {
    return this.act(actor, id, 'secondFactorReset', () => this.secondFactors.reset(actor, id));
  }

  /** Answers with the page itself: the password is shown this once and is in no address and no cookie. */
  @Post(':id/one-time-password')
  @Page('responsibility/account/account')
  async giveOneTimePassword(@Asker() actor: Actor, @Param('id', IdPipe) id: string): Promise<object> {
    const password = await this.accounts.giveOneTimePassword(actor, id);
    return { ...(await this.detail(actor, id, {})), password };
  }

  private act(
    actor: Actor,
    id: string,
    done: string,
    work: () => Promise<void>,
  ): Promise<Redirect | Redisplay> {
    return attempt(
      async () => {
        await work();
        return redirect(`/accounts/${id}`, { notice: `account.accounts.${done}` });
      },
      () => this.detail(actor, id, {}),
    );
  }

  private async detail(actor: Actor, id: string, fields: Fields): Promise<object> {
    const account = await this.accounts.one(actor, id);
    const grantable = account.assignments.map((held) => ({ ...held, mayEnd: mayGrant(actor, held.role) }));
    return {
      ...(await this.form(actor, fields)),
      account,
      held: grantable,
      own: actor.accountId === id,
      administers: actor.role === 'administrator',
      password: undefined,
    };
  }

  private async form(actor: Actor, fields: Fields): Promise<object> {
    const organizations = await this.organizations.choices(actor, {
      text: textOf(fields.organizationIdText),
      chosen: textOf(fields.organizationId),
    });
    return {
      form: {
        username: textOf(fields.username),
        name: textOf(fields.name),
        phone: textOf(fields.phone),
        role: textOf(fields.role),
        organizationId: textOf(fields.organizationId),
        organizationIdText: textOf(fields.organizationIdText),
        validFrom: textOf(fields.validFrom),
        validTo: textOf(fields.validTo),
      },
      roles: givenRoles.filter((role) => mayGrant(actor, role)),
      organizations,
      divisionLevels: await this.picker.levels(actor, chosenDivision(fields.division)),
    };
  }

  /** A role's place as the form names it: a unit's role holds for the unit alone, the others for the division. */
  private async assignmentFields(body: Fields): Promise<object> {
    const { role, organizationId, validFrom, validTo } = body;
    const ofUnit = role === 'host' || role === 'unitContact';
    const code = ofUnit || role === 'administrator' ? undefined : chosenDivision(body.division);
    return {
      role,
      ...(ofUnit ? { organizationId } : {}),
      ...(code === undefined ? {} : { divisionId: (await this.divisions.byCode(code)).id }),
      validFrom,
      validTo,
    };
  }
}

function textOf(value: string | string[] | undefined): string {
  return typeof value === 'string' ? value : '';
}

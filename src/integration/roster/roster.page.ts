import { Body, Controller, Get, Param, Post, Query, Req, Res, StreamableFile } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Actor } from '../../foundation/access/actor.js';
import { Asker } from '../../foundation/access/asker.decorator.js';
import { Allow } from '../../foundation/access/policy.decorator.js';
import { InvalidInput } from '../../foundation/error/domain-error.js';
import { IdPipe } from '../../foundation/http/id.pipe.js';
import { validate } from '../../foundation/http/validate.js';
import { workbookType } from '../../foundation/spreadsheet/send-sheet.js';
import { maskPhone } from '../../foundation/text/phone.rules.js';
import { attempt, Redisplay } from '../../foundation/view/attempt.js';
import type { Fields } from '../../foundation/view/fields.js';
import { Page } from '../../foundation/view/page.decorator.js';
import { publicViewContext } from '../../foundation/view/public-view-context.js';
import { redirect, Redirect } from '../../foundation/view/redirect.js';
import { traineeCategories } from '../../targeting/trainee/trainee.entity.js';
import { ClassViewService } from '../class/class-view.service.js';
import { enrollmentTones } from '../enrollment/enrollment.entity.js';
import { RosterService } from '../enrollment/roster.service.js';
import { SubstitutionService } from '../enrollment/substitution.service.js';
import { RosterBatchDto, rosterGroups, rosterOrders, RosterSheetQuery } from './roster.dto.js';
import { rosterWorkbook } from './roster-export.js';
import type { SheetPerson } from './roster-sheet.repository.js';
import { RosterSheetService } from './roster-sheet.service.js';

/** More ids than these don't fit into the cookie that offers to take a step back. */
const mostUndone = 60;

/** The roster of a class: who is on it, what speaks against whom, approve and send back. */
@Controller('classes/:id/roster')
@Allow(['coordinator', 'supervisor', 'host', 'classHead', 'unitContact'], 'class')
export class RosterPage {
  constructor(
    private readonly classes: ClassViewService,
    private readonly sheet: RosterSheetService,
    private readonly roster: RosterService,
    private readonly substitutions: SubstitutionService,
  ) {}

  @Get()
  @Page('integration/roster/roster')
  async show(
    @Asker() actor: Actor,
    @Param('id', IdPipe) classId: string,
    @Query() query: RosterSheetQuery,
  ): Promise<object> {
    return this.model(actor, classId, query);
  }

  @Get('print')
  @Page('integration/roster/roster-print', { layout: 'print' })
  async print(
    @Asker() actor: Actor,
    @Param('id', IdPipe) classId: string,
    @Query() query: RosterSheetQuery,
  ): Promise<object> {
    const trainingClass = await this.classes.view(actor, classId);
    const people = await this.sheet.whole(actor, classId, { group: 'confirmed', ...query }, 'print');
    return { class: trainingClass, people: people.map(shown), order: query.order ?? 'number' };
  }

  @Get('export')
  async export(
    @Asker() actor: Actor,
    @Param('id', IdPipe) classId: string,
    @Query() query: RosterSheetQuery,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<StreamableFile> {
    const trainingClass = await this.classes.view(actor, classId);
    const people = await this.sheet.whole(actor, classId, query, 'export');
    const { name, content } = rosterWorkbook(
      actor,
      trainingClass,
      people,
      publicViewContext(request).language,
    );
    void reply.header('cache-control', 'no-store');
    return new StreamableFile(content, {
      type: workbookType,
      disposition: `attachment; filename*=UTF-8''${encodeURIComponent(name)}`,
    });
  }

  @Get(':enrollmentId')
  @Page('integration/roster/person')
  async person(
    @Asker() actor: Actor,
    @Param('id', IdPipe) classId: string,
    @Param('enrollmentId', IdPipe) enrollmentId: string,
  ): Promise<object> {
    const person = await this.sheet.person(actor, classId, enrollmentId);
    return {
      class: await this.classes.view(actor, classId),
      person: { ...person, tone: enrollmentTones[person.state] },
    };
  }

  /** One verb for all who are ticked; the toast takes it back. */
  @Post()
  @Allow(['coordinator'], 'class')
  @Page('integration/roster/roster')
  batch(
    @Asker() actor: Actor,
    @Param('id', IdPipe) classId: string,
    @Body() body: Fields,
  ): Promise<Redirect | Redisplay> {
    return attempt(
      async () => {
        const { verb, enrollmentIds, reason } = await validate(RosterBatchDto, body);
        const moved = await this.apply(actor, classId, verb, enrollmentIds, reason);
        const back = { confirm: 'unconfirm', return: 'restore' }[verb as string];
        const undo = back !== undefined && moved.length > 0 && moved.length <= mostUndone;
        return redirect(`/classes/${classId}/roster`, {
          notice: `roster.notice.${verb}`,
          params: { count: moved.length },
          ...(undo && {
            undo: {
              action: `/classes/${classId}/roster`,
              fields: { verb: back, enrollmentIds: moved.join(',') },
            },
          }),
        });
      },
      async () => this.model(actor, classId, {}),
    );
  }

  @Post('confirmation')
  @Allow(['coordinator'], 'class')
  @Page('integration/roster/roster')
  confirm(@Asker() actor: Actor, @Param('id', IdPipe) classId: string): Promise<Redirect | Redisplay> {
    return attempt(
      async () => {
        const { length } = await this.sheet.confirm(actor, classId);
        return redirect(`/classes/${classId}/roster`, {
          notice: 'roster.notice.confirm',
          params: { count: length },
        });
      },
      () => this.model(actor, classId, {}),
    );
  }

  private async apply(
    actor: Actor,
    classId: string,
    verb: RosterBatchDto['verb'],
    ids: string[],
    reason: string | undefined,
  ): Promise<string[]> {
    switch (verb) {
      case 'confirm':
        return this.sheet.confirm(actor, classId, ids);
      case 'unconfirm':
        return this.roster.move(actor, 'unconfirm', ids);
      case 'restore':
        for (const id of ids) await this.roster.restore(actor, id);
        return ids;
      case 'return': {
        if (reason === undefined) throw new InvalidInput([{ field: 'reason', code: 'error.required' }]);
        const moved = await this.roster.return(actor, ids, reason);
        return moved.map(({ enrollmentId }) => enrollmentId).filter((id) => ids.includes(id));
      }
    }
  }

  private async model(actor: Actor, classId: string, query: RosterSheetQuery): Promise<object> {
    const trainingClass = await this.classes.view(actor, classId);
    const { people, counts, whole, more, unprintable } = await this.sheet.page(actor, classId, query);
    const manages = actor.role === 'coordinator' && trainingClass.mayManage;
    const page = query.cursor ?? 1;
    return {
      class: trainingClass,
      manages,
      counts,
      groups: [undefined, ...rosterGroups].map((group) => ({
        key: group ?? 'all',
        group: group ?? null,
        count: counts[group ?? 'all'],
        current: query.group === group,
      })),
      unprintable,
      people: people.map((person) => ({ ...shown(person), findings: person.findings })),
      requests: whole && manages ? await this.substitutions.open(actor, classId) : [],
      categories: traineeCategories,
      orders: rosterOrders,
      query: { text: query.text ?? '', category: query.category ?? '', group: query.group ?? '' },
      filtered: [query.text, query.category, query.group, query.division].some(Boolean),
      previous: page > 1 ? page - 1 : null,
      next: more ? page + 1 : null,
    };
  }
}

function shown(person: SheetPerson): SheetPerson & { tone: string } {
  return { ...person, phone: person.phone && maskPhone(person.phone), tone: enrollmentTones[person.state] };
}

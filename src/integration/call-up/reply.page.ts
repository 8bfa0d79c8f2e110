import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import type { Actor } from '../../foundation/access/actor.js';
import { Asker } from '../../foundation/access/asker.decorator.js';
import { Allow } from '../../foundation/access/policy.decorator.js';
import { NotFound } from '../../foundation/error/domain-error.js';
import { IdPipe } from '../../foundation/http/id.pipe.js';
import { validate } from '../../foundation/http/validate.js';
import { attempt, Redisplay } from '../../foundation/view/attempt.js';
import type { Fields } from '../../foundation/view/fields.js';
import { Page } from '../../foundation/view/page.decorator.js';
import { redirect, Redirect } from '../../foundation/view/redirect.js';
import { cadreLevels, traineeCategories } from '../../targeting/trainee/trainee.entity.js';
import { isDuplicate } from '../eligibility/eligibility.service.js';
import { NamesDto, NewPersonDto, PasteDto, SubstituteDto } from './call-up.dto.js';
import { CallUpReadingService } from './call-up-reading.service.js';
import { Candidate, CandidateService } from './candidate.service.js';
import { NameOutcome, refusalOf, ReplyService } from './reply.service.js';
import { lightTones, nameTones } from './call-up.tones.js';
import { UnitSubstitutionService } from './unit-substitution.service.js';

/** The unit's side of call-ups, made for a phone: what is asked, who is named, one more name. */
@Controller('call-ups')
@Allow(['unitContact', 'coordinator'], 'organization')
export class ReplyPage {
  constructor(
    private readonly reading: CallUpReadingService,
    private readonly replies: ReplyService,
    private readonly candidates: CandidateService,
    private readonly substitutions: UnitSubstitutionService,
  ) {}

  @Get()
  @Page('integration/call-up/work-list')
  async list(@Asker() actor: Actor): Promise<object> {
    const notices = await this.reading.mine(actor);
    const rows = notices.flatMap((notice) =>
      notice.recipients.map((recipient) => ({
        ...recipient,
        notice,
        tone: lightTones[recipient.light],
        open: notice.state === 'issued' && recipient.missing > 0,
      })),
    );
    return { open: rows.filter((row) => row.open), others: rows.filter((row) => !row.open) };
  }

  @Get(':id')
  @Page('integration/call-up/reply')
  show(@Asker() actor: Actor, @Param('id', IdPipe) id: string, @Query() query: Fields): Promise<object> {
    return this.model(actor, id, query);
  }

  @Get(':id/print')
  @Page('integration/call-up/reply-print', { layout: 'print' })
  async print(
    @Asker() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Query() query: Fields,
  ): Promise<object> {
    const { notice, recipient } = await this.lineOf(actor, id, query);
    const names = await this.reading.names(actor, id, recipient.id);
    return { notice, recipient, names: names.filter(({ state }) => state !== 'cancelled') };
  }

  @Post(':id/acknowledgement')
  @Page('integration/call-up/reply')
  async acknowledge(
    @Asker() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Body() body: Fields,
  ): Promise<Redirect> {
    const { recipient } = await this.lineOf(actor, id, body);
    await this.replies.acknowledge(actor, id, recipient.id);
    return redirect(pathOf(id, recipient.id), { notice: 'call-up.notice.acknowledged' });
  }

  /** Reads pasted names and shows who is meant, to be ticked. */
  @Post(':id/matches')
  @Page('integration/call-up/reply')
  async match(@Asker() actor: Actor, @Param('id', IdPipe) id: string, @Body() body: Fields): Promise<object> {
    const { recipient } = await this.lineOf(actor, id, body);
    if (!(typeof body.text === 'string' && body.text.trim())) return redirect(pathOf(id, recipient.id));
    const { text } = await validate(PasteDto, body);
    const matches = await this.candidates.match(actor, id, recipient.id, text);
    return {
      ...(await this.model(actor, id, { recipient: recipient.id })),
      pasted: matches.map((match) => ({
        ...match,
        unknown: match.kind === 'unknown',
        people: shown(match.people, match.kind === 'exact'),
      })),
    };
  }

  @Post(':id/names')
  @Page('integration/call-up/reply')
  async name(
    @Asker() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Body() body: Fields,
  ): Promise<Redirect | Redisplay | object> {
    const { recipient } = await this.lineOf(actor, id, body);
    const traineeIds = [body.traineeIds ?? []].flat();
    let outcomes: NameOutcome[] = [];
    const answer = await attempt(
      async () => {
        const input = await validate(NamesDto, { ...body, traineeIds: [...new Set(traineeIds)] });
        outcomes = await this.replies.name(actor, id, recipient.id, input);
        return redirect(pathOf(id, recipient.id), {
          notice: 'call-up.notice.named',
          params: { count: outcomes.length },
        });
      },
      async ({ fields }) => ({
        ...(await this.model(actor, id, { recipient: recipient.id })),
        chosen: await this.chosen(actor, id, recipient.id, traineeIds, fields),
      }),
    );
    const refused = outcomes.filter(({ outcome }) => outcome === 'refused');
    if (refused.length === 0) return answer;
    const reasons = refused.map((outcome) => refusalOf(outcome));
    const ids = refused.map(({ traineeId }) => traineeId);
    return {
      ...(await this.model(actor, id, { recipient: recipient.id })),
      taken: outcomes.length - refused.length,
      chosen: await this.chosen(actor, id, recipient.id, ids, reasons),
    };
  }

  @Post(':id/names/:enrollmentId/removal')
  @Page('integration/call-up/reply')
  async remove(
    @Asker() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Param('enrollmentId', IdPipe) enrollmentId: string,
    @Body() body: Fields,
  ): Promise<Redirect | Redisplay> {
    const { recipient } = await this.lineOf(actor, id, body);
    return attempt(
      async () => {
        await this.replies.remove(actor, id, recipient.id, enrollmentId);
        return redirect(pathOf(id, recipient.id), { notice: 'call-up.notice.removed' });
      },
      () => this.model(actor, id, { recipient: recipient.id }),
    );
  }

  /** One tap leads here, the second puts the other person in. */
  @Get(':id/names/:enrollmentId/substitution')
  @Page('integration/call-up/substitution')
  substitution(
    @Asker() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Param('enrollmentId', IdPipe) enrollmentId: string,
    @Query() query: Fields,
  ): Promise<object> {
    return this.substitutionModel(actor, id, enrollmentId, query);
  }

  @Post(':id/names/:enrollmentId/substitution')
  @Page('integration/call-up/substitution')
  async substitute(
    @Asker() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Param('enrollmentId', IdPipe) outEnrollmentId: string,
    @Body() body: Fields,
  ): Promise<Redirect | Redisplay> {
    const { recipient } = await this.lineOf(actor, id, body);
    return attempt(
      async () => {
        const input = await validate(SubstituteDto, { ...body, outEnrollmentId });
        const { state } = await this.substitutions.substitute(actor, id, recipient.id, input);
        return redirect(pathOf(id, recipient.id), { notice: `call-up.notice.substitution.${state}` });
      },
      () => this.substitutionModel(actor, id, outEnrollmentId, body),
    );
  }

  @Post(':id/names/:enrollmentId/substitution/withdrawal')
  @Page('integration/call-up/reply')
  async withdrawSubstitution(
    @Asker() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Param('enrollmentId', IdPipe) enrollmentId: string,
    @Body() body: Fields,
  ): Promise<Redirect | Redisplay> {
    const { recipient } = await this.lineOf(actor, id, body);
    return attempt(
      async () => {
        await this.substitutions.withdraw(actor, id, recipient.id, enrollmentId);
        return redirect(pathOf(id, recipient.id), { notice: 'call-up.notice.substitution.withdrawn' });
      },
      () => this.model(actor, id, { recipient: recipient.id }),
    );
  }

  @Get(':id/people/new')
  @Page('integration/call-up/person')
  newPerson(@Asker() actor: Actor, @Param('id', IdPipe) id: string, @Query() query: Fields): Promise<object> {
    return this.personModel(actor, id, query);
  }

  @Post(':id/people')
  @Page('integration/call-up/person')
  async register(
    @Asker() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Body() body: Fields,
  ): Promise<Redirect | Redisplay> {
    const { recipient } = await this.lineOf(actor, id, body);
    return attempt(
      async () => {
        await this.replies.register(actor, id, recipient.id, await validate(NewPersonDto, body));
        return redirect(pathOf(id, recipient.id), { notice: 'call-up.notice.named', params: { count: 1 } });
      },
      () => this.personModel(actor, id, body),
    );
  }

  private async lineOf(actor: Actor, id: string, { recipient: wanted }: Fields) {
    const notice = await this.reading.ownLines(actor, id);
    const recipient = wanted ? notice.recipients.find((line) => line.id === wanted) : notice.recipients[0];
    if (!recipient) throw new NotFound();
    return { notice, recipient };
  }

  private async model(actor: Actor, id: string, query: Fields): Promise<object> {
    const { notice, recipient } = await this.lineOf(actor, id, query);
    const names = await this.reading.names(actor, id, recipient.id);
    const takesNames = notice.state === 'issued' && new Date(notice.deadline) > this.reading.now();
    const text = typeof query.text === 'string' ? query.text : '';
    const found = takesNames ? await this.candidates.search(actor, id, recipient.id, text) : [];
    return {
      notice,
      recipient,
      tone: lightTones[recipient.light],
      others: notice.recipients.length > 1 ? notice.recipients : [],
      names: names.map((name) => ({
        ...name,
        tone: nameTones[name.state as keyof typeof nameTones],
        returned: name.state === 'cancelled',
        removable: name.state === 'pending' || name.state === 'waitlisted',
        replaceable: ['pending', 'confirmed'].includes(name.state) && !name.substitutionWaits,
      })),
      takesNames,
      wanted: takesNames && recipient.missing > 0,
      text,
      found: shown(found.filter(({ enrolled }) => !enrolled)),
      foundTwice: found.some(({ findings }) => findings.some(isDuplicate)),
    };
  }

  private async substitutionModel(
    actor: Actor,
    id: string,
    enrollmentId: string,
    query: Fields,
  ): Promise<object> {
    const { notice, recipient } = await this.lineOf(actor, id, query);
    const leaving = (await this.reading.names(actor, id, recipient.id)).find(
      (name) => name.enrollmentId === enrollmentId,
    );
    if (!leaving) throw new NotFound();
    const text = typeof query.text === 'string' ? query.text : '';
    const found = await this.candidates.search(actor, id, recipient.id, text);
    return {
      notice,
      recipient,
      leaving,
      consent: leaving.state !== 'pending' || new Date(notice.deadline) <= this.reading.now(),
      reason: query.reason ?? '',
      text,
      found: shown(found.filter(({ enrolled }) => !enrolled)),
    };
  }

  private async personModel(actor: Actor, id: string, form: Fields): Promise<object> {
    const { notice, recipient } = await this.lineOf(actor, id, form);
    return { notice, recipient, form, categories: traineeCategories, levels: cadreLevels };
  }

  /** The people of a refused reply again, each with the reason, to be mended and sent once more. */
  private async chosen(
    actor: Actor,
    id: string,
    recipientId: string,
    ids: string[],
    reasons: readonly { code: string; params?: object | undefined }[],
  ): Promise<object[]> {
    const wanted = ids.filter((one) => /^[0-9a-f-]{36}$/u.test(one));
    const people = await this.candidates.chosen(actor, id, recipientId, wanted);
    return shown(people, true).map((person) => ({ ...person, refusal: reasons[ids.indexOf(person.id)] }));
  }
}

function shown(
  people: Candidate[],
  checked = false,
): (Candidate & { duplicate: boolean; checked: boolean })[] {
  return people.map((person) => ({
    ...person,
    duplicate: person.findings.some(isDuplicate),
    checked: checked && !person.enrolled,
  }));
}

function pathOf(id: string, recipientId: string): string {
  return `/call-ups/${id}?recipient=${recipientId}`;
}

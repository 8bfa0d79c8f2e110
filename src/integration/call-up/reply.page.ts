import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import type { Actor } from '../../foundation/access/actor.js';
import { Asker } from '../../foundation/access/asker.decorator.js';
import { Allow } from '../../foundation/access/policy.decorator.js';
import { IdPipe } from '../../foundation/http/id.pipe.js';
import { validate } from '../../foundation/http/validate.js';
import { attempt, Redisplay } from '../../foundation/view/attempt.js';
import type { Fields } from '../../foundation/view/fields.js';
import { Page } from '../../foundation/view/page.decorator.js';
import { redirect, Redirect } from '../../foundation/view/redirect.js';
import { isDuplicate } from '../eligibility/eligibility.service.js';
import { enrollmentTones } from '../enrollment/enrollment.entity.js';
import { NamesDto, PasteDto } from './call-up.dto.js';
import { CallUpReadingService } from './call-up-reading.service.js';
import { CandidateService } from './candidate.service.js';
import { NameOutcome, refusalOf, ReplyService } from './reply.service.js';
import { candidatesShown, replyPath } from './reply.view.js';
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
        tone: recipient.light,
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
    const { notice, recipient } = await this.reading.lineOf(actor, id, query.recipient);
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
    const { recipient } = await this.reading.lineOf(actor, id, body.recipient);
    await this.replies.acknowledge(actor, id, recipient.id);
    return redirect(replyPath(id, recipient.id), { notice: 'call-up.notice.acknowledged' });
  }

  /** Reads pasted names and shows who is meant, to be ticked. */
  @Post(':id/matches')
  @Page('integration/call-up/reply')
  async match(@Asker() actor: Actor, @Param('id', IdPipe) id: string, @Body() body: Fields): Promise<object> {
    const { recipient } = await this.reading.lineOf(actor, id, body.recipient);
    if (!(typeof body.text === 'string' && body.text.trim())) return redirect(replyPath(id, recipient.id));
    const { text } = await validate(PasteDto, body);
    const matches = await this.candidates.match(actor, id, recipient.id, text);
    return {
      ...(await this.model(actor, id, { recipient: recipient.id })),
      pasted: matches.map((match) => ({
        ...match,
        unknown: match.kind === 'unknown',
        people: candidatesShown(match.people, match.kind === 'exact'),
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
    const { recipient } = await this.reading.lineOf(actor, id, body.recipient);
    const traineeIds = [body.traineeIds ?? []].flat();
    let outcomes: NameOutcome[] = [];
    const answer = await attempt(
      async () => {
        const input = await validate(NamesDto, { ...body, traineeIds: [...new Set(traineeIds)] });
        outcomes = await this.replies.name(actor, id, recipient.id, input);
        return redirect(replyPath(id, recipient.id), {
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
  remove(
    @Asker() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Param('enrollmentId', IdPipe) enrollmentId: string,
    @Body() body: Fields,
  ): Promise<Redirect | Redisplay> {
    return this.change(actor, id, body, 'call-up.notice.removed', (recipientId) =>
      this.replies.remove(actor, id, recipientId, enrollmentId),
    );
  }

  @Post(':id/names/:enrollmentId/substitution/withdrawal')
  @Page('integration/call-up/reply')
  withdrawSubstitution(
    @Asker() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Param('enrollmentId', IdPipe) enrollmentId: string,
    @Body() body: Fields,
  ): Promise<Redirect | Redisplay> {
    return this.change(actor, id, body, 'call-up.notice.substitution.withdrawn', (recipientId) =>
      this.substitutions.withdraw(actor, id, recipientId, enrollmentId),
    );
  }

  /** Something done to one name of the line; the page says so, or why not. */
  private async change(
    actor: Actor,
    id: string,
    body: Fields,
    notice: string,
    work: (recipientId: string) => Promise<void>,
  ): Promise<Redirect | Redisplay> {
    const { recipient } = await this.reading.lineOf(actor, id, body.recipient);
    return attempt(
      async () => {
        await work(recipient.id);
        return redirect(replyPath(id, recipient.id), { notice });
      },
      () => this.model(actor, id, { recipient: recipient.id }),
    );
  }

  private async model(actor: Actor, id: string, query: Fields): Promise<object> {
    const { notice, recipient } = await this.reading.lineOf(actor, id, query.recipient);
    const names = await this.reading.names(actor, id, recipient.id);
    const takesNames = notice.state === 'issued' && new Date(notice.deadline) > this.reading.now();
    const text = typeof query.text === 'string' ? query.text : '';
    const found = takesNames ? await this.candidates.search(actor, id, recipient.id, text) : [];
    return {
      notice,
      recipient,
      tone: recipient.light,
      others: notice.recipients.length > 1 ? notice.recipients : [],
      names: names.map((name) => ({
        ...name,
        tone: enrollmentTones[name.state],
        returned: name.state === 'cancelled',
        removable: name.state === 'pending' || name.state === 'waitlisted',
        replaceable: ['pending', 'confirmed'].includes(name.state) && !name.substitutionWaits,
      })),
      takesNames,
      wanted: takesNames && recipient.missing > 0,
      text,
      found: candidatesShown(found.filter(({ enrolled }) => !enrolled)),
      foundTwice: found.some(({ findings }) => findings.some(isDuplicate)),
    };
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
    return candidatesShown(people, true).map((person) => ({
      ...person,
      refusal: reasons[ids.indexOf(person.id)],
    }));
  }
}

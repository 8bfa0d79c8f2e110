import { Injectable } from '@nestjs/common';
import type { Actor } from '../../foundation/access/actor.js';
import { Clock } from '../../foundation/clock/clock.js';
import { Database } from '../../foundation/database/database.js';
import { BrokenRule, FieldError, InvalidInput, NotFound } from '../../foundation/error/domain-error.js';
import { DivisionService } from '../../responsibility/division/division.service.js';
import { Organization } from '../../responsibility/organization/organization.entity.js';
import type { CallUp } from './call-up.entity.js';
import { CallUpRecipient } from './call-up-recipient.entity.js';
import { CallUpRepository } from './call-up.repository.js';
import { amountsMustFit, Asked, Available, recipientsMustDiffer } from './call-up.rules.js';
import { RecipientDto } from './call-up.dto.js';

/** A line of a notice beside what the quota table has for it. */
export interface CallUpLine extends Asked {
  available: Available | undefined;
}

/** Whom a notice asks for how many, and that the class's quota table has so many left. */
@Injectable()
export class CallUpLines {
  constructor(
    private readonly database: Database,
    private readonly divisions: DivisionService,
    private readonly rows: CallUpRepository,
    private readonly clock: Clock,
  ) {}

  /**
   * What the lines of a notice are to say; without any wanted, everything the quota table has left.
   * @param except a notice whose own lines don't count as called, because these replace them
   * @throws InvalidInput naming the line that asks for more than the quota table has left or is out of reach
   */
  async asked(
    actor: Actor,
    classId: string,
    wanted: RecipientDto[] | undefined,
    except: string | null,
  ): Promise<CallUpLine[]> {
    const available = await this.rows.available(classId, except);
    const lines = wanted
      ? await this.from(actor, wanted, available)
      : available
          .filter(({ free }) => free > 0)
          .map((line) => ({ ...wholeOf(line, line.free), available: line }));
    if (lines.length === 0) throw new BrokenRule('call-up.error.nothingToCall');
    const errors = recipientsMustDiffer(lines);
    errors.push(...amountsMustFit(lines, await this.rows.freeSeats(classId, except)));
    if (errors.length > 0) throw new InvalidInput(errors);
    return lines;
  }

  /** @throws InvalidInput when others have called so much since that a line no longer fits */
  async mustStillFit(callUp: CallUp): Promise<void> {
    const available = await this.rows.available(callUp.classId, callUp.id);
    const recipients = await this.database
      .repository(CallUpRecipient)
      .find({ where: { callUpId: callUp.id }, order: { position: 'ASC' } });
    const lines = recipients.map((recipient) => ({
      ...recipient,
      available: available.find(({ allocationId }) => allocationId === recipient.allocationId),
    }));
    const errors = amountsMustFit(lines, await this.rows.freeSeats(callUp.classId, callUp.id));
    if (errors.length > 0) throw new InvalidInput(errors);
  }

  /** Writes lines in place of those that the notice had. */
  async replace(callUpId: string, lines: CallUpLine[]): Promise<void> {
    await this.database.execute('delete from integration.call_up_recipient where call_up_id = $1', [
      callUpId,
    ]);
    await this.write(callUpId, lines);
  }

  async write(callUpId: string, lines: CallUpLine[]): Promise<void> {
    await this.database.execute(
      `insert into integration.call_up_recipient
         (call_up_id, allocation_id, division_id, organization_id, called, amount, position)
       select $1, allocation_id, division_id, organization_id, amount, amount, position
       from unnest($2::uuid[], $3::uuid[], $4::uuid[], $5::int[]) with ordinality
         as line (allocation_id, division_id, organization_id, amount, position)`,
      [
        callUpId,
        lines.map(({ available }) => available?.allocationId ?? null),
        lines.map(({ divisionId }) => divisionId),
        lines.map(({ organizationId }) => organizationId),
        lines.map(({ amount }) => amount),
      ],
    );
  }

  private async from(actor: Actor, wanted: RecipientDto[], available: Available[]): Promise<CallUpLine[]> {
    const errors: FieldError[] = [];
    const lines: CallUpLine[] = [];
    for (const [index, recipient] of wanted.entries()) {
      const place = await this.placeOf(recipient);
      const line =
        place &&
        available.find(
          (candidate) =>
            candidate.organizationId === place.organizationId &&
            (candidate.organizationId !== null || candidate.divisionId === place.divisionId),
        );
      // A unit or division that isn't in the quota table must at least be the caller's own.
      if (place && (line || (await this.divisions.reaches(actor, place.divisionId))))
        lines.push({ ...place, amount: recipient.amount, available: line });
      else errors.push({ field: `recipients.${index}`, code: 'call-up.error.recipientOutOfReach' });
    }
    if (errors.length > 0) throw new InvalidInput(errors);
    return lines;
  }

  private async placeOf({
    division,
    organizationId,
  }: RecipientDto): Promise<{ divisionId: string; organizationId: string | null } | undefined> {
    try {
      if (organizationId === undefined)
        return division === undefined
          ? undefined
          : { divisionId: (await this.divisions.byCode(division)).id, organizationId: null };
      const unit = await this.database.repository(Organization).findOneBy({ id: organizationId });
      if (!unit || (unit.validTo !== null && unit.validTo <= this.clock.today())) return undefined;
      return { divisionId: unit.divisionId, organizationId };
    } catch (error) {
      if (error instanceof NotFound) return undefined;
      throw error;
    }
  }
}

function wholeOf({ divisionId, organizationId }: Available, amount: number): Asked {
  return { divisionId, organizationId, amount };
}

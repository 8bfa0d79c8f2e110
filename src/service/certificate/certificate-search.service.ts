import { Injectable } from '@nestjs/common';
import type { Actor } from '../../foundation/access/actor.js';
import { Bindings } from '../../foundation/database/bindings.js';
import { Database } from '../../foundation/database/database.js';
import { ClassService } from '../../integration/class/class.service.js';
import type { CertificateState } from './certificate.entity.js';
import { certificateSearchOf } from './certificate-search.rules.js';

/** A certificate as a search finds it. */
export interface FoundCertificate {
  id: string;
  classId: string;
  registerNumber: string;
  personName: string;
  className: string;
  /** `YYYY-MM-DD`. */
  issuedOn: string;
  state: CertificateState;
}

/** Finds certificates by their number: those of the classes that the asker runs, a trainee the own ones. */
@Injectable()
export class CertificateSearchService {
  constructor(
    private readonly database: Database,
    private readonly classes: ClassService,
  ) {}

  /**
   * Newest first.
   * @param text the beginning of a register number, the digits at its end, or a check code; for a trainee also a
   * part of the class's title
   */
  async search(actor: Actor, text: string, limit: number): Promise<FoundCertificate[]> {
    if (actor.role === 'trainee' && actor.traineeId === undefined) return [];
    const { beginning, sequence, checkCode } = certificateSearchOf(text);
    const bindings = new Bindings();
    const words = [
      `certificate.register_number like ${bindings.add(`${escapeLike(beginning)}%`)}`,
      `certificate.check_code = ${bindings.add(checkCode)}`,
    ];
    if (sequence !== undefined)
      words.push(`right(certificate.register_number, 7) = ${bindings.add(`${sequence}号`)}`);
    if (actor.role === 'trainee')
      words.push(`certificate.inputs ->> 'className' ilike ${bindings.add(`%${escapeLike(text.trim())}%`)}`);
    const reach =
      actor.role === 'trainee'
        ? `certificate.trainee_id = ${bindings.add(actor.traineeId)}`
        : `exists (select from integration.class class where class.id = certificate.class_id
            and ${this.classes.condition(actor, actor.role === 'administrator' ? 'see' : 'run', bindings)})`;
    return this.database.query(
      `select certificate.id, certificate.class_id as "classId", certificate.register_number as "registerNumber",
         certificate.person_name as "personName", certificate.inputs ->> 'className' as "className",
         certificate.issued_on::text as "issuedOn", certificate.state
       from service.certificate certificate
       where (${words.join(' or ')}) and ${reach}
       order by certificate.issued_on desc, certificate.id desc limit ${bindings.add(limit)}`,
      bindings.values,
    );
  }
}

function escapeLike(text: string): string {
  return text.replace(/[\\%_]/gu, '\\$&');
}

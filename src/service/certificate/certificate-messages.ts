import { Injectable } from '@nestjs/common';
import { Database } from '../../foundation/database/database.js';
import { Notifier, Recipient } from '../../foundation/notification/notifier.js';

/** Tells people of certificates that were issued to them; joins the caller's transaction. */
@Injectable()
export class CertificateMessages {
  constructor(
    private readonly database: Database,
    private readonly notifier: Notifier,
  ) {}

  /** In the inbox, and by text message to those who sign in nowhere; a replaced copy is told of again. */
  async issued(classId: string, title: string, enrollmentIds: string[], occasion: string): Promise<void> {
    const people = await this.database.query<Recipient>(
      `select account.id as "accountId", case when account.id is null then trainee.phone end as phone,
         coalesce(account.language, 'zh-CN') as language
       from integration.enrollment enrollment
       join targeting.trainee trainee on trainee.id = enrollment.trainee_id
       left join lateral (
         select known.id, known.language from responsibility.assignment assignment
         join responsibility.account known on known.id = assignment.account_id and known.state = 'active'
         where assignment.trainee_id = trainee.id and assignment.role = 'trainee' limit 1
       ) account on true
       where enrollment.id = any ($1::uuid[])`,
      [enrollmentIds],
    );
    await this.notifier.send(
      people,
      'certificate.message.issued',
      { title },
      { link: '/m/mine', dedupeKey: `class/${classId}/certificate/${occasion}` },
    );
  }
}

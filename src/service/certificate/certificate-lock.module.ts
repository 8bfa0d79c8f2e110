import { Global, Injectable, Module } from '@nestjs/common';
import { Database } from '../../foundation/database/database.js';
import { CompletionLock } from '../../integration/completion/completion-lock.port.js';

/** A certificate in force keeps the completion it stands on. */
@Injectable()
class CertificateLock extends CompletionLock {
  constructor(private readonly database: Database) {
    super();
  }

  async lockedCount(classId: string): Promise<number> {
    const row = await this.database.one<{ count: number }>(
      `select count(*)::integer as count from service.certificate where class_id = $1 and state = 'issued'`,
      [classId],
    );
    return row?.count ?? 0;
  }
}

/** Provides what the completion room asks of certificates. */
@Global()
@Module({
  providers: [{ provide: CompletionLock, useClass: CertificateLock }],
  exports: [CompletionLock],
})
export class CertificateLockModule {}

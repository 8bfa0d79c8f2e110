import { Global, Injectable, Module } from '@nestjs/common';
import type { Actor } from '../../foundation/access/actor.js';
import { withinSubtree } from '../../foundation/access/reach.js';
import { Bindings } from '../../foundation/database/bindings.js';
import { Database } from '../../foundation/database/database.js';
import { QuotaHolder, QuotaReach } from '../../responsibility/quota/quota-holder.port.js';
import { AudienceHolder } from '../../targeting/audience/audience-holder.port.js';
import { classIsRun, classIsVisible } from './class-reach.js';

/** A class's quota is read whole by those who run the class and by the side that owns it, in part by all who see it. */
@Injectable()
class ClassQuotaHolder extends QuotaHolder {
  constructor(private readonly database: Database) {
    super();
  }

  async reachOf(actor: Actor, quotaId: string): Promise<QuotaReach | undefined> {
    const bindings = new Bindings();
    const row = await this.database.one<{ whole: boolean }>(
      `select ${classIsRun(actor, 'class', bindings)} or ${withinSubtree(actor, 'owner', bindings)} as whole
       from integration.class class join responsibility.division owner on owner.id = class.division_id
       where class.quota_id = ${bindings.add(quotaId)} and ${classIsVisible(actor, 'class', bindings)}`,
      bindings.values,
    );
    return row && (row.whole ? 'whole' : 'own');
  }
}

/** An audience is known to those who see a class that is for it. */
@Injectable()
class ClassAudienceHolder extends AudienceHolder {
  constructor(private readonly database: Database) {
    super();
  }

  async isVisible(actor: Actor, audienceId: string): Promise<boolean> {
    const bindings = new Bindings();
    const row = await this.database.one(
      `select from integration.class class where class.audience_id = ${bindings.add(audienceId)}
         and ${classIsVisible(actor, 'class', bindings)} limit 1`,
      bindings.values,
    );
    return row !== undefined;
  }
}

/** Says for the quota and audience rooms upstream who may read what classes hold of them. */
@Global()
@Module({
  providers: [
    { provide: QuotaHolder, useClass: ClassQuotaHolder },
    { provide: AudienceHolder, useClass: ClassAudienceHolder },
  ],
  exports: [QuotaHolder, AudienceHolder],
})
export class ClassHoldingsModule {}

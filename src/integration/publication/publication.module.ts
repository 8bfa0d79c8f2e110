import { Module } from '@nestjs/common';
import { ApplicationModule } from '../../responsibility/application/application.module.js';
import { DivisionModule } from '../../responsibility/division/division.module.js';
import { QuotaModule } from '../../responsibility/quota/quota.module.js';
import { AudienceModule } from '../../targeting/audience/audience.module.js';
import { ClassModule } from '../class/class.module.js';
import { SessionModule } from '../session/session.module.js';
import { ApplicationDecisionController } from './application-decision.controller.js';
import { ApplicationsPage } from './applications.page.js';
import { CancellationPage } from './cancellation.page.js';
import { ClassCopyPage } from './class-copy.page.js';
import { ClassCopyService } from './class-copy.service.js';
import { ClassQuotaService } from './class-quota.service.js';
import { PlanCheckPage } from './plan-check.page.js';
import { PlanQuotaPage } from './plan-quota.page.js';
import { PublicationFactsRepository } from './publication-facts.repository.js';
import { PublicationController } from './publication.controller.js';
import { PublicationService } from './publication.service.js';

@Module({
  imports: [ApplicationModule, AudienceModule, ClassModule, DivisionModule, QuotaModule, SessionModule],
  controllers: [
    PublicationController,
    ApplicationDecisionController,
    ApplicationsPage,
    CancellationPage,
    ClassCopyPage,
    PlanCheckPage,
    PlanQuotaPage,
  ],
  providers: [ClassCopyService, ClassQuotaService, PublicationFactsRepository, PublicationService],
  exports: [PublicationService],
})
export class PublicationModule {}

import { Module } from '@nestjs/common';
import { ApplicationModule } from '../../responsibility/application/application.module.js';
import { DivisionModule } from '../../responsibility/division/division.module.js';
import { AudienceModule } from '../../targeting/audience/audience.module.js';
import { ClassModule } from '../class/class.module.js';
import { SessionModule } from '../session/session.module.js';
import { ApplicationDecisionController } from './application-decision.controller.js';
import { ClassCopyService } from './class-copy.service.js';
import { ClassQuotaService } from './class-quota.service.js';
import { PublicationFactsRepository } from './publication-facts.repository.js';
import { PublicationController } from './publication.controller.js';
import { PublicationService } from './publication.service.js';

@Module({
  imports: [ApplicationModule, AudienceModule, ClassModule, DivisionModule, SessionModule],
  controllers: [PublicationController, ApplicationDecisionController],
  providers: [ClassCopyService, ClassQuotaService, PublicationFactsRepository, PublicationService],
  exports: [PublicationService],
})
export class PublicationModule {}

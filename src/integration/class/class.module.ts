import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ApplicationModule } from '../../responsibility/application/application.module.js';
import { DivisionModule } from '../../responsibility/division/division.module.js';
import { QuotaModule } from '../../responsibility/quota/quota.module.js';
import { AudienceModule } from '../../targeting/audience/audience.module.js';
import { ClassApplicationService } from './class-application.service.js';
import { ClassAudienceService } from './class-audience.service.js';
import { ClassBasicsRepository } from './class-basics.repository.js';
import { ClassBasicsService } from './class-basics.service.js';
import { ClassChoicesRepository } from './class-choices.repository.js';
import { ClassDeviationService } from './class-deviation.service.js';
import { ClassListPage } from './class-list.page.js';
import { ClassListRepository } from './class-list.repository.js';
import { ClassListService } from './class-list.service.js';
import { ClassMessageService } from './class-message.service.js';
import { ClassOverviewPage } from './class-overview.page.js';
import { ClassPeopleRepository } from './class-people.repository.js';
import { ClassPlanService } from './class-plan.service.js';
import { ClassScheduleProcessor } from './class-schedule.processor.js';
import { ClassScheduleRepository } from './class-schedule.repository.js';
import { ClassChangeRepository } from './class-change.repository.js';
import { ClassChangeService } from './class-change.service.js';
import { ClassScheduleService } from './class-schedule.service.js';
import { ClassViewService } from './class-view.service.js';
import { CompletionRuleService } from './completion-rule.service.js';
import { ClassController } from './class.controller.js';
import { ClassService } from './class.service.js';
import { PlanAudiencePage } from './plan-audience.page.js';
import { PlanBasicsPage } from './plan-basics.page.js';
import { TrainingClass } from './training-class.entity.js';

@Module({
  imports: [
    TypeOrmModule.forFeature([TrainingClass]),
    ApplicationModule,
    DivisionModule,
    QuotaModule,
    AudienceModule,
  ],
  controllers: [ClassController, ClassListPage, PlanBasicsPage, PlanAudiencePage, ClassOverviewPage],
  providers: [
    ClassApplicationService,
    ClassAudienceService,
    ClassBasicsRepository,
    ClassBasicsService,
    ClassDeviationService,
    ClassChangeRepository,
    ClassChangeService,
    ClassService,
    ClassListService,
    ClassListRepository,
    ClassChoicesRepository,
    ClassPlanService,
    ClassViewService,
    ClassMessageService,
    ClassPeopleRepository,
    ClassScheduleProcessor,
    ClassScheduleRepository,
    ClassScheduleService,
    CompletionRuleService,
  ],
  exports: [
    ClassApplicationService,
    ClassBasicsService,
    ClassDeviationService,
    ClassService,
    ClassListService,
    ClassMessageService,
    ClassPlanService,
    ClassScheduleService,
    ClassViewService,
  ],
})
export class ClassModule {}

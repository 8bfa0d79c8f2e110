import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { DivisionModule } from '../../responsibility/division/division.module.js';
import { AudienceModule } from '../../targeting/audience/audience.module.js';
import { ClassListRepository } from './class-list.repository.js';
import { ClassListService } from './class-list.service.js';
import { ClassViewService } from './class-view.service.js';
import { ClassController } from './class.controller.js';
import { ClassService } from './class.service.js';
import { TrainingClass } from './training-class.entity.js';

@Module({
  imports: [TypeOrmModule.forFeature([TrainingClass]), DivisionModule, AudienceModule],
  controllers: [ClassController],
  providers: [ClassService, ClassListService, ClassListRepository, ClassViewService],
  exports: [ClassService, ClassListService, ClassViewService],
})
export class ClassModule {}

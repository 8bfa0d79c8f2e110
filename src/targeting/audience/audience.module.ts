import { Module } from '@nestjs/common';
import { DivisionModule } from '../../responsibility/division/division.module.js';
import { TraineeModule } from '../trainee/trainee.module.js';
import { AudienceController } from './audience.controller.js';
import { AudienceRepository } from './audience.repository.js';
import { AudienceService } from './audience.service.js';

@Module({
  imports: [DivisionModule, TraineeModule],
  controllers: [AudienceController],
  providers: [AudienceService, AudienceRepository],
  exports: [AudienceService],
})
export class AudienceModule {}

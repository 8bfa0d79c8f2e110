import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ClaimCollector } from './claim-collector.js';
import { Enrollment } from './enrollment.entity.js';
import { EnrollmentService } from './enrollment.service.js';
import { Seat } from './seat.entity.js';
import { SeatRepository } from './seat.repository.js';

@Module({
  imports: [TypeOrmModule.forFeature([Enrollment, Seat])],
  providers: [ClaimCollector, EnrollmentService, SeatRepository],
  exports: [EnrollmentService],
})
export class EnrollmentModule {}

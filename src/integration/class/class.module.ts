import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { DivisionModule } from '../../responsibility/division/division.module.js';
import { ClassService } from './class.service.js';
import { TrainingClass } from './training-class.entity.js';

@Module({
  imports: [TypeOrmModule.forFeature([TrainingClass]), DivisionModule],
  providers: [ClassService],
  exports: [ClassService],
})
export class ClassModule {}

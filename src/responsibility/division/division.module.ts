import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { DivisionController } from './division.controller.js';
import { Division } from './division.entity.js';
import { DivisionImportService } from './division-import.service.js';
import { DivisionPickerService } from './division-picker.service.js';
import { DivisionPage } from './division.page.js';
import { DivisionService } from './division.service.js';

@Module({
  imports: [TypeOrmModule.forFeature([Division])],
  controllers: [DivisionController, DivisionPage],
  providers: [DivisionPickerService, DivisionService, DivisionImportService],
  exports: [DivisionPickerService, DivisionService, DivisionImportService],
})
export class DivisionModule {}

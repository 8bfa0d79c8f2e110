import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { DivisionController } from './division.controller.js';
import { Division } from './division.entity.js';
import { DivisionChangePage } from './division-change.page.js';
import { DivisionChangeService } from './division-change.service.js';
import { DivisionHistory } from './division-history.js';
import { DivisionTreeView } from './division-tree.view.js';
import { DivisionImportService } from './division-import.service.js';
import { DivisionPickerService } from './division-picker.service.js';
import { DivisionPage } from './division.page.js';
import { DivisionService } from './division.service.js';

@Module({
  imports: [TypeOrmModule.forFeature([Division])],
  controllers: [DivisionController, DivisionPage, DivisionChangePage],
  providers: [
    DivisionChangeService,
    DivisionHistory,
    DivisionTreeView,
    DivisionPickerService,
    DivisionService,
    DivisionImportService,
  ],
  exports: [DivisionPickerService, DivisionService, DivisionImportService],
})
export class DivisionModule {}

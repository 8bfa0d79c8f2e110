import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { DivisionModule } from '../../../responsibility/division/division.module.js';
import { TraineeModule } from '../trainee.module.js';
import { ImportFileVault } from './import-file.vault.js';
import { ImportLexicons } from './import-lexicon.js';
import { TraineeCheckService } from './trainee-check.service.js';
import { TraineeImportController } from './trainee-import.controller.js';
import { TraineeImport } from './trainee-import.entity.js';
import { TraineeImportPage } from './trainee-import.page.js';
import { TraineeImportFileService } from './trainee-import-file.service.js';
import { TraineeImportProcessor } from './trainee-import.processor.js';
import { TraineeImportPurge } from './trainee-import.purge.js';
import { TraineeImportRepository } from './trainee-import.repository.js';
import { TraineeImportService } from './trainee-import.service.js';
import { TraineeMergeRepository } from './trainee-merge.repository.js';
import { TraineeMergeService } from './trainee-merge.service.js';
import { TraineeStagingRepository } from './trainee-staging.repository.js';

@Module({
  imports: [TypeOrmModule.forFeature([TraineeImport]), DivisionModule, TraineeModule],
  controllers: [TraineeImportController, TraineeImportPage],
  providers: [
    ImportFileVault,
    ImportLexicons,
    TraineeCheckService,
    TraineeImportFileService,
    TraineeImportProcessor,
    TraineeImportPurge,
    TraineeImportRepository,
    TraineeImportService,
    TraineeMergeRepository,
    TraineeMergeService,
    TraineeStagingRepository,
  ],
  exports: [TraineeImportService, TraineeCheckService, TraineeMergeService],
})
export class TraineeImportModule {}

import { Module } from '@nestjs/common';
import { AuditChainModule } from '../../foundation/audit-chain/audit-chain.module.js';
import { DivisionModule } from '../../responsibility/division/division.module.js';
import { AuditController } from './audit.controller.js';
import { AuditExportService } from './audit-export.service.js';
import { AuditLogService } from './audit-log.service.js';
import { AuditPage } from './audit.page.js';
import { AuditRepository } from './audit.repository.js';
import { SubjectNames } from './subject-names.js';

@Module({
  imports: [AuditChainModule, DivisionModule],
  controllers: [AuditController, AuditPage],
  providers: [AuditRepository, AuditLogService, AuditExportService, SubjectNames],
})
export class AuditLogModule {}

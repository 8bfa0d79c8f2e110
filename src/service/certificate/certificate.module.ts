import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ClassModule } from '../../integration/class/class.module.js';
import { DivisionModule } from '../../responsibility/division/division.module.js';
import { CertificateArchiveService } from './certificate-archive.service.js';
import { CertificateCheckPage } from './certificate-check.page.js';
import { CertificateCheckService } from './certificate-check.service.js';
import { CertificateIssuerController } from './certificate-issuer.controller.js';
import { CertificateIssuerPage } from './certificate-issuer.page.js';
import { CertificatePhotoController } from './certificate-photo.controller.js';
import { CertificatePhotoPage } from './certificate-photo.page.js';
import { CertificatePhotoService } from './certificate-photo.service.js';
import { IssuerSettingsService } from './issuer-settings.service.js';
import { OwnPhotoPage } from './own-photo.page.js';
import { CertificateFiles } from './certificate-files.js';
import { CertificateInvariant } from './certificate.invariant.js';
import { CertificateIssuerService } from './certificate-issuer.service.js';
import { CertificatePress } from './certificate-press.js';
import { CertificatePrintService } from './certificate-print.service.js';
import { CertificateRecordService } from './certificate-record.service.js';
import { CertificateRenderService } from './certificate-render.service.js';
import { CertificateSearchService } from './certificate-search.service.js';
import { CertificateSweepService } from './certificate-sweep.service.js';
import { CertificateMessages } from './certificate-messages.js';
import { CertificatePage } from './certificate.page.js';
import { CertificateEndingPage } from './certificate-ending.page.js';
import { CertificateOverviewService } from './certificate-overview.service.js';
import { OwnCertificatePage } from './own-certificate.page.js';
import { CertificateController } from './certificate.controller.js';
import { Certificate } from './certificate.entity.js';
import { CertificateRepository } from './certificate.repository.js';
import { CertificateService } from './certificate.service.js';
import { CertificateWriter } from './certificate-writer.js';
import { CredentialIssuerController } from './credential-issuer.controller.js';
import { CredentialKey } from './credential-key.js';
import { CredentialService } from './credential.service.js';
import { CheckLimiter } from './check-limiter.js';
import { SealingKeys } from './sealing-keys.js';

@Module({
  imports: [TypeOrmModule.forFeature([Certificate]), ClassModule, DivisionModule],
  controllers: [
    CertificateController,
    CertificateCheckPage,
    CertificatePage,
    CertificateEndingPage,
    CertificateIssuerController,
    CertificateIssuerPage,
    CertificatePhotoController,
    CertificatePhotoPage,
    OwnCertificatePage,
    OwnPhotoPage,
    CredentialIssuerController,
  ],
  providers: [
    CertificateArchiveService,
    CertificateCheckService,
    CertificateFiles,
    CertificateInvariant,
    CertificateIssuerService,
    CertificateMessages,
    CertificateOverviewService,
    CertificatePhotoService,
    CertificatePress,
    CertificatePrintService,
    CertificateRecordService,
    CertificateRenderService,
    CertificateRepository,
    CertificateSearchService,
    CertificateService,
    CertificateSweepService,
    CertificateWriter,
    CheckLimiter,
    CredentialKey,
    CredentialService,
    IssuerSettingsService,
    SealingKeys,
  ],
  exports: [CertificateRecordService, CertificateSearchService, CertificateService],
})
export class CertificateModule {}

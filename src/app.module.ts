import { DynamicModule, Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { AccessModule } from './foundation/access/access.module.js';
import { ApiDocumentModule } from './foundation/api-document/api-document.module.js';
import { AuditChainModule } from './foundation/audit-chain/audit-chain.module.js';
import { AuditModule } from './foundation/audit/audit.module.js';
import { ClockModule } from './foundation/clock/clock.module.js';
import { ConfigModule } from './foundation/config/config.module.js';
import { Configuration } from './foundation/config/configuration.js';
import { CryptoModule } from './foundation/crypto/crypto.module.js';
import { DatabaseModule } from './foundation/database/database.module.js';
import { HealthModule } from './foundation/health/health.module.js';
import { HttpModule } from './foundation/http/http.module.js';
import { IdempotencyModule } from './foundation/idempotency/idempotency.module.js';
import { NumberModule } from './foundation/number/number.module.js';
import { MetricsModule } from './foundation/metrics/metrics.module.js';
import { NotificationModule } from './foundation/notification/notification.module.js';
import { JobCentreModule } from './foundation/queue/job-centre.module.js';
import { QueueModule } from './foundation/queue/queue.module.js';
import { StorageModule } from './foundation/storage/storage.module.js';
import { ViewModule } from './foundation/view/view.module.js';
import { HomePage } from './home.page.js';
import { AccountModule } from './responsibility/account/account.module.js';
import { ApplicationModule } from './responsibility/application/application.module.js';
import { OrganizationModule } from './responsibility/organization/organization.module.js';
import { QuotaModule } from './responsibility/quota/quota.module.js';
import { PlaceModule } from './responsibility/place/place.module.js';
import { DivisionModule } from './responsibility/division/division.module.js';
import { LedgerModule } from './targeting/ledger/ledger.module.js';
import { TraineeImportModule } from './targeting/trainee/import/trainee-import.module.js';
import { TraineeModule } from './targeting/trainee/trainee.module.js';
import { CallUpModule } from './integration/call-up/call-up.module.js';
import { ClassHoldingsModule } from './integration/class/class-holdings.module.js';
import { ClassModule } from './integration/class/class.module.js';
import { PublicationModule } from './integration/publication/publication.module.js';
import { EnrollmentModule } from './integration/enrollment/enrollment.module.js';
import { RosterModule } from './integration/roster/roster.module.js';
import { SessionModule } from './integration/session/session.module.js';
import { AuditLogModule } from './service/audit/audit-log.module.js';
import { CertificateModule } from './service/certificate/certificate.module.js';
import { CertificateLockModule } from './service/certificate/certificate-lock.module.js';
import { SearchModule } from './service/search/search.module.js';
import { CertificateTextModule } from './service/certificate/certificate-text.module.js';
import { ConsistencyModule } from './service/consistency/consistency.module.js';
import { StatisticsModule } from './service/statistics/statistics.module.js';
import { AudienceModule } from './targeting/audience/audience.module.js';
import { CompletionModule } from './integration/completion/completion.module.js';
import { AttendanceModule } from './integration/attendance/attendance.module.js';
import { SessionRecordsModule } from './integration/attendance/session-records.module.js';
import { TraineePagesModule } from './integration/trainee-pages/trainee-pages.module.js';
import { PortCheck } from './ports.js';
import { ViewContextModule } from './view-context.module.js';

/** The whole product: the foundation, then the wings from left to right, one line a room. */
@Module({})
export class AppModule {
  static of(configuration: Configuration, databaseUrl: string): DynamicModule {
    return {
      module: AppModule,
      controllers: [HomePage],
      providers: [PortCheck],
      imports: [
        DiscoveryModule,
        ConfigModule.of({ ...configuration, databaseUrl }),
        ClockModule,
        DatabaseModule.of(databaseUrl, configuration.databasePool),
        CryptoModule,
        HttpModule,
        IdempotencyModule,
        ViewModule,
        AccessModule,
        AuditModule,
        AuditChainModule,
        QueueModule.of(databaseUrl),
        JobCentreModule.of(databaseUrl),
        NotificationModule,
        StorageModule,
        HealthModule,
        MetricsModule,
        NumberModule,
        ViewContextModule,
        ApiDocumentModule,
        // responsibility
        DivisionModule,
        OrganizationModule,
        AccountModule,
        ApplicationModule,
        PlaceModule,
        QuotaModule,
        // targeting
        TraineeModule,
        TraineeImportModule,
        LedgerModule,
        AudienceModule,
        // integration
        ClassHoldingsModule,
        ClassModule,
        SessionModule,
        PublicationModule,
        EnrollmentModule,
        CompletionModule,
        CallUpModule,
        RosterModule,
        SessionRecordsModule,
        AttendanceModule,
        TraineePagesModule,
        // practice
        // service
        CertificateLockModule,
        CertificateTextModule,
        CertificateModule,
        StatisticsModule,
        AuditLogModule,
        SearchModule,
        ConsistencyModule,
      ],
    };
  }
}

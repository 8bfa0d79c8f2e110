import { Module } from '@nestjs/common';
import { ClassModule } from '../../integration/class/class.module.js';
import { OrganizationModule } from '../../responsibility/organization/organization.module.js';
import { TraineeModule } from '../../targeting/trainee/trainee.module.js';
import { CertificateModule } from '../certificate/certificate.module.js';
import { SearchPage } from './search.page.js';
import { SearchService } from './search.service.js';

@Module({
  imports: [ClassModule, OrganizationModule, TraineeModule, CertificateModule],
  controllers: [SearchPage],
  providers: [SearchService],
})
export class SearchModule {}

import { Global, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { PersonDirectory } from '../../responsibility/account/person-directory.port.js';
import { DivisionModule } from '../../responsibility/division/division.module.js';
import { CitizenIdVault } from './citizen-id.vault.js';
import { Posting } from './posting.entity.js';
import { PostingProcessor } from './posting.processor.js';
import { PostingService } from './posting.service.js';
import { RegisterDirectory } from './register-directory.js';
import { TraineeController } from './trainee.controller.js';
import { Trainee } from './trainee.entity.js';
import { TraineeExportController } from './trainee-export.controller.js';
import { TraineeExportService } from './trainee-export.service.js';
import { TraineeListPage } from './trainee-list.page.js';
import { TraineePage } from './trainee.page.js';
import { PostingPage } from './posting.page.js';
import { TraineeListRepository } from './trainee-list.repository.js';
import { TraineeListService } from './trainee-list.service.js';
import { TraineePlaces } from './trainee-places.js';
import { TraineeService } from './trainee.service.js';

/** Global, because the account room upstream asks its {@link PersonDirectory} who signs in. */
@Global()
@Module({
  imports: [TypeOrmModule.forFeature([Trainee, Posting]), DivisionModule],
  controllers: [TraineeController, TraineeExportController, TraineeListPage, TraineePage, PostingPage],
  providers: [
    CitizenIdVault,
    TraineeExportService,
    PostingProcessor,
    PostingService,
    TraineeListRepository,
    TraineeListService,
    TraineePlaces,
    TraineeService,
    { provide: PersonDirectory, useClass: RegisterDirectory },
  ],
  exports: [CitizenIdVault, PersonDirectory, PostingService, TraineeListService, TraineeService],
})
export class TraineeModule {}

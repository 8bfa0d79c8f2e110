import { DynamicModule, Module } from '@nestjs/common';
import { JobCentre } from './job-centre.js';
import { JobController } from './job.controller.js';
import { JobEventSource, JobEvents } from './job-events.js';
import { JobEventsController } from './job-events.controller.js';
import { JobPage } from './job.page.js';

/** Pages, API and live progress of jobs. */
@Module({})
export class JobCentreModule {
  /** @param databaseUrl where the runs tell that they moved */
  static of(databaseUrl: string): DynamicModule {
    return {
      module: JobCentreModule,
      controllers: [JobController, JobEventsController, JobPage],
      providers: [
        { provide: JobEventSource, useValue: new JobEventSource(databaseUrl) },
        JobCentre,
        JobEvents,
      ],
    };
  }
}

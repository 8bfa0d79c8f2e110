import { Global, Module } from '@nestjs/common';
import { APP_FILTER, APP_PIPE } from '@nestjs/core';
import { ProblemFilter } from './problem.filter.js';
import { RequestContext } from './request-context.js';
import { DtoPipe } from './validation.pipe.js';

/** What every request goes through: input checks, and errors as problems or pages. */
@Global()
@Module({
  providers: [
    RequestContext,
    { provide: APP_PIPE, useClass: DtoPipe },
    { provide: APP_FILTER, useClass: ProblemFilter },
  ],
  exports: [RequestContext],
})
export class HttpModule {}

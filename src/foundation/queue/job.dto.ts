import { IsIn, IsOptional } from 'class-validator';
import { PageQuery } from '../database/keyset.js';
import type { JobState } from './job-run.js';

const states = ['queued', 'running', 'succeeded', 'failed', 'cancelled'] as const satisfies JobState[];

/** Filters of the job centre. */
export class JobQuery extends PageQuery {
  @IsOptional()
  @IsIn(states)
  state?: JobState;
}

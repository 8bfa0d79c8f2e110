import { Injectable } from '@nestjs/common';
import { HandlesJob } from '../../foundation/queue/handles-job.decorator.js';
import {
  checkMinimum,
  type ClassJob,
  closeClass,
  endClass,
  findDueClasses,
  openClass,
  remindClass,
  startClass,
  tellChanged,
} from './class-schedule.queue.js';
import { ClassChangeService } from './class-change.service.js';
import { ClassScheduleService } from './class-schedule.service.js';

interface Done {
  done: boolean;
}

@Injectable()
export class ClassScheduleProcessor {
  constructor(
    private readonly schedule: ClassScheduleService,
    private readonly changes: ClassChangeService,
  ) {}

  @HandlesJob(tellChanged)
  async tellChanged(): Promise<{ classes: number }> {
    return { classes: await this.changes.tellChanged() };
  }

  @HandlesJob(findDueClasses)
  async findDue(): Promise<{ queued: number }> {
    return { queued: await this.schedule.queueDue() };
  }

  @HandlesJob(startClass)
  async start({ classId }: ClassJob): Promise<Done> {
    return { done: await this.schedule.perform('start', classId) };
  }

  @HandlesJob(endClass)
  async end({ classId }: ClassJob): Promise<Done> {
    return { done: await this.schedule.perform('end', classId) };
  }

  @HandlesJob(openClass)
  async open({ classId }: ClassJob): Promise<Done> {
    return { done: await this.schedule.perform('open', classId) };
  }

  @HandlesJob(closeClass)
  async close({ classId }: ClassJob): Promise<Done> {
    return { done: await this.schedule.perform('close', classId) };
  }

  @HandlesJob(checkMinimum)
  async minimum({ classId }: ClassJob): Promise<Done> {
    return { done: await this.schedule.perform('minimum', classId) };
  }

  @HandlesJob(remindClass)
  async remind({ classId }: ClassJob): Promise<Done> {
    return { done: await this.schedule.perform('remind', classId) };
  }
}

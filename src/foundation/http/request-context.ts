import { AsyncLocalStorage } from 'node:async_hooks';
import { Injectable } from '@nestjs/common';

/** What is known of the request being answered. */
export interface RequestFacts {
  id: string;
  address: string;
  language: 'zh-CN' | 'en';
}

/** The facts of the current request, for code that is not handed the request itself. */
@Injectable()
export class RequestContext {
  private readonly storage = new AsyncLocalStorage<RequestFacts>();

  /** Undefined in jobs. */
  get current(): RequestFacts | undefined {
    return this.storage.getStore();
  }

  run<Result>(facts: RequestFacts, work: () => Result): Result {
    return this.storage.run(facts, work);
  }
}

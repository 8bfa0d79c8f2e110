import { CallHandler, ExecutionContext, Inject, Injectable, NestInterceptor, Optional } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Observable, lastValueFrom } from 'rxjs';
import { Redisplay } from './attempt.js';
import { Fragment } from './fragment.js';
import { takeNotice, writeNotice } from './notice-cookie.js';
import { type Layout, type PageMetadata, pageMetadata } from './page-options.js';
import { PageRenderer } from './page-renderer.js';
import { publicViewContext } from './public-view-context.js';
import { Redirect } from './redirect.js';
import { ViewContext } from './view-context.js';
import { ViewContextSource } from './view-context.port.js';

/** Turns what a page's handler returns into the answer; see `Page`. */
@Injectable()
export class PageInterceptor implements NestInterceptor {
  constructor(
    @Inject(Reflector) private readonly reflector: Reflector,
    @Inject(PageRenderer) private readonly renderer: PageRenderer,
    @Optional() @Inject(ViewContextSource) private readonly source?: ViewContextSource,
  ) {}

  async intercept(context: ExecutionContext, next: CallHandler): Promise<Observable<unknown>> {
    const page = this.reflector.get<PageMetadata>(pageMetadata, context.getHandler());
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const reply = context.switchToHttp().getResponse<FastifyReply>();
    const view = this.source ? await this.source.contextOf(request) : publicViewContext(request);
    const html = await ViewContext.run(view, async () => {
      const result: unknown = await lastValueFrom(next.handle());
      return this.answer(page, result, view, request, reply);
    });
    return new Observable((subscriber) => {
      subscriber.next(html);
      subscriber.complete();
    });
  }

  private answer(
    page: PageMetadata,
    result: unknown,
    view: ViewContext,
    request: FastifyRequest,
    reply: FastifyReply,
  ): string {
    if (result instanceof Redirect) {
      if (result.notice) writeNotice(reply, result.notice);
      void reply.status(303).header('location', result.path);
      return '';
    }
    void reply.type('text/html; charset=utf-8').header('vary', 'HX-Request-Type');
    if (!reply.hasHeader('cache-control')) void reply.header('cache-control', 'no-store');
    if (result instanceof Fragment) return this.renderer.fragment(result.path, result.model, view);

    const notice = takeNotice(request, reply);
    const shown = notice ? { ...view, notice } : view;
    void reply.status(result instanceof Redisplay ? (result.problem?.status ?? 200) : 200);
    const model = modelOf(result);
    return request.headers['hx-request-type'] === 'partial'
      ? this.renderer.part(page.template, model, shown)
      : this.renderer.page(page.template, model, shown, layoutOf(page, view));
  }
}

function layoutOf({ layout }: PageMetadata, { sharedLayout }: ViewContext): Layout {
  return layout === 'desk' && sharedLayout ? sharedLayout : layout;
}

function modelOf(result: unknown): object {
  if (!(result instanceof Redisplay)) return result ?? {};
  return result.problem ? { ...result.model, problem: result.problem } : result.model;
}

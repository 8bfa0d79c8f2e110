import { ArgumentsHost, Catch, ExceptionFilter, Inject, Logger } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { DomainError } from '../error/domain-error.js';
import { translate, TextParams } from '../i18n/translate.js';
import { PageRenderer } from '../view/page-renderer.js';
import { publicViewContext } from '../view/public-view-context.js';
import { failureOf } from './failure.js';

/** Answers every error: problem JSON (RFC 9457) for programs, a page for people, never a stack trace. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly logger = new Logger(ProblemFilter.name);

  constructor(@Inject(PageRenderer) private readonly renderer: PageRenderer) {}

  catch(thrown: unknown, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<FastifyRequest>();
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    if (reply.sent) return;
    const failure = failureOf(thrown);
    if (!failure || failure.status >= 500) this.log(thrown, request, failure);
    const status = failure?.status ?? 500;
    void reply.status(status).header('cache-control', 'no-store');
    if (status === 503) void reply.header('retry-after', '5');
    if (status === 429) void reply.header('retry-after', String(Number(failure?.params.seconds ?? 60)));
    if (wantsPage(request)) this.page(failure, status, request, reply);
    else this.problem(failure, status, request, reply);
  }

  private problem(
    failure: DomainError | undefined,
    status: number,
    request: FastifyRequest,
    reply: FastifyReply,
  ): void {
    const { language } = publicViewContext(request);
    const say = (code: string, params?: Record<string, unknown>) =>
      translate(language, code, params as TextParams);
    const code = failure?.code ?? 'error.fault';
    void reply.type('application/problem+json; charset=utf-8').send({
      type: `about:blank#${code}`,
      title: say(code, failure?.params),
      status,
      code,
      requestId: request.id,
      ...(failure && failure.fields.length > 0
        ? { errors: failure.fields.map((field) => ({ ...field, detail: say(field.code, field.params) })) }
        : {}),
    });
  }

  private page(
    failure: DomainError | undefined,
    status: number,
    request: FastifyRequest,
    reply: FastifyReply,
  ): void {
    if (status === 401) {
      void reply
        .status(303)
        .header('location', `/sign-in?next=${encodeURIComponent(request.url)}`)
        .send('');
      return;
    }
    const model = {
      status,
      code: failure?.code ?? 'error.fault',
      params: failure?.params ?? {},
      fields: failure?.fields ?? [],
      requestId: request.id,
    };
    const view = publicViewContext(request);
    void reply
      .type('text/html; charset=utf-8')
      .send(this.renderer.page('foundation/error/problem', model, view, 'plain'));
  }

  private log(thrown: unknown, request: FastifyRequest, failure: DomainError | undefined): void {
    const path = request.url.split('?')[0] ?? '';
    const what = `${request.method} ${path} failed (${failure?.code ?? 'fault'}, request ${request.id})`;
    // While a part is away every request fails alike: one line each, so that the reason can be found.
    if (failure) this.logger.warn(`${what}: ${thrown instanceof Error ? thrown.message : String(thrown)}`);
    else this.logger.error(what, thrown instanceof Error ? thrown.stack : String(thrown));
  }
}

function wantsPage(request: FastifyRequest): boolean {
  if (/^\/(api|health|metrics|xapi|scim)(\/|$)/.test(request.url)) return false;
  return (request.headers.accept ?? '').includes('text/html');
}

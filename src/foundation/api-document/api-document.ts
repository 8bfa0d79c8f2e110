import type { INestApplication } from '@nestjs/common';
import { Injectable } from '@nestjs/common';
import { ApiResponseOptions, DocumentBuilder, OpenAPIObject, SwaggerModule } from '@nestjs/swagger';

/** One operation as the human-readable page lists it. */
export interface Operation {
  method: string;
  path: string;
  summary: string;
}

/** The OpenAPI document of this installation, made from the routes when it is first asked for. */
@Injectable()
export class ApiDocument {
  private application: INestApplication | undefined;
  private document: OpenAPIObject | undefined;

  /** Called once by whoever builds the application. */
  attach(application: INestApplication): void {
    this.application = application;
  }

  /** @throws Error when nobody attached the application */
  get(): OpenAPIObject {
    if (!this.application) throw new Error('The API document has no application to describe');
    return (this.document ??= contractOf(
      SwaggerModule.createDocument(
        this.application,
        new DocumentBuilder()
          .setTitle('Zhixing 知行')
          .setDescription('JSON in and out; lists are keyset pages; errors are RFC 9457 problems.')
          .setVersion('1')
          .addBearerAuth()
          .addGlobalResponse(problem)
          .build(),
      ),
    ));
  }

  /** Operations grouped by resource, in the order of their paths. */
  resources(): { name: string; operations: Operation[] }[] {
    const groups = new Map<string, Operation[]>();
    for (const [path, item] of Object.entries(this.get().paths).sort(([one], [other]) =>
      one < other ? -1 : 1,
    )) {
      const name = path.split('/')[3] ?? path;
      for (const [method, operation] of Object.entries(item as Record<string, { summary?: string }>)) {
        const group = groups.get(name) ?? [];
        group.push({ method: method.toUpperCase(), path, summary: operation.summary ?? '' });
        groups.set(name, group);
      }
    }
    return [...groups].map(([name, operations]) => ({ name, operations }));
  }
}

/** What every operation answers when it refuses. */
const problem: ApiResponseOptions = {
  status: 'default',
  description:
    'A problem (RFC 9457), in the language of `Accept-Language`; `errors` says what is wrong at which field.',
  content: {
    'application/problem+json': {
      schema: {
        type: 'object',
        required: ['type', 'title', 'status', 'code'],
        properties: {
          type: { type: 'string' },
          title: { type: 'string' },
          status: { type: 'integer' },
          code: { type: 'string' },
          requestId: { type: 'string' },
          errors: {
            type: 'array',
            items: {
              type: 'object',
              required: ['field', 'code', 'detail'],
              properties: { field: { type: 'string' }, code: { type: 'string' }, detail: { type: 'string' } },
            },
          },
        },
      },
    },
  },
};

const idempotencyKey = {
  name: 'Idempotency-Key',
  in: 'header',
  required: false,
  description:
    'The same key with the same body gets the first answer again, with another body a conflict; 48 hours.',
  schema: { type: 'string', minLength: 1, maxLength: 200 },
} as const;

/** Pages, their exports and the health probes are no part of the API's contract. */
function contractOf(document: OpenAPIObject): OpenAPIObject {
  const paths = Object.entries(document.paths)
    .filter(([path]) => path.startsWith('/api/v1/'))
    .map(([path, { post, ...others }]) => [
      path,
      {
        ...others,
        ...(post && { post: { ...post, parameters: [...(post.parameters ?? []), idempotencyKey] } }),
      },
    ]);
  return { ...document, paths: Object.fromEntries(paths) as OpenAPIObject['paths'] };
}

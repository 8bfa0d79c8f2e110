import type { FastifyRequest } from 'fastify';
import type { ViewContext } from './view-context.js';

/**
 * Tells a page who is looking and how. Provided once, globally, by the room that knows sessions; without a
 * provider pages are shown to nobody in particular (`publicViewContext`).
 */
export abstract class ViewContextSource {
  abstract contextOf(request: FastifyRequest): ViewContext | Promise<ViewContext>;
}

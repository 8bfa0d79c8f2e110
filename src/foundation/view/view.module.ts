import { Global, Module } from '@nestjs/common';
import { PageRenderer } from './page-renderer.js';
import { TemplateEngine } from './template-engine.js';

/** Global, because the interceptor of `@Page` is made in the module of each page's controller. */
@Global()
@Module({ providers: [TemplateEngine, PageRenderer], exports: [TemplateEngine, PageRenderer] })
export class ViewModule {}

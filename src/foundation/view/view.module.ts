import { Global, Module } from '@nestjs/common';
import { PreferencePage } from './preference.page.js';
import { PageRenderer } from './page-renderer.js';
import { TemplateEngine } from './template-engine.js';

/** Global, because the interceptor of `@Page` is made in the module of each page's controller. */
@Global()
@Module({
  controllers: [PreferencePage],
  providers: [TemplateEngine, PageRenderer],
  exports: [TemplateEngine, PageRenderer],
})
export class ViewModule {}

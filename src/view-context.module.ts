import { Global, Module } from '@nestjs/common';
import { ViewContextSource } from './foundation/view/view-context.port.js';
import { RequestViewContext } from './view-context.js';

@Global()
@Module({
  providers: [{ provide: ViewContextSource, useClass: RequestViewContext }],
  exports: [ViewContextSource],
})
export class ViewContextModule {}

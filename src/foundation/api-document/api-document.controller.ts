import { Controller, Get } from '@nestjs/common';
import { ApiExcludeController, type OpenAPIObject } from '@nestjs/swagger';
import { AllowAnyone } from '../access/policy.decorator.js';
import { Page } from '../view/page.decorator.js';
import { ApiDocument } from './api-document.js';

@ApiExcludeController()
@Controller('api')
export class ApiDocumentController {
  constructor(private readonly document: ApiDocument) {}

  @Get('openapi.json')
  @AllowAnyone()
  openApi(): OpenAPIObject {
    return this.document.get();
  }

  @Get('docs')
  @AllowAnyone()
  @Page('foundation/api-document/docs', { layout: 'plain' })
  docs(): object {
    return { resources: this.document.resources() };
  }
}

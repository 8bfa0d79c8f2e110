import { Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { AdministratorService } from './administrator.service.js';
import { ConsistencyProcessor } from './consistency.processor.js';
import { ConsistencyService } from './consistency.service.js';

@Module({
  imports: [DiscoveryModule],
  providers: [ConsistencyService, ConsistencyProcessor, AdministratorService],
  exports: [ConsistencyService, AdministratorService],
})
export class ConsistencyModule {}

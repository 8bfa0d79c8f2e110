import { Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { ConsistencyProcessor } from './consistency.processor.js';
import { ConsistencyService } from './consistency.service.js';

@Module({
  imports: [DiscoveryModule],
  providers: [ConsistencyService, ConsistencyProcessor],
  exports: [ConsistencyService],
})
export class ConsistencyModule {}

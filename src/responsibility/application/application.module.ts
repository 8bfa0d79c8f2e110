import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ApplicationAuthority } from './application-authority.js';
import { Application } from './application.entity.js';
import { ApplicationController } from './application.controller.js';
import { ApplicationService } from './application.service.js';

@Module({
  imports: [TypeOrmModule.forFeature([Application])],
  controllers: [ApplicationController],
  providers: [ApplicationAuthority, ApplicationService],
  exports: [ApplicationService],
})
export class ApplicationModule {}

import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { DivisionModule } from '../division/division.module.js';
import { PlaceController } from './place.controller.js';
import { Place } from './place.entity.js';
import { PlacePage } from './place.page.js';
import { PlaceRepository } from './place.repository.js';
import { PlaceService } from './place.service.js';

@Module({
  imports: [TypeOrmModule.forFeature([Place]), DivisionModule],
  controllers: [PlaceController, PlacePage],
  providers: [PlaceRepository, PlaceService],
  exports: [PlaceService],
})
export class PlaceModule {}

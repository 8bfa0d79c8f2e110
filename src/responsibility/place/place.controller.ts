import { Body, Controller, Get, Param, Patch, Post, Query } from '@nestjs/common';
import type { Actor } from '../../foundation/access/actor.js';
import { Asker } from '../../foundation/access/asker.decorator.js';
import { Allow, AllowSignedIn } from '../../foundation/access/policy.decorator.js';
import type { Page } from '../../foundation/database/keyset.js';
import { IdPipe } from '../../foundation/http/id.pipe.js';
import { PlaceChange, PlaceInput, PlaceQuery } from './place.dto.js';
import type { PlaceRow } from './place.repository.js';
import { PlaceService } from './place.service.js';

@Controller('api/v1/places')
export class PlaceController {
  constructor(private readonly places: PlaceService) {}

  @Get()
  @AllowSignedIn('reference')
  list(@Asker() actor: Actor, @Query() query: PlaceQuery): Promise<Page<PlaceRow>> {
    return this.places.list(actor, query);
  }

  @Get(':id')
  @AllowSignedIn('reference')
  one(@Asker() actor: Actor, @Param('id', IdPipe) id: string): Promise<PlaceRow> {
    return this.places.one(actor, id);
  }

  @Post()
  @Allow(['administrator', 'coordinator', 'host'], 'subtree')
  create(@Asker() actor: Actor, @Body() input: PlaceInput): Promise<PlaceRow> {
    return this.places.create(actor, input);
  }

  @Patch(':id')
  @Allow(['administrator', 'coordinator', 'host'], 'subtree')
  change(
    @Asker() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Body() change: PlaceChange,
  ): Promise<PlaceRow> {
    return this.places.change(actor, id, change);
  }
}

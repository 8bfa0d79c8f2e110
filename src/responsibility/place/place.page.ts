import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import type { Actor } from '../../foundation/access/actor.js';
import { Asker } from '../../foundation/access/asker.decorator.js';
import { Allow, AllowSignedIn } from '../../foundation/access/policy.decorator.js';
import { IdPipe } from '../../foundation/http/id.pipe.js';
import { validate } from '../../foundation/http/validate.js';
import { attempt, Redisplay } from '../../foundation/view/attempt.js';
import { chosenDivision } from '../../foundation/view/chosen-division.js';
import type { Fields } from '../../foundation/view/fields.js';
import { Page } from '../../foundation/view/page.decorator.js';
import { redirect, Redirect } from '../../foundation/view/redirect.js';
import { DivisionPickerService } from '../division/division-picker.service.js';
import { DivisionService } from '../division/division.service.js';
import { PlaceChange, PlaceInput, PlaceQuery } from './place.dto.js';
import { placeKinds } from './place.entity.js';
import { PlaceService } from './place.service.js';

/** Places to teach in: the list with its filters, and one place's form. */
@Controller('places')
export class PlacePage {
  constructor(
    private readonly places: PlaceService,
    private readonly divisions: DivisionService,
    private readonly picker: DivisionPickerService,
  ) {}

  @Get()
  @AllowSignedIn('reference')
  @Page('responsibility/place/places')
  async list(@Asker() actor: Actor, @Query() fields: Fields): Promise<object> {
    const division = chosenDivision(fields.division);
    const query = await validate(PlaceQuery, { ...fields, division });
    const { items, next } = await this.places.list(actor, query);
    return {
      items,
      next,
      kinds: placeKinds,
      text: query.text ?? '',
      kind: query.kind ?? '',
      filtered: [query.text, query.kind, query.division].some(Boolean),
      divisionLevels: await this.picker.levels(actor, division),
      mayCreate: ['administrator', 'coordinator', 'host'].includes(actor.role),
    };
  }

  @Get('new')
  @Allow(['administrator', 'coordinator', 'host'], 'subtree')
  @Page('responsibility/place/place')
  fresh(@Asker() actor: Actor): Promise<object> {
    return this.form(actor, {});
  }

  @Post()
  @Allow(['administrator', 'coordinator', 'host'], 'subtree')
  @Page('responsibility/place/place')
  create(@Asker() actor: Actor, @Body() body: Fields): Promise<Redirect | Redisplay> {
    return attempt(
      async () => {
        const code = chosenDivision(body.division) ?? (await this.divisions.root())?.code;
        const divisionId = code === undefined ? undefined : (await this.divisions.byCode(code)).id;
        await this.places.create(actor, await validate(PlaceInput, { ...body, divisionId }));
        return redirect('/places', { notice: 'place.created' });
      },
      () => this.form(actor, body),
      body,
    );
  }

  @Get(':id')
  @AllowSignedIn('reference')
  @Page('responsibility/place/place')
  show(@Asker() actor: Actor, @Param('id', IdPipe) id: string): Promise<object> {
    return this.detail(actor, id, {});
  }

  @Post(':id')
  @Allow(['administrator', 'coordinator', 'host'], 'subtree')
  @Page('responsibility/place/place')
  change(
    @Asker() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Body() body: Fields,
  ): Promise<Redirect | Redisplay> {
    return attempt(
      async () => {
        await this.places.change(actor, id, await validate(PlaceChange, body));
        return redirect('/places', { notice: 'place.changed' });
      },
      () => this.detail(actor, id, body),
    );
  }

  private async detail(actor: Actor, id: string, fields: Fields): Promise<object> {
    const place = await this.places.one(actor, id);
    const { name, kind, address, capacity, validTo } = place;
    return {
      ...(await this.form(actor, {})),
      place,
      mayChange: place.own,
      form: {
        name,
        kind,
        address: address ?? '',
        capacity: capacity ?? '',
        validTo: validTo ?? '',
        ...fields,
      },
    };
  }

  private async form(actor: Actor, fields: Fields): Promise<object> {
    return {
      place: undefined,
      mayChange: true,
      kinds: placeKinds,
      form: { name: '', kind: '', address: '', capacity: '', validTo: '', ...fields },
      divisionLevels:
        actor.role === 'host' ? [] : await this.picker.levels(actor, chosenDivision(fields.division)),
    };
  }
}

import { Controller, Get, Post, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Actor } from '../../foundation/access/actor.js';
import { Asker } from '../../foundation/access/asker.decorator.js';
import { Allow } from '../../foundation/access/policy.decorator.js';
import { NotFound } from '../../foundation/error/domain-error.js';
import { attempt, type Redisplay } from '../../foundation/view/attempt.js';
import { Page } from '../../foundation/view/page.decorator.js';
import { type Redirect, redirect } from '../../foundation/view/redirect.js';
import { CertificatePhotoService } from './certificate-photo.service.js';
import { uploadedPicture } from './picture-upload.js';

const path = '/m/photo';

/** A trainee's own photo, on the phone. */
@Controller('m/photo')
@Allow(['trainee'], 'self')
export class OwnPhotoPage {
  constructor(private readonly photos: CertificatePhotoService) {}

  @Get()
  @Page('service/certificate/photo', { layout: 'phone' })
  async show(@Asker() actor: Actor): Promise<object> {
    return { holder: await this.photos.of(actor, own(actor)), path, own: true };
  }

  @Post()
  @Page('service/certificate/photo', { layout: 'phone' })
  set(@Asker() actor: Actor, @Req() request: FastifyRequest): Promise<Redirect | Redisplay> {
    return attempt(
      async () => {
        await this.photos.set(actor, own(actor), await uploadedPicture(request, 'photo'));
        return redirect(path, { notice: 'certificate.notice.photoSet' });
      },
      () => this.show(actor),
    );
  }

  @Post('removal')
  @Page('service/certificate/photo', { layout: 'phone' })
  async remove(@Asker() actor: Actor): Promise<Redirect> {
    await this.photos.remove(actor, own(actor));
    return redirect(path, { notice: 'certificate.notice.photoRemoved' });
  }
}

function own({ traineeId }: Actor): string {
  if (traineeId === undefined) throw new NotFound();
  return traineeId;
}

import { Controller, Get, Param, Post, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Actor } from '../../foundation/access/actor.js';
import { Asker } from '../../foundation/access/asker.decorator.js';
import { Allow } from '../../foundation/access/policy.decorator.js';
import { IdPipe } from '../../foundation/http/id.pipe.js';
import { attempt, type Redisplay } from '../../foundation/view/attempt.js';
import { Page } from '../../foundation/view/page.decorator.js';
import { type Redirect, redirect } from '../../foundation/view/redirect.js';
import { CertificatePhotoService } from './certificate-photo.service.js';
import { uploadedPicture } from './picture-upload.js';

/** A trainee's photo as whoever manages the trainee sets it. */
@Controller('trainees/:id/photo')
@Allow(['coordinator', 'unitContact'], 'subtree')
export class CertificatePhotoPage {
  constructor(private readonly photos: CertificatePhotoService) {}

  @Get()
  @Page('service/certificate/photo')
  async show(@Asker() actor: Actor, @Param('id', IdPipe) id: string): Promise<object> {
    return { holder: await this.photos.of(actor, id), path: `/trainees/${id}/photo`, own: false };
  }

  @Post()
  @Page('service/certificate/photo')
  set(
    @Asker() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Req() request: FastifyRequest,
  ): Promise<Redirect | Redisplay> {
    return attempt(
      async () => {
        await this.photos.of(actor, id);
        await this.photos.set(actor, id, await uploadedPicture(request, 'photo'));
        return redirect(`/trainees/${id}/photo`, { notice: 'certificate.notice.photoSet' });
      },
      () => this.show(actor, id),
    );
  }

  @Post('removal')
  @Page('service/certificate/photo')
  async remove(@Asker() actor: Actor, @Param('id', IdPipe) id: string): Promise<Redirect> {
    await this.photos.remove(actor, id);
    return redirect(`/trainees/${id}/photo`, { notice: 'certificate.notice.photoRemoved' });
  }
}

import { Controller, Delete, Get, HttpCode, Param, Put, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Actor } from '../../foundation/access/actor.js';
import { Asker } from '../../foundation/access/asker.decorator.js';
import { Allow } from '../../foundation/access/policy.decorator.js';
import { IdPipe } from '../../foundation/http/id.pipe.js';
import { sendFile } from '../../foundation/storage/download.js';
import { CertificatePhotoService } from './certificate-photo.service.js';
import { uploadedPicture } from './picture-upload.js';

/** The photo that a trainee's certificates bear. */
@Controller('api/v1/trainees/:id/photo')
@Allow(['coordinator', 'unitContact', 'trainee'], 'self')
export class CertificatePhotoController {
  constructor(private readonly photos: CertificatePhotoService) {}

  @Get()
  async show(
    @Asker() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    sendFile(request, reply, await this.photos.open(actor, id), { name: 'photo.jpg', inline: true });
  }

  /** PNG or JPEG in the field `photo` of a multipart form. */
  @Put()
  @HttpCode(204)
  async set(
    @Asker() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Req() request: FastifyRequest,
  ): Promise<void> {
    await this.photos.of(actor, id);
    await this.photos.set(actor, id, await uploadedPicture(request, 'photo'));
  }

  @Delete()
  @HttpCode(204)
  remove(@Asker() actor: Actor, @Param('id', IdPipe) id: string): Promise<void> {
    return this.photos.remove(actor, id);
  }
}

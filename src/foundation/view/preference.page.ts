import { Body, Controller, HttpCode, Post, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { AllowAnyone } from '../access/policy.decorator.js';
import { isLanguage } from '../i18n/language.js';
import { themeOf } from './public-view-context.js';
import { isOwnPath } from './redirect.js';

/** Language, colours and type size, kept in cookies of a year; they hold on the sign-in page too. */
@ApiExcludeController()
@Controller('preferences')
export class PreferencePage {
  @Post()
  @AllowAnyone()
  @HttpCode(303)
  keep(@Body() body: unknown, @Res({ passthrough: true }) reply: FastifyReply): string {
    const { language, theme, largeType, back } = (body ?? {}) as Record<string, unknown>;
    if (isLanguage(language)) keep(reply, 'language', language);
    if (theme !== undefined) keep(reply, 'theme', themeOf(theme));
    if (largeType !== undefined) keep(reply, 'largeType', largeType === '1' ? '1' : '0');
    void reply.header('location', typeof back === 'string' && isOwnPath(back) ? back : '/');
    return '';
  }
}

function keep(reply: FastifyReply, name: string, value: string): void {
  void reply.header('set-cookie', `${name}=${value}; Path=/; Max-Age=31536000; HttpOnly; SameSite=Lax`);
}

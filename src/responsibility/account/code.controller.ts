import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { AllowAnyone } from '../../foundation/access/policy.decorator.js';
import { OwnIdempotency } from '../../foundation/idempotency/own-idempotency.decorator.js';
import { PhoneSignInService } from './phone-sign-in.service.js';
import { CodeRequest } from './sign-in.dto.js';

@Controller('api/v1/sign-in-codes')
export class CodeController {
  constructor(private readonly phones: PhoneSignInService) {}

  /** Asks for a code by text message; the answer is the same whether or not the phone is known. */
  @Post()
  @HttpCode(202)
  @AllowAnyone()
  @OwnIdempotency()
  async send(@Body() { phone }: CodeRequest): Promise<{ seconds: number }> {
    await this.phones.sendCode(phone);
    return { seconds: 60 };
  }
}

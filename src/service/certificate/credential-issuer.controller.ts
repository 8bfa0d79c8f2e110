import { Controller, Get, Header } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { AllowAnyone } from '../../foundation/access/policy.decorator.js';
import { CredentialKey } from './credential-key.js';

/** Where verifiers find the public key of credentials. */
@ApiExcludeController()
@Controller('.well-known')
export class CredentialIssuerController {
  constructor(private readonly key: CredentialKey) {}

  @Get('did.json')
  @Header('cache-control', 'public, max-age=3600')
  @Header('access-control-allow-origin', '*')
  @AllowAnyone()
  async document(): Promise<object> {
    const { publicJwk, did } = await this.key.current();
    const { kid: id } = publicJwk;
    return {
      '@context': ['https://www.w3.org/ns/did/v1', 'https://w3id.org/security/suites/jws-2020/v1'],
      id: did,
      verificationMethod: [{ id, type: 'JsonWebKey2020', controller: did, publicKeyJwk: publicJwk }],
      assertionMethod: [id],
    };
  }

  @Get('jwks.json')
  @Header('cache-control', 'public, max-age=3600')
  @Header('access-control-allow-origin', '*')
  @AllowAnyone()
  async keys(): Promise<object> {
    return { keys: [(await this.key.current()).publicJwk] };
  }
}

import { Injectable } from '@nestjs/common';
import { SignJWT } from 'jose';
import { Configuration } from '../../foundation/config/configuration.js';
import { shanghaiInstant } from '../../foundation/clock/clock.js';
import { DomainError } from '../../foundation/error/domain-error.js';
import type { CheckedCertificate } from './certificate-check.service.js';
import { CredentialKey } from './credential-key.js';
import { checkUrl } from './frozen-inputs.rules.js';

/** The certificate is no longer in force, so nothing is vouched for. */
export class CredentialEnded extends DomainError {
  readonly status = 410;
}

/**
 * A certificate as a verifiable credential (W3C VC Data Model 2.0, secured as `vc+jwt` by VC-JOSE-COSE; Open Badges
 * 3.0). Like the public check it gives no more than the masked name.
 */
@Injectable()
export class CredentialService {
  constructor(
    private readonly key: CredentialKey,
    private readonly configuration: Configuration,
  ) {}

  /** @throws CredentialEnded once revoked or replaced */
  async sign(certificate: CheckedCertificate): Promise<string> {
    if (certificate.state !== 'issued') throw new CredentialEnded(`certificate.check.${certificate.state}`);
    const { privateKey, publicJwk, did } = await this.key.current();
    const id = checkUrl(this.configuration.publicUrl, certificate.checkCode);
    const from = shanghaiInstant(certificate.issuedOn);
    return new SignJWT({ ...credentialOf(certificate, id, did, from) })
      .setProtectedHeader({ alg: 'EdDSA', typ: 'vc+jwt', cty: 'vc', kid: publicJwk.kid })
      .setIssuer(did)
      .setJti(id)
      .setNotBefore(from)
      .sign(privateKey);
  }
}

function credentialOf(certificate: CheckedCertificate, id: string, did: string, from: Date): object {
  const { className, hours, startsOn, endsOn, registerNumber, issuer, maskedName } = certificate;
  return {
    '@context': [
      'https://www.w3.org/ns/credentials/v2',
      'https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json',
    ],
    id,
    type: ['VerifiableCredential', 'OpenBadgeCredential'],
    name: className,
    issuer: { id: did, type: ['Profile'], name: issuer },
    validFrom: from.toISOString(),
    credentialSubject: {
      type: ['AchievementSubject'],
      identifier: [{ type: 'IdentityObject', hashed: false, identityHash: maskedName, identityType: 'name' }],
      activityStartDate: shanghaiInstant(startsOn).toISOString(),
      activityEndDate: shanghaiInstant(endsOn).toISOString(),
      creditsEarned: hours,
      licenseNumber: registerNumber,
      achievement: {
        id: `urn:class:${encodeURIComponent(className)}:${startsOn}`,
        type: ['Achievement'],
        achievementType: 'Certificate',
        name: className,
        description: className,
        criteria: { narrative: `${hours} h` },
      },
    },
  };
}

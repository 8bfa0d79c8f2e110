import {
  createPrivateKey,
  generateKeyPairSync,
  KeyObject,
  randomBytes,
  sign,
  X509Certificate,
} from 'node:crypto';
import { bits, boolean, der, integer, objectId, octets, sequence, setOf, tagged, time, utf8 } from './der.js';

/** A P-256 key with its X.509 certificate, opened once and kept: opening is what makes signing slow. */
export interface SealingKey {
  privateKey: KeyObject;
  certificate: X509Certificate;
}

/** @throws Error when the two don't belong together or the key isn't P-256 */
export function openSealingKey(privateKeyPem: string, certificatePem: string): SealingKey {
  const key = {
    privateKey: createPrivateKey(privateKeyPem),
    certificate: new X509Certificate(certificatePem),
  };
  if (key.privateKey.asymmetricKeyDetails?.namedCurve !== 'prime256v1')
    throw new Error('The sealing key must be P-256');
  if (!key.certificate.checkPrivateKey(key.privateKey))
    throw new Error('The sealing key is not that of the certificate');
  return key;
}

const ecdsaWithSha256 = '1.2.840.10045.4.3.2';

/**
 * A key of the installation's own with a self-signed certificate, for those who have none from an
 * authority: it proves that a file is unchanged, not who the institution is.
 */
export function createSealingKey(
  organization: string,
  from: Date,
  years = 10,
): SealingKey & { privateKeyPem: string } {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const until = new Date(from);
  until.setUTCFullYear(until.getUTCFullYear() + years);
  const name = sequence(
    setOf(sequence(objectId('2.5.4.10'), utf8(organization))),
    setOf(sequence(objectId('2.5.4.3'), utf8(organization))),
  );
  const algorithm = sequence(objectId(ecdsaWithSha256));
  const serial = randomBytes(16);
  serial.writeUInt8((serial.readUInt8(0) & 0x7f) | 0x01, 0);
  const digitalSignatureOnly = der(0x03, Buffer.from([6, 0xc0]));
  const body = sequence(
    tagged(0, integer(2)),
    integer(serial),
    algorithm,
    name,
    sequence(time(from), time(until)),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    tagged(
      3,
      sequence(
        sequence(objectId('2.5.29.19'), boolean(true), octets(sequence())),
        sequence(objectId('2.5.29.15'), boolean(true), octets(digitalSignatureOnly)),
      ),
    ),
  );
  const certificate = new X509Certificate(sequence(body, algorithm, bits(sign('sha256', body, privateKey))));
  return {
    privateKey,
    certificate,
    privateKeyPem: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
}

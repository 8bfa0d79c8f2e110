import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CertificateRenderer } from '../../../../src/service/certificate/render/certificate-renderer.js';
import { createSealingKey, openSealingKey } from '../../../../src/service/certificate/render/sealing-key.js';
import { exampleClass, examplePerson } from './render-example.js';
import { difference, raster } from './render-raster.js';

const poppler = spawnSync('pdfsig', ['-v']).error === undefined;
const skipped = poppler ? '' : ' (skipped: pdfsig of poppler-utils is not installed)';

describe('a signed certificate', () => {
  const renderer = new CertificateRenderer({ systemFonts: [] });
  const key = createSealingKey('陕西省干部教育培训中心', new Date('2026-01-01T00:00:00Z'));
  const sealing = { key, signedAt: new Date('2026-11-20T08:00:00Z') };

  it('looks as before', async () => {
    const set = await renderer.setClass(exampleClass);
    const plain = await raster(await set.stamp(examplePerson('王芳')));
    expect(difference(await raster(await set.stamp(examplePerson('王芳'), sealing)), plain)).toBe(0);
  });

  it('is the same up to the signature for the same inputs', async () => {
    const set = await renderer.setClass(exampleClass);
    const [one, other] = [
      await set.stamp(examplePerson('王芳'), sealing),
      await set.stamp(examplePerson('王芳'), sealing),
    ];
    const blank = (pdf: Buffer) => pdf.toString('latin1').replace(/\/Contents <[0-9a-f]+>/, '');
    expect(blank(one)).toBe(blank(other));
  });

  (poppler ? describe : describe.skip)(`checked by pdfsig${skipped}`, () => {
    it('is valid over the whole file, stamped and in full', async () => {
      const set = await renderer.setClass(exampleClass);
      for (const pdf of [
        await set.stamp(examplePerson('赵䶮㛃𬱖𠅤'), sealing),
        await renderer.renderFull(exampleClass, examplePerson('赵䶮㛃𬱖𠅤'), sealing),
      ]) {
        const report = verify(pdf);
        expect(report).toContain('Signature Validation: Signature is Valid.');
        expect(report).toContain('Total document signed');
        expect(report).toContain('Signature Type: ETSI.CAdES.detached');
        expect(report).toContain('Common Name: 陕西省干部教育培训中心');
      }
    });

    it('is broken by one flipped byte', async () => {
      const pdf = await renderer.renderFull(exampleClass, examplePerson('王芳'), sealing);
      const at = pdf.indexOf('/Title') + 8;
      pdf.writeUInt8(pdf.readUInt8(at) ^ 1, at);
      expect(verify(pdf)).toContain('Signature Validation: Digest Mismatch.');
    });
  });

  it('needs a P-256 key and its own certificate', () => {
    const other = createSealingKey('其他', new Date('2026-01-01T00:00:00Z'));
    expect(openSealingKey(key.privateKeyPem, key.certificate.toString()).certificate.subject).toContain(
      '陕西省',
    );
    expect(() => openSealingKey(other.privateKeyPem, key.certificate.toString())).toThrow(
      'not that of the certificate',
    );
    expect(key.certificate.verify(key.certificate.publicKey)).toBe(true);
  });
});

function verify(pdf: Buffer): string {
  const folder = mkdtempSync(join(tmpdir(), 'signature-'));
  try {
    writeFileSync(join(folder, 'certificate.pdf'), pdf);
    return spawnSync('pdfsig', ['-nocert', join(folder, 'certificate.pdf')], { encoding: 'utf8' }).stdout;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

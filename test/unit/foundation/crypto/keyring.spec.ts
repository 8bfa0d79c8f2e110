import { chmodSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readOrMakeKeyFile } from '../../../../src/foundation/crypto/key-file.js';
import { Keyring, parseKeys } from '../../../../src/foundation/crypto/keyring.js';

const key = (id: string, fill: number) => `${id}:${Buffer.alloc(32, fill).toString('base64')}`;

describe('Keyring', () => {
  it('opens what an older key sealed, and finds it by the same hash', () => {
    const before = new Keyring(parseKeys(`${key('k1', 1)},${key('lookup', 9)}`));
    const after = new Keyring(parseKeys(`${key('k2', 2)},${key('k1', 1)},${key('lookup', 9)}`));
    expect(after.cipher.open(before.cipher.seal('secret', 'test'), 'test')).toBe('secret');
    expect(after.lookup('secret', 'test')).toEqual(before.lookup('secret', 'test'));
    expect(after.fingerprint).toBe(before.fingerprint);
  });

  it('needs a look-up key and a sealing key of 32 bytes, and never repeats one in an error', () => {
    expect(() => new Keyring(parseKeys(key('k1', 1)))).toThrow('"lookup"');
    expect(() => new Keyring(parseKeys(key('lookup', 1)))).toThrow('sealing key');
    expect(() => parseKeys('k1:c2hvcnQ=')).toThrow(/^(?!.*c2hvcnQ)/u);
  });
});

describe('readOrMakeKeyFile', () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'zhixing-keys-'))));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('makes keys once, for the owner alone', () => {
    const text = readOrMakeKeyFile(folder);
    expect(readOrMakeKeyFile(folder)).toBe(text);
    expect(new Keyring(parseKeys(text)).fingerprint).toHaveLength(16);
    expect(statSync(join(folder, 'keys')).mode & 0o777).toBe(0o600);
  });

  it('refuses keys that others may read', () => {
    readOrMakeKeyFile(folder);
    chmodSync(join(folder, 'keys'), 0o644);
    expect(() => readOrMakeKeyFile(folder)).toThrow('chmod 600');
  });
});

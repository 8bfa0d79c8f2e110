/** Distinguished encoding (X.690) of the few ASN.1 shapes that signatures and certificates need. */
export function der(tag: number, ...contents: Buffer[]): Buffer {
  const body = Buffer.concat(contents);
  if (body.length < 0x80) return Buffer.concat([Buffer.from([tag, body.length]), body]);
  const length = Buffer.from(
    body.length.toString(16).padStart(body.length > 0xffff ? 6 : body.length > 0xff ? 4 : 2, '0'),
    'hex',
  );
  return Buffer.concat([Buffer.from([tag, 0x80 | length.length]), length, body]);
}

export const sequence = (...contents: Buffer[]) => der(0x30, ...contents);
/** Members in ascending order of their encoding, as DER demands. */
export const setOf = (...members: Buffer[]) =>
  der(0x31, ...members.sort((one, other) => Buffer.compare(one, other)));
export const octets = (bytes: Buffer) => der(0x04, bytes);
export const bits = (bytes: Buffer) => der(0x03, Buffer.from([0]), bytes);
export const utf8 = (text: string) => der(0x0c, Buffer.from(text, 'utf8'));
/** Context-specific and constructed, `[number]`. */
export const tagged = (number: number, ...contents: Buffer[]) => der(0xa0 | number, ...contents);
export const boolean = (value: boolean) => der(0x01, Buffer.from([value ? 0xff : 0]));

/** Unsigned, of any length. */
export function integer(value: number | Buffer): Buffer {
  const bytes = typeof value === 'number' ? Buffer.from([value]) : value;
  return der(0x02, (bytes[0] ?? 0) & 0x80 ? Buffer.concat([Buffer.from([0]), bytes]) : bytes);
}

export function objectId(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  const bytes = [first * 40 + second];
  for (const part of rest) {
    const septets = [part & 0x7f];
    for (let left = Math.floor(part / 128); left > 0; left = Math.floor(left / 128))
      septets.unshift((left & 0x7f) | 0x80);
    bytes.push(...septets);
  }
  return der(0x06, Buffer.from(bytes));
}

/** UTCTime until 2049, GeneralizedTime from 2050 on (RFC 5280, 4.1.2.5). */
export function time(moment: Date): Buffer {
  const digits = moment.toISOString().replace(/[-:T]/g, '').slice(0, 14);
  return moment.getUTCFullYear() < 2050
    ? der(0x17, Buffer.from(`${digits.slice(2)}Z`))
    : der(0x18, Buffer.from(`${digits}Z`));
}

/** Contents of the element at the start of the bytes, and its whole length. */
export function openDer(bytes: Buffer): { body: Buffer; length: number } {
  const short = bytes[1] ?? 0;
  const wide = short & 0x80 ? short & 0x7f : 0;
  const size = wide > 0 ? bytes.readUIntBE(2, wide) : short;
  return { body: bytes.subarray(2 + wide, 2 + wide + size), length: 2 + wide + size };
}

/**
 * A `Content-Disposition` that old and new browsers read: plain ASCII, and the real name by RFC 5987. Path parts,
 * control and direction characters are taken out of the name.
 */
export function contentDisposition(kind: 'inline' | 'attachment', name: string): string {
  const clean = [...name.replace(/[/\\]/g, '_')].filter((sign) => !/[\p{Cc}\p{Cf}]/u.test(sign)).join('');
  const whole = Buffer.from(clean, 'utf8').toString('utf8').trim() || 'file';
  const plain = whole.replace(/[^\u0020-\u007e]/g, '_').replace(/["%]/g, '_');
  const encoded = encodeURIComponent(whole).replace(
    /['()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `${kind}; filename="${plain}"; filename*=UTF-8''${encoded}`;
}

/** The one range of bytes asked for; undefined means the whole file (also when several are asked for). */
export function byteRange(
  header: string | undefined,
  bytes: number,
): { start: number; end: number } | 'unsatisfiable' | undefined {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header ?? '');
  if (!match || (match[1] === '' && match[2] === '')) return undefined;
  const [, from = '', to = ''] = match;
  const start = from === '' ? Math.max(0, bytes - Number(to)) : Number(from);
  const end = from === '' || to === '' ? bytes - 1 : Math.min(Number(to), bytes - 1);
  return start >= bytes || start > end ? 'unsatisfiable' : { start, end };
}

/** Endings of mounts that stand for the channel without them. */
const ENDINGS = /\.(mp3|ogg|oga|opus|aac|flac|wav|webm)$/i;

/** User and password of `Authorization: Basic` (RFC 7617), UTF-8 or Latin-1. */
export function basicCredentials(authorization: string | undefined): { user: string; password: string } | undefined {
  const encoded = /^Basic +([A-Za-z0-9+/=_-]+) *$/i.exec(authorization ?? '')?.[1];
  if (encoded === undefined) return undefined;
  const text = decodedText(Buffer.from(encoded, 'base64'));
  const colon = text.indexOf(':');
  return colon < 0 ? undefined : { user: text.slice(0, colon), password: text.slice(colon + 1) };
}

/**
 * Bytes as text: in the encoding that is stated, where it is known, else UTF-8, or Latin-1 where they are no UTF-8.
 *
 * @param charset a label of the Encoding Standard, such as ISO-8859-1
 */
export function decodedText(bytes: Uint8Array, charset = ''): string {
  for (const [label, fatal] of [
    [charset, false],
    ['utf-8', true],
  ] as const) {
    try {
      if (label !== '' && (fatal || !/^utf-?8$/i.test(label))) return new TextDecoder(label, { fatal }).decode(bytes);
    } catch {
      // An encoding that nobody knows, or bytes that are none of it.
    }
  }
  return new TextDecoder('latin1').decode(bytes);
}

/** The fields of a query as bytes: a client may send texts in another encoding than UTF-8. Of a repeated name the last. */
export function queryBytes(url: string): Map<string, Uint8Array> {
  const query = /\?([^#]*)/.exec(url)?.[1] ?? '';
  const fields = new Map<string, Uint8Array>();
  for (const part of query.split('&')) {
    const equals = part.indexOf('=');
    const [name, value] = equals < 0 ? [part, ''] : [part.slice(0, equals), part.slice(equals + 1)];
    if (name !== '') fields.set(Buffer.from(percentDecoded(name)).toString('latin1'), percentDecoded(value));
  }
  return fields;
}

function percentDecoded(text: string): Uint8Array {
  const bytes = Buffer.from(text.replaceAll('+', ' '), 'latin1');
  const out = Buffer.alloc(bytes.length);
  let length = 0;
  for (let i = 0; i < bytes.length; i++) {
    const hex = bytes[i] === 0x25 ? bytes.toString('latin1', i + 1, i + 3) : '';
    if (/^[0-9A-Fa-f]{2}$/.test(hex)) {
      out[length++] = Number.parseInt(hex, 16);
      i += 2;
    } else out[length++] = bytes[i]!;
  }
  return out.subarray(0, length);
}

/** Names of channels that a mount may stand for: `/main.mp3` is `main`, or else `main.mp3`. */
export function channelsOfMount(path: string): readonly string[] {
  const name = path.replace(/^\/+/, '').replace(/[?#].*$/s, '');
  const plain = name.replace(ENDINGS, '');
  return plain === name || plain === '' ? [name] : [plain, name];
}

import { parseOrigin } from './access/origin.js';

/** Characters of an origin in a policy: no others, so that an entry is one word of it. */
const POLICY_WORD = /^[\w.:/*[\]-]+$/;
const MAX_FRAMES = 64;

/**
 * What a page may load, and who may show it in a frame.
 *
 * @param frames origins, or `'none'`
 * @param base where `<base>` may lead
 */
const policy = (frames: string, base: string): string =>
  "default-src 'self'; script-src 'self' blob: 'wasm-unsafe-eval'; worker-src 'self' blob:; media-src 'self' blob:; " +
  "connect-src 'self' ws: wss: http: https: blob:; img-src 'self' data:; style-src 'self' 'unsafe-inline'; " +
  `frame-ancestors ${frames}; base-uri ${base}; form-action 'none'`;

/**
 * Headers that make a page "cross-origin isolated", so that it may share memory with its workers and worklets, and that
 * limit what it loads: its own files, scripts that it makes itself, and any relay.
 */
export const PAGE_HEADERS = {
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-embedder-policy': 'require-corp',
  'content-security-policy': policy("'none'", "'none'"),
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
} as const;

/** Pages of other origins may use the element, the models and the runtime. */
export const SHARED_HEADERS = {
  'access-control-allow-origin': '*',
  'cross-origin-resource-policy': 'cross-origin',
  'cross-origin-embedder-policy': 'require-corp',
  'x-content-type-options': 'nosniff',
} as const;

/** Headers of the player that other pages show in a frame; those may be isolated themselves. */
export const embedHeaders = (frames: readonly string[]): Readonly<Record<string, string>> => ({
  ...PAGE_HEADERS,
  'cross-origin-resource-policy': 'cross-origin',
  'content-security-policy': policy(frames.length > 0 ? frames.join(' ') : "'none'", "'self'"),
});

/** Origins of a policy. @throws TypeError, RangeError naming the entry that is no origin */
export function requireFrameOrigins(field: string, frames: readonly string[]): readonly string[] {
  if (frames.length > MAX_FRAMES)
    throw new RangeError(`${field} must have at most ${MAX_FRAMES} entries, got ${frames.length}`);
  return frames.map((text, i) => {
    const origin = parseOrigin(`${field}[${i}]`, text);
    if (!POLICY_WORD.test(origin))
      throw new RangeError(`${field}[${i}] must be an origin such as https://blog.example, or *, got "${origin}"`);
    return origin;
  });
}

import { requireKind } from '../../../core/options.js';
import { shown } from '../../../core/shown.js';

/**
 * An origin as browsers state it, or `*`.
 *
 * @throws TypeError, RangeError naming the field, its value and what is allowed
 */
export function parseOrigin(field: string, text: string): string {
  requireKind(field, text, 'string');
  if (text === '*') return text;
  const origin = originOf(text);
  if (origin === null)
    throw new RangeError(`${field} must be an origin such as https://radio.example, or *, got ${shown(text)}`);
  return origin;
}

function originOf(text: string): string | null {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (!url || !/^https?:$/.test(url.protocol) || url.pathname !== '/' || url.search || url.hash || url.username)
    return null;
  return url.origin;
}

/**
 * Origins of single sites, as browsers state them: never all sites.
 *
 * @throws TypeError, RangeError as {@link parseOrigin}
 */
export const parseSiteOrigins = (field: string, texts: readonly string[] = []): string[] =>
  texts.map((text, i) => {
    requireKind(`${field}[${i}]`, text, 'string');
    const origin = originOf(text);
    if (origin === null)
      throw new RangeError(`${field}[${i}] must be an origin such as https://ops.example, got ${shown(text)}`);
    return origin;
  });

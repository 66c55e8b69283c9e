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
  const url = URL.canParse(text) ? new URL(text) : null;
  if (!url || !/^https?:$/.test(url.protocol) || url.pathname !== '/' || url.search || url.hash || url.username)
    throw new RangeError(`${field} must be an origin such as https://radio.example, or *, got ${shown(text)}`);
  return url.origin;
}

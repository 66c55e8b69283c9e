import { requireKind } from '../../../../core/options.js';
import type { StreamMetadata } from '../../../../core/wire/hello.js';

/** Name of a recording in its folder where no pattern is given. */
export const RECORDING_PATTERN = '{channel}-%Y%m%dT%H%M%SZ.lc';
/** Longest pattern, in characters. */
const MAX_PATTERN = 256;
/** Longest part of a path that texts of a stream may make, in bytes of UTF-8: file systems take 255. */
const MAX_PART_BYTES = 200;
/** Longest title or artist within a name, in bytes. */
const MAX_TEXT_BYTES = 100;

/** What a name is made of. */
export interface RecordingNameParts {
  readonly channel: string;
  /** ms since 1970; names have UTC. */
  readonly wallMs: number;
  readonly metadata: StreamMetadata;
}

const pad = (value: number, digits: number): string => String(value).padStart(digits, '0');

/** The part of strftime that names need, in UTC. */
const TIMES: Readonly<Record<string, (date: Date) => string>> = {
  Y: (date) => pad(date.getUTCFullYear(), 4),
  m: (date) => pad(date.getUTCMonth() + 1, 2),
  d: (date) => pad(date.getUTCDate(), 2),
  H: (date) => pad(date.getUTCHours(), 2),
  M: (date) => pad(date.getUTCMinutes(), 2),
  S: (date) => pad(date.getUTCSeconds(), 2),
  j: (date) => pad(Math.floor((date.getTime() - Date.UTC(date.getUTCFullYear(), 0, 1)) / 86_400_000) + 1, 3),
  s: (date) => String(Math.floor(date.getTime() / 1000)),
  '%': () => '%',
};

const TEXTS: Readonly<Record<string, (parts: RecordingNameParts) => string | undefined>> = {
  channel: ({ channel }) => channel,
  title: ({ metadata }) => metadata.title,
  artist: ({ metadata }) => metadata.artist,
};

const PLACEHOLDER = /%(.?)|\{([^{}]*)\}/gs;

/**
 * Checks a pattern for the names of recordings: a relative path that ends in `.lc`, with `%Y %m %d %H %M %S %j %s %%`
 * and `{channel} {title} {artist}`.
 *
 * @throws TypeError, RangeError naming `field`
 */
export function requireNamePattern(field: string, pattern: string): string {
  requireKind(field, pattern, 'string');
  const wrong = (rule: string): RangeError =>
    new RangeError(`${field} must ${rule}, got ${JSON.stringify(pattern.slice(0, 80))}`);
  if (pattern.length > MAX_PATTERN) throw wrong(`have at most ${MAX_PATTERN} characters`);
  if (!/[^/]\.lc$/.test(pattern)) throw wrong('end in ".lc"');
  if (/[\\\p{Cc}]/u.test(pattern)) throw wrong('have no backslash and no control character');
  if (pattern.split('/').some((part) => part === '' || part === '.' || part === '..'))
    throw wrong('be a path inside the folder, without "..", "." and empty parts');
  for (const [found, time, text] of pattern.matchAll(PLACEHOLDER)) {
    const isKnown = text === undefined ? Object.hasOwn(TIMES, time!) : Object.hasOwn(TEXTS, text);
    if (!isKnown)
      throw wrong(
        `have no other placeholders than ${Object.keys(TIMES)
          .map((letter) => `%${letter}`)
          .join(' ')} ` + `{${Object.keys(TEXTS).join('} {')}}; ${found} is none of them`,
      );
  }
  return pattern;
}

/** The path that a pattern names, relative to the folder: what a stream states becomes part of a name, never of a path. */
export function recordingName(pattern: string, parts: RecordingNameParts): string {
  const date = new Date(parts.wallMs);
  const name = pattern.replace(PLACEHOLDER, (_, time: string | undefined, text: string) =>
    time === undefined ? safeText(TEXTS[text]!(parts)) : TIMES[time]!(date),
  );
  return name
    .split('/')
    .map((part, i, all) => (i === all.length - 1 ? `${safePart(part.slice(0, -3))}.lc` : safePart(part)))
    .join('/');
}

/**
 * Characters that no name may have on one system or another, and those that hide or reorder what is shown; the one that
 * joins emoji stays.
 */
const UNSAFE = /(?!\u200d)[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\ufffd/\\:*?"<>|]/gu;

function safeText(text: string | undefined): string {
  const clean = (text ?? '').normalize('NFC').replace(UNSAFE, '_');
  return cut(clean.replace(/\s+/gu, ' ').trim(), MAX_TEXT_BYTES).trim() || 'untitled';
}

/** One part of a path that every system takes: no dot or space at its ends, and no name of a device. */
function safePart(part: string): string {
  const clean = cut(part, MAX_PART_BYTES).replace(/^[. ]+|[. ]+$/g, '_');
  return /^(con|prn|aux|nul|com\d|lpt\d)$/i.test(clean) ? `_${clean}` : clean || '_';
}

/** At most this many bytes of UTF-8, whole characters. */
function cut(text: string, maxBytes: number): string {
  let bytes = 0;
  let out = '';
  for (const character of text) {
    bytes += Buffer.byteLength(character);
    if (bytes > maxBytes) break;
    out += character;
  }
  return out;
}

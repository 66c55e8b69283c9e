import { withoutBidi } from '../single-line.js';
import { type Body, booleanField, invalidField, own, stringField } from './fields.js';

/** What a channel is, for people; every field is optional. The configuration of the relay states it, or else the source. */
export interface ChannelInfo {
  /** At most 256 characters. */
  readonly title?: string;
  /** At most 400 characters in a hello, 2048 in statistics. */
  readonly description?: string;
  /** At most 100 characters. */
  readonly genre?: string;
  /** A page about it, `http:` or `https:`, at most 256 characters. */
  readonly url?: string;
  /** Whether directories of stations may list it. */
  readonly isPublic?: boolean;
}

/** Characters (UTF-16 units) of each field in a hello: together they fit into a packet. */
export const CHANNEL_INFO_LIMITS = { title: 256, description: 400, genre: 100, url: 256 } as const;

const TEXTS = Object.keys(CHANNEL_INFO_LIMITS) as (keyof typeof CHANNEL_INFO_LIMITS)[];

/** Whether a text is the address of a page, in ASCII, without a user. */
export const isPageAddress = (text: string): boolean =>
  /^https?:\/\/[!-~]+$/.test(text) && !/^[^/]*\/\/[^/]*@/.test(text);

/**
 * Reads the field `channelInfo` of a hello.
 *
 * @throws CodecError PACKET_FIELD when it is no object, or a field is not of its kind or beyond its limit. Unknown fields,
 *   and a `url` that is no address of a page, are dropped.
 */
export function parseChannelInfo(value: unknown): ChannelInfo {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw invalidField('channelInfo', value, 'an object');
  const body = value as Body;
  const texts = TEXTS.filter((key) => own(body, key) !== undefined);
  return {
    ...Object.fromEntries(
      texts
        .map((key) => [key, withoutBidi(stringField(body, key, CHANNEL_INFO_LIMITS[key]))] as const)
        .filter(([key, text]) => key !== 'url' || isPageAddress(text)),
    ),
    ...(own(body, 'isPublic') !== undefined && { isPublic: booleanField(body, 'isPublic') }),
  };
}

/**
 * The same as a hello may carry it: without control characters and those that turn the direction of text, of at most the stated lengths, without what is empty or
 * no address. Undefined where nothing is left.
 */
export function fitChannelInfo(info: ChannelInfo): ChannelInfo | undefined {
  const { isPublic } = info;
  const entries = TEXTS.flatMap((key): [string, string | boolean][] => {
    const text = cut(plainText(info[key] ?? ''), CHANNEL_INFO_LIMITS[key]);
    if (text === '' || (key === 'url' && !isPageAddress(text))) return [];
    return [[key, text]];
  });
  if (isPublic !== undefined) entries.push(['isPublic', isPublic]);
  return entries.length > 0 ? Object.fromEntries(entries) : undefined;
}

/** A text of one line for a packet: without control characters, at most so many UTF-16 units. */
export const fitLine = (text: string, maxLength: number): string =>
  cut(plainText(text.replace(/\n+/g, ' ')), maxLength);

/** Lines stay; every other control character, and half of a pair of surrogates, takes three bytes at most. */
const plainText = (text: string): string =>
  withoutBidi(text)
    .replace(/[^\P{Cc}\n]+/gu, ' ')
    .replace(/\p{Cs}/gu, '\ufffd')
    .trim();

function cut(text: string, maxLength: number): string {
  if (text.length <= maxLength) return text;
  const kept = text.slice(0, maxLength - 1);
  return `${/[\ud800-\udbff]$/.test(kept) ? kept.slice(0, -1) : kept}…`;
}

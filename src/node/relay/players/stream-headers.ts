import { singleLine } from '../../../core/single-line.js';
import { FORMATS } from './format-encoder.js';
import { PLAYER_LIMITS, type PlayerFormat } from './options.js';

/** What players are told of a channel; empty or null where nothing is known. */
export interface StationAbout {
  readonly title: string;
  readonly description: string | null;
  readonly genre: string | null;
  /** A page about it. */
  readonly url: string | null;
  /** Whether it may be listed in directories. */
  readonly isPublic: boolean | null;
}

/** Headers of a stream, as players of Icecast's streams read them. @param hasTitles whether titles are among the audio */
export function streamHeaders(format: PlayerFormat, about: StationAbout, hasTitles: boolean): Record<string, string> {
  const { type, kbps } = FORMATS[format];
  const texts = { name: about.title, description: about.description, genre: about.genre, url: about.url };
  return {
    'content-type': type,
    connection: 'close',
    'cache-control': 'no-cache, no-store',
    'x-content-type-options': 'nosniff',
    'access-control-allow-origin': '*',
    // Headers are Latin-1; players read UTF-8 in them.
    ...Object.fromEntries(
      Object.entries(texts)
        .map(([name, text]) => [`icy-${name}`, Buffer.from(singleLine(text ?? '').trim()).toString('latin1')])
        .filter(([, text]) => text !== ''),
    ),
    ...(about.isPublic !== null && { 'icy-pub': about.isPublic ? '1' : '0' }),
    'icy-br': `${kbps}`,
    'ice-audio-info': `ice-channels=2;ice-bitrate=${kbps}`,
    ...(hasTitles && { 'icy-metaint': `${PLAYER_LIMITS.icyBytes}` }),
  };
}

import type { IncomingHttpHeaders } from 'node:http';
import { type ChannelInfo, fitChannelInfo } from '../../../core/wire/channel-info.js';
import type { StreamMetadata } from '../../../core/wire/hello.js';
import { decodedText } from './request-text.js';
import { metadataText } from './song.js';

/** What clients send whose user has stated nothing. */
const UNSTATED: Readonly<Record<string, RegExp>> = {
  name: /^(no|unnamed) (name|stream)/i,
  description: /^(no |unspecified )?description( available| unspecified)?$/i,
  genre: /^(various|unknown|unspecified|misc|none)?( genre)?$/i,
  url: /^https?:\/\/(localhost|127\.0\.0\.1|(www\.)?(icecast|xiph|shoutcast|oddsock|vorbis)\.(org|com))\b/i,
};

/** What the headers of a source client state of its station: for listeners of its stream, and of the channel. */
export function stationOf(headers: IncomingHttpHeaders): {
  readonly metadata: StreamMetadata;
  readonly channelInfo: ChannelInfo;
} {
  const text = (field: string): string => {
    const value = headers[`ice-${field}`] ?? headers[`icy-${field}`] ?? headers[`x-audiocast-${field}`];
    // Headers are read as Latin-1; clients write UTF-8.
    const stated = typeof value === 'string' ? decodedText(Buffer.from(value, 'latin1')).trim() : '';
    return UNSTATED[field]?.test(stated) ? '' : stated;
  };
  const title = metadataText(text('name'));
  const isPublic = headers['ice-public'] ?? headers['icy-pub'] ?? headers['x-audiocast-public'];
  const channelInfo = fitChannelInfo({
    title,
    description: text('description'),
    genre: text('genre'),
    url: text('url'),
    ...(isPublic !== undefined && { isPublic: isPublic === '1' }),
  });
  return { metadata: title === '' ? {} : { station: title }, channelInfo: channelInfo ?? {} };
}

import { parseProxyHeader } from '../../../src/node/relay/access/proxy-protocol.js';
import { formatOfBytes, formatOfType } from '../../../src/node/relay/icecast/content-type.js';
import { dechunked } from '../../../src/node/relay/icecast/dechunk.js';
import { OggComments } from '../../../src/node/relay/icecast/ogg-comments.js';
import {
  basicCredentials,
  channelsOfMount,
  decodedText,
  queryBytes,
} from '../../../src/node/relay/icecast/request-text.js';
import { metadataText, songMetadata } from '../../../src/node/relay/icecast/song.js';
import { sourceStart } from '../../../src/node/relay/icecast/source-requests.js';
import { stationOf } from '../../../src/node/relay/icecast/station-headers.js';
import { bytesOf, type FuzzTarget, mustHold, unlessRefused } from './fuzz-target.js';

const SOURCE =
  'SOURCE /main.mp3 HTTP/1.0\r\nAuthorization: Basic c291cmNlOmhhY2ttZQ==\r\nice-name: Caf\u00e9\r\nContent-Type: audio/mpeg\r\nice-public: 1\r\n\r\n';

/** A header of the stated names and texts, as Node hands it on. */
function headersOf(text: string): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const line of text.split('\n')) {
    const colon = line.indexOf(':');
    if (colon > 0) headers[line.slice(0, colon).trim().toLowerCase()] = line.slice(colon + 1).trim();
  }
  return headers;
}

/** Any bytes as the beginning of an Icecast source client's connection, behind a proxy or not, and as what follows it. */
export const target: FuzzTarget = {
  seeds: () => [
    bytesOf(SOURCE),
    bytesOf(
      'PUT /a/main.ogg?x=%41 HTTP/1.1\nHost: a\nTransfer-Encoding: chunked\nUpgrade: x\nice-url: http://a.example\n\n5\nabcde\n0\n\n',
    ),
    bytesOf('PUT /admin/metadata?mode=updinfo&mount=/a&song=A%20-%20B&charset=utf-8 HTTP/1.1\r\n\r\n'),
    bytesOf('5;x=y\r\nabcde\r\n0\r\n\r\n'),
    bytesOf('PROXY TCP4 192.0.2.1 127.0.0.1 40000 8787\r\n'),
    Uint8Array.from(Buffer.from('0d0a0d0a000d0a515549540a2111000cc00002017f0000019c402253', 'hex')),
    Uint8Array.of(
      ...[...Buffer.from('OggS\0\x02', 'latin1')],
      ...new Uint8Array(20),
      1,
      19,
      ...[...Buffer.from('OpusHead\x01\x01', 'latin1')],
      ...new Uint8Array(9),
    ),
  ],
  words: ['SOURCE ', 'PUT ', '\r\n\r\n', 'Transfer-Encoding: chunked', 'ice-public', 'OpusTags', '\x03vorbis', 'OggS'],
  run: async (bytes) => {
    const buffer = Buffer.from(bytes);
    const text = buffer.toString('latin1');
    const start = sourceStart(buffer, '');
    if (typeof start !== 'string') {
      const head = start.toString('latin1').split('\r\n\r\n')[0]!;
      mustHold(/^(SOURCE|PUT) /.test(head), 'a source client begins with its method');
      // A carriage return alone ends no line: the server refuses it.
      const lines = head.split('\r\n');
      mustHold(lines.filter((line) => /^upgrade\s*:/i.test(line)).length === 1, 'one upgrade, which is ours');
      mustHold(
        !lines.some((line) => /^(content-length|transfer-encoding)\s*:/i.test(line)),
        'the server is told of no body',
      );
    }
    const proxy = unlessRefused(() => parseProxyHeader(buffer), Error);
    if (proxy) mustHold(proxy.length > 0 && proxy.length <= bytes.length, 'a header is within the bytes');
    basicCredentials(text.replace(/\s+/g, ' '));
    for (const charset of ['', 'utf-8', 'iso-8859-1', 'shift_jis', text.slice(0, 12)]) decodedText(bytes, charset);
    for (const value of queryBytes(text).values()) decodedText(value);
    mustHold(channelsOfMount(text).length > 0, 'a mount has a name');
    metadataText(text);
    songMetadata(text);
    const headers = headersOf(text);
    const { metadata, channelInfo } = stationOf(headers);
    mustHold((metadata.station ?? '').length <= 256 && (channelInfo.title ?? '').length <= 256, 'texts are cut');
    formatOfType(headers['content-type']);
    formatOfBytes(bytes);
    const comments = new OggComments();
    const half = bytes.length >> 1;
    comments.push(bytes.subarray(0, half));
    comments.push(bytes.subarray(half));
    let length = 0;
    const pieces = async function* (): AsyncGenerator<Uint8Array> {
      yield bytes.subarray(0, half);
      yield bytes.subarray(half);
    };
    try {
      for await (const piece of dechunked(pieces())) length += piece.length;
    } catch (error) {
      mustHold((error as Error).message.startsWith('a chunk of the request'), String(error));
    }
    mustHold(length <= bytes.length, 'a body is no longer than its bytes');
  },
};

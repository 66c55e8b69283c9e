import { parseChannelInfo } from '../../../src/core/wire/channel-info.js';
import {
  parseControl,
  parseErrorNotice,
  parseQueuePlace,
  parseRelayControl,
  requireChannelName,
} from '../../../src/core/wire/control.js';
import { parseHello, parseMetadata, streamContext } from '../../../src/core/wire/hello.js';
import { encodePacket } from '../../../src/core/wire/packet.js';
import { streamHello } from '../../support/peers.js';
import { bytesOf, type FuzzTarget, isObject, jsonOf, mustHold, shape, unlessRefused } from './fuzz-target.js';

type Body = Readonly<Record<string, unknown>>;

const READERS: Readonly<Record<string, (body: Body) => unknown>> = {
  hello: parseHello,
  metadata: parseMetadata,
  control: parseControl,
  relayControl: parseRelayControl,
  queuePlace: parseQueuePlace,
  error: parseErrorNotice,
  channelInfo: parseChannelInfo,
};

/** Any JSON as the body of a packet: what is read, read once more, is the same. */
export const target: FuzzTarget = {
  seeds: () =>
    [
      streamHello({ stereo: true, epoch: 9, resumeFrame: 4, resumeSecret: 'c'.repeat(32), sourceState: 'gone' }),
      streamHello({
        framesPerMessage: 8,
        channelInfo: { title: 'a', genre: 'b', url: 'https://a.example/', isPublic: true },
      }),
      {
        role: 'listener',
        planes: 1,
        burstMs: 500,
        from: { epoch: 3, frame: 9 },
        framesPerMessage: 4,
        maxFramesPerMessage: 8,
      },
      { role: 'listener', planes: 8, modelSha256: ['a'.repeat(64)], via: ['0123456789abcdef'], stereo: true },
      { title: 'Ä', artist: '\u{1f3b5}', station: 'x' },
      { planes: 2, played: { epoch: 4_294_967_295, frame: 9_007_199_254_740_991 }, queuePlace: 3 },
      { code: 'LIMIT', message: 'full', retryAfterMs: 5, alternativeUrl: 'wss://a.example/main', needsToken: true },
    ].map((body) => bytesOf(JSON.stringify(body))),
  words: ['__proto__', 'constructor', 'framesPerPacket', 'latentSize', 'encoder', 'decoder', '1e400', '-0', '\\u0000'],
  run: (bytes) => {
    const body = jsonOf(bytes);
    if (typeof body === 'string') unlessRefused(() => requireChannelName(body));
    if (!isObject(body)) return;
    for (const [name, read] of Object.entries(READERS)) {
      const value = unlessRefused(() => read(body));
      if (value === undefined || value === null || typeof value !== 'object') continue;
      mustHold(shape(read(value as Body)) === shape(value), `${name} reads what it has read as the same`);
    }
    const hello = unlessRefused(() => parseHello(body));
    if (hello?.role !== 'source') return;
    const { planes, framesPerPacket: frames, epoch, stereo } = hello;
    const context = streamContext(hello);
    const payload = new Uint8Array(planes * frames * context.bytesPerFramePlane);
    const spatial = stereo ? { spatial: new Uint8Array(frames) } : {};
    // A stream whose hello is accepted can send its packets.
    encodePacket(
      { type: 'audio', epoch: epoch % 32, firstFrame: 0, frames, planes, encodedPlanes: planes, payload, ...spatial },
      context,
    );
  },
};

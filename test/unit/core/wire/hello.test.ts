import { describe, expect, it } from 'vitest';
import { CodecError } from '../../../../src/core/errors.js';
import { parseControl, parseRelayControl } from '../../../../src/core/wire/control.js';
import { parseHello, parseMetadata, shortEpoch, streamContext } from '../../../../src/core/wire/hello.js';
import { encodePacket, parsePacket } from '../../../../src/core/wire/packet.js';
import { SOURCE_HELLO } from '../../../vectors/hello-fixture.js';

const sha = 'ab'.repeat(32);
const listener = { role: 'listener', planes: 2, burstMs: 2000 };

function refusal(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    expect(error).toBeInstanceOf(CodecError);
    expect((error as CodecError).code).toBe('PACKET_FIELD');
    return (error as CodecError).message;
  }
  throw new Error('accepted');
}

describe('parseHello', () => {
  it('reads a source hello back from a packet', () => {
    const body = { ...SOURCE_HELLO, resumeFrame: 7 };
    const packet = parsePacket(encodePacket({ type: 'hello', body }, { bytesPerFramePlane: 8 }), {
      bytesPerFramePlane: 8,
    });
    expect(packet.type === 'hello' && parseHello(packet.body)).toEqual(body);
  });

  it('gives back what a relay states of the source, and refuses another state', () => {
    for (const sourceState of ['live', 'gone', 'ended'] as const)
      expect(parseHello({ ...SOURCE_HELLO, sourceState })).toMatchObject({ sourceState });
    expect(parseHello({ ...SOURCE_HELLO })).not.toHaveProperty('sourceState');
    for (const sourceState of ['stalled', '', true, null])
      expect(refusal(() => parseHello({ ...SOURCE_HELLO, sourceState }))).toContain('sourceState');
  });

  it('gives a listener hello back', () => {
    const full = { ...listener, from: { epoch: 1, frame: 2 }, modelSha256: [sha] };
    expect(parseHello(listener)).toEqual(listener);
    expect(parseHello(full)).toEqual(full);
  });

  it('gives back what a listener has played and how often a relay asks for it, and refuses what cannot be', () => {
    const played = { epoch: 2 ** 32 - 1, frame: Number.MAX_SAFE_INTEGER };
    expect(parseControl({ planes: 1, played: { ...played, colour: 'blue' } })).toEqual({ planes: 1, played });
    expect(parseHello({ ...SOURCE_HELLO, playedEveryMs: 1000 })).toMatchObject({ playedEveryMs: 1000 });
    for (const frame of [-1, 1.5, 2 ** 53, '4', null])
      expect(refusal(() => parseControl({ planes: 1, played: { epoch: 1, frame } }))).toContain('frame');
    for (const wrong of [null, 7, 'now'])
      expect(refusal(() => parseControl({ planes: 1, played: wrong }))).toContain('played must be an object');
    for (const playedEveryMs of [999, 60_001, 0.5, '5000', null])
      expect(refusal(() => parseHello({ ...SOURCE_HELLO, playedEveryMs }))).toContain('playedEveryMs');
  });

  it('gives back how often a listener wants to know how many listen, and how many those are', () => {
    for (const listenersEveryMs of [1000, 60_000])
      expect(parseHello({ ...listener, listenersEveryMs })).toEqual({ ...listener, listenersEveryMs });
    for (const listenersEveryMs of [999, 60_001, 1000.5, '5000', null])
      expect(refusal(() => parseHello({ ...listener, listenersEveryMs }))).toContain(
        'listenersEveryMs must be an integer from 1000 to 60000',
      );
    expect(parseRelayControl({ listeners: 0 })).toEqual({ listeners: 0 });
    for (const listeners of [-1, 0.5, '3', null])
      expect(refusal(() => parseRelayControl({ listeners }))).toContain('listeners must be an integer from 0');
  });

  it('gives back how long packets a listener wants, and how long the relay makes them', () => {
    for (const request of [
      { framesPerMessage: 12 },
      { maxFramesPerMessage: 22 },
      { framesPerMessage: 4, maxFramesPerMessage: 4 },
    ])
      expect(parseHello({ ...listener, ...request })).toEqual({ ...listener, ...request });
    expect(parseHello({ ...SOURCE_HELLO, framesPerMessage: 24 })).toMatchObject({ framesPerMessage: 24 });
    expect(parseControl({ planes: 1, framesPerMessage: 4, maxFramesPerMessage: 22 })).toEqual({
      planes: 1,
      framesPerMessage: 4,
      maxFramesPerMessage: 22,
    });
    expect(parseRelayControl({ framesPerMessage: 128, colour: 'blue' })).toEqual({ framesPerMessage: 128 });
    for (const framesPerMessage of [0, 129, 1.5, '4', null]) {
      for (const parse of [parseControl, parseRelayControl])
        expect(refusal(() => parse({ planes: 1, framesPerMessage }))).toContain(
          'framesPerMessage must be an integer from 1',
        );
      expect(refusal(() => parseHello({ ...SOURCE_HELLO, framesPerMessage }))).toContain('framesPerMessage');
    }
  });

  it('drops unknown fields', () => {
    expect(parseHello({ ...listener, colour: 'blue' })).toEqual(listener);
  });

  it.each([
    ['role', { role: 'relay' }],
    ['role', {}],
    ['planes', { ...listener, planes: 0 }],
    ['planes', { ...listener, planes: 1.5 }],
    ['planes', { ...listener, planes: '1' }],
    ['burstMs', { ...listener, burstMs: -1 }],
    ['burstMs', { ...listener, burstMs: 600_001 }],
    ['from', { ...listener, from: null }],
    ['epoch', { ...listener, from: [] }],
    ['frame', { ...listener, from: { epoch: 0, frame: -1 } }],
    ['framesPerMessage', { ...listener, framesPerMessage: 0 }],
    ['maxFramesPerMessage', { ...listener, framesPerMessage: 12, maxFramesPerMessage: 11 }],
    ['maxFramesPerMessage', { ...listener, maxFramesPerMessage: 129 }],
    ['modelSha256', { ...listener, modelSha256: sha }],
    ['modelSha256', { ...listener, modelSha256: Array(17).fill(sha) }],
    ['modelSha256', { ...SOURCE_HELLO, modelSha256: sha.toUpperCase() }],
    ['modelId', { ...SOURCE_HELLO, modelId: 'a/b' }],
    ['modelId', { ...SOURCE_HELLO, modelId: 'x'.repeat(65) }],
    ['format', { ...SOURCE_HELLO, format: null }],
    ['format.hopSamples', { ...SOURCE_HELLO, format: { ...SOURCE_HELLO.format, hopSamples: 0 } }],
    ['epoch', { ...SOURCE_HELLO, epoch: 2 ** 32 }],
    ['framesPerPacket', { ...SOURCE_HELLO, framesPerPacket: 129 }],
    ['startedAtMs', { ...SOURCE_HELLO, startedAtMs: Number.NaN }],
    ['resumeFrame', { ...SOURCE_HELLO, resumeFrame: -1 }],
    ['planes × framesPerPacket', { ...SOURCE_HELLO, planes: 8, framesPerPacket: 128 }],
  ])('names %s when it is wrong: %j', (field, body) => {
    expect(refusal(() => parseHello(body as Record<string, unknown>))).toContain(`${field} must be`);
  });

  it('does not read what objects inherit', () => {
    const body = Object.create(listener) as Record<string, unknown>;
    expect(refusal(() => parseHello(body))).toContain('role');
  });
});

describe('a hello in stereo', () => {
  const wide = { ...SOURCE_HELLO.format, latentSize: 128 };

  it('is parsed from a source and from a listener, true, false or absent', () => {
    for (const stereo of [true, false]) {
      expect(parseHello({ ...SOURCE_HELLO, stereo })).toEqual({ ...SOURCE_HELLO, stereo });
      expect(parseHello({ ...listener, stereo })).toEqual({ ...listener, stereo });
    }
    expect(parseHello({ ...SOURCE_HELLO })).not.toHaveProperty('stereo');
    expect(parseHello(listener)).not.toHaveProperty('stereo');
  });

  it('makes the context of the stream’s packets', () => {
    expect(streamContext({ ...SOURCE_HELLO, stereo: true })).toEqual({
      bytesPerFramePlane: 8,
      hasSpatialParameters: true,
    });
    for (const hello of [SOURCE_HELLO, { ...SOURCE_HELLO, stereo: false }])
      expect(streamContext(hello)).toEqual({ bytesPerFramePlane: 8 });
  });

  it.each([
    [{ ...SOURCE_HELLO, stereo: 1 }],
    [{ ...SOURCE_HELLO, stereo: null }],
    [{ ...listener, stereo: 'true' }],
    [{ ...SOURCE_HELLO, stereo: true, format: { ...SOURCE_HELLO.format, channels: 2 } }],
    [{ ...SOURCE_HELLO, stereo: true, format: { ...SOURCE_HELLO.format, latentSize: 8 } }],
  ])('is refused, naming stereo: %j', (body) => {
    expect(refusal(() => parseHello(body))).toContain('stereo must be');
  });

  it('may be false for any model, and true for one of 9 latents', () => {
    for (const change of [{ channels: 2 }, { latentSize: 8 }]) {
      const format = { ...SOURCE_HELLO.format, ...change };
      expect(parseHello({ ...SOURCE_HELLO, stereo: false, format })).toMatchObject({ stereo: false });
    }
    const format = { ...SOURCE_HELLO.format, latentSize: 9 };
    expect(parseHello({ ...SOURCE_HELLO, stereo: true, format })).toMatchObject({ stereo: true });
  });

  it('counts the spatial parameters in the size of a packet', () => {
    // 127 frames of 2 × 16 bytes are 4064 bytes, and 6 of header: the spatial parameters would make it 4197.
    const body = { ...SOURCE_HELLO, format: wide, planes: 2, framesPerPacket: 127 };
    expect(parseHello(body)).toMatchObject({ framesPerPacket: 127 });
    expect(parseHello({ ...body, stereo: false })).toMatchObject({ framesPerPacket: 127 });
    expect(refusal(() => parseHello({ ...body, stereo: true }))).toContain('planes × framesPerPacket must be');
    expect(parseHello({ ...body, stereo: true, framesPerPacket: 123 })).toMatchObject({ framesPerPacket: 123 });
  });
});

describe('parseMetadata', () => {
  it('keeps the known texts and drops the rest', () => {
    expect(parseMetadata({ title: 'a\u202eb\u001b[2J\nc' })).toEqual({ title: 'ab [2J c' });
    expect(parseMetadata({ title: 'A', artist: 'B', station: 'C', other: 1 })).toEqual({
      title: 'A',
      artist: 'B',
      station: 'C',
    });
    expect(parseMetadata({})).toEqual({});
  });

  it('refuses texts that are too long or no texts', () => {
    expect(refusal(() => parseMetadata({ title: 'x'.repeat(257) }))).toContain('title');
    expect(refusal(() => parseMetadata({ artist: 5 }))).toContain('artist');
  });
});

it('shortEpoch is what packets carry', () => {
  expect(shortEpoch(0xffffffff)).toBe(31);
  expect(shortEpoch(32)).toBe(0);
});

import type { StreamHello } from '../../src/core/wire/hello.js';

/** A source's hello with every required field; the golden bytes hold it in this order. */
export const SOURCE_HELLO: StreamHello = {
  role: 'source',
  modelId: 'latentcast-44k-v1',
  modelSha256: '0123456789abcdef'.repeat(4),
  format: {
    sampleRateHz: 44100,
    channels: 1,
    hopSamples: 2048,
    latentSize: 64,
    maxPlanes: 2,
    crossfadeSamples: 512,
    encoder: { leftFrames: 8, rightFrames: 1, delaySamples: 0, stateSize: 0 },
    decoder: { leftFrames: 8, rightFrames: 1, delaySamples: 0, stateSize: 0 },
  },
  planes: 2,
  epoch: 4242,
  framesPerPacket: 4,
  startedAtMs: 1700000000000,
};

import { describe, expect, it } from 'vitest';
import { broadcastTo, listenTo } from '../../../src/node/live.js';
import { FakeModel } from '../../support/fake-model.js';

const URL = 'ws://127.0.0.1:1/radio';
const model = new FakeModel({ sampleRateHz: 8000 });
async function* nothing(): AsyncGenerator<Float32Array> {}

/** Options are checked where they are used: an error with its name shows that the option was passed on. */
describe('the façades of streams', () => {
  const broadcast = { model, audio: nothing(), encoder: { sampleRateHz: 8000, channels: 1 } };

  it.each([
    ['encoder.planes', { encoder: { ...broadcast.encoder, planes: 9 } }],
    ['encoder.preset', { encoder: { ...broadcast.encoder, preset: 'fast' } }],
    ['uplink.queueMs', { uplink: { queueMs: 0 } }],
    ['uplink.idleTimeoutMs', { uplink: { idleTimeoutMs: 0 } }],
    ['uplink.backoff.minMs', { uplink: { backoff: { minMs: 0 } } }],
    ['features.dtx.intervalMs', { features: { dtx: { intervalMs: 5 } } }],
    ['encoder.channels', { features: { stereo: true } }],
  ])('broadcastTo brings %s to where it is used', (name, change) => {
    expect(() => broadcastTo(URL, { ...broadcast, ...change })).toThrow(new RegExp(`^${name} must be`));
  });

  const listen = { model, write: () => {} };

  it.each([
    ['player.sampleRateHz', { player: { sampleRateHz: 1 } }],
    ['downlink.planes', { downlink: { planes: 0 } }],
    ['downlink.burstMs', { downlink: { burstMs: -1 } }],
    ['downlink.resumeBurstMs', { downlink: { resumeBurstMs: 0.5 } }],
    ['downlink.backoff.jitter', { downlink: { backoff: { jitter: 2 } } }],
  ])('listenTo brings %s to where it is used', (name, change) => {
    expect(() => listenTo(URL, { ...listen, ...change })).toThrow(new RegExp(`^${name} must be`));
  });

  it('refuse a URL that is not a channel', () => {
    expect(() => broadcastTo('http://127.0.0.1/radio', broadcast)).toThrow(TypeError);
    expect(() => listenTo('ws://127.0.0.1/a//b', listen)).toThrow(/channel/);
  });
});

import { describe, expect, it } from 'vitest';
import { broadcastSettings } from '../../../src/browser/broadcaster-options.js';
import { listenSettings } from '../../../src/browser/listener-options.js';
import { BROWSER_PLAYER_DEFAULTS } from '../../../src/browser/player-options.js';
import {
  BROADCAST_ENCODER_DEFAULTS,
  DOWNLINK_DEFAULTS,
  DTX_DEFAULTS,
  RECONNECT_DEFAULTS,
  UPLINK_DEFAULTS,
} from '../../../src/stream/defaults.js';

describe('the options of a listener in a page', () => {
  it('have the defaults of a stream and of the page’s buffer', () => {
    expect(listenSettings({})).toEqual({
      downlink: { ...DOWNLINK_DEFAULTS, ...RECONNECT_DEFAULTS },
      features: {},
      player: { ...BROWSER_PLAYER_DEFAULTS },
    });
  });

  it('reach the worker as they were set, and count as left out when undefined', () => {
    const downlink = { planes: 2, burstMs: 600_000, resumeBurstMs: 0, idleTimeoutMs: 500, backoff: { minMs: 10 } };
    const features = { stereo: false };
    const player = { bufferMs: 5000, maxDelayMs: 900 };
    expect(listenSettings({ downlink, features, player })).toEqual({ downlink, features, player });
    const empty = { downlink: { planes: undefined }, player: { bufferMs: undefined } };
    expect(listenSettings(empty as object)).toEqual(listenSettings({}));
  });

  it.each([
    ['planes', { downlink: { planes: 9 } }],
    ['planes', { downlink: { planes: 0 } }],
    ['planes', { downlink: { planes: 1.5 } }],
    ['burstMs', { downlink: { burstMs: -1 } }],
    ['burstMs', { downlink: { burstMs: 600_001 } }],
    ['resumeBurstMs', { downlink: { resumeBurstMs: 0.5 } }],
    ['idleTimeoutMs', { downlink: { idleTimeoutMs: 0 } }],
    ['backoff.jitter', { downlink: { backoff: { jitter: 2 } } }],
    ['backoff.maxMs', { downlink: { backoff: { minMs: 100, maxMs: 50 } } }],
    ['bufferMs', { player: { bufferMs: 5001 } }],
    ['bufferMs', { player: { bufferMs: Number.NaN } }],
    ['maxDelayMs', { player: { maxDelayMs: 600_001 } }],
  ])('name %s where it is outside its range', (name, options) => {
    expect(() => listenSettings(options)).toThrow(new RegExp(`^${name} must be .*got`));
  });
});

describe('the options of a broadcaster in a page', () => {
  it('have the defaults of a stream', () => {
    expect(broadcastSettings({})).toEqual({
      encoder: { ...BROADCAST_ENCODER_DEFAULTS },
      features: { stereo: false, dtx: false },
      uplink: { ...UPLINK_DEFAULTS, ...RECONNECT_DEFAULTS },
    });
  });

  it('reach the worker as they were set', () => {
    const uplink = {
      ...{ queueMs: 1, ringMs: 2, pingIntervalMs: 3, maxLagMs: 4, endTimeoutMs: 0 },
      ...{ idleTimeoutMs: 5, backoff: { minMs: 1, maxMs: 2, factor: 3, jitter: 0 } },
    };
    const encoder = { planes: 8, preset: 128 };
    const features = { stereo: true, dtx: { intervalMs: 20, hangoverMs: 0, aboveNoiseDb: 60, minDb: -120 } };
    expect(broadcastSettings({ encoder, features, uplink })).toEqual({ encoder, features, uplink });
    expect(broadcastSettings({ features: { dtx: { minDb: -40 } } }).features.dtx).toEqual({
      ...DTX_DEFAULTS,
      minDb: -40,
    });
  });

  it.each([
    ['planes', { encoder: { planes: 9 } }],
    ['preset', { encoder: { preset: 'fast' } }],
    ['preset', { encoder: { preset: 'toString' } }],
    ['preset', { encoder: { preset: 0 } }],
    ['preset', { encoder: { preset: 129 } }],
    ['queueMs', { uplink: { queueMs: 0 } }],
    ['ringMs', { uplink: { ringMs: 600_001 } }],
    ['pingIntervalMs', { uplink: { pingIntervalMs: 0 } }],
    ['maxLagMs', { uplink: { maxLagMs: 0 } }],
    ['endTimeoutMs', { uplink: { endTimeoutMs: -1 } }],
    ['idleTimeoutMs', { uplink: { idleTimeoutMs: 0 } }],
    ['backoff.minMs', { uplink: { backoff: { minMs: 0 } } }],
    ['intervalMs', { features: { dtx: { intervalMs: 5 } } }],
    ['hangoverMs', { features: { dtx: { hangoverMs: -1 } } }],
    ['aboveNoiseDb', { features: { dtx: { aboveNoiseDb: 61 } } }],
    ['minDb', { features: { dtx: { minDb: 1 } } }],
  ])('name %s where it is outside its range', (name, options) => {
    expect(() => broadcastSettings(options)).toThrow(new RegExp(`^${name} must be .*got`));
  });
});

describe('what a page sends to its worker', () => {
  it('is plain data: what the options hold besides is left out', () => {
    const alien = { onUp: () => undefined };
    const listened = listenSettings({
      downlink: { ...alien, backoff: { ...alien } },
      features: { ...alien },
      player: { ...alien },
    } as object);
    const sent = broadcastSettings({
      encoder: { ...alien },
      features: { ...alien, dtx: { ...alien } },
      uplink: { ...alien, backoff: { ...alien } },
    } as object);
    for (const settings of [listened, sent]) expect(structuredClone(settings)).toEqual(settings);
  });
});

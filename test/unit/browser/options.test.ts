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
      downlink: { ...DOWNLINK_DEFAULTS, ...RECONNECT_DEFAULTS, maxPreset: 22 },
      features: {},
      player: { ...BROWSER_PLAYER_DEFAULTS },
    });
  });

  it('reach the worker as they were set, and count as left out when undefined', () => {
    const downlink = { planes: 2, burstMs: 600_000, resumeBurstMs: 0, idleTimeoutMs: 500, backoff: { minMs: 10 } };
    const features = { stereo: false };
    const player = { bufferMs: 5000, maxDelayMs: 900 };
    expect(listenSettings({ downlink, features, player })).toEqual({
      downlink: { ...downlink, maxPreset: 22 },
      features,
      player,
    });
    const lengths = (options: object): object => {
      const { preset, maxPreset } = listenSettings({ downlink: options }).downlink;
      return { preset, maxPreset };
    };
    expect(lengths({ preset: 'live' })).toEqual({ preset: 4, maxPreset: 22 });
    expect(lengths({ preset: 44 })).toEqual({ preset: 44, maxPreset: 44 });
    expect(lengths({ preset: 12, maxPreset: 'normal' })).toEqual({ preset: 12, maxPreset: 12 });
    expect(lengths({ maxPreset: 1 })).toEqual({ preset: undefined, maxPreset: 1 });
    const empty = { downlink: { planes: undefined }, player: { bufferMs: undefined } };
    expect(listenSettings(empty as object)).toEqual(listenSettings({}));
  });

  it.each([
    ['downlink.preset', { downlink: { preset: 0 } }],
    ['downlink.preset', { downlink: { preset: 'fast' } }],
    ['downlink.maxPreset', { downlink: { maxPreset: 129 } }],
    ['downlink.maxPreset', { downlink: { preset: 'radio', maxPreset: 'live' } }],
    ['downlink.planes', { downlink: { planes: 9 } }],
    ['downlink.planes', { downlink: { planes: 0 } }],
    ['downlink.planes', { downlink: { planes: 1.5 } }],
    ['downlink.burstMs', { downlink: { burstMs: -1 } }],
    ['downlink.burstMs', { downlink: { burstMs: 600_001 } }],
    ['downlink.resumeBurstMs', { downlink: { resumeBurstMs: 0.5 } }],
    ['downlink.idleTimeoutMs', { downlink: { idleTimeoutMs: 0 } }],
    ['downlink.backoff.jitter', { downlink: { backoff: { jitter: 2 } } }],
    ['downlink.backoff.maxMs', { downlink: { backoff: { minMs: 100, maxMs: 50 } } }],
    ['player.bufferMs', { player: { bufferMs: 5001 } }],
    ['player.bufferMs', { player: { bufferMs: Number.NaN } }],
    ['player.maxDelayMs', { player: { maxDelayMs: 600_001 } }],
  ])('name %s where it is outside its range', (name, options) => {
    expect(() => listenSettings(options)).toThrow(new RegExp(`^${name} must be .*got`));
  });
});

describe('the options of a broadcaster in a page', () => {
  it('have the defaults of a stream', () => {
    const { planes, preset } = BROADCAST_ENCODER_DEFAULTS;
    expect(broadcastSettings({})).toEqual({
      encoder: { planes, preset },
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
    ['encoder.planes', { encoder: { planes: 9 } }],
    ['encoder.preset', { encoder: { preset: 'fast' } }],
    ['encoder.preset', { encoder: { preset: 'toString' } }],
    ['encoder.preset', { encoder: { preset: 0 } }],
    ['encoder.preset', { encoder: { preset: 129 } }],
    ['uplink.queueMs', { uplink: { queueMs: 0 } }],
    ['uplink.ringMs', { uplink: { ringMs: 600_001 } }],
    ['uplink.pingIntervalMs', { uplink: { pingIntervalMs: 0 } }],
    ['uplink.maxLagMs', { uplink: { maxLagMs: 0 } }],
    ['uplink.endTimeoutMs', { uplink: { endTimeoutMs: -1 } }],
    ['uplink.idleTimeoutMs', { uplink: { idleTimeoutMs: 0 } }],
    ['uplink.backoff.minMs', { uplink: { backoff: { minMs: 0 } } }],
    ['features.dtx.intervalMs', { features: { dtx: { intervalMs: 5 } } }],
    ['features.dtx.hangoverMs', { features: { dtx: { hangoverMs: -1 } } }],
    ['features.dtx.aboveNoiseDb', { features: { dtx: { aboveNoiseDb: 61 } } }],
    ['features.dtx.minDb', { features: { dtx: { minDb: 1 } } }],
  ])('name %s where it is outside its range', (name, options) => {
    expect(() => broadcastSettings(options)).toThrow(new RegExp(`^${name} must be .*got`));
  });
});

describe('what a page sends to its worker', () => {
  it('refuse every name that they do not know', () => {
    const alien = { onUp: () => undefined };
    for (const [name, options] of [
      ['downlink', { downlink: alien }],
      ['downlink.backoff', { downlink: { backoff: alien } }],
      ['features', { features: alien }],
      ['player', { player: alien }],
    ] as const)
      expect(() => listenSettings(options as object)).toThrow(
        `${name}.onUp is not an option, got a function; known are`,
      );
    for (const [name, options] of [
      ['encoder', { encoder: alien }],
      ['features', { features: alien }],
      ['features.dtx', { features: { dtx: alien } }],
      ['uplink', { uplink: alien }],
      ['uplink.backoff', { uplink: { backoff: alien } }],
    ] as const)
      expect(() => broadcastSettings(options as object)).toThrow(
        `${name}.onUp is not an option, got a function; known are`,
      );
  });

  it('is plain data, which a worker can be sent', () => {
    for (const settings of [listenSettings({}), broadcastSettings({ features: { dtx: {} }, uplink: { backoff: {} } })])
      expect(structuredClone(settings)).toEqual(settings);
  });
});

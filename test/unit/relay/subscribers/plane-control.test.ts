import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../../src/core/random.js';
import { relayLimits } from '../../../../src/relay/limits.js';
import { PlaneControl } from '../../../../src/relay/subscribers/plane-control.js';

const LIMITS = relayLimits();
const { thinLagMs, skipLagMs, thinStepMs, recoverAfterMs, maxRecoverAfterMs, tickMs } = LIMITS;

describe('PlaneControl', () => {
  it('halves the planes while the lag stays, one step at a time, down to one', () => {
    const control = new PlaneControl(8, LIMITS, 0);
    const seen: number[] = [];
    for (let nowMs = thinStepMs; nowMs <= 5 * thinStepMs; nowMs += thinStepMs) {
      control.update(thinLagMs + 1, nowMs);
      control.update(thinLagMs + 1, nowMs + tickMs);
      seen.push(control.planes);
    }
    expect(seen).toEqual([4, 2, 1, 1, 1]);
    expect(control.state).toBe('thinned');
  });

  it('skips above skipLagMs and until the lag is below thinLagMs', () => {
    const control = new PlaneControl(2, LIMITS, 0);
    const states = [skipLagMs, skipLagMs + 1, skipLagMs, thinLagMs, thinLagMs - 1].map((lagMs) => {
      control.update(lagMs, 1);
      return control.isSkipping;
    });
    expect(states).toEqual([false, true, true, true, false]);
  });

  it('adds one plane at a time after recoverAfterMs, only while the lag is at most half of thinLagMs', () => {
    const control = new PlaneControl(4, LIMITS, 0);
    control.update(thinLagMs + 1, thinStepMs);
    expect(control.planes).toBe(2);
    control.update(thinLagMs / 2 + 1, thinStepMs + recoverAfterMs);
    control.update(0, thinStepMs + recoverAfterMs - 1);
    expect(control.planes).toBe(2);
    control.update(thinLagMs / 2, thinStepMs + recoverAfterMs);
    expect([control.planes, control.state]).toEqual([3, 'thinned']);
    control.update(0, thinStepMs + 2 * recoverAfterMs);
    expect([control.planes, control.state]).toEqual([4, 'ok']);
  });

  it('waits twice as long after each step up that has failed, up to maxRecoverAfterMs', () => {
    const control = new PlaneControl(2, LIMITS, 0);
    let nowMs = thinStepMs;
    control.update(thinLagMs + 1, nowMs);
    const waits: number[] = [];
    for (let attempt = 0; attempt < 8; attempt++) {
      const downMs = nowMs;
      while (control.planes === 1) {
        nowMs += tickMs;
        control.update(0, nowMs);
      }
      waits.push(nowMs - downMs);
      nowMs += thinStepMs;
      control.update(thinLagMs + 1, nowMs);
    }
    expect(waits).toEqual([1, 2, 4, 8, 16, 30, 30, 30].map((factor) => factor * recoverAfterMs));
    expect(waits.at(-1)).toBe(maxRecoverAfterMs);
  });

  it('follows the planes that the listener requests and the stream has, down at once and up unless it lags', () => {
    const control = new PlaneControl(8, LIMITS, 0);
    control.setStreamPlanes(4);
    expect([control.planes, control.wantedPlanes, control.state]).toEqual([4, 4, 'ok']);
    control.setRequestedPlanes(1);
    expect([control.planes, control.state]).toEqual([1, 'ok']);
    control.setRequestedPlanes(3);
    expect(control.planes).toBe(3);
    control.update(thinLagMs + 1, thinStepMs);
    control.setRequestedPlanes(8);
    expect([control.planes, control.wantedPlanes, control.state]).toEqual([2, 4, 'thinned']);
    control.setStreamPlanes(1);
    expect([control.planes, control.state]).toEqual([1, 'ok']);
  });

  it('keeps 1 to wantedPlanes planes for any lag', () => {
    const seed = 20261127;
    const random = seededRandom(seed);
    const control = new PlaneControl(8, LIMITS, 0);
    for (let nowMs = 0; nowMs < 2_000_000; nowMs += tickMs) {
      control.update(random() * 8000, nowMs);
      if (random() < 0.05) control.setRequestedPlanes(1 + Math.floor(random() * 8));
      if (random() < 0.02) control.setStreamPlanes(1 + Math.floor(random() * 8));
      expect(control.planes, `seed ${seed}`).toBeGreaterThanOrEqual(1);
      expect(control.planes, `seed ${seed}`).toBeLessThanOrEqual(control.wantedPlanes);
    }
  });
});

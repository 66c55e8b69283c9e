import { describe, expect, it } from 'vitest';
import { EncodingPace, type SlowEncoding } from '../../../web/broadcast/encoding-pace.js';
import { IDLE, reduceBroadcast, slowText } from '../../../web/broadcast/state.js';

const PACKET_MS = 500;

/** A broadcaster whose figures come four times a second. */
class Machine {
  readonly pace = new EncodingPace();
  nowMs = 1e6;
  slow: SlowEncoding | null = null;
  #encodedMs = 0;
  #encodingMs = 0;
  #waitingMs = 0;

  /** Packets take `share` of their length for so many seconds. @returns after how many seconds what is shown changed, or null */
  run(seconds: number, share: number, waitingMs = 0): number | null {
    const before = this.slow !== null;
    let changed: number | null = null;
    for (let i = 1; i <= 4 * seconds; i++) {
      this.nowMs += 250;
      this.#waitingMs += 250 / Math.max(1, share);
      for (; this.#waitingMs >= PACKET_MS; this.#waitingMs -= PACKET_MS) {
        this.#encodedMs += PACKET_MS;
        this.#encodingMs += share * PACKET_MS;
      }
      this.slow = this.pace.update(this.nowMs, {
        packetMs: PACKET_MS,
        encodedMs: this.#encodedMs,
        encodingMs: this.#encodingMs,
        bufferMs: waitingMs,
      });
      if (changed === null && (this.slow !== null) !== before) changed = i / 4;
    }
    return changed;
  }
}

describe('whether a broadcaster encodes fast enough', () => {
  it('is no question while a packet takes less than its length, however little less', () => {
    expect(new Machine().run(60, 0.97)).toBeNull();
  });

  it('is shown within seconds where it does not, with the time that a packet takes, and no longer some seconds after it does', () => {
    const machine = new Machine();
    machine.run(10, 0.3);
    const shownAfter = machine.run(10, 1.5)!;
    expect(shownAfter).toBeGreaterThan(2);
    expect(shownAfter).toBeLessThan(8);
    expect(machine.slow).toEqual({ packetMs: PACKET_MS, encodeMs: 750, waitingMs: 0 });
    const goneAfter = machine.run(20, 0.3)!;
    expect(goneAfter).toBeGreaterThan(6);
    expect(goneAfter).toBeLessThan(12);
  });

  it('is not shown for one slow moment, and does not flicker where it is just fast enough', () => {
    const machine = new Machine();
    machine.run(10, 0.3);
    expect(machine.run(1, 2)).toBeNull();
    expect(machine.run(10, 0.3)).toBeNull();
    machine.run(10, 1.2);
    for (let i = 0; i < 10; i++) {
      expect(machine.run(2, 0.95)).toBeNull();
      expect(machine.run(2, 1.05)).toBeNull();
    }
    expect(machine.slow).not.toBeNull();
  });

  it('is shown, too, where captured sound waits although packets are encoded fast', () => {
    const machine = new Machine();
    expect(machine.run(10, 0.3, PACKET_MS + 1000)).toBeNull();
    expect(machine.run(10, 0.3, PACKET_MS + 2000)).toBe(2.25);
  });

  it('is said in words with both times, until the broadcast is over', () => {
    const shown = { packetMs: 557, encodeMs: 800, waitingMs: 1000 };
    const slow = reduceBroadcast(IDLE, { type: 'pace', slow: shown });
    expect(slowText(IDLE)).toBe('');
    expect(slowText(slow)).toContain('0.6 s of sound take 0.8 s');
    const busy = reduceBroadcast(IDLE, { type: 'pace', slow: { ...shown, encodeMs: 200 } });
    expect(slowText(busy)).toContain('1.0 s of sound wait');
    expect(slowText(reduceBroadcast(slow, { type: 'stopped' }))).toBe('');
  });
});

import { describe, expect, it } from 'vitest';
import { type DemoRow, delayNote, demoTables } from '../../../../src/cli/demo/report.js';
import { measureTimerDelay } from '../../../../src/cli/demo/timer-delay.js';
import { terminalWidth } from '../../../../src/cli/terminal-width.js';
import { FakeClock } from '../../../support/fake-clock.js';
import { MODEL } from '../../../support/peers.js';

const row = (clip: string, planes: number, isLive = true): DemoRow => ({
  clip,
  wav: '',
  picture: '',
  warnings: [],
  isIncomplete: false,
  planes,
  seconds: 7.48,
  frames: 161,
  payloadBytes: 1288 * planes,
  payloadKbps: 1.378 * planes,
  wireKbps: 4.3,
  compression: 512 / planes,
  latency: isLive
    ? {
        packetMs: 186,
        encoderLookAheadMs: 75.5,
        encodeMs: 40,
        networkMs: 2,
        decodeMs: 16,
        decoderLookAheadMs: 110,
        totalMs: 430,
      }
    : null,
  encodeRtf: 0.04,
  decodeRtf: 0.08,
  melDb: 4.16,
  lostFrames: 0,
});
const rows = ['voice', 'music'].flatMap((clip) => [row(clip, 1), row(clip, 2)]);
const widest = (text: string): number => Math.max(...text.split('\n').map(terminalWidth));

describe('the tables of the demo', () => {
  it('are one where all clips fit beside each other, and one for each clip where they do not', () => {
    const wide = demoTables(rows, MODEL, 'live', 100);
    expect(wide.split('\n\n')).toHaveLength(1);
    expect(wide).toMatch(/voice +music/);
    const narrow = demoTables(rows, MODEL, 'live', 60);
    expect(narrow.split('\n\n')).toHaveLength(2);
    expect(widest(narrow)).toBeLessThanOrEqual(60);
  });

  it('state a latency at live pace alone', () => {
    expect(demoTables(rows, MODEL, 'live', 100)).toContain('latency: packet');
    expect(demoTables([row('voice', 1, false)], MODEL, 'live', 100)).not.toContain('latency');
  });
});

describe('by how much the timers of a process come late', () => {
  it('is measured while it runs, and stated beside the latency', () => {
    const clock = new FakeClock();
    const end = measureTimerDelay(clock);
    clock.advance(180);
    // Nine timers were in time; the next waits for a processor.
    clock.advanceBlocked(320);
    clock.advance(0);
    const delay = end();
    expect(delay).toEqual({ meanMs: 30, maxMs: 300 });
    expect(end()).toEqual(delay);
    expect(clock.pendingTimers).toBe(0);
    expect(delayNote(delay)).toBe(
      'this process came up to 300 ms late, 30.0 ms on average, because it was computing or other programs had the processor: the latency contains that',
    );
  });
});

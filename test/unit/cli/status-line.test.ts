import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { CliContext } from '../../../src/cli/context.js';
import { levelBar, levelJson, startStatus } from '../../../src/cli/status-line.js';
import { LevelMeter } from '../../../src/core/dsp/level-meter.js';
import { Capture } from '../../support/cli.js';

describe('the level', () => {
  const level = (...samples: number[]) => {
    const meter = new LevelMeter();
    meter.add(Float32Array.from(samples));
    return meter.snapshot();
  };

  it('is a bar by RMS with the peak in figures', () => {
    expect(levelBar(level(0.25, -0.25))).toBe('▮▮▮▮▮▮▮▮▮▮▮▮▯▯▯▯ −12 dB');
    expect(levelBar(level(0, 0))).toBe('▯▯▯▯▯▯▯▯▯▯▯▯▯▯▯▯  −∞ dB');
  });

  it('has a mark where it clips', () => {
    expect(levelBar(level(1, -1))).toMatch(/ CLIP$/);
    expect(levelBar(level(0.9, -0.9))).not.toMatch(/CLIP/);
  });

  it('is JSON without infinities', () => {
    expect(levelJson(level(0))).toEqual({ peakDb: null, rmsDb: null, isClipped: false });
    expect(levelJson(level(1, -1))).toEqual({ peakDb: 0, rmsDb: 0, isClipped: true });
  });
});

describe('the status line', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  const run = (isTTY: boolean, options: { quiet?: boolean; jsonLines?: boolean }) => {
    const [stdout, stderr] = [new Capture(), Object.assign(new Capture(), { isTTY, columns: 20 })];
    const context = { stdout, stderr } as unknown as CliContext;
    let n = 0;
    const status = startStatus(context, {
      ...options,
      snapshot: () => ({ text: `line ${++n} that is wider than the terminal`, json: { n } }),
    });
    vi.advanceTimersByTime(2050);
    status.note('the device has gone');
    status.stop();
    const timers = vi.getTimerCount();
    return { out: stdout.text, err: stderr.text, timers };
  };

  it('is one line of the terminal, written over five times a second, and cleared for a note and at the end', () => {
    const { out, err, timers } = run(true, {});
    expect(out).toBe('');
    const shown = err.split('\r').filter((line) => line.startsWith('line'));
    expect(shown).toHaveLength(10);
    for (const line of shown) expect(line.replace('\x1b[K', '').length).toBeLessThan(20);
    expect(err.split('\n')).toHaveLength(2);
    expect(err.endsWith('\r\x1b[Klatentcast: the device has gone\n')).toBe(true);
    expect(timers).toBe(0);
  });

  it('is nothing but notes in a log', () => {
    expect(run(false, {})).toMatchObject({ out: '', err: 'latentcast: the device has gone\n' });
  });

  it('is nothing at all with --quiet', () => {
    expect(run(true, { quiet: true })).toMatchObject({ out: '', err: '' });
  });

  it('is a JSON object a second on standard output with --json-lines, and a last one', () => {
    const { out, err } = run(true, { jsonLines: true });
    expect(
      out
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line)),
    ).toEqual([{ n: 1 }, { n: 2 }, { n: 3 }]);
    expect(err).toBe('latentcast: the device has gone\n');
  });
});

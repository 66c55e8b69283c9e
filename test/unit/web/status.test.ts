import { describe, expect, it } from 'vitest';
import { chartPaths, chartText } from '../../../web/status/chart.js';
import { connectionText, movedText, onAir, sourceState, span } from '../../../web/status/format.js';

const samples = [0, 5, 10].map((listeners, i) => ({ atMs: 1000 * i, listeners }));

describe('the operator’s page', () => {
  it('draws listeners over time from left to right, the most at the top', () => {
    const [line, area] = chartPaths(samples);
    expect(line).toBe('M0.0 92.0L300.0 50.0L600.0 8.0');
    expect(area).toBe(`${line}L600 96L0 96Z`);
    expect(chartPaths(samples.slice(0, 1))).toEqual(['', '']);
    expect(chartPaths([samples[0]!, { ...samples[0]! }])[0]).not.toContain('NaN');
    expect(chartText(samples)).toBe('Listeners over time: now 10, most 10, fewest 0');
  });

  it('words spans, titles, states and connections', () => {
    expect([0, 59.9, 60, 3661, 100_000].map(span)).toEqual(['0 s', '59 s', '1 min', '1 h 1 min', '1 d 3 h']);
    expect(onAir({ metadata: { title: 'T', artist: '', station: 'S' } })).toBe('S · T');
    expect(onAir({ metadata: null })).toBe('');
    expect(sourceState({ isLive: false, hasEnded: true })[0]).toBe('Ended');
    const connection = { id: 1, role: 'listener', connectedMs: 90_000, subject: 'ann' } as const;
    expect(connectionText({ ...connection, listener: { state: 'thinned', lagMs: 2500, planes: 1 } })).toBe(
      'for 1 min, lag 2.5 s, Standard, thinned, ann',
    );
    expect(connectionText({ ...connection, listener: null })).toBe('for 1 min, ann');
  });

  it('words a move by what has become of it', () => {
    expect(movedText({ moved: 1, refused: 0, reason: null }, 'a', 'b')).toBe('1 listener of a was moved to b.');
    expect(movedText({ moved: 0, refused: 2, reason: 'b is full' }, 'a', 'b')).toBe(
      '0 listeners of a were moved to b. 2 stay: b is full.',
    );
    expect(movedText({ moved: 3, refused: 1, reason: null }, 'a', 'wss://r.example/b')).toBe(
      '3 listeners of a were told to go to wss://r.example/b. 1 stays.',
    );
  });
});

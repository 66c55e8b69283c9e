import { describe, expect, it } from 'vitest';
import { sessionKeys } from '../../../../src/cli/session/session-keys.js';
import { playText, sessionTable } from '../../../../src/cli/session/session-table.js';
import type { PlayState } from '../../../../src/session/control/play-state.js';
import type { PeerFigures } from '../../../../src/session/play/peer-figures.js';

const REPORT = { errorMs: 0.42, clockErrorMs: 0.3, roundTripMs: 82.4, spareMs: 300, lostShare: 0.012, isPlaying: true };
const peer = (given: Partial<PeerFigures>): PeerFigures => ({
  peerId: 'p',
  name: 'Ana',
  role: 'peer',
  isOwn: false,
  path: { kind: 'direct' },
  report: REPORT,
  isReached: true,
  isSuccessor: false,
  isSpeaking: false,
  ...given,
});

describe('the table of a session', () => {
  it('shows who is in sync, by how much, and how messages travel', () => {
    const text = sessionTable([
      peer({ name: 'Bo', isOwn: true, path: null }),
      peer({ peerId: 'h', name: 'Ana', role: 'host', isSpeaking: true }),
      peer({ name: 'Cy', path: { kind: 'peer', peerId: 'h' }, report: { ...REPORT, errorMs: -31 } }),
      peer({ name: 'Di\u001b[2J\n', path: { kind: 'relay' }, report: null }),
    ]);
    expect(text.split('\n').map((line) => line.trimEnd())).toEqual([
      'name            sync                 off by  round trip   lost  path',
      '───────────────────────────────────────────────────────────────────────────',
      'Bo (you)        in sync       +0.4 ± 0.3 ms       82 ms  1.2 %',
      '♪ Ana     host  in sync       +0.4 ± 0.3 ms       82 ms  1.2 %  direct',
      'Cy              out of sync  −31.0 ± 0.3 ms       82 ms  1.2 %  through Ana',
      expect.stringMatching(/^Di.* +unknown +– +– +– {2}relay$/),
    ]);
    expect(text).not.toContain('\u001b');
  });

  it('shows who is not reached, hears nothing, or plays for the host', () => {
    const rows = sessionTable([
      peer({ role: 'host', isReached: false, path: { kind: 'relay' } }),
      peer({ name: 'Bo', report: { ...REPORT, lostShare: 1 } }),
      peer({ name: 'Cy', isSuccessor: true }),
    ]).split('\n');
    expect(rows[2]).toMatch(/^Ana +host +no connection .* 1\.2 %$/);
    expect(rows[3]).toMatch(/^Bo +no sound /);
    expect(rows[4]).toMatch(/^Cy +plays for the host +in sync /);
  });

  it('names the keys that do something, in less than a line of 80', () => {
    expect(sessionKeys(true, true).length).toBeLessThan(80);
    expect(sessionKeys(false, false)).toBe('+/−: offset · Ctrl-C: leave');
  });

  it('states what is played', () => {
    const state: PlayState = {
      ...{ term: 1, revision: 0, leaderId: 'h', clockId: 'c', isStandIn: false, mayControl: 'host', successorId: null },
      ...{ delayMs: 800, frameMs: 40, track: { title: 'Song', frame: 0, positionMs: 0, durationMs: 185_000 } },
      segments: [{ atMs: 1000, epoch: 1, frame: 0, isPlaying: true }],
    };
    expect(playText(state, 63_000)).toBe('▶ Song  1:02 / 3:05');
    expect(playText({ ...state, isStandIn: true, segments: [{ ...state.segments[0]!, isPlaying: false }] }, 9000)).toBe(
      '⏸ Song  0:00 / 3:05 (the host is away)',
    );
    expect(
      playText({ ...state, segments: [{ ...state.segments[0]!, frame: 185_000 / 40, isPlaying: false }] }, 9000),
    ).toBe('⏹ Song  3:05 / 3:05');
    expect(playText(undefined, 1)).toBe('waiting for the host');
    expect(playText(state, undefined)).toBe('waiting for the host');
  });
});

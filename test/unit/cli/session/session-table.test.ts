import { describe, expect, it } from 'vitest';
import { RemovalQuestion } from '../../../../src/cli/session/removal-question.js';
import { sessionKeys } from '../../../../src/cli/session/session-keys.js';
import { comingLines, playText, sessionTable } from '../../../../src/cli/session/session-table.js';
import { cutToWidth, terminalWidth } from '../../../../src/cli/terminal-width.js';
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

  it('keeps its columns beside names of emoji, and cuts between characters', () => {
    const family = '👩‍👩‍👧';
    const [head, rule, ...rows] = sessionTable([
      peer({ name: family.repeat(3), isOwn: true, path: null }),
      peer({ peerId: 'b', name: 'Ｂｅｎ' }),
      peer({ peerId: 'c', name: 'Zoe\u0301' }),
    ]).split('\n');
    const column = head!.indexOf('sync');
    for (const row of rows) expect(cutToWidth(row, column).length).toBe(row.indexOf('in sync'));
    expect(terminalWidth(rule!)).toBeGreaterThanOrEqual(column);
    expect([terminalWidth(family), terminalWidth('Ｂｅｎ'), terminalWidth('Zoe\u0301'), terminalWidth('▮♪–')]).toEqual([
      2, 6, 3, 3,
    ]);
    expect([cutToWidth(family.repeat(3), 5), cutToWidth('abc', 2), cutToWidth('', 2)]).toEqual([
      family + family,
      'ab',
      '',
    ]);
  });

  it('lists what comes', () => {
    const track = (id: number) => ({ id, title: `T${id}\u001b[2J`, artist: 'A', durationMs: id === 2 ? null : 61_000 });
    expect(comingLines({ tracks: [], more: 0 })).toEqual([]);
    expect(comingLines({ tracks: [1, 2].map(track), more: 0 })).toEqual([
      'coming up:',
      '  1 T1 [2J – A  1:01',
      '  2 T2 [2J – A',
    ]);
    expect(comingLines({ tracks: [1, 2, 3, 4, 5].map(track), more: 7 }).at(-1)).toBe('  and 8 more');
  });

  it('asks whom to remove, and does it only when that is confirmed', () => {
    const removed: (string | null)[] = [];
    const question = new RemovalQuestion((one) => removed.push(one?.name ?? null));
    const peers = ['Ben', 'Cleo\u001b[2J'].map((name, i) => ({ peerId: `${i}`, name }));
    const type = (keys: string): (string | null)[] =>
      [...keys].map((key) => {
        question.take(key);
        return question.line;
      });
    expect([question.take('y'), question.line]).toEqual([false, null]);
    question.ask(peers);
    expect(question.line).toBe('remove whom? ▏ Enter · Esc: nobody · 0 only another link · 1 Ben · 2 Cleo [2J');
    expect(type('2\r').at(-1)).toBe('remove Cleo [2J, who cannot come back with the link that there was? y/n');
    expect(type('y')).toEqual([null]);
    for (const keys of ['\u001b', '1\rn', '1\r ', 'x']) {
      question.ask(peers);
      expect([keys, type(keys).at(-1)]).toEqual([keys, null]);
    }
    // What is no number of the list chooses nobody.
    question.ask(peers);
    expect(type('\r9\r1\u007f\r').at(-1)).toMatch(/^remove whom\? ▏/);
    expect(type('0\r').at(-1)).toMatch(/^another link for this session/);
    type('y');
    expect(removed).toEqual(['Cleo\u001b[2J', null]);
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
    const heard = { track: { ...state.track!, title: 'Before', artist: 'B' }, positionMs: 4000 };
    expect(playText(state, 9000, heard)).toBe('▶ Before – B  0:04 / 3:05');
    expect(playText(state, 9000, null)).toBe('starting');
    expect(playText({ ...state, track: null }, 9000, null)).toBe('⏸ nothing');
    expect(playText(undefined, 1)).toBe('waiting for the host');
    expect(playText(state, undefined)).toBe('waiting for the host');
  });
});

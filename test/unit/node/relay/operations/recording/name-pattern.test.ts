import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../../../../src/core/random.js';
import {
  recordingName,
  requireNamePattern,
} from '../../../../../../src/node/relay/operations/recording/name-pattern.js';

const at = Date.UTC(2026, 1, 3, 4, 5, 6);
const name = (pattern: string, title = 'Song', artist = 'Band'): string =>
  recordingName(requireNamePattern('pattern', pattern), { channel: 'main', wallMs: at, metadata: { title, artist } });

describe('the name of a recording', () => {
  it('has the time in UTC, the channel, the title and the artist', () => {
    expect(name('{channel}-%Y%m%dT%H%M%SZ.lc')).toBe('main-20260203T040506Z.lc');
    expect(name('%Y-%m-%d/%H-%M-%S {artist} – {title}.lc')).toBe('2026-02-03/04-05-06 Band – Song.lc');
    expect(name('%j %s 100%%.lc')).toBe('034 1770091506 100%.lc');
    expect(recordingName('{title}.lc', { channel: 'main', wallMs: at, metadata: {} })).toBe('untitled.lc');
  });

  it('never leaves its folder, whatever the title', () => {
    expect(name('{title}.lc', '../../etc/passwd')).toBe('__.._etc_passwd.lc');
    expect(name('{title}/x.lc', '..')).toBe('_/x.lc');
    expect(name('{title}.lc', 'a\u0000b\nc\\d:e*f?"<>|')).toBe('a_b_c_d_e_f_____.lc');
    expect(name('{title}.lc', '\u202egnp.exe')).toBe('_gnp.exe.lc');
    expect(name('{title}.lc', 'CON')).toBe('_CON.lc');
    expect(name('{title}.lc', '   ')).toBe('untitled.lc');
    expect(name('{title}.lc', '👩‍🚀 “Élan”')).toBe('👩‍🚀 “Élan”.lc');
  });

  it('has parts that every file system takes, for any text', () => {
    const seed = 17;
    const random = seededRandom(seed);
    for (let round = 0; round < 300; round++) {
      const title = String.fromCodePoint(
        ...Array.from({ length: Math.floor(random() * 300) }, () => Math.floor(random() * 0x3000)),
      );
      for (const part of name('{artist}/{title} {title}.lc', title, title.slice(5)).split('/')) {
        expect(Buffer.byteLength(part), `seed ${seed}, round ${round}`).toBeLessThanOrEqual(203);
        expect(part).not.toMatch(/^\.+$|^$|[\\\p{Cc}]/u);
      }
      expect(name('{title}.lc', title).split('/')).toHaveLength(1);
    }
  });

  it('comes from a pattern that is checked', () => {
    const wrong = (pattern: string) => expect(() => requireNamePattern('record.pattern', pattern));
    wrong('%Y').toThrow('record.pattern must end in ".lc", got "%Y"');
    wrong('/etc/%Y.lc').toThrow('must be a path inside the folder');
    wrong('../%Y.lc').toThrow('must be a path inside the folder');
    wrong('a//b.lc').toThrow('must be a path inside the folder');
    wrong('%Q.lc').toThrow('%Q is none of them');
    wrong('{station}.lc').toThrow('{channel} {title} {artist}; {station} is none of them');
    wrong('%').toThrow('must end in ".lc"');
    wrong('a\\b.lc').toThrow('no backslash');
    wrong('{constructor}.lc').toThrow('{constructor} is none of them');
    wrong(`${'x'.repeat(300)}.lc`).toThrow('at most 256 characters');
  });
});

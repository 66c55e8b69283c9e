import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { findTool } from '../../src/node/files/tools.js';
import { HOSTILE_KINDS } from '../support/hostile/all.js';
import { faultsOf } from '../support/hostile/check.js';

const ffmpeg = await findTool('ffmpeg');
const dir = mkdtempSync(join(tmpdir(), 'latentcast-hostile-'));
afterAll(() => rmSync(dir, { recursive: true }));

/** Every so many of a kind's files; test/opt-in/hostile-audio.test.ts reads all, of any seed. */
const EVERY: Readonly<Record<string, number>> = {
  mp3: 13,
  flac: 13,
  ogg: 17,
  wav: 10,
  'what FFmpeg reads': 35,
  'stated lengths, and files behind files': 7,
};

describe.skipIf(!ffmpeg)('audio that is cut, joined, damaged, tagged or states what is wrong', () => {
  it.each(Object.entries(EVERY))('%s: length, place, and what was not damaged', async (kind, every) => {
    const faults: string[] = [];
    const files = HOSTILE_KINDS[kind]!(ffmpeg!, 1).filter((_, i) => i % every === 0);
    for (const file of files) faults.push(...(await faultsOf(file, dir)));
    expect(faults.join('\n')).toBe('');
    expect(files.length).toBeGreaterThan(10);
  });
});

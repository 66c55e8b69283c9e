import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { findTool } from '../../src/node/files/tools.js';
import { HOSTILE_KINDS } from '../support/hostile/all.js';
import { faultsOf } from '../support/hostile/check.js';

/**
 * LATENTCAST_HOSTILE_AUDIO=SEED npx vitest run test/opt-in/hostile-audio.test.ts
 *
 * About 1500 files: cut at every structural boundary, joined, damaged, tagged, with wrong counts, lengths and positions.
 * LATENTCAST_HOSTILE_ONLY=TEXT takes those whose name contains the text.
 */
const { LATENTCAST_HOSTILE_AUDIO, LATENTCAST_HOSTILE_ONLY = '' } = process.env;
const ffmpeg = await findTool('ffmpeg');
const dir = mkdtempSync(join(tmpdir(), 'latentcast-hostile-'));
afterAll(() => rmSync(dir, { recursive: true }));

describe.skipIf(!LATENTCAST_HOSTILE_AUDIO || !ffmpeg)(`hostile audio, seed ${LATENTCAST_HOSTILE_AUDIO}`, () => {
  it.each(Object.keys(HOSTILE_KINDS))(
    '%s: length, place, and what was not damaged',
    { timeout: 900_000 },
    async (kind) => {
      const faults: string[] = [];
      for (const file of HOSTILE_KINDS[kind]!(ffmpeg!, Number(LATENTCAST_HOSTILE_AUDIO)))
        if (file.name.includes(LATENTCAST_HOSTILE_ONLY)) faults.push(...(await faultsOf(file, dir)));
      expect(faults.join('\n')).toBe('');
    },
  );
});

import { link, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { requireDistinctOutputs } from '../../../../src/node/files/distinct-outputs.js';

let dir: string;
const at = (name: string): string => join(dir, name);
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'distinct-'));
  await writeFile(at('a.wav'), 'a');
  await writeFile(at('b.wav'), 'b');
});
afterEach(() => rm(dir, { recursive: true }));

describe('the outputs of one command', () => {
  const inputs = (): string[] => [at('a.wav'), at('b.wav')];

  it('may be new files, and files that are none of the inputs', async () => {
    await writeFile(at('old.lc'), 'old');
    await requireDistinctOutputs([at('a.lc'), at('old.lc'), at('folder/that/is/missing.lc')], inputs());
  });

  it.each([
    ['the path itself', (): Promise<void> => Promise.resolve(), 'b.wav'],
    ['a hard link', () => link(at('b.wav'), at('a.lc')), 'a.lc'],
    ['a symbolic link', () => symlink(at('b.wav'), at('a.lc')), 'a.lc'],
  ])('are none of the inputs, not even of another one: %s', async (_, make, output) => {
    await make();
    await expect(requireDistinctOutputs([at(output)], inputs())).rejects.toMatchObject({
      code: 'OUTPUT_REFUSED',
      message: expect.stringMatching(/the same file as the input .*b\.wav$/),
    });
  });

  it('are different files, also behind links to a file that is not there yet', async () => {
    await symlink(at('one.lc'), at('x.lc'));
    await symlink(at('one.lc'), at('y.lc'));
    await expect(requireDistinctOutputs([at('x.lc'), at('y.lc')], inputs())).rejects.toThrow(
      /y\.lc: cannot write it: it is the same file as the output .*x\.lc/,
    );
  });
});

import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { startCli } from '../../support/cli.js';

/** Standard output and standard error of a command, on a terminal or not. */
async function run(args: readonly string[], isTTY: boolean, env: Record<string, string> = {}): Promise<string> {
  const { out, err } = await startCli(args, env, isTTY).done;
  return out + err;
}

const LINES = [
  ['--help'],
  ['send', '--help'],
  ['encode', '--no-such-option'],
  ['inspect', '/no/such/file.lc'],
  ['models', '--bogus'],
];

describe('colours', () => {
  it.each(LINES)('are on a terminal, and nowhere else: %s %s', async (...args) => {
    const words = args.filter((word) => typeof word === 'string');
    expect(await run(words, true)).toContain('\x1b[');
    const plain = await run(words, false);
    expect(plain).not.toContain('\x1b');
    expect(stripVTControlCharacters(await run(words, true))).toBe(plain);
  });

  it.each([
    [{ NO_COLOR: '1' }, true, false],
    [{ NO_COLOR: '' }, true, true],
    [{ TERM: 'dumb' }, true, false],
    [{ FORCE_COLOR: '1' }, false, true],
    [{ FORCE_COLOR: '0' }, true, false],
    [{ NO_COLOR: '1', FORCE_COLOR: '1' }, false, false],
  ] as const)('with %j, on a terminal: %s, are there: %s', async (env, isTTY, areThere) => {
    for (const args of LINES) expect((await run(args, isTTY, env)).includes('\x1b['), args.join(' ')).toBe(areThere);
  });

  it('are those of the marks in front of what was checked', async () => {
    const env = { FORCE_COLOR: '1', LATENTCAST_MODELS: 'test/fixtures/tiny-model' };
    const out = await run(['models', 'verify', 'tiny-stateful'], false, env);
    expect(out).toContain('\x1b[32m✓\x1b[39m hashes: ');
    expect(out).toContain('\x1b[33m–\x1b[39m parity: ');
  });
});

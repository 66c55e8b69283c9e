import { describe, expect, it } from 'vitest';
import { queryTool } from '../../../src/node/audio/query-tool.js';
import { runTool } from '../../../src/node/files/tools.js';
import { runProgram } from '../../../src/node/run-program.js';

const node = (code: string): readonly string[] => ['-e', code];

describe('a program that is run', () => {
  it('returns its output, its last line of errors and its exit code', async () => {
    const code = 'process.stdout.write("out"); console.error("one\\ntwo"); process.exitCode = 3';
    expect(await runProgram(process.execPath, node(code), { timeoutMs: 60_000 })).toEqual({
      out: 'out',
      lastError: 'two',
      exitCode: 3,
      killedBy: null,
    });
  });

  it('is ended when it hangs', async () => {
    const end = await runProgram(process.execPath, node('setInterval(() => {}, 1e6)'), { timeoutMs: 200 });
    expect(end).toMatchObject({ exitCode: null, killedBy: 'SIGTERM' });
  });

  it('is a result where it is not installed', async () => {
    const { startError } = await runProgram('/no/such/program', [], { timeoutMs: 1000 });
    expect(startError?.code).toBe('ENOENT');
  });
});

describe('a tool that is queried', () => {
  it('answers, or the reason is one line', async () => {
    const ask = (code: string, timeoutMs?: number) => queryTool(process.execPath, node(code), timeoutMs);
    expect(await ask('process.stdout.write(process.env.LC_ALL)', 60_000)).toEqual({ isOk: true, out: 'C', reason: '' });
    expect((await ask('console.error("refused"); process.exit(1)', 60_000)).reason).toBe(
      `${process.execPath}: refused`,
    );
    expect((await ask('process.exit(2)', 60_000)).reason).toBe(`${process.execPath}: code 2`);
    expect((await ask('setInterval(() => {}, 1e6)', 200)).reason).toBe(`${process.execPath}: no answer`);
    expect((await queryTool('no-such-program', [])).reason).toBe('no-such-program is not installed');
  });
});

describe('a tool that has to work', () => {
  it('is a FILE_IO error where it fails, with its last line, or cannot be run', async () => {
    await expect(runTool(process.execPath, node(''))).resolves.toBeUndefined();
    await expect(runTool(process.execPath, node('console.error("bad file"); process.exit(4)'))).rejects.toMatchObject({
      code: 'FILE_IO',
      message: `${process.execPath}: ended with exit code 4: bad file`,
    });
    await expect(runTool('/no/such/program', [])).rejects.toMatchObject({
      code: 'FILE_IO',
      message: /^\/no\/such\/program: cannot be run: /,
    });
    await expect(runTool(process.execPath, node('process.exit(1)'), AbortSignal.abort())).rejects.toMatchObject({
      code: 'ABORTED',
    });
  });
});

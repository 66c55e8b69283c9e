import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const COMPUTING = fileURLToPath(new URL('../fixtures/interrupt/computing.mjs', import.meta.url));

/** Interrupts a process `times` times while its model's thread computes. */
async function interrupt(
  mode: string,
  times: number,
): Promise<{ code: number | null; signal: string | null; err: string }> {
  const child = spawn(process.execPath, [COMPUTING, mode], { stdio: ['ignore', 'pipe', 'pipe'] });
  let err = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    err += text;
  });
  let isSignalled = false;
  let again: NodeJS.Timeout | undefined;
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    if (isSignalled || !text.includes('computing')) return;
    isSignalled = true;
    // One after the other, as pending signals are merged into one. On a busy machine the process may have had no turn
    // between two of them: then it is interrupted again, as a user would.
    for (let i = 0; i < times; i++) setTimeout(() => child.kill('SIGINT'), 50 + 30 * i);
    if (times > 1) again = setInterval(() => child.kill('SIGINT'), 2000);
  });
  const [code, signal] = (await once(child, 'close')) as [number | null, string | null];
  clearInterval(again);
  return { code, signal, err };
}

it('ends with code 130 and without output at the second interrupt, while a model computes', async () => {
  expect(await interrupt('ours', 2)).toEqual({ code: 130, signal: null, err: '' });
});

it('treats a third interrupt like the second', async () => {
  expect(await interrupt('ours', 3)).toEqual({ code: 130, signal: null, err: '' });
});

it('is needed: a process that simply exits is aborted by ONNX Runtime', async () => {
  const { code, signal, err } = await interrupt('plain', 1);
  expect([code, signal]).toEqual([null, 'SIGABRT']);
  expect(err).toMatch(/Napi::Error/);
});

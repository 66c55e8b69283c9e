import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { childCpu, meterChild } from '../../../../src/node/files/child-cpu.js';

const busy = (ms: number) => {
  const child = spawn(process.execPath, [
    '-e',
    `while (process.cpuUsage().user < ${1000 * ms}); process.stdout.write('done'); setInterval(() => {}, 1000)`,
  ]);
  meterChild(child);
  return child;
};

describe.runIf(process.platform === 'linux')('CPU time of programs that work for this process', () => {
  it('is counted while they run, and kept when they have ended', async () => {
    const before = childCpu();
    const children = [busy(120), busy(60)];
    await Promise.all(children.map(({ stdout }) => once(stdout, 'data')));
    const during = childCpu();
    expect(during.processes - before.processes).toBe(2);
    expect(during.seconds - before.seconds).toBeGreaterThanOrEqual(0.15);
    expect(during.seconds - before.seconds).toBeLessThan(5);
    for (const child of children) child.kill('SIGKILL');
    await Promise.all(children.map((child) => child.exitCode ?? child.signalCode ?? once(child, 'exit')));
    const after = childCpu();
    expect(after.processes).toBe(before.processes);
    expect(after.seconds).toBeGreaterThanOrEqual(during.seconds);
  });

  it('does not count a program that could not be started', async () => {
    const before = childCpu();
    const child = spawn('/nonexistent/program');
    child.on('error', () => {});
    meterChild(child);
    await once(child, 'error');
    expect(childCpu().processes).toBe(before.processes);
  });
});

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { runLoadTest } from '../../src/node/load-test/load-test.js';

const SERVER = fileURLToPath(new URL('../../bench/load/relay-server.mjs', import.meta.url));

async function startRelay(port = 0) {
  const child = spawn(process.execPath, [SERVER, String(port)], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  return { child, port: Number(line), gone: once(child, 'exit') };
}

describe('a relay that is killed under load and started again', () => {
  it('serves 200 listeners, who come back at once, within 20 s, and those served miss nothing', async () => {
    const first = await startRelay();
    let second: Awaited<ReturnType<typeof startRelay>> | null = null;
    const restart = async (): Promise<void> => {
      first.child.kill('SIGKILL');
      await first.gone;
      second = await startRelay(first.port);
    };
    let restarted: Promise<void> | null = null;
    const report = await runLoadTest(`ws://127.0.0.1:${first.port}/main`, {
      listeners: 200,
      seconds: 4,
      preset: 'live',
      joinRate: 0,
      reconnect: true,
      processes: 0,
      drainSeconds: 20,
      onProgress: (phase) => {
        if (phase === 'measuring') restarted ??= restart();
      },
    });
    await restarted;
    second!.child.kill('SIGKILL');
    const { healthy, rejoinMs, sources } = report;
    expect(rejoinMs.count).toBe(200);
    expect(rejoinMs.maxMs).toBeLessThan(20_000);
    expect(healthy.present).toBe(200);
    expect(sources.reconnects).toBeGreaterThan(0);
    expect(report.faults).toEqual([]);
    // Neither while they were served nor over the restart: the source sends again what the killed relay had not passed on.
    expect(healthy).toMatchObject({ gapFrames: 0, resumeGapFrames: 0, undeliveredFrames: 0, deliveredShare: 1 });
  });
});

/**
 * A relay that is killed (SIGKILL) under load and started again: how soon its listeners, who all come back at once, are
 * served, and whether any that is served misses anything while the others come back. `node bench/load/kill.mjs
 * [--listeners 10000] [--preset live] [--seconds 45] [--join-rate 800] [--kill-after 5] [--limits JSON]
 * [--node-options=--cpu-prof] [--out FILE]`. The relay is pinned to core 0 and the listeners to core 1 where there are two
 * and `taskset` is installed.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { pinned } from './pinned.mjs';

const HERE = path.dirname(fileURLToPath(import.meta.url));
const { values: options } = parseArgs({
  options: {
    listeners: { type: 'string', default: '10000' },
    preset: { type: 'string', default: 'live' },
    seconds: { type: 'string', default: '45' },
    'join-rate': { type: 'string', default: '800' },
    'kill-after': { type: 'string', default: '5' },
    'node-options': { type: 'string', default: '' },
    limits: { type: 'string', default: '{}' },
    out: { type: 'string' },
  },
});

async function startRelay(port = '0') {
  const [command, ...args] = pinned(
    0,
    process.execPath,
    ...options['node-options'].split(' ').filter(Boolean),
    ...[path.join(HERE, 'relay-server.mjs'), port, options.limits],
  );
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = await once(createInterface({ input: child.stdout }), 'line');
  return { child, port: line };
}

const first = await startRelay();
const [command, ...args] = pinned(1, process.execPath, path.join(HERE, '../../dist/cli/main.js'));
const { listeners, preset, seconds } = options;
const tool = spawn(command, [
  ...args,
  ...['load-test', `ws://127.0.0.1:${first.port}/main`, '--listeners', listeners, '--preset', preset],
  ...['--seconds', seconds, '--join-rate', options['join-rate'], '--reconnect', '--json', '-'],
]);
let json = '';
tool.stdout.on('data', (data) => {
  json += data;
});
const ended = once(tool, 'close');
await new Promise((resolve) => {
  tool.stderr.on('data', (data) => {
    process.stderr.write(data);
    if (String(data).includes('measuring')) resolve();
  });
  tool.once('close', resolve);
});
await delay(Number(options['kill-after']) * 1000);
process.stderr.write('SIGKILL to the relay\n');
const gone = once(first.child, 'exit');
first.child.kill('SIGKILL');
await gone;
const second = await startRelay(first.port);
await ended;
second.child.kill('SIGTERM');

const report = JSON.parse(json);
const { healthy, rejoinMs, lagMs, tool: self } = report;
process.stdout.write(
  `${[
    `${listeners} listeners, ${preset}; ${cpus()[0].model}, Node ${process.version}`,
    `served again after a loss: ${rejoinMs.count}, p50 ${rejoinMs.p50Ms} ms, p99 ${rejoinMs.p99Ms} ms, the last after ${rejoinMs.maxMs} ms`,
    `connected at the end: ${healthy.present} of ${healthy.listeners}`,
    `frames missing while a listener was served: ${healthy.gapFrames}; late at the end: ${healthy.undeliveredFrames}; twice: ${healthy.duplicateFrames}`,
    `frames lost with the connections: ${healthy.resumeGapFrames}`,
    `lag of those served: p50 ${lagMs.p50Ms} ms, p99 ${lagMs.p99Ms} ms`,
    `connections lost ${JSON.stringify(healthy.lost)}, closed ${JSON.stringify(healthy.evicted)}, attempts refused ${JSON.stringify(healthy.refused)}`,
    `the load test: ${self.cpuShare.toFixed(2)} of a core, event loop late by ${self.loopDelayP99Ms.toFixed(1)} ms at p99${self.isBottleneck ? ', busy' : ''}`,
  ].join('\n')}\n`,
);
if (options.out) writeFileSync(options.out, `${JSON.stringify({ options, report }, null, 2)}\n`);

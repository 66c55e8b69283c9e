import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runLoadTest } from '../../src/node/load-test/load-test.js';
import type { LoadReport } from '../../src/node/load-test/report.js';
import { type RelayServer, startRelayServer } from '../../src/node/relay/server.js';
import { canMakeCertificates, makeCertificate } from '../support/certificates.js';
import { cli, startCli } from '../support/cli.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
let relay: RelayServer;
let folder: string;

beforeAll(async () => {
  relay = await startRelayServer({ port: 0, graceMs: 100, site: false });
  folder = await mkdtemp(path.join(tmpdir(), 'load-test-'));
});

afterAll(async () => {
  await relay.close();
  await rm(folder, { recursive: true });
});

const small = (...more: string[]): string[] => [
  '--seconds',
  '0.4',
  '--preset',
  'live',
  '--processes',
  '0',
  '--join-rate',
  '0',
  ...more,
];

async function isOfSchema(report: unknown): Promise<void> {
  const schema = JSON.parse(await readFile(path.join(ROOT, 'docs/load-test.schema.json'), 'utf8')) as object;
  const validate = new Ajv2020({ strict: false, allErrors: true }).compile(schema);
  expect(validate(report), JSON.stringify(validate.errors)).toBe(true);
}

describe('a load test', () => {
  it('delivers every frame of a healthy relay to healthy listeners, slow and leaving ones beside them', async () => {
    const report = await runLoadTest(`${relay.url}/mixed`, {
      listeners: 60,
      channels: 2,
      seconds: 1,
      slow: 0.05,
      trickle: 0.05,
      churn: 0.1,
      preset: 'live',
      joinRate: 0,
      processes: 0,
      pid: process.pid,
    });
    expect(report.faults).toEqual([]);
    expect(report.healthy).toMatchObject({ listeners: 48, joined: 48, deliveredShare: 1, refused: {}, evicted: {} });
    expect([report.stalled.joined, report.trickle.joined]).toEqual([3, 3]);
    expect(report.churn.left).toBeGreaterThanOrEqual(6);
    // Two sources, 5.4 packets a second for at least a second.
    expect(report.sources.sentFrames).toBeGreaterThanOrEqual(2 * 5 * 4);
    expect(report.lagMs.count).toBeGreaterThanOrEqual(48 * 4);
    expect(report.joinMs.count).toBeGreaterThanOrEqual(54);
    expect(report.relay!.residentBytes).toBeGreaterThan(1e6);
    await isOfSchema(report);
  });

  it('lets listeners ask for longer packets than the source sends, and misses nothing of them', async () => {
    const report = await runLoadTest(`${relay.url}/longer`, {
      listeners: 5,
      seconds: 2,
      preset: 'live',
      listenPreset: 'normal',
      joinRate: 0,
      processes: 0,
    });
    expect(report.faults).toEqual([]);
    expect(report.healthy.frames / report.healthy.messages).toBeGreaterThan(4);
  });

  it('asks the metrics of the relay for its CPU time and memory', async () => {
    let reads = 0;
    const metrics = createServer((_, response) => {
      reads++;
      response.end(
        `process_cpu_seconds_total ${10 + reads}\nprocess_resident_memory_bytes{worker="1"} 3e6\nprocess_resident_memory_bytes{worker="2"} ${reads}e6\n`,
      );
    }).listen(0, '127.0.0.1');
    await once(metrics, 'listening');
    const report = await runLoadTest(`${relay.url}/metrics`, {
      listeners: 4,
      seconds: 0.4,
      joinRate: 0,
      processes: 0,
      metrics: `http://127.0.0.1:${(metrics.address() as AddressInfo).port}/metrics`,
    });
    metrics.close();
    expect(reads).toBe(3);
    expect(report.relay!.residentBytes).toBe(6e6);
    // 2 MB more than before the joins, for 4 listeners.
    expect(report.relay!.bytesPerListener).toBe(500_000);
    // A second between the two readings, however long the machine took from one to the other.
    expect(report.relay!.cpuShare).toBeGreaterThan(0);
  });

  it.each([
    [{ listeners: 0 }, /listeners must be an integer from 1 to 1000000, got 0/],
    [{ seconds: Number.NaN }, /seconds must be a number from 0.1 to 86400, got NaN/],
    [{ slow: 0.6, churn: 0.5 }, /slow \+ trickle \+ churn must be at most 1, got 0.6 \+ 0 \+ 0.5/],
    [{ metrics: 'localhost:9464' }, /metrics must be an http: or https: URL, got "localhost:9464"/],
    [{ speed: 1 }, /speed is not an option/],
  ])('refuses %j before it connects', async (options, message) => {
    await expect(runLoadTest('ws://127.0.0.1:1/x', options as object)).rejects.toThrow(message);
  });

  it('says why where nothing listens, and where the relay refuses its sources', async () => {
    await expect(runLoadTest('ws://127.0.0.1:1/x', { processes: 0 })).rejects.toMatchObject({
      code: 'TRANSPORT_FAILED',
      message: expect.stringContaining('nothing listens on 127.0.0.1:1'),
    });
    await expect(runLoadTest(`${relay.url}/x`, { processes: 0, pid: 2 ** 31 - 1 })).rejects.toMatchObject({
      message: '/proc/2147483647: no process of this id can be read',
    });
  });
});

describe('latentcast load-test', () => {
  it('prints tables, and exits with 0 where nothing was missed', async () => {
    const { code, out } = await cli(['load-test', `${relay.url}/tables`, '--listeners', '10', ...small()]);
    expect(out).toMatch(/^listeners .* joined /);
    expect(out).toMatch(/healthy +10 +10 /);
    expect(out).toMatch(/lag from the due time/);
    expect(out).toMatch(/100\.000 % of the frames delivered to healthy listeners/);
    expect(code).toBe(0);
  });

  it('holds listeners in processes of its own and adds up what they received', async () => {
    const args = [
      '--seconds',
      '0.4',
      '--preset',
      'live',
      '--join-rate',
      '0',
      '--listeners',
      '9',
      '--processes',
      '2',
      '--json',
      '-',
    ];
    const child = spawn(process.execPath, ['dist/cli/main.js', 'load-test', `${relay.url}/forked`, ...args], {
      cwd: ROOT,
    });
    let out = '';
    child.stdout.on('data', (data) => {
      out += data;
    });
    const [code] = (await once(child, 'close')) as [number];
    expect(code).toBe(0);
    const report = JSON.parse(out) as LoadReport;
    expect(report.healthy).toMatchObject({ listeners: 9, joined: 9, deliveredShare: 1 });
    expect(report.tool.cpuShare).toBeGreaterThan(0);
    await isOfSchema(report);
  });

  it.runIf(canMakeCertificates)('reaches a relay over TLS, slow and leaving listeners too', async () => {
    const { certificate, key } = makeCertificate();
    const authority = path.join(folder, 'authority.pem');
    await writeFile(authority, certificate);
    const secure = await startRelayServer({ port: 0, graceMs: 100, site: false, tls: { certificate, key } });
    const args = ['--seconds', '1', '--join-rate', '0', '--listeners', '20', '--preset', 'live', '--json', '-'];
    const kinds = ['--slow', '10%', '--trickle', '10%', '--churn', '10%/s'];
    const command = ['dist/cli/main.js', 'load-test', `wss://localhost:${secure.port}/main`, ...args, ...kinds];
    const env = { ...process.env, NODE_EXTRA_CA_CERTS: authority };
    const child = spawn(process.execPath, command, { cwd: ROOT, env });
    let out = '';
    child.stdout.on('data', (data) => {
      out += data;
    });
    const [code] = (await once(child, 'close')) as [number];
    await secure.close();
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      faults: [],
      healthy: { joined: 14, deliveredShare: 1 },
      stalled: { joined: 2, messages: 0 },
      trickle: { joined: 2 },
    });
  });

  it('exits with 1 where listeners are refused, unless that is allowed', async () => {
    const narrow = await startRelayServer({
      port: 0,
      graceMs: 100,
      site: false,
      limits: { maxListenersPerChannel: 4 },
    });
    const file = path.join(folder, 'report.json');
    const args = ['load-test', `${narrow.url}/full`, '--listeners', '10', '--json', file, ...small()];
    const { code, err } = await cli(args);
    const allowed = await cli([...args, '--allow-refused']);
    await narrow.close();
    expect(err).toMatch(/6 attempts of healthy listeners were refused/);
    expect([code, allowed.code]).toEqual([1, 0]);
    const report = JSON.parse(await readFile(file, 'utf8')) as LoadReport;
    expect(report.healthy).toMatchObject({ joined: 4, refused: { CHANNEL_LIMIT: 6 }, deliveredShare: 1 });
  });

  it('exits with 1 where the lag is above what is allowed', async () => {
    const { code, err } = await cli([
      'load-test',
      `${relay.url}/late`,
      '--listeners',
      '2',
      '--max-p99',
      '0',
      ...small(),
    ]);
    expect(err).toMatch(/the lag at p99 must be at most 0 ms, was [\d.]+/);
    expect(code).toBe(1);
  });

  it('exits with 1 where nobody publishes: nothing was measured', async () => {
    const station = ['load-test', `${relay.url}/nobody`, '--listeners', '2', ...small()];
    // A channel that has had a source: listeners of another one would wait for its hello.
    expect((await cli(station)).code).toBe(0);
    const args = [...station, '--source', 'none'];
    const { code, err } = await cli(args);
    expect(err).toMatch(/no message has come: nobody publishes on the channels/);
    expect([code, (await cli([...args, '--allow-loss'])).code]).toEqual([1, 0]);
  });

  it('reports what it has seen when it is interrupted', async () => {
    const running = startCli([
      'load-test',
      `${relay.url}/cut`,
      '--listeners',
      '5',
      '--seconds',
      '600',
      '--processes',
      '0',
      '--json',
    ]);
    await running.stderr.waitFor(/measuring/);
    running.interrupt();
    const { code, out, err } = await running.done;
    expect(code).toBe(130);
    expect(err).toMatch(/interrupted: the report is of the time until then/);
    expect(JSON.parse(out)).toMatchObject({ isPartial: true, healthy: { joined: 5 }, faults: [] });
  });

  it('refuses to replace a file that is no report', async () => {
    const file = path.join(folder, 'package.json');
    await writeFile(file, '{"name": "mine"}');
    const { code, err } = await cli(['load-test', `${relay.url}/x`, '--json', file, ...small()]);
    expect(code).toBe(2);
    expect(err).toContain('package.json');
    expect(await readFile(file, 'utf8')).toBe('{"name": "mine"}');
  });

  it.each([
    [['--slow', '1'], /share from 0% to 100%, as in 1%/],
    [['--slow', '101%'], /share from 0% to 100%/],
    [['--slow', '1%/s'], /share from 0% to 100%, as in 1%\./],
    [['--slow', '60%', '--trickle', '50%'], /together must be at most 100%/],
    [['--listeners', '0'], /integer from 1 to 1000000/],
    [['--metrics', 'x'], /'--metrics <url>' argument 'x' is invalid. It must be an http: or https: URL/],
    [['--metrics', 'http://['], /It must be an http: or https: URL/],
    [['--pid', '5', '--metrics', 'http://127.0.0.1/'], /cannot be used with/],
    [['--force'], /--force' does not apply to a load test without --json FILE/],
  ])('refuses %j', async (args, message) => {
    const { code, err } = await cli(['load-test', 'ws://127.0.0.1:1/x', ...args]);
    expect(err).toMatch(message);
    expect(code).toBe(2);
  });

  it('refuses a relay that others may run', async () => {
    const { code, err } = await cli(['load-test', 'ws://192.0.2.1:8787/main', ...small()]);
    expect(err).toMatch(/192\.0\.2\.1 .* neither this machine nor in a private network.*--i-run-this-relay/);
    expect(code).toBe(1);
  });
});

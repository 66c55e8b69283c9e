import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { SUBPROTOCOL } from '../../src/core/wire/hello.js';
import { CONFIG_EXAMPLE } from '../../src/node/relay/config/example.js';
import { connectWebSocket } from '../../src/node/ws-connect.js';
import { canMakeCertificates, makeCertificate } from '../support/certificates.js';
import { cli } from '../support/cli.js';
import { Peer } from '../support/peers.js';

const MAIN = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));

let folder: string;
let file: string;
const children: ChildProcess[] = [];

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'lc-serve-'));
  file = path.join(folder, 'relay.yaml');
});
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  rmSync(folder, { recursive: true });
});

/** `latentcast serve` as a process of its own. */
function serve(...args: string[]) {
  const child = spawn(process.execPath, [MAIN, 'serve', ...args], { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
  children.push(child);
  let err = '';
  const waiting: { pattern: RegExp; resolve: (match: RegExpExecArray) => void }[] = [];
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    err += text;
    for (const { pattern, resolve } of waiting) {
      const match = pattern.exec(err);
      if (match) resolve(match);
    }
  });
  const sees = (pattern: RegExp): Promise<RegExpExecArray> => {
    const match = pattern.exec(err);
    return match ? Promise.resolve(match) : new Promise((resolve) => waiting.push({ pattern, resolve }));
  };
  return {
    sees,
    /** Whether it has begun to start its workers. */
    hasChildren: () => readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, 'utf8') !== '',
    kill: (signal: NodeJS.Signals) => child.kill(signal),
    stopReading: () => child.stderr.destroy(),
    url: async () => (await sees(/relay on (wss?:\/\/\S+)\/CHANNEL/))[1]!,
    ended: once(child, 'close').then(([code, signal]) => ({
      code: code as number | null,
      signal: signal as string | null,
      err,
    })),
  };
}

describe('serve --init', () => {
  it('writes an example that only its owner reads and that passes --check as it is', async () => {
    expect(await cli(['serve', '--init', file])).toMatchObject({ code: 0, out: '' });
    expect(readFileSync(file, 'utf8')).toBe(CONFIG_EXAMPLE);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(await cli(['serve', '--config', file, '--check'])).toMatchObject({ code: 0, err: '' });
  });

  it('prints it where the file is -', async () => {
    expect(await cli(['serve', '--init', '-'])).toMatchObject({ code: 0, out: CONFIG_EXAMPLE, err: '' });
  });

  it('never replaces a file', async () => {
    writeFileSync(file, 'mine');
    const { code, err } = await cli(['serve', '--init', file]);
    expect([code, err]).toEqual([2, `latentcast: ${file} exists already and is left as it is\n`]);
    expect(readFileSync(file, 'utf8')).toBe('mine');
  });

  it('says where it cannot write, and does not go with --config', async () => {
    const { code, err } = await cli(['serve', '--init', path.join(folder, 'no/relay.yaml')]);
    expect([code, err]).toEqual([
      1,
      `latentcast: ${folder}/no/relay.yaml: cannot write it: there is no such file or folder\n`,
    ]);
    expect((await cli(['serve', '--init', '--config', file])).code).toBe(2);
  });
});

describe('serve --check', () => {
  it('prints the configuration that holds, flags over the file and defaults under it, and nothing that is secret', async () => {
    writeFileSync(file, `listen: { host: "\${LC_HOST}", port: 80 }\nlimits: { ringMs: 5000 }\n`);
    const { code, out, err } = await cli(['serve', '--config', file, '--check', '--port', '81'], {
      LC_HOST: '127.0.0.3',
    });
    expect([code, err]).toEqual([0, '']);
    expect(out).toMatch(/^listen:\n {2}host: \$\{LC_HOST\}\n {2}port: 81\n/);
    expect(out).toMatch(/\n {2}ringMs: 5000\n/);
    expect(out).toMatch(/\n {2}evictAfterMs: 30000\n/);
    expect(out).not.toContain('127.0.0.3');
  });

  it('prints every problem on a line, and ends with 2', async () => {
    writeFileSync(file, 'listen:\n  port: x\n  hots: a\n');
    const { code, out, err } = await cli(['serve', '--config', file, '--check']);
    expect([code, out]).toEqual([2, '']);
    expect(err.split('\n')).toEqual([
      `latentcast: ${file}:2:9: listen.port must be an integer from 0 to 65535, got "x"`,
      `latentcast: ${file}:3:3: listen.hots is no known key; did you mean host?`,
      '',
    ]);
  });

  it('shows addresses without what may be a secret in them', async () => {
    const path = 'services/T0123456789ABCDEF';
    const urls = [`https://hooks.example/${path}/radio?token=s3cret&n=1`, 'https://plain.example/hooks'];
    writeFileSync(
      file,
      `webhooks: { urls: ${JSON.stringify(urls)} }\naccess: { hook: { url: 'https://h/x?s3cret' } }\n` +
        "channels: { list: [{ name: a, upstream: { url: 'wss://h/a?room=s3cret', token: s3cret } }] }\n",
    );
    const { code, out, err } = await cli(['serve', '--config', file, '--check']);
    expect([code, err]).toEqual([0, '']);
    expect(out).toContain('- https://hooks.example/services/…/radio?token=…&n=…\n');
    expect(out).toContain('- https://plain.example/hooks\n');
    expect(out).toContain('url: https://h/x?…\n');
    expect(out).toContain('url: wss://h/a?room=…\n');
    expect(out).not.toMatch(/s3cret|T0123456789/);
  });

  it('names a file that is missing', async () => {
    const { code, err } = await cli(['serve', '--config', file, '--check']);
    expect([code, err]).toEqual([2, `latentcast: ${file}: cannot read it: there is no such file or folder\n`]);
  });

  it('checks the flags alone where there is no file', async () => {
    expect((await cli(['serve', '--check'])).code).toBe(0);
    expect((await cli(['serve', '--check', '--host', '0.0.0.0'])).code).toBe(2);
    expect((await cli(['serve', '--check', '--host', '0.0.0.0', '--open'])).code).toBe(0);
  });
});

describe('a relay that other machines reach', () => {
  const WHY =
    'is reached from other machines, and anybody could publish: state a key or token in access (serve --init writes an example), or allow it with --open or listen.open: true';

  it.each(['0.0.0.0', '::'])('does not start on %s without --open', async (host) => {
    const { code, err } = await cli(['serve', '--host', host, '--port', '0']);
    expect([code, err]).toEqual([2, `latentcast: host ${host} ${WHY}\n`]);
  });

  it.each([
    ['192.0.2.7', 'is no address of this machine'],
    ['relay.invalid', 'is a name that leads to no address'],
  ])('does not start on %s, which %s', async (host, why) => {
    const { code, err } = await cli(['serve', '--host', host, '--port', '0']);
    expect([code, err]).toEqual([2, `latentcast: --host ${host} ${why}\n`]);
  });

  it('does not start by a file without open: true either, with the place in the file', async () => {
    writeFileSync(file, 'listen:\n  host: 0.0.0.0\n');
    const { code, err } = await cli(['serve', '--config', file]);
    expect([code, err]).toEqual([2, `latentcast: ${file}:2:9: listen.host 0.0.0.0 ${WHY}\n`]);
  });

  it('starts with --open, and says that it is open', async () => {
    const relay = serve('--host', '0.0.0.0', '--port', '0', '--open');
    await relay.sees(/open: everybody may publish on every channel\n/);
    await relay.sees(/reached at ws:\/\//);
    relay.kill('SIGTERM');
    expect(await relay.ended).toMatchObject({ code: 0 });
  });
});

describe('serve as a process', () => {
  it('without options is a relay on loopback', async () => {
    const relay = serve('--port', '0');
    expect(await relay.url()).toMatch(/^ws:\/\/127\.0\.0\.1:\d+$/);
    await relay.sees(/open: everybody on this machine may publish on every channel\n/);
    relay.kill('SIGHUP');
    await relay.sees(/there is no configuration file to read again\n.*nothing has changed\n/);
    relay.kill('SIGINT');
    expect(await relay.ended).toMatchObject({ code: 0 });
  });

  it('reads its file again at SIGHUP: a right one holds, a wrong one changes nothing and says why', async () => {
    writeFileSync(file, 'listen: { port: 0 }\nlimits: { maxConnections: 1 }\n');
    const relay = serve('--config', 'relay.yaml');
    const url = await relay.url();
    await relay.sees(/configuration: relay\.yaml; SIGHUP reads it again\n/);
    const first = new Peer(await connectWebSocket(`${url}/radio`));
    writeFileSync(file, 'limits: { maxConnections: none }\n');
    relay.kill('SIGHUP');
    await relay.sees(
      /relay\.yaml:1:27: limits\.maxConnections must be an integer .*, got "none"\nlatentcast: nothing has changed\n/,
    );
    const refused = new WebSocket(`${url}/radio`, SUBPROTOCOL);
    expect((await once(refused, 'close'))[0]).toBe(4005);
    writeFileSync(file, 'listen: { port: 9 }\nlimits: { maxConnections: 2 }\n');
    relay.kill('SIGHUP');
    await relay.sees(/read again, changed: limits\.maxConnections\nlatentcast: needs a restart: listen\.port\n/);
    const second = new Peer(await connectWebSocket(`${url}/radio`));
    expect([first.closed, second.closed]).toEqual([null, null]);
    relay.kill('SIGTERM');
    expect(await relay.ended).toMatchObject({ code: 0 });
    expect(first.of('error').at(-1)?.body.retryAfterMs).toBeGreaterThanOrEqual(500);
  });

  it.skipIf(process.platform !== 'linux')('reads it again, too, for a SIGHUP that comes while it starts', async () => {
    writeFileSync(file, 'listen: { port: 0 }\nworkers: 2\n');
    const relay = serve('--config', 'relay.yaml');
    while (!relay.hasChildren()) await new Promise((resolve) => setTimeout(resolve, 5));
    writeFileSync(file, 'listen: { port: 0 }\nworkers: 2\nlimits: { maxConnections: 1 }\n');
    relay.kill('SIGHUP');
    await relay.sees(/read again, changed: limits\.maxConnections\n/);
    relay.kill('SIGTERM');
    expect(await relay.ended).toMatchObject({ code: 0 });
  });

  it('goes on when nobody reads its standard error any more', async () => {
    const relay = serve('--port', '0');
    const url = await relay.url();
    await relay.sees(/page at/);
    relay.stopReading();
    for (let i = 0; i < 3; i++) {
      const refused = new WebSocket(`${url}/radio`, 'nothing');
      await new Promise((resolve) => refused.on('error', () => {}).on('close', resolve));
    }
    const response = await fetch(`${url.replace('ws', 'http')}/healthz`);
    expect(response.status).toBe(200);
    await response.text();
    relay.kill('SIGTERM');
    expect(await relay.ended).toMatchObject({ code: 0, signal: null });
  });

  it('ends at once with 130 at the second signal, while a peer does not close', async () => {
    writeFileSync(file, 'listen: { port: 0 }\nshutdown: { graceMs: 600000 }\n');
    const relay = serve('--config', file);
    const socket = new WebSocket(`${await relay.url()}/radio`, SUBPROTOCOL);
    await once(socket, 'open');
    socket.pause();
    relay.kill('SIGTERM');
    await relay.sees(/ending/);
    relay.kill('SIGTERM');
    expect(await relay.ended).toMatchObject({ code: 130 });
    socket.terminate();
  });

  it.skipIf(!canMakeCertificates)('serves wss by a file, and says for whom the certificate is', async () => {
    const { certificate, key } = makeCertificate('radio.example');
    writeFileSync(path.join(folder, 'cert.pem'), certificate);
    writeFileSync(path.join(folder, 'key.pem'), key);
    writeFileSync(file, 'listen: { port: 0, tls: { certificate: cert.pem, key: "file:key.pem" } }\n');
    const relay = serve('--config', file);
    expect(await relay.url()).toMatch(/^wss:/);
    await relay.sees(/TLS: certificate for DNS:radio\.example, DNS:localhost, .*, valid until 20/);
    await relay.sees(/warning: the certificate expires in 1 days/);
    relay.kill('SIGTERM');
    expect((await relay.ended).err).not.toContain('PRIVATE');
    expect(existsSync(file)).toBe(true);
  });
});

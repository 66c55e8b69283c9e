import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { SUBPROTOCOL } from '../../src/core/wire/hello.js';
import { nodeClock } from '../../src/node/clock.js';
import { describeStation } from '../../src/node/relay/config/describe.js';
import { effectiveYaml } from '../../src/node/relay/config/effective.js';
import { loadConfig } from '../../src/node/relay/config/load.js';
import { type Station, startStation } from '../../src/node/relay/config/station.js';
import { type WebSocketLike, websocketConnection } from '../../src/transports/websocket.js';
import { Capture } from '../support/cli.js';
import { Peer, streamHello } from '../support/peers.js';

const makeKey = (): { key: string; hash: string } => {
  const key = `lck_${randomBytes(32).toString('base64url')}`;
  return { key, hash: `sha256:${createHash('sha256').update(key).digest('hex')}` };
};
const [studio, guest, boss] = [makeKey(), makeKey(), makeKey()];

let folder: string;
let file: string;
let output: Capture;
const cleanups: (() => unknown)[] = [];

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'lc-access-'));
  file = path.join(folder, 'relay.yaml');
  output = new Capture();
  for (const [name, { hash }] of Object.entries({ studio, guest, boss }))
    writeFileSync(path.join(folder, name), `${hash}\n`);
});
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
  rmSync(folder, { recursive: true });
});

const keys = (...entries: string[]): string =>
  `access:\n  keys:\n${entries.map((entry) => `    - ${entry}\n`).join('')}`;
const STUDIO = "{ name: studio, hash: 'file:studio', publish: [main] }";
const GUEST = "{ name: guest, hash: 'file:guest', publish: ['guest-*'] }";
const BOSS = "{ name: boss, hash: 'file:boss', admin: true }";

async function start(text: string): Promise<Station> {
  writeFileSync(file, text);
  const station = await startStation({ file, env: {}, overrides: { port: 0 }, output });
  cleanups.push(() => station.close());
  return station;
}

/** A source on a channel; resolves when the relay has answered its hello, or has refused it. */
async function publish({ server }: Station, channel: string, key?: string): Promise<Peer> {
  const headers = key === undefined ? {} : { authorization: `Bearer ${key}` };
  const socket = new WebSocket(`${server.url}/${channel}`, SUBPROTOCOL, { headers });
  const connection = websocketConnection(socket as unknown as WebSocketLike, { clock: nodeClock, side: 'client' });
  await once(socket, 'open');
  const peer = new Peer(connection);
  cleanups.push(() => connection.close());
  peer.hello(streamHello());
  while (peer.story.length === 0) await new Promise((resolve) => setImmediate(resolve));
  return peer;
}

describe('who may publish by a configuration', () => {
  it('follows the file: a reload closes only those who may no longer, and the others go on', async () => {
    const station = await start(keys(STUDIO, GUEST));
    const [first, second] = [await publish(station, 'main', studio.key), await publish(station, 'guest-1', guest.key)];
    expect((await publish(station, 'main2')).of('error')[0]?.body.code).toBe('NOT_ALLOWED');
    writeFileSync(file, keys(STUDIO));
    expect(await station.reload()).toEqual({ isApplied: true, changed: ['access.keys'], needRestart: [] });
    while (second.closed === null) await new Promise((resolve) => setImmediate(resolve));
    expect(second.of('error').at(-1)?.body.code).toBe('NOT_ALLOWED');
    expect(first.closed).toBeNull();
    writeFileSync(file, keys("{ name: studio, hash: 'file:nowhere', publish: [main] }"));
    expect(await station.reload()).toMatchObject({ isApplied: false });
    expect(first.closed).toBeNull();
    expect(output.text).not.toContain(studio.key);
    expect(output.text).not.toContain(studio.hash);
  });

  it('is everybody by listen.open, whatever keys there are', async () => {
    const station = await start(`listen: { open: true }\n${keys(STUDIO)}`);
    expect((await publish(station, 'any')).of('hello')).toHaveLength(1);
  });

  it('needs a key where other machines reach the relay, and the relay says so', async () => {
    const station = await start(`listen: { host: 0.0.0.0 }\n${keys(STUDIO, BOSS)}`);
    const lines = await describeStation(station.server, station.loaded);
    expect(lines).toContain('closed: publishing needs the one key that may');
    writeFileSync(file, `listen: { host: 0.0.0.0 }\n${keys(BOSS)}access2: {}\n`);
    expect(JSON.stringify(await station.reload())).toContain('access2 is no known key; did you mean access?');
    writeFileSync(file, 'listen: { host: 0.0.0.0 }\n');
    expect(JSON.stringify(await station.reload())).toContain('listen.host 0.0.0.0 is reached from other machines');
  });

  it('is stated truly where everybody may publish on some channels, and others need a key or are closed', async () => {
    const open = '  anonymous: { publish: [mic, guest-*] }\n';
    const line = async (text: string): Promise<string | undefined> => {
      const station = await start(text);
      return (await describeStation(station.server, station.loaded)).find((each) => /publish/.test(each));
    };
    expect(await line(`access:\n${open}`)).toBe(
      'open in part: everybody on this machine may publish on mic, guest-*; nobody may on others',
    );
    expect(await line(`${keys(STUDIO)}${open}`)).toBe(
      'open in part: everybody on this machine may publish on mic, guest-*; others need the one key that may',
    );
  });

  it('is stated by --check without any hash', async () => {
    writeFileSync(file, `${keys(STUDIO, `{ name: plain, hash: '${guest.hash}' }`)}  bans: bans.json\n`);
    const text = await effectiveYaml(await loadConfig({ file, env: {} }));
    expect(text).toContain('name: studio\n      hash: (hidden)\n');
    expect(text).toContain(`bans: ${folder}/bans.json\n`);
    expect(text).not.toContain('sha256');
  });

  it.each<[string, string, string]>([
    ['a hash that is none', keys('{ name: a, hash: abc }'), '3:24: access.keys[0].hash must be '],
    [
      'a short secret',
      "access: { tokens: { keys: [{ id: a, algorithm: HS256, secret: 'short-one' }] } }\n",
      '1:63: access.tokens.keys[0].secret must be at least 32 bytes',
    ],
    [
      'a key without secret',
      'access: { tokens: { keys: [{ id: a, algorithm: HS256 }] } }\n',
      '1:28: access.tokens.keys[0].secret must be given for HS256',
    ],
    [
      'an unknown algorithm',
      'access: { tokens: { keys: [{ id: a, algorithm: none }] } }\n',
      '1:48: access.tokens.keys[0].algorithm must be one of HS256,',
    ],
    [
      'a wrong pattern',
      keys("{ name: a, hash: 'file:studio', publish: ['a b'] }"),
      '3:49: access.keys[0].publish[0] must be 1 to 64 letters',
    ],
    ['a wrong origin', 'access: { origins: [radio.example] }\n', '1:21: access.origins[0] must be '],
    ['a wrong proxy', 'listen: { proxies: { trusted: [10.0.0.0/33] } }\n', '1:32: listen.proxies.trusted[0] must be '],
    ['a wrong prefix', 'listen: { pathPrefix: /../x }\n', '1:23: listen.pathPrefix must be '],
    ['a pattern that is none', "channels: { pattern: '[' }\n", '1:22: channels.pattern must be a regular expression'],
    ['bans that are none', 'access: { bans: studio }\n', '1:17: access.bans cannot be used: '],
  ])('is refused with %s, with its place and no secret', async (_what, text, expected) => {
    writeFileSync(file, text);
    const error = await loadConfig({ file, env: {} }).then(
      () => null,
      (thrown: Error) => thrown,
    );
    expect(error?.message).toContain(`${file}:${expected}`);
    expect(error?.message).not.toMatch(/short-one|sha256:[0-9a-f]/);
  });
});

describe('the channels that a configuration allows', () => {
  it('are those whose names match its pattern, and those of another one after a reload', async () => {
    const station = await start("channels: { pattern: '^studio-[0-9]+$' }\n");
    expect((await publish(station, 'studio-1')).of('hello')).toHaveLength(1);
    const refused = await publish(station, 'studio-x');
    expect(refused.of('error')[0]?.body).toEqual({
      code: 'CHANNEL_NAME',
      message: 'this relay has no channel "studio-x": names match ^studio-[0-9]+$',
    });
    writeFileSync(file, 'limits: {}\n');
    expect(await station.reload()).toEqual({ isApplied: true, changed: ['channels.pattern'], needRestart: [] });
    expect((await publish(station, 'studio-x')).of('hello')).toHaveLength(1);
  });
});

describe('the operation of a configured relay', () => {
  it('reloads by POST /admin/reload, for administrators alone, and answers with what has changed or is wrong', async () => {
    const station = await start(keys(STUDIO, BOSS));
    const url = station.server.url.replace('ws', 'http');
    const reload = async (key?: string): Promise<{ status: number; body: string }> => {
      const headers = key === undefined ? {} : { authorization: `Bearer ${key}` };
      const response = await fetch(`${url}/admin/reload`, { method: 'POST', headers });
      return { status: response.status, body: await response.text() };
    };
    expect((await reload()).status).toBe(401);
    expect((await reload(studio.key)).status).toBe(403);
    writeFileSync(file, `${keys(STUDIO, BOSS)}limits: { ringMs: 5000 }\nlisten: { port: 9 }\n`);
    const right = await reload(boss.key);
    expect([right.status, JSON.parse(right.body)]).toEqual([200, { reloaded: true, changed: ['limits.ringMs'] }]);
    writeFileSync(file, 'limits: { ringMs: long }\n');
    const wrong = await reload(boss.key);
    expect(wrong.status).toBe(422);
    expect(wrong.body).toContain('limits.ringMs must be an integer from 1 to 2147483647');
    expect(station.loaded.config.limits).toEqual({ ringMs: 5000 });
  });

  it('logs as the file states, and takes another level over at a reload', async () => {
    const station = await start(`log: { format: json, addresses: none }\n${keys(STUDIO)}`);
    await publish(station, 'main', studio.key);
    await output.waitFor(/"event":"joined"/);
    expect(output.text).not.toContain('127.0.0.1');
    writeFileSync(file, `log: { format: json, level: error }\n${keys(STUDIO)}`);
    expect(await station.reload()).toMatchObject({ changed: ['log.addresses', 'log.level'] });
    const before = output.text.length;
    await publish(station, 'main2', 'wrong');
    expect(output.text.slice(before)).toBe('');
  });

  it('serves metrics on an address of their own, which the start names', async () => {
    const station = await start('metrics: { port: 0 }\n');
    const { metricsUrl } = station.server;
    expect(await describeStation(station.server, station.loaded)).toContain(`metrics at ${metricsUrl}`);
    expect(await (await fetch(metricsUrl!)).text()).toContain('# TYPE');
  });
});

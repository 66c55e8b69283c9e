import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { hashPassword } from '../../src/node/relay/access/key-hash.js';
import { type Station, startStation } from '../../src/node/relay/config/station.js';
import { Capture } from '../support/cli.js';
import { RawSource } from '../support/station-programs.js';

const output = new Capture();
let dir = '';
let station: Station;

beforeAll(async () => {
  dir = mkdtempSync(path.join(tmpdir(), 'lc-password-'));
  const file = path.join(dir, 'relay.yaml');
  const key = `{ name: studio, hash: '${await hashPassword('the right one')}', publish: ['*'], listen: ['*'] }`;
  writeFileSync(
    file,
    `access: { anonymous: { listen: [] }, keys: [${key}] }\nchannels: { list: [{ name: main, icecast: {}, players: {} }] }\n`,
  );
  station = await startStation({ file, env: {}, overrides: { port: 0 }, output });
});
afterAll(async () => {
  await station?.close();
  rmSync(dir, { recursive: true });
});

it('a wrong password is one line of the log at each door, and a question without one is none', async () => {
  const { port } = station.server;
  const wrong = `Basic ${Buffer.from('source:wrong').toString('base64')}`;
  const url = `http://127.0.0.1:${port}`;
  const publish = async (headers: string): Promise<void> => {
    const source = new RawSource(port, `PUT /main HTTP/1.1\r\nHost: localhost\r\n${headers}\r\n`);
    await source.closed;
    expect(source.answer).toMatch(/^HTTP\/1\.1 401 /);
  };
  const doors: Record<string, (header: Record<string, string>) => Promise<unknown>> = {
    publish: ({ authorization }) => publish(authorization ? `Authorization: ${authorization}\r\n` : ''),
    title: (headers) => fetch(`${url}/admin/metadata?mode=updinfo&mount=/main&song=x`, { headers }),
    listen: (headers) => fetch(`${url}/main.wav`, { headers }),
    recordings: ({ authorization }) =>
      fetch(`${url}/channels/main/recordings`, { headers: authorization ? { authorization: 'Bearer wrong' } : {} }),
  };
  for (const [door, knock] of Object.entries(doors)) {
    const lines = (): string[] => output.text.split('\n').filter((line) => line !== '');
    const before = lines().length;
    await knock({});
    expect([door, lines().slice(before)]).toEqual([door, []]);
    await knock({ authorization: wrong });
    expect([door, lines().slice(before)]).toEqual([
      door,
      [expect.stringContaining('latentcast: main: refused (127.0.0.1): ')],
    ]);
  }
});

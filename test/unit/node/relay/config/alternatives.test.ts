import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { loadConfig } from '../../../../../src/node/relay/config/load.js';
import { serverOptions } from '../../../../../src/node/relay/config/server-options.js';

const folders: string[] = [];
afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true });
});

async function load(text: string) {
  const folder = await mkdtemp(join(tmpdir(), 'latentcast-alternatives-'));
  folders.push(folder);
  const file = join(folder, 'relay.yaml');
  await writeFile(file, text);
  return loadConfig({ file, env: {} });
}

it('relays that take over while this one is full are named in the configuration', async () => {
  const alternatives = ['wss://b.example', 'ws://10.0.0.2:8787/radio'];
  const loaded = await load(`alternatives: ['${alternatives.join("', '")}']\n`);
  expect(serverOptions(loaded).alternatives).toEqual(alternatives);
  expect(serverOptions(await load('workers: 1\n')).alternatives).toBeUndefined();
});

it('one that is no address of a relay is named with its line', async () => {
  await expect(load('workers: 1\nalternatives:\n  - wss://b.example\n  - https://c.example\n')).rejects.toThrow(
    /relay\.yaml:4:5.*alternatives\[1\] must be the address of a relay, ws:\/\/HOST:PORT or wss:\/\/HOST, got "?https:\/\/c\.example/s,
  );
});

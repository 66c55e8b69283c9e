import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { HostKeys } from '../../../../src/node/session/host-keys.js';
import { createHostKey } from '../../../../src/session/create-host-key.js';

it('keeps the key of each session for its user alone, the last hundred, whatever the relay’s address', async ({
  onTestFinished,
}) => {
  const folder = await mkdtemp(join(tmpdir(), 'latentcast-keys-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const keys = new HostKeys(join(folder, 'new', 'sessions.json'));
  const key = createHostKey();
  expect(await keys.get('http://a/#session=x')).toBeUndefined();
  await keys.set('http://a/#session=x', key);
  expect(await keys.get('https://other.example/#session=x')).toBe(key);
  expect((await stat(keys.file)).mode & 0o777).toBe(0o600);
  for (let i = 0; i < 100; i++) await keys.set(`http://a/#session=${i}`, createHostKey());
  expect(Object.keys(JSON.parse(await readFile(keys.file, 'utf8'))).length).toBe(100);
  expect(await keys.get('http://a/#session=x')).toBeUndefined();
});

it('names a damaged file and what is wrong with it, and shows no key', async ({ onTestFinished }) => {
  const folder = await mkdtemp(join(tmpdir(), 'latentcast-keys-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const keys = new HostKeys(join(folder, 'sessions.json'));
  for (const [text, why] of [
    ['{"session=a": "secret"}', /key 1 must be 43 letters/],
    ['[]', /must be an object/],
    ['{', /sessions\.json: /],
  ] as const) {
    await writeFile(keys.file, text);
    const error = await keys.get('#session=a').catch((caught: Error) => caught);
    expect(error).toMatchObject({ code: 'CONFIG', message: expect.stringMatching(why) });
    expect(String(error)).not.toContain('secret"');
    await expect(keys.set('#session=b', createHostKey())).rejects.toMatchObject({ code: 'CONFIG' });
    expect(await readFile(keys.file, 'utf8')).toBe(text);
  }
});

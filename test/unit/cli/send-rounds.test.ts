import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { listedRounds, type RoundOptions } from '../../../src/cli/send/rounds.js';
import { listTracks } from '../../../src/node/program/track-list.js';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'send-rounds-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function program(name: string, options: RoundOptions) {
  const music = join(folder, name);
  await mkdir(music);
  for (const file of ['a.wav', 'b.wav']) await writeFile(join(music, file), '');
  const told: string[] = [];
  const next = listedRounds([music], await listTracks([music]), options, (problem) => told.push(problem));
  const round = async (): Promise<string[] | undefined> => (await next())?.map(({ input }) => basename(input));
  return { music, told, round };
}

it('a program in a loop hears of files that were added and removed in the next round', async () => {
  const { music, told, round } = await program('loop', { loop: true });
  expect(await round()).toEqual(['a.wav', 'b.wav']);
  await writeFile(join(music, 'c.wav'), '');
  await rm(join(music, 'a.wav'));
  expect(await round()).toEqual(['b.wav', 'c.wav']);
  expect(told).toEqual([]);
});

it('a program in a loop keeps its tracks while its folder is away, and tells so once until it is back', async () => {
  const { music, told, round } = await program('away', { loop: true });
  await round();
  await rm(music, { recursive: true });
  for (let i = 0; i < 3; i++) expect(await round()).toEqual(['a.wav', 'b.wav']);
  expect(told).toHaveLength(1);
  expect(told[0]).toMatch(/there is no track in it; .*away: cannot open it: there is no such file or folder/);
  await mkdir(music);
  await writeFile(join(music, 'd.wav'), '');
  expect(await round()).toEqual(['d.wav']);
});

it('a program without a loop has one round, and the same seed gives the same orders', async () => {
  const once = await program('once', {});
  expect([await once.round(), await once.round()]).toEqual([['a.wav', 'b.wav'], undefined]);
  const orders = async (name: string): Promise<unknown[]> => {
    const { round } = await program(name, { loop: true, shuffle: true, seed: 7 });
    return [await round(), await round(), await round(), await round()];
  };
  expect(await orders('seed-1')).toEqual(await orders('seed-2'));
});

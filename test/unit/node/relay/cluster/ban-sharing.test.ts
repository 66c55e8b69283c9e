import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Access, createAccess } from '../../../../../src/node/relay/access/access.js';
import { shareBans } from '../../../../../src/node/relay/cluster/ban-sharing.js';
import type { ClusterBus } from '../../../../../src/ports/cluster-bus.js';
import { createInProcessBus, type InProcessBus } from '../../../../../src/relay/cluster/in-process-bus.js';
import { FakeClock } from '../../../../support/fake-clock.js';

const START_MS = Date.parse('2026-01-01T00:00:00Z');

describe('bans that the nodes of a cluster share', () => {
  let folder: string;
  let clock: FakeClock;
  let bus: InProcessBus;
  let wallMs = START_MS;
  const accesses: Access[] = [];
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'latentcast-bans-'));
    clock = new FakeClock();
    bus = createInProcessBus({ clock });
    wallMs = START_MS;
  });
  afterEach(async () => {
    bus.close();
    await Promise.all(accesses.splice(0).map(stored));
    await rm(folder, { recursive: true, force: true });
  });

  const fileOf = (name: string): string => path.join(folder, `${name}.json`);
  async function join(
    name: string,
  ): Promise<{ access: Access; node: ClusterBus; end: () => void; ids: () => string[] }> {
    const joining = bus.join(name);
    await clock.advanceAsync(1);
    const node = await joining;
    const access = await createAccess({ bans: fileOf(name) }, () => wallMs);
    accesses.push(access);
    const end = shareBans(access, node.state, () => wallMs);
    await clock.advanceAsync(1);
    return { access, node, end, ids: () => access.bans.list().map(({ id }) => id) };
  }
  /** Settles when the list has stored what it has taken. */
  const stored = ({ bans }: Access): Promise<boolean> => bans.remove('token:nobody');
  const settle = async (): Promise<void> => {
    await clock.advanceAsync(1);
    wallMs += 1000;
  };
  const ban = (value: string): string =>
    JSON.stringify({
      bans: [
        {
          id: `token:${value}`,
          kind: 'token',
          value,
          reason: '',
          createdAt: new Date(wallMs).toISOString(),
          expiresAt: null,
        },
      ],
    });

  it('do not return with the file of a node that was away when they were lifted, unless somebody is banned again', async () => {
    const a = await join('a');
    const b = await join('b');
    await a.access.bans.add({ kind: 'token', value: 'one' });
    await settle();
    expect(b.ids()).toEqual(['token:one']);
    b.end();
    b.node.close();
    await settle();
    await a.access.bans.remove('token:one');
    await settle();
    expect(await readFile(fileOf('b'), 'utf8')).toContain('token:one');
    const back = await join('b');
    await settle();
    expect([a.ids(), back.ids()]).toEqual([[], []]);
    await expect.poll(() => readFile(fileOf('b'), 'utf8')).not.toContain('token:one');
    await back.access.bans.add({ kind: 'token', value: 'one' });
    await settle();
    expect([a.ids(), back.ids()]).toEqual([['token:one'], ['token:one']]);
    const late = await join('c');
    expect(late.ids()).toEqual(['token:one']);
  });

  it('hold on all nodes when a file is read again, and those of a file that takes its place too', async () => {
    const a = await join('a');
    const b = await join('b');
    await b.access.bans.add({ kind: 'key', value: 'studio' });
    await settle();
    await stored(a.access);
    await writeFile(fileOf('a'), ban('two'));
    await a.access.update({ bans: fileOf('a') });
    await settle();
    // What the file does not state any more is lifted.
    expect([a.ids(), b.ids()]).toEqual([['token:two'], ['token:two']]);
    await writeFile(fileOf('other'), ban('three'));
    await a.access.update({ bans: fileOf('other') });
    await settle();
    expect([a.ids().sort(), b.ids().sort()]).toEqual([
      ['token:three', 'token:two'],
      ['token:three', 'token:two'],
    ]);
    await b.access.bans.remove('token:three');
    await settle();
    expect([a.ids(), b.ids()]).toEqual([['token:two'], ['token:two']]);
  });

  it('that have expired leave nothing behind on the bus', async () => {
    const { access, node } = await join('a');
    await access.bans.add({ kind: 'token', value: 'short', expiresInMs: 1000 });
    await settle();
    await settle();
    await access.bans.add({ kind: 'token', value: 'other' });
    await settle();
    expect(node.state.entries('').map(([key]) => key)).toEqual(['ban/token:other']);
  });
});

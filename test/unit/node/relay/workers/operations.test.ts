import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Peer } from '../../../../support/peers.js';
import { audioPacket } from '../../../../support/peers.js';
import { type AdminRig, closeAfterEach, startAdmin, TOKENS, until } from '../operations/rig.js';

closeAfterEach();

type Json = Record<string, unknown>;

const startWorkers = (): Promise<AdminRig> => startAdmin({}, { workers: 2, site: false });

async function ask(rig: AdminRig, method: string, path: string, body?: unknown): Promise<Json> {
  const response = await rig.call(method, path, body);
  const answer = (await response.json()) as Json;
  expect([method, path, response.status, answer.error]).toEqual([method, path, 200, undefined]);
  return answer;
}

interface Listed {
  readonly id: number;
  readonly role: string;
}

/** All connections of a channel, read in parts of two. */
async function list(rig: AdminRig, channel: string): Promise<Listed[]> {
  const found: Listed[] = [];
  for (let after: number | null = 0; after !== null; ) {
    const page = await ask(rig, 'GET', `/admin/channels/${channel}/connections?limit=2&after=${after}`);
    found.push(...(page.connections as Listed[]));
    after = page.next as number | null;
  }
  return found;
}

async function scrape(rig: AdminRig): Promise<(name: string) => number> {
  const text = await (await rig.call('GET', '/metrics')).text();
  return (name) =>
    Number(
      text
        .split('\n')
        .find((line) => line.startsWith(`${name} `))
        ?.split(' ')
        .at(-1),
    );
}

/** As many listeners as it takes until both workers have some. */
async function onBothWorkers(rig: AdminRig, channel: string): Promise<Peer[]> {
  const peers: Peer[] = [];
  const workers = async (): Promise<number> =>
    new Set((await list(rig, channel)).map(({ id }) => Math.floor(id / 1e10))).size;
  do peers.push(await rig.listener(channel));
  while ((await workers()) < 2 || peers.length < 4);
  return peers;
}

describe('administration of a relay in two worker processes', () => {
  it('reaches every connection, whichever worker has it and whichever is asked', async () => {
    const rig = await startWorkers();
    const source = await rig.source('radio');
    const listeners = await onBothWorkers(rig, 'radio');
    const all = await list(rig, 'radio');
    expect(all.map(({ role }) => role).sort()).toEqual([...listeners.map(() => 'listener'), 'source']);
    expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
    expect(all.map(({ id }) => id)).toEqual(all.map(({ id }) => id).sort((a, b) => a - b));
    const channel = await ask(rig, 'GET', '/admin/channels/radio');
    expect(channel).toMatchObject({ listeners: listeners.length, isLive: true });

    const muted = await ask(rig, 'PUT', '/admin/channels/radio/mute', { muted: true });
    expect(muted.isMuted).toBe(true);
    source.send(audioPacket(0));
    await until(() => listeners.every((peer) => peer.of('silence').length === 1));
    expect(listeners.flatMap((peer) => peer.of('audio'))).toEqual([]);
    await ask(rig, 'PUT', '/admin/channels/radio/mute', { muted: false });
    source.send(audioPacket(4));
    await until(() => listeners.every((peer) => peer.of('audio').length === 1));

    await ask(rig, 'PUT', '/admin/channels/radio/title', { title: 'News' });
    const titles = (peer: Peer) => peer.of('metadata').map(({ body }) => (body as { title?: string }).title);
    await until(() => listeners.every((peer) => titles(peer).includes('News')));
    // It holds for who comes later, on any worker.
    const late = [await rig.listener('radio'), await rig.listener('radio')];
    await until(() => late.every((peer) => titles(peer).includes('News')));

    const victims = (await list(rig, 'radio')).filter(({ role }) => role === 'listener').slice(0, 3);
    for (const { id } of victims) await ask(rig, 'POST', '/admin/channels/radio/kick', { id, reason: 'enough' });
    const remaining = await list(rig, 'radio');
    expect(remaining.filter(({ id }) => victims.some((victim) => victim.id === id))).toEqual([]);
    expect((await rig.call('POST', '/admin/channels/radio/kick', { id: victims[0]!.id })).status).toBe(404);

    await rig.source('other');
    const moved = await ask(rig, 'POST', '/admin/channels/radio/move', { to: 'other' });
    expect(moved).toEqual({ moved: listeners.length + late.length - victims.length, refused: 0, reason: null });
    expect((await list(rig, 'other')).length).toBe((moved.moved as number) + 1);
    expect(rig.changes.map(({ operation, status }) => `${operation} ${status}`)).toContain('move 200');
    expect(rig.changes.every(({ administrator }) => administrator === 'ann')).toBe(true);
  });

  it('bans, records and reloads in one place, whichever worker is asked', async () => {
    const rig = await startWorkers();
    const source = await rig.source('radio');
    for (let i = 0; i < 2; i++) {
      const ban = await ask(rig, 'POST', '/admin/bans', { kind: 'address', value: `192.0.2.${i}` });
      expect(ban.kind).toBe('address');
    }
    expect((await ask(rig, 'GET', '/admin/bans')).bans).toHaveLength(2);
    await ask(rig, 'PUT', '/admin/channels/radio/recording');
    // The first process records: it follows the channel from its next tick on.
    let frame = 0;
    await until(async () => {
      source.send(audioPacket(frame));
      frame += 4;
      const { recordings } = (await ask(rig, 'GET', '/admin/channels/radio/recording')) as { recordings: Json[] };
      return (recordings[0]?.frames as number) >= 4;
    });
    await ask(rig, 'DELETE', '/admin/channels/radio/recording');
    expect(readdirSync(rig.folder)).toEqual([
      expect.stringMatching(/^radio-.*\.lc$/),
      expect.stringMatching(/^radio-.*\.lc\.json$/),
    ]);
    expect(await ask(rig, 'POST', '/admin/reload')).toEqual({ reloaded: true, changed: ['limits'] });
    expect((await rig.call('GET', '/admin/stats', undefined, { authorization: 'Bearer nobody' })).status).toBe(401);
    const radio = { authorization: `Bearer ${TOKENS.radio}` };
    expect((await rig.call('GET', '/admin/channels/radio', undefined, radio)).status).toBe(200);
    expect((await rig.call('GET', '/admin/channels/other', undefined, radio)).status).toBe(403);
    expect((await rig.call('POST', '/admin/bans', { kind: 'address', value: 'x' })).status).toBe(400);
  });

  it('states metrics of the whole, which do not decrease when a worker ends', async () => {
    const rig = await startWorkers();
    await rig.source('radio');
    const listeners = await onBothWorkers(rig, 'radio');
    const earlier = await scrape(rig);
    expect(earlier('latentcast_connections{role="listener"}')).toBe(listeners.length);
    expect(earlier('latentcast_joins_total{role="listener"}')).toBe(listeners.length);
    expect(earlier('latentcast_channel_listeners{channel="radio"}')).toBe(listeners.length);
    expect(earlier('latentcast_ready')).toBe(1);
    const one = process.memoryUsage.rss();
    expect(earlier('process_resident_memory_bytes')).toBeGreaterThan(one);
    const cpuSeconds = earlier('process_cpu_seconds_total');
    const [victim] = rig.server.workerPids();
    process.kill(victim!, 'SIGKILL');
    await until(() => rig.server.workerPids().length === 2 && !rig.server.workerPids().includes(victim!));
    const later = await scrape(rig);
    expect(later('latentcast_joins_total{role="listener"}')).toBe(listeners.length);
    expect(later('latentcast_connections{role="listener"}')).toBeLessThan(listeners.length);
    expect(later('process_cpu_seconds_total')).toBeGreaterThanOrEqual(cpuSeconds);
  });

  it('has metrics on an address of their own, once for all workers', async () => {
    const rig = await startAdmin({ metrics: { port: 0 } }, { workers: 2, site: false });
    await rig.source('radio');
    const text = await (await fetch(rig.server.metricsUrl!)).text();
    expect(text).toContain('latentcast_connections{role="source"} 1');
    expect((await rig.call('GET', '/metrics')).status).toBe(404);
  });
});

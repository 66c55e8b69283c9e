import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { BEARER_SUBPROTOCOL, SUBPROTOCOL } from '../../src/core/wire/hello.js';
import { encodePacket, type Packet, parsePacket } from '../../src/core/wire/packet.js';
import { startStation } from '../../src/node/relay/config/station.js';
import { Capture } from '../support/cli.js';
import { CONTEXT, streamHello } from '../support/peers.js';

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

/** The station's own server: it is told of events at /events, and decides at /auth. */
async function owner() {
  const events: Record<string, unknown>[] = [];
  const server = createServer(async (request, response) => {
    let text = '';
    for await (const chunk of request) text += chunk;
    const body = JSON.parse(text) as Record<string, unknown>;
    if (request.url === '/events') events.push(body);
    const isDj = body.credentials === 'dj-secret';
    if (request.url === '/auth' && !isDj) response.writeHead(403).end('{"reason":"no account"}');
    else response.writeHead(200).end(request.url === '/auth' ? '{"publish":true,"listen":true,"subject":"dj"}' : '');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  cleanups.push(() => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  });
  return { events, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

async function start(text: string) {
  const folder = mkdtempSync(path.join(tmpdir(), 'lc-station-'));
  cleanups.push(() => rmSync(folder, { recursive: true }));
  const file = path.join(folder, 'relay.yaml');
  writeFileSync(file, text);
  const station = await startStation({ file, env: {}, overrides: { port: 0 }, output: new Capture() });
  cleanups.push(() => station.close());
  return { station, write: (next: string) => writeFileSync(file, next) };
}

function connect(url: string, hello: object, credentials?: string) {
  const protocols = [SUBPROTOCOL, ...(credentials ? [`${BEARER_SUBPROTOCOL}${credentials}`] : [])];
  const socket = new WebSocket(url, protocols, { perMessageDeflate: false });
  const packets: Packet[] = [];
  socket.on('open', () => socket.send(encodePacket({ type: 'hello', body: { ...hello } }, CONTEXT)));
  socket.on('message', (data: Buffer) => packets.push(parsePacket(new Uint8Array(data), CONTEXT)));
  socket.on('error', () => {});
  cleanups.push(() => socket.terminate());
  return { socket, packets, has: (type: Packet['type']) => packets.some((packet) => packet.type === type) };
}

async function until(done: () => boolean): Promise<void> {
  while (!done()) await new Promise((resolve) => setTimeout(resolve, 5));
}

const channelsOf = async (url: string) => {
  const response = await fetch(`${url.replace(/^ws/, 'http')}/channels`);
  return ((await response.json()) as { channels: Record<string, unknown>[] }).channels;
};

const LISTENER = { role: 'listener', planes: 8, burstMs: 0 };

describe.each([1, 2])('a station with %i worker(s)', (workers) => {
  it('asks its owner who may publish, and tells it who comes and goes', async () => {
    const { events, url } = await owner();
    const { station } = await start(
      JSON.stringify({
        workers,
        access: { anonymous: { listen: ['*'] }, hook: { url: `${url}/auth` } },
        webhooks: { urls: [`${url}/events`] },
        channels: { list: [{ name: 'main', title: 'Main', models: ['test-model'] }] },
        ...(workers > 1 && { admin: { enabled: false } }),
      }),
    );
    const main = `${station.server.url}/main`;
    const stranger = connect(main, streamHello());
    const impostor = connect(main, streamHello(), 'wrong');
    await until(() => stranger.has('error') && impostor.has('error'));
    const wrong = connect(main, streamHello({ modelId: 'other' }), 'dj-secret');
    await until(() => wrong.has('error'));
    expect(wrong.packets.find(({ type }) => type === 'error')).toMatchObject({ body: { code: 'MODEL_MISMATCH' } });
    const source = connect(main, streamHello(), 'dj-secret');
    await until(() => source.has('hello'));
    const listener = connect(main, LISTENER);
    await until(() => listener.has('metadata'));
    expect(listener.packets.find(({ type }) => type === 'metadata')).toMatchObject({ body: { station: 'Main' } });
    source.socket.send(encodePacket({ type: 'metadata', body: { title: 'Song' } }, CONTEXT));
    await until(() => listener.packets.filter(({ type }) => type === 'metadata').length === 2);
    const channels = `${station.server.url.replace(/^ws/, 'http')}/channels`;
    const describeMain = async () =>
      (await (await fetch(`${channels}/main`)).json()) as { isLive: boolean; titles: object[] };
    let found = await describeMain();
    // A worker knows of the others what they have reported within the last second.
    while (!found.isLive) {
      await new Promise((resolve) => setTimeout(resolve, 50));
      found = await describeMain();
    }
    expect(found).toMatchObject({ channel: 'main', titles: [{ title: 'Song', epoch: 7 }] });
    expect(found.titles.length).toBe(1);
    expect((await fetch(`${channels}/nobody`)).status).toBe(404);
    listener.socket.close();
    await until(() => events.some(({ event }) => event === 'listener.off'));
    source.socket.close();
    await until(() => events.length === 4);
    expect(events.map(({ event, subject }) => [event, subject])).toEqual([
      ['source.on', 'dj'],
      ['listener.on', undefined],
      ['listener.off', undefined],
      ['source.off', 'dj'],
    ]);
  });
});

describe('the channels of a station', () => {
  it('are listed as the configuration has them, and change with a reload that drops nobody', async () => {
    const list = (entries: object[]) => JSON.stringify({ channels: { pattern: '^open-.*$', list: entries } });
    const { station, write } = await start(
      list([
        { name: 'main', title: 'Main' },
        { name: 'secret', hidden: true },
        { pattern: 'open-*', maxListeners: 1 },
      ]),
    );
    const { url } = station.server;
    const names = async () => (await channelsOf(url)).map(({ channel, isLive }) => [channel, isLive]);
    expect(await names()).toEqual([['main', false]]);
    const waiting = connect(`${url}/open-1`, LISTENER);
    const foreign = connect(`${url}/closed`, LISTENER);
    const source = connect(`${url}/secret`, streamHello());
    await until(() => foreign.has('error') && source.has('hello'));
    await until(() => station.server.stats().channels.some(({ listeners }) => listeners === 1));
    // Neither the hidden one nor a name that only a listener has used.
    expect(await names()).toEqual([['main', false]]);
    write(
      list([
        { name: 'secret', title: 'No secret' },
        { pattern: 'open-*', maxListeners: 0 },
      ]),
    );
    expect(await station.reload()).toMatchObject({ isApplied: true, changed: ['channels.list'] });
    const more = connect(`${url}/open-1`, LISTENER);
    await until(() => more.has('error'));
    // The list is made anew a quarter of a second after the last one.
    let listed = await names();
    while (listed[0]?.[0] !== 'secret') {
      await new Promise((resolve) => setTimeout(resolve, 50));
      listed = await names();
    }
    expect(listed).toEqual([['secret', true]]);
    expect([waiting.socket.readyState, source.socket.readyState]).toEqual([WebSocket.OPEN, WebSocket.OPEN]);
    write(list([{ name: 'secret', planes: 0 }]));
    expect(await station.reload()).toMatchObject({ isApplied: false });
    expect((await channelsOf(url))[0]).toMatchObject({ title: 'No secret' });
  });
});

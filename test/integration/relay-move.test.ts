import { afterEach, describe, expect, it } from 'vitest';
import { nodeClock } from '../../src/node/clock.js';
import { connecting } from '../../src/node/connecting.js';
import { generateStaticKey, hashStaticKey } from '../../src/node/relay/access/key-hash.js';
import { type RelayServer, type RelayServerOptions, startRelayServer } from '../../src/node/relay/server.js';
import { Receiver } from '../../src/stream/receive/receiver.js';
import { Sender } from '../../src/stream/send/sender.js';
import { cli } from '../support/cli.js';
import { MODEL, payloadFor, streamHello } from '../support/peers.js';

const KEY = generateStaticKey();
const BOSS = generateStaticKey();
const { role: _role, ...HELLO } = streamHello({ framesPerPacket: 1 });

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

async function until(done: () => boolean): Promise<void> {
  while (!done()) await new Promise((resolve) => setTimeout(resolve, 1));
}

/** A relay on which a source of this epoch sends. */
async function onAir(epoch: number, options: RelayServerOptions = {}): Promise<RelayServer & { send(): void }> {
  const server = await startRelayServer({
    port: 0,
    site: false,
    operations: { admin: {} },
    access: {
      anonymous: { publish: ['*'], listen: ['*'] },
      keys: [
        { name: 'listener', hash: hashStaticKey(KEY), listen: ['*'] },
        { name: 'boss', hash: hashStaticKey(BOSS), admin: true },
      ],
    },
    ...options,
  });
  cleanups.push(() => server.close());
  const { connect } = connecting(`${server.url}/radio`, {});
  const sender = new Sender({ connect, clock: nodeClock, hello: { ...HELLO, epoch } });
  await sender.start();
  cleanups.push(() => sender.close());
  let frame = 0;
  const send = (): void =>
    void sender.send({ firstFrame: frame, frames: 1, planes: 2, payload: payloadFor(frame++, 1, 2) });
  return Object.assign(server, { send });
}

/** A listener that writes down the epochs of what it hears, and why it was disconnected. */
async function listen(url: string, options: Parameters<typeof connecting>[1] = {}) {
  const epochs: number[] = [];
  const downs: string[] = [];
  const receiver = new Receiver({
    ...connecting(`${url}/radio`, options),
    clock: nodeClock,
    model: MODEL,
    downlink: { backoff: { minMs: 5, maxMs: 20 } },
    handlers: {
      onHello: ({ epoch }) => epochs.push(epoch),
      onBlock: () => {},
      onDown: ({ message }) => downs.push(message),
    },
  });
  await receiver.start();
  cleanups.push(() => receiver.close());
  await until(() => epochs.length > 0);
  return { epochs, downs };
}

const admin = (server: RelayServer, ...args: string[]) =>
  cli(['admin', ...args, '--url', server.url], { LATENTCAST_ADMIN_TOKEN: BOSS });

describe('listeners that are moved to another relay', () => {
  it('continue there, and those who present a key only where it may go', async () => {
    const [from, to] = [await onAir(1), await onAir(2)];
    const listeners = [
      await listen(from.url),
      await listen(from.url, { token: KEY, tokenOrigins: [to.url] }),
      await listen(from.url, { token: KEY }),
    ];
    const { code, out, err } = await admin(from, 'move', 'radio', `${to.url}/radio`);
    expect([code, out, err]).toEqual([0, `3 told to go from radio to ${to.url}/radio\n`, '']);
    await until(() => listeners[0]!.epochs.length === 2 && listeners[1]!.epochs.length === 2);
    expect(listeners.map(({ epochs }) => epochs)).toEqual([[1, 2], [1, 2], [1]]);
    for (const { downs } of listeners) expect(downs).toEqual(['the operator has moved the listener to another relay']);
    const page = await to.administration.connections('radio', 0, 10);
    expect(page.connections.map(({ role, subject }) => `${role} ${subject}`).sort()).toEqual([
      'listener listener',
      'listener undefined',
      'source undefined',
    ]);
  });

  it('are one of them where one is named; what is no address is refused', async () => {
    const [from, to] = [await onAir(1), await onAir(2)];
    const stays = await listen(from.url);
    const goes = await listen(from.url);
    const { connections } = await from.administration.connections('radio', 0, 10);
    const id = String(connections.at(-1)!.id);
    expect(await admin(from, 'move', 'radio', `${to.url}/radio`, '--id', id)).toMatchObject({ code: 0 });
    await until(() => goes.epochs.length === 2);
    expect(stays.epochs).toEqual([1]);
    for (const [wrong, why] of [
      ['ws://h', 'to must be the name of a channel'],
      ['ws://h/a/b c', 'to must be the name of a channel'],
      ['ws://h/x/..', 'got'],
      ['ws://u:secret@h/a', 'to must be the name of a channel'],
      ['ws://h:99999/a', 'to must be ws://HOST:PORT/CHANNEL'],
      ['http://h/a', 'to must be the name of a channel'],
    ] as const) {
      const { code, err } = await admin(from, 'move', 'radio', wrong);
      expect([wrong, code, err]).toEqual([wrong, 1, expect.stringContaining(why)]);
    }
    expect(stays.downs).toEqual([]);
  });
});

/** Icecast source clients that wait for a channel which has a source. */

import type { IncomingMessage } from 'node:http';
import { PassThrough } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SourceClient } from '../../src/node/relay/icecast/client.js';
import { ICECAST_LIMITS, type IcecastEvent } from '../../src/node/relay/icecast/options.js';
import { type RelayServer, startRelayServer } from '../../src/node/relay/server.js';
import { connectWebSocket } from '../../src/node/ws-connect.js';
import { audioPacket, Peer, streamHello } from '../support/peers.js';
import { RawSource, until } from '../support/station-programs.js';

const events: IcecastEvent[] = [];
const clients: RawSource[] = [];
let server: RelayServer;

/** A WAV without an end: silence. */
function wav(seconds: number): Buffer {
  const header = Buffer.from(
    '52494646ffffffff57415645666d74201000000001000100' + '44ac00008858010002001000' + '64617461ffffffff',
    'hex',
  );
  return Buffer.concat([header, Buffer.alloc(2 * 44_100 * seconds)]);
}

function put(mount: string): RawSource {
  const request = `PUT ${mount} HTTP/1.1\r\nHost: localhost\r\nContent-Type: audio/wav\r\nExpect: 100-continue\r\n\r\n`;
  const client = new RawSource(server.port, request);
  clients.push(client);
  return client;
}

const isAccepted = (client: RawSource) => () => client.answer.startsWith('HTTP/1.1 100 ');
const isLive = (name: string): boolean => server.stats().channels.some((of) => of.channel === name && of.isLive);
const encoders = async (): Promise<string | undefined> =>
  /latentcast_encoders\{from="icecast"\} (\d+)/.exec(await server.metrics!.text())?.[1];
/** A source that needs no encoder of the relay, and shows that it is alive; returns what ends it. */
async function holder(): Promise<() => void> {
  const peer = new Peer(await connectWebSocket(`${server.url}/turns`));
  peer.hello(streamHello({ epoch: 1 }));
  await until('it has the channel', () => peer.story.includes('hello'));
  let frame = 0;
  const timer = setInterval(() => peer.send(audioPacket(4 * frame++, 4, 2, 1)), 200);
  return () => {
    clearInterval(timer);
    peer.connection.close(1000, '');
  };
}

/** Place in the queue that a further source gets; 0 where the queue is full. */
async function nextPlace(): Promise<number> {
  const peer = new Peer(await connectWebSocket(`${server.url}/turns`));
  peer.hello(streamHello({ epoch: 9 }));
  const place = () => peer.of('control').map(({ body }) => Number(body.queuePlace))[0] ?? 0;
  await until(`it has a place: ${peer.story}`, () => place() > 0 || peer.closed !== null);
  peer.connection.close(1000, '');
  await until('it has left', () => peer.closed !== null);
  // The source is asked each time whether it is alive, and may answer four times a second.
  await new Promise((resolve) => setTimeout(resolve, 500));
  return place();
}

beforeAll(async () => {
  server = await startRelayServer({
    port: 0,
    site: false,
    operations: { metrics: { port: 0 } },
    channels: [{ name: 'turns', takeover: 'queue', maxQueuedSources: 5 }, { name: 'other' }],
    media: {
      channels: [{ pattern: '*', icecast: { preset: 'live' } }],
      maxEncoders: 1,
      onEvent: (event) => events.push(event),
    },
  });
});

afterAll(async () => {
  for (const client of clients) client.reset();
  await server?.close();
});

describe('a source client that waits in the queue of its channel', () => {
  it('has no encoder, leaves at once when its connection ends, and publishes when its turn comes', async () => {
    // One that is cut while the relay still loads what serves it ends nothing but itself.
    const hasty = put('/other');
    hasty.reset();
    const leave = await holder();
    const gone = [put('/turns'), put('/turns')];
    const patient = put('/turns');
    await until('all three wait', async () => (await nextPlace()) === 4);
    await until('none has an encoder', async () => (await encoders()) === '0');
    const other = put('/other');
    await until('another channel has its encoder', isAccepted(other));
    other.send(wav(1));
    await until('it is on the air', () => isLive('other'));
    expect(await encoders()).toBe('1');

    gone[0]!.end();
    gone[1]!.reset();
    const left = () => events.filter(({ channel, message }) => channel === 'turns' && message.includes('has gone'));
    await until('both have left', async () => left().length >= 2 && (await nextPlace()) === 2);
    expect(patient.answer).toBe('');

    other.end();
    leave();
    await until('the one that has waited may send', isAccepted(patient));
    patient.send(wav(1));
    await until('it is heard', () => isLive('turns'));
    expect(await encoders()).toBe('1');
    patient.end();
    await until('its encoder is free', async () => (await encoders()) === '0');
  });

  it('is not cut for its silence before it is let to send', async () => {
    const timeouts: number[] = [];
    const socket = Object.assign(new PassThrough(), { setTimeout: (ms: number) => timeouts.push(ms) });
    const request = { headers: {}, httpVersion: '1.1' } as IncomingMessage;
    const client = new SourceClient(request, socket, new Uint8Array(0));
    client.watch(() => {});
    client.accept();
    expect(timeouts).toEqual([]);
    client
      .body()
      [Symbol.asyncIterator]()
      .next()
      .catch(() => {});
    await new Promise((resolve) => setImmediate(resolve));
    expect(timeouts[0]).toBe(ICECAST_LIMITS.sourceTimeoutMs);
    client.destroy();
  });

  it('keeps what it sends early, and has gone when that is too much', async () => {
    const socket = Object.assign(new PassThrough(), { setTimeout: () => {} });
    const client = new SourceClient({ headers: {} } as IncomingMessage, socket, Uint8Array.of(1));
    const why: string[] = [];
    client.watch((error) => why.push(error.message));
    socket.write(Uint8Array.of(2, 3));
    await new Promise((resolve) => setImmediate(resolve));
    const bytes = client.body()[Symbol.asyncIterator]();
    expect([...(await bytes.next()).value]).toEqual([1]);
    expect([...(await bytes.next()).value]).toEqual([2, 3]);
    expect(why).toEqual([]);
    const other = Object.assign(new PassThrough(), { setTimeout: () => {} });
    new SourceClient({ headers: {} } as IncomingMessage, other, new Uint8Array(0)).watch((e) => why.push(e.message));
    other.write(new Uint8Array(ICECAST_LIMITS.maxEarlyBytes + 1));
    await until('it is told', () => why.length > 0);
    expect(why).toEqual([expect.stringContaining('before the answer')]);
  });
});

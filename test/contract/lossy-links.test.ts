import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import { afterEach, describe, expect, it } from 'vitest';
import { requireDatagramUrl } from '../../src/node/lossy/datagram-address.js';
import { openDatagramListener, openDatagramSender } from '../../src/node/lossy/datagram-link.js';
import { pipeLink } from '../../src/node/lossy/pipe-link.js';
import type { LossyLink } from '../../src/ports/lossy-link.js';
import { until } from '../support/peer-pair.js';
import { lossyLinkContract } from './lossy-link.js';

/** A UDP port of the loopback that was free a moment ago. */
async function freePort(): Promise<number> {
  const socket = createSocket('udp4');
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const { port } = socket.address();
  socket.close();
  return port;
}

const pairOf = (a: LossyLink, b: LossyLink) => ({
  a,
  b,
  until,
  async dispose(): Promise<void> {
    a.close();
    b.close();
  },
});

async function unicast() {
  const url = `udp://127.0.0.1:${await freePort()}`;
  const b = await openDatagramListener(url);
  const a = await openDatagramSender(url);
  return pairOf(a, b);
}

async function multicast() {
  const url = `udp://239.255.77.77:${await freePort()}`;
  const options = { interface: '127.0.0.1' };
  const b = await openDatagramListener(url, options);
  return pairOf(await openDatagramSender(url, options), b);
}

lossyLinkContract('UDP to one address', unicast, { tellsOfClose: false });
lossyLinkContract('UDP to a group', multicast, { tellsOfClose: false });
lossyLinkContract(
  'byte pipe',
  async () => {
    const pipe = new PassThrough();
    return pairOf(pipeLink({ writable: pipe }), pipeLink({ readable: pipe }));
  },
  { tellsOfClose: false },
);
lossyLinkContract(
  'byte pipe both ways',
  async () => {
    const [to, back] = [new PassThrough(), new PassThrough()];
    return pairOf(pipeLink({ writable: to, readable: back }), pipeLink({ writable: back, readable: to }));
  },
  { tellsOfClose: false },
);

describe('UDP', () => {
  const links: LossyLink[] = [];
  const keep = <T extends LossyLink>(link: T): T => {
    links.push(link);
    return link;
  };
  afterEach(() => {
    for (const link of links.splice(0)) link.close();
  });

  it('listens to one sender, and to another one only when a message of it is accepted', async () => {
    const url = `udp://127.0.0.1:${await freePort()}`;
    const listener = keep(await openDatagramListener(url, {}, (message) => message[0] === 25));
    const seen: number[][] = [];
    listener.setHandlers({ onMessage: (message) => seen.push([...message]) });
    const [stray, first, second] = [
      await openDatagramSender(url),
      await openDatagramSender(url),
      await openDatagramSender(url),
    ].map(keep);
    stray.send(Uint8Array.of(1));
    await until(() => listener.counters.damagedMessages === 1);
    first.send(Uint8Array.of(25, 1));
    await until(() => seen.length === 1);
    second.send(Uint8Array.of(25, 2));
    await until(() => listener.counters.damagedMessages === 2);
    first.send(Uint8Array.of(7, 3));
    await until(() => seen.length === 2);
    expect(seen).toEqual([
      [25, 1],
      [7, 3],
    ]);
  });

  it('goes on where nobody listens, and reaches who listens later', async () => {
    const url = `udp://127.0.0.1:${await freePort()}`;
    const sender = keep(await openDatagramSender(url));
    for (let i = 0; i < 5; i++) {
      sender.send(Uint8Array.of(1));
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(sender.state).toBe('open');
    const listener = keep(await openDatagramListener(url));
    // A refusal of before may take the first with it.
    while (listener.counters.receivedMessages === 0) {
      sender.send(Uint8Array.of(2));
      await new Promise((resolve) => setImmediate(resolve));
    }
  });

  it('sends shorter messages where the path carries no longer ones', async () => {
    const url = `udp://127.0.0.1:${await freePort()}`;
    const sender = keep(await openDatagramSender(url, { maxMessageBytes: 65_507 }));
    const listener = keep(await openDatagramListener(url, { maxMessageBytes: 65_507 }));
    sender.send(new Uint8Array(65_507).fill(1));
    await until(() => listener.counters.receivedMessages === 1);
    expect(sender.maxMessageBytes).toBe(65_507);
  });

  it('names what is wrong with an address or an option', async () => {
    const wrong = (url: string, side: 'send' | 'listen' = 'send'): string => {
      try {
        requireDatagramUrl(url, side);
        return 'taken';
      } catch (error) {
        expect(error).toBeInstanceOf(TypeError);
        return (error as Error).message;
      }
    };
    for (const url of [
      'udp://',
      'udp://x',
      'udp://x:0',
      'udp://x:65536',
      'udp://x:1/path',
      'udp://x:1?ttl=2',
      'udp://u@x:1',
      'udp://::1:5',
      'udp://:5',
      'udp://a b:5',
    ])
      expect(wrong(url), url).toBe(
        `the address must be udp://HOST:PORT, with a port of 1 to 65535 and nothing behind it, got ${JSON.stringify(url)}`,
      );
    expect(wrong('udp://256.0.0.1:5')).toContain('256.0.0.1 is no IPv4 address');
    expect(wrong('udp://[::zz]:5')).toContain('the address must be');
    expect(wrong('udp://[1:2]:5')).toContain('1:2 is no IPv6 address');
    expect(wrong('udp://224.0.0.5:5')).toContain('are for routers; 239.0.0.0 to 239.255.255.255 are free to use');
    expect(wrong('udp://240.0.0.1:5')).toContain('are reserved');
    expect(wrong('udp://255.255.255.255:5')).toContain('broadcast is not supported');
    expect(wrong('udp://0.0.0.0:5')).toContain('which can be listened on and not sent to');
    for (const url of ['udp://0.0.0.0:5', 'udp://[::]:5', 'udp://239.1.2.3:5', 'UDP://localhost:5'])
      expect(wrong(url, 'listen'), url).toBe('taken');
    await expect(openDatagramSender('udp://127.0.0.1:5', { ttl: 256 })).rejects.toThrow(
      'datagram.ttl must be an integer from 1 to 255, got 256',
    );
    await expect(openDatagramSender('udp://239.1.2.3:5', { interface: 'none0' })).rejects.toThrow(
      /datagram\.interface must be the name or the IPv4 address of an interface of this machine, got "none0"; there are .*lo \(127\.0\.0\.1\)/,
    );
    await expect(openDatagramListener('udp://192.0.2.77:5004')).rejects.toMatchObject({
      code: 'TRANSPORT_FAILED',
      message: 'cannot use udp://192.0.2.77:5004: that is no address of this machine',
    });
    const url = `udp://127.0.0.1:${await freePort()}`;
    keep(await openDatagramListener(url));
    await expect(openDatagramListener(url)).rejects.toMatchObject({ code: 'PORT_IN_USE' });
  });
});

describe('a byte pipe', () => {
  it('ends with its readable, fails with its streams, and drops what a pipe does not take', async () => {
    const [one, two] = [new PassThrough(), new PassThrough({ highWaterMark: 1 })];
    const receiving = pipeLink({ readable: one });
    const sending = pipeLink({ writable: two, maxBufferedBytes: 500 });
    const closes: unknown[] = [];
    receiving.setHandlers({ onMessage: () => {}, onClose: (event) => closes.push(event) });
    sending.setHandlers({ onMessage: () => {}, onClose: (event) => closes.push(event) });
    one.end();
    await until(() => closes.length === 1);
    expect(closes).toEqual([{ reason: 'the pipe has ended' }]);
    const taken = Array.from({ length: 20 }, () => sending.send(new Uint8Array(100)));
    expect([taken[0], taken.at(-1)]).toEqual([true, false]);
    expect(sending.bufferedBytes).toBeLessThanOrEqual(800);
    two.destroy(new Error('broken'));
    await until(() => closes.length === 2);
    expect(closes[1]).toMatchObject({ reason: '', error: { message: 'broken' } });
  });

  it('names a wrong option', () => {
    expect(() => pipeLink({})).toThrow('readable or writable must be given');
    expect(() => pipeLink({ readable: 7 as never })).toThrow('readable must be a readable stream, got 7');
    expect(() => pipeLink({ writable: new PassThrough(), maxMessageBytes: 9 })).toThrow(
      'maxMessageBytes must be an integer from 64 to 65507, got 9',
    );
  });
});

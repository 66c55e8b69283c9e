import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, it } from 'vitest';
import { streamContext } from '../../src/core/wire/hello.js';
import { encodePacket, type Packet, parsePacket } from '../../src/core/wire/packet.js';
import { type RelayServer, startRelayServer } from '../../src/node/relay/server.js';
import { connectWebSocket } from '../../src/node/ws-connect.js';
import type { Connection } from '../../src/ports/transport.js';
import { audioPacket, FORMAT, streamHello } from '../support/peers.js';

const MAIN = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));
const CONTEXT = streamContext({ format: FORMAT });
const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

/** A relay in a process of its own. */
async function serve(port: number): Promise<{ readonly child: ChildProcess; readonly port: number }> {
  const child = spawn(process.execPath, [MAIN, 'serve', '--port', `${port}`], { stdio: ['ignore', 'pipe', 'pipe'] });
  closers.push(() => child.kill('SIGKILL'));
  let text = '';
  for (const stream of [child.stdout!, child.stderr!]) stream.on('data', (chunk) => (text += chunk));
  await expect.poll(() => /ws:\/\/[^\s:]+:(\d+)/.exec(text)?.[1]).toBeDefined();
  return { child, port: Number(/ws:\/\/[^\s:]+:(\d+)/.exec(text)![1]) };
}

async function connect(url: string, hello: object): Promise<{ connection: Connection; packets: Packet[] }> {
  const connection = await connectWebSocket(url);
  const packets: Packet[] = [];
  connection.setHandlers({
    onMessage: (message) => {
      const packet = parsePacket(new Uint8Array(message), CONTEXT);
      packets.push(packet);
      if (packet.type === 'ping') connection.send(encodePacket({ type: 'pong', token: packet.token }, CONTEXT));
    },
    onClose: () => {},
  });
  closers.push(() => connection.close(1000, ''));
  connection.send(encodePacket({ type: 'hello', body: { ...hello } }, CONTEXT));
  return { connection, packets };
}

it('listeners of a relay whose upstream is killed hear the fallback, and the channel again when the upstream is back', async () => {
  const upstream = await serve(0);
  const url = `ws://127.0.0.1:${upstream.port}/main`;
  const channels = [{ name: 'main', upstream: { url }, fallback: { channel: 'music', crossfadeMs: 100 } }];
  const down: RelayServer = await startRelayServer({ port: 0, graceMs: 50, site: false, channels });
  closers.push(() => down.close());
  const sources: { connection: Connection; next: number; readonly epoch: number }[] = [];
  const publish = async (at: string, epoch: number): Promise<void> => {
    const { connection } = await connect(at, streamHello({ epoch }));
    sources.push({ connection, next: 0, epoch });
  };
  await publish(url, 7);
  await publish(`${down.url}/music`, 9);
  const timer = setInterval(() => {
    for (const source of sources) {
      source.connection.send(encodePacket(audioPacket(source.next, 4, 2, source.epoch), CONTEXT));
      source.next += 4;
    }
  }, 100);
  closers.push(() => clearInterval(timer));
  const { packets } = await connect(`${down.url}/main`, { role: 'listener', planes: 8, burstMs: 0 });
  const epochs = (): number[] =>
    packets
      .flatMap((packet) => (packet.type === 'audio' ? [packet.epoch] : []))
      .filter((epoch, i, all) => epoch !== all[i - 1]);
  await expect.poll(epochs).toContain(7);
  upstream.child.kill('SIGKILL');
  await once(upstream.child, 'exit');
  await expect.poll(() => epochs().at(-1)).toBe(9);
  await serve(upstream.port);
  await publish(url, 8);
  await expect.poll(() => epochs().at(-1)).toBe(8);
  expect(epochs().slice(-3)).toEqual([7, 9, 8]);
  // Within each stretch every frame once and in order; the fallback may begin again with what has passed of it.
  let last: { epoch: number; firstFrame: number } | null = null;
  for (const packet of packets) {
    if (packet.type !== 'audio') continue;
    if (last?.epoch === packet.epoch) expect(packet.firstFrame).toBe(last.firstFrame + 4);
    last = packet;
  }
  expect(packets.some(({ type }) => type === 'error')).toBe(false);
});

import { once } from 'node:events';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { StreamHello } from '../../src/core/wire/hello.js';
import { Crowd } from '../../src/node/load-test/crowd.js';
import { type CrowdPlan, type ListenerKind, monotonicMs } from '../../src/node/load-test/plan.js';
import { type ScriptedPeer, type ScriptedRelay, scriptedRelay } from '../support/scripted-relay.js';

const FRAME_MS = 100;
const open: ScriptedRelay[] = [];

afterEach(() => {
  vi.useRealTimers();
  for (const relay of open.splice(0)) relay.close();
});

async function serve(status?: number): Promise<ScriptedRelay> {
  const relay = await scriptedRelay(status);
  open.push(relay);
  return relay;
}

function crowdOf({ port }: ScriptedRelay, kinds: readonly ListenerKind[], overrides: Partial<CrowdPlan> = {}): Crowd {
  return new Crowd({
    target: { address: '127.0.0.1', port, isTls: false, host: `127.0.0.1:${port}`, hostname: '127.0.0.1', query: '' },
    channels: [{ channel: 'test', startMs: monotonicMs(), frameMs: FRAME_MS, framesPerPacket: 4 }],
    seats: kinds.map((kind, index) => ({ kind, channel: 0, joinMs: 0, index })),
    localAddresses: [],
    trickleMs: 1,
    churnMs: 30,
    reconnect: false,
    request: { planes: 2 },
    seed: 1,
    ...overrides,
  });
}

/** A relay that has taken one listener of each kind. */
async function taken(
  kinds: readonly ListenerKind[],
  overrides?: Partial<CrowdPlan>,
  stream?: Partial<StreamHello>,
): Promise<{ relay: ScriptedRelay; crowd: Crowd; peers: ScriptedPeer[] }> {
  const relay = await serve();
  const crowd = crowdOf(relay, kinds, overrides);
  const settled = crowd.start(monotonicMs());
  const peers: ScriptedPeer[] = [];
  // The seats connect in their order, and the loopback keeps it.
  for (const _ of kinds) {
    const peer = await relay.next();
    peer.take(stream);
    peers.push(peer);
  }
  await settled;
  return { relay, crowd, peers };
}

describe('the healthy listeners of a load test', () => {
  it('count what a relay leaves out, repeats and swaps', async () => {
    const { crowd, peers } = await taken(['healthy', 'healthy', 'healthy']);
    for (const peer of peers) {
      peer.audio(0, 4, 12, 12, 20, 16, 24);
      await peer.read();
    }
    const { kinds } = (await crowd.finish([28], 1000)).tally;
    expect(kinds.healthy).toMatchObject({
      listeners: 3,
      joined: 3,
      messages: 21,
      frames: 72,
      gaps: 3,
      gapFrames: 12,
      duplicates: 3,
      duplicateFrames: 12,
      outOfOrder: 3,
      undeliveredFrames: 0,
      evicted: {},
      lost: {},
      refused: {},
    });
  });

  it('count what has not come at the end, also where nothing has come at all', async () => {
    vi.useFakeTimers({ toFake: ['hrtime'] });
    const { crowd, peers } = await taken(['healthy', 'healthy']);
    peers[0]!.audio(0, 4);
    await Promise.all(peers.map((peer) => peer.read()));
    const { kinds } = (await crowd.finish([20], 0)).tally;
    expect(kinds.healthy.undeliveredFrames).toBe(12 + 20);
  });

  it('count packets of another stream and packets that were thinned', async () => {
    const { crowd, peers } = await taken(['healthy']);
    peers[0]!.audio(0);
    peers[0]!.audioOf(9, 4);
    peers[0]!.thinned(4);
    await peers[0]!.read();
    const { kinds } = (await crowd.finish([8], 0)).tally;
    expect(kinds.healthy).toMatchObject({ messages: 2, frames: 8, badMessages: 1, thinned: 1, gapFrames: 0 });
  });

  it('report what they play at the interval at which the relay asks for it', async () => {
    vi.useFakeTimers({ toFake: ['hrtime'] });
    const { crowd, peers } = await taken(['healthy', 'stalled'], {}, { playedEveryMs: 1000 });
    for (let first = 0; first < 48; first += 4) {
      for (const peer of peers) peer.audio(first);
      await peers[0]!.read();
      vi.advanceTimersByTime(500);
    }
    const [healthy, stalled] = peers.map(({ controls }) => controls.map(({ played }) => played as { frame: number }));
    expect([healthy!.length >= 4 && healthy!.length <= 6, stalled]).toEqual([true, []]);
    for (const [i, { frame }] of healthy!.entries()) expect(frame).toBe(healthy![0]!.frame + 8 * i);
    await crowd.finish([48], 0);
  });

  it('measure lag from when a packet was due, whenever it was sent', async () => {
    vi.useFakeTimers({ toFake: ['hrtime'] });
    const { crowd, peers } = await taken(['healthy']);
    crowd.measure(monotonicMs(), monotonicMs() + 1000);
    vi.advanceTimersByTime(650);
    peers[0]!.audio(0);
    await peers[0]!.read();
    const { lag } = (await crowd.finish([4], 0)).tally.timings;
    // Its four frames of 100 ms were complete 400 ms after the start.
    expect(lag.maxMs).toBeCloseTo(250, 6);
    expect(lag.steps.map(([, count]) => count)).toEqual([1]);
  });

  it.each<[string, (peer: ScriptedPeer) => void, object]>([
    ['closes with a code', (peer) => peer.socket.close(4006), { evicted: { 'close 4006': 1 }, lost: {} }],
    [
      'closes with an error packet',
      (peer) => {
        peer.error('NOT_ALLOWED');
        peer.socket.close(4008);
      },
      { evicted: { NOT_ALLOWED: 1 }, lost: {} },
    ],
    [
      'breaks the connection',
      (peer) => peer.socket.terminate(),
      { evicted: {}, lost: { 'closed without a close frame': 1 } },
    ],
  ])('tell how a relay that had taken them %s', async (_how, end, expected) => {
    const { crowd, peers } = await taken(['healthy']);
    peers[0]!.audio(0);
    await peers[0]!.read();
    const gone = once(peers[0]!.socket, 'close');
    end(peers[0]!);
    await gone;
    await expect.poll(() => crowd.progress().present).toBe(0);
    const { kinds } = (await crowd.finish([4], 0)).tally;
    expect(kinds.healthy).toMatchObject({ joined: 1, refused: {}, undeliveredFrames: 0, ...expected });
  });

  it('tell refusals from closed connections, each by its cause', async () => {
    const refusing = await serve();
    const refused = crowdOf(refusing, ['healthy', 'healthy']);
    const settled = refused.start(monotonicMs());
    for (let i = 0; i < 2; i++) {
      const peer = await refusing.next();
      peer.error('CHANNEL_LIMIT');
      peer.socket.close(4005);
    }
    await settled;
    const { healthy } = (await refused.finish([0], 0)).tally.kinds;
    expect(healthy).toMatchObject({ joined: 0, refused: { CHANNEL_LIMIT: 2 }, evicted: {}, lost: {} });

    const full = crowdOf(await serve(503), ['healthy']);
    await full.start(monotonicMs());
    expect((await full.finish([0], 0)).tally.kinds.healthy.refused).toEqual({ 'HTTP 503': 1 });

    refusing.close();
    const nobody = crowdOf(refusing, ['healthy']);
    await nobody.start(monotonicMs());
    expect((await nobody.finish([0], 0)).tally.kinds.healthy.refused).toEqual({ ECONNREFUSED: 1 });
  });

  it('come back after a loss, from the frame that they need next', async () => {
    const { relay, crowd, peers } = await taken(['healthy'], { reconnect: true });
    peers[0]!.audio(0, 4);
    await peers[0]!.read();
    peers[0]!.socket.terminate();
    const second = await relay.next();
    expect(second.hello).toMatchObject({ from: { epoch: 7, frame: 8 } });
    second.take();
    second.audio(8, 12);
    await second.read();
    const { kinds, timings } = (await crowd.finish([16], 0)).tally;
    expect(kinds.healthy).toMatchObject({ joined: 2, frames: 16, gapFrames: 0, undeliveredFrames: 0 });
    expect(timings.rejoin.steps.map(([, count]) => count)).toEqual([1]);
  });

  it('come back after the wait that a refusal asks for', async () => {
    const relay = await serve();
    const crowd = crowdOf(relay, ['healthy'], { reconnect: true });
    void crowd.start(monotonicMs());
    const first = await relay.next();
    first.error('CHANNEL_LIMIT', 150);
    first.socket.close(4005);
    await once(first.socket, 'close');
    const closedMs = monotonicMs();
    const second = await relay.next();
    expect(monotonicMs() - closedMs).toBeGreaterThanOrEqual(100);
    second.take();
    await second.read();
    expect((await crowd.finish([0], 0)).tally.kinds.healthy).toMatchObject({
      joined: 1,
      refused: { CHANNEL_LIMIT: 1 },
    });
  });
});

describe('the slow listeners of a load test', () => {
  it('never read once they were taken, where they are stalled', async () => {
    const { crowd, peers } = await taken(['stalled', 'healthy']);
    const [stalled, healthy] = peers;
    let pongs = 0;
    stalled!.socket.on('pong', () => pongs++);
    // What a listener that reads answers at once is not answered, and what is sent is not read.
    stalled!.socket.ping();
    stalled!.audio(0, 4, 8);
    await healthy!.read();
    await healthy!.read();
    expect(pongs).toBe(0);
    const { kinds } = (await crowd.finish([12], 0)).tally;
    expect(kinds.stalled).toMatchObject({ listeners: 1, joined: 1, messages: 0 });
  });

  it('read one byte at a time, where they trickle', async () => {
    const { crowd, peers } = await taken(['trickle', 'healthy'], { trickleMs: 2 });
    const sinceMs = monotonicMs();
    peers[0]!.audio(0);
    // 72 bytes of a packet and its header, and 2 of the ping behind it.
    await peers[0]!.read();
    expect(monotonicMs() - sinceMs).toBeGreaterThan(70 * 2 * 0.9);
    const { kinds } = (await crowd.finish([4], 0)).tally;
    expect(kinds.trickle).toMatchObject({ messages: 1, frames: 4, gapFrames: 0 });
  });

  it('join and leave in turn, half of them without a close frame, where they churn', async () => {
    const relay = await serve();
    const crowd = crowdOf(relay, ['churn'], { churnMs: 5 });
    void crowd.start(monotonicMs());
    const codes = new Set<number>();
    let connections = 0;
    while (codes.size < 2) {
      const peer = await relay.next();
      connections++;
      peer.take();
      const [code] = (await once(peer.socket, 'close')) as [number];
      codes.add(code);
    }
    expect([...codes].sort()).toEqual([1000, 1006]);
    const { kinds } = (await crowd.finish([0], 0)).tally;
    expect(kinds.churn.left).toBeGreaterThanOrEqual(connections);
    expect(kinds.churn).toMatchObject({ evicted: {}, lost: {}, refused: {} });
  });
});

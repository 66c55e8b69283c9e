import { describe, expect, it } from 'vitest';
import type { CodecError } from '../../../../src/core/errors.js';
import type { StreamHello } from '../../../../src/core/wire/hello.js';
import { Packetizer } from '../../../../src/stream/send/packetizer.js';
import { ReliableUplink } from '../../../../src/stream/send/reliable-uplink.js';
import type { UplinkOptions } from '../../../../src/stream/send/uplink-options.js';
import { createMemoryPair, type MemoryConnection } from '../../../../src/transports/memory.js';
import { FakeClock } from '../../../support/fake-clock.js';
import { FORMAT, Peer, payloadFor, streamHello } from '../../../support/peers.js';

/** An uplink to a relay whose answers the test sends. */
function setUp(uplinkOptions: UplinkOptions = {}, hello: Partial<StreamHello> = {}) {
  const { role: _, ...stream } = streamHello(hello);
  const clock = new FakeClock();
  const relays: Peer[] = [];
  const ends: MemoryConnection[] = [];
  const events: string[] = [];
  const uplink = new ReliableUplink({
    connect: async () => {
      const [client, server] = createMemoryPair({ clock, latencyMs: 5 });
      ends.push(client);
      relays.push(new Peer(server));
      return client;
    },
    clock,
    random: () => 0,
    hello: stream,
    uplink: { backoff: { minMs: 100, jitter: 0 }, ...uplinkOptions },
    handlers: {
      onUp: (frame) => events.push(`up ${frame}`),
      onDown: ({ code }) => events.push(`down ${code}`),
      onError: (error) => events.push(`error ${(error as CodecError).code}`),
    },
  });
  const packetizer = new Packetizer(stream);
  const send = (firstFrame: number): boolean =>
    uplink.send(packetizer.audio({ firstFrame, frames: 4, planes: 2, payload: payloadFor(firstFrame, 4, 2) }));
  const silence = (firstFrame: number): boolean =>
    uplink.send(packetizer.silence({ firstFrame, frames: 4, noise: { level: 120, reflection: [] }, continues: false }));
  const accept = async (answer: Partial<StreamHello> = {}): Promise<void> => {
    relays.at(-1)!.hello(streamHello(answer));
    await clock.advanceAsync(10);
  };
  const start = async (): Promise<void> => {
    void uplink.start().catch(() => {});
    await clock.advanceAsync(10);
  };
  return { clock, uplink, packetizer, relays, ends, events, send, silence, accept, start };
}

describe('reliable uplink', () => {
  it('sends nothing but its hello before the relay has answered', async () => {
    const { clock, uplink, relays, send, accept, start } = setUp();
    await start();
    expect(send(0)).toBe(false);
    await clock.advanceAsync(50);
    expect(relays[0].story).toEqual(['hello']);
    expect(uplink.state).toBe('connecting');
    await accept();
    expect(uplink.state).toBe('live');
    await clock.advanceAsync(10);
    expect(relays[0].frames).toEqual([0]);
  });

  it('uses the features that were offered and repeated, and no others', async () => {
    const { uplink, accept, start } = setUp({}, { silence: true });
    await start();
    expect(uplink.features).toEqual({ silence: false, stereo: false });
    await accept({ silence: true, stereo: true });
    expect(uplink.features).toEqual({ silence: true, stereo: false });
  });

  it('omits silence that the relay does not support, without counting it', async () => {
    const { clock, uplink, relays, send, silence, accept, start } = setUp({}, { silence: true });
    await start();
    send(0);
    silence(4);
    send(8);
    await accept();
    await clock.advanceAsync(10);
    expect(relays[0].story).toEqual(['hello', 'audio', 'audio']);
    expect(uplink.stats()).toMatchObject({ frames: 8, silentFrames: 0, pendingFrames: 0, droppedFrames: 0 });
  });

  it('asks to resume at its oldest frame, and sends from the frame that the relay answers', async () => {
    const { clock, uplink, relays, ends, events, send, accept, start } = setUp();
    await start();
    await accept();
    for (const at of [0, 4, 8]) send(at);
    await clock.advanceAsync(10);
    ends[0].destroy();
    await clock.advanceAsync(150);
    expect(relays).toHaveLength(2);
    expect(relays[0].of('hello')[0].body).not.toHaveProperty('resumeFrame');
    expect(relays[1].of('hello')[0].body).toMatchObject({ role: 'source', epoch: 7, resumeFrame: 0 });
    await accept({ resumeFrame: 4 });
    await clock.advanceAsync(10);
    expect(relays[1].frames).toEqual([4, 8]);
    expect(events).toEqual(['up 0', 'down TRANSPORT_FAILED', 'up 4']);
    expect(uplink.stats().reconnects).toBe(1);
  });

  it('ignores the hello of another stream, which is a bad message', async () => {
    const { uplink, accept, start } = setUp();
    await start();
    await accept({ epoch: 8 });
    expect([uplink.state, uplink.stats().badMessages]).toEqual(['connecting', 1]);
  });

  it('holds frames back while a ping is unanswered for longer than maxLagMs, and drops the oldest beyond queueMs', async () => {
    const { clock, uplink, relays, send, accept, start } = setUp({
      pingIntervalMs: 1000,
      maxLagMs: 500,
      queueMs: 800,
      idleTimeoutMs: 60_000,
    });
    await start();
    await accept();
    relays[0].answersPings = false;
    send(0);
    await clock.advanceAsync(1600);
    expect(relays[0].of('ping')).toHaveLength(1);
    for (const at of [4, 8, 12, 16]) send(at);
    await clock.advanceAsync(10);
    expect(relays[0].frames).toEqual([0]);
    // 800 ms are 8 frames of 100 ms.
    expect(uplink.stats()).toMatchObject({ pendingFrames: 8, droppedFrames: 8 });
    expect(uplink.stats().lagMs).toBeGreaterThan(500);
    relays[0].send({ type: 'pong', token: relays[0].of('ping')[0].token });
    await clock.advanceAsync(20);
    expect(relays[0].frames).toEqual([0, 12, 16]);
  });

  it('keeps all frames of an outage while it catches up, whatever queueMs is', async () => {
    const { clock, uplink, ends, relays, send, accept, start } = setUp({ queueMs: 400 });
    await start();
    await accept();
    ends[0].destroy();
    await clock.advanceAsync(10);
    for (let at = 0; at < 40; at += 4) send(at);
    await clock.advanceAsync(150);
    await accept();
    await clock.advanceAsync(50);
    expect(relays[1].frames).toEqual([0, 4, 8, 12, 16, 20, 24, 28, 32, 36]);
    expect(uplink.stats().droppedFrames).toBe(0);
  });

  it('ends when a pong shows that the relay has the end, and sends it again on a new connection', async () => {
    const { clock, uplink, packetizer, ends, relays, send, accept, start } = setUp();
    await start();
    await accept();
    send(0);
    relays[0].answersPings = false;
    const ended = uplink.end(packetizer.end(4, 4000));
    expect(uplink.refusal).toMatchObject({ code: 'TRANSPORT_CLOSED' });
    await clock.advanceAsync(20);
    expect(relays[0].story).toEqual(['hello', 'audio', 'end']);
    expect(uplink.state).toBe('live');
    ends[0].destroy();
    await clock.advanceAsync(150);
    await accept({ resumeFrame: 4 });
    await clock.advanceAsync(20);
    await ended;
    expect(relays[1].story).toEqual(['hello', 'end']);
    expect([uplink.state, clock.pendingTimers]).toEqual(['ended', 0]);
  });

  it('settles every promise when it is closed, and leaves no timer', async () => {
    const { clock, uplink, send, start } = setUp();
    await start();
    send(0);
    const waiting = [uplink.start(), uplink.drained()].map((promise) =>
      expect(promise).rejects.toMatchObject({ code: 'TRANSPORT_CLOSED' }),
    );
    uplink.close();
    uplink.close();
    await Promise.all(waiting);
    await clock.advanceAsync(10);
    expect([uplink.state, clock.pendingTimers]).toEqual(['closed', 0]);
  });

  it.each([
    ['queueMs', { queueMs: 0 }],
    ['ringMs', { ringMs: 600_001 }],
    ['pingIntervalMs', { pingIntervalMs: 0 }],
    ['maxLagMs', { maxLagMs: Number.NaN }],
    ['endTimeoutMs', { endTimeoutMs: -1 }],
    ['idleTimeoutMs', { idleTimeoutMs: 0 }],
    ['backoff.factor', { backoff: { factor: 0.5 } }],
  ])('names %s when it is outside its range', (name, options) => {
    expect(() => setUp(options)).toThrow(new RegExp(`^uplink.${name} must be a number from`));
    expect(() => setUp(options)).toThrow(RangeError);
  });

  it('converts its bounds to frames of the stream’s format', async () => {
    const { uplink, send, start } = setUp({ ringMs: 1000 }, { format: { ...FORMAT, hopSamples: 500 } });
    await start();
    // A frame of 500 samples is 50 ms: 20 are kept.
    for (let at = 0; at < 40; at += 4) send(at);
    expect(uplink.stats()).toMatchObject({ pendingFrames: 20, droppedFrames: 20 });
  });
});

import { describe, expect, it } from 'vitest';
import { listenSettings } from '../../../../src/browser/listener-options.js';
import { ListenJob } from '../../../../src/browser/worker/listen.js';
import type { CodecWorkerReport, ListenRequest } from '../../../../src/browser/worker/messages.js';
import { repeatEvery } from '../../../../src/browser/worker/stream-job.js';
import { TokenQuestions } from '../../../../src/browser/worker/token-questions.js';
import type { PlaybackMessage, PlaybackReport } from '../../../../src/browser/worklet/messages.js';
import { Deferred } from '../../../../src/core/deferred.js';
import { Relay } from '../../../../src/relay/relay.js';
import { type Broadcast, startBroadcast } from '../../../../src/stream/send/broadcast.js';
import { createMemoryPair, type MemoryConnection } from '../../../../src/transports/memory.js';
import { FakeClock } from '../../../support/fake-clock.js';
import { FakeModel, type FakeModelOptions } from '../../../support/fake-model.js';

/** A frame is 10 ms. */
const FORM = { sampleRateHz: 8000, hopSamples: 80 } as const;
const WALL_MS = 1_700_000_000_000;

/** A worklet that reads 20 ms of what is written every 20 ms, and silence where there is nothing. */
function playbackPort(clock: FakeClock): MessagePort {
  let written = 0;
  let readSamples = 0;
  let isPlaying = false;
  const port = {
    onmessage: null as ((event: { data: PlaybackReport }) => void) | null,
    postMessage(message: PlaybackMessage) {
      if (message.type === 'pcm') written += message.pcm.length;
      else if (message.type === 'playing') isPlaying = message.isPlaying;
    },
  };
  repeatEvery(clock, 20, () => {
    if (isPlaying) readSamples = Math.min(written, readSamples + 160);
    port.onmessage?.({ data: { readSamples, underruns: 0, isPlaying, readFrame: readSamples } });
  });
  return port as never;
}

/** A relay with one source, and its listeners. */
class World {
  readonly clock = new FakeClock();
  readonly relay = new Relay({ clock: this.clock });
  readonly reports: CodecWorkerReport[] = [];
  readonly ends: MemoryConnection[] = [];
  readonly started = new Deferred();
  decodes = 0;
  #isOnAir = true;

  connect = async () => {
    const [client, server] = createMemoryPair({ clock: this.clock, latencyMs: 5 });
    this.ends.push(client);
    this.relay.accept(server, 'radio');
    return client;
  };

  /** A source that sends 40 ms of audio every 40 ms, until `endSource`. */
  source(epoch = 1): Broadcast {
    const { clock } = this;
    this.#isOnAir = true;
    const isOnAir = () => this.#isOnAir;
    async function* audio() {
      while (isOnAir()) {
        yield new Float32Array(320).fill(0.25);
        await new Promise<void>((resolve) => clock.schedule(40, resolve));
      }
    }
    return startBroadcast({
      ...{ model: new FakeModel(FORM), clock, connect: this.connect, audio: audio(), epoch, isLive: true },
      encoder: { sampleRateHz: 8000, channels: 1, planes: 2, preset: 'live' },
      metadata: { title: `tone ${epoch}` },
      startedAtMs: WALL_MS + clock.nowMs(),
    });
  }

  endSource(): void {
    this.#isOnAir = false;
  }

  listen(changes: Partial<ListenRequest> = {}, options: FakeModelOptions = FORM): ListenJob {
    const request: ListenRequest = {
      ...{ type: 'listen', stream: 7, url: 'ws://relay/radio', sampleRateHz: 8000, channels: 1, isHeld: false },
      ...listenSettings({ downlink: { burstMs: 200 } }),
      link: { port: playbackPort(this.clock) },
      ...changes,
    };
    return new ListenJob(request, {
      model: Object.assign(new FakeModel(options), { started: this.started.promise }),
      clock: this.clock,
      wallMs: () => WALL_MS + this.clock.nowMs(),
      connect: (_url, token) => {
        this.presented.push(token);
        return this.connect();
      },
      askToken: (stream) => this.questions.ask(stream),
      report: (message) => this.reports.push(message),
      onDecode: () => this.decodes++,
    });
  }

  /** Tokens of the connections, in their order. */
  readonly presented: (string | undefined)[] = [];
  readonly questions = new TokenQuestions((message) => this.reports.push(message));

  get states(): string[] {
    return this.reports.flatMap((report) => (report.type === 'state' ? [report.state] : []));
  }
}

describe('a channel that is played in a worker', () => {
  it('asks the page for a token at each connection; what the page cannot say is told as a connection that failed', async () => {
    const world = new World();
    world.started.resolve();
    world.listen({ token: null });
    const answer = async (token: { token: string } | { error: string }): Promise<void> => {
      const asked = world.reports.filter((report) => report.type === 'token-needed');
      world.questions.answer({ type: 'token', id: asked.at(-1)!.id, ...token });
      await world.clock.advanceAsync(100);
    };
    await world.clock.advanceAsync(100);
    expect(world.presented).toEqual([]);
    await answer({ token: 'first' });
    expect([world.presented, world.states]).toEqual([['first'], ['waiting']]);
    world.ends.at(-1)!.destroy();
    await world.clock.advanceAsync(10_000);
    await answer({ error: 'the login has expired' });
    expect(world.presented).toEqual(['first']);
    const whys = world.reports.flatMap((report) => (report.type === 'state' ? [report.why] : []));
    expect(whys).toContain('no token for the connection: the login has expired');
    await world.clock.advanceAsync(30_000);
    await answer({ token: 'second' });
    expect([world.presented, world.states.at(-1)]).toEqual([['first', 'second'], 'waiting']);
    const never = new World();
    never.started.resolve();
    never.listen({ token: null });
    await never.clock.advanceAsync(10);
    never.questions.answer({ type: 'token', id: 1, error: 'nobody is logged in' });
    await never.clock.advanceAsync(10);
    expect(never.reports.at(-1)).toMatchObject({
      type: 'error',
      code: 'TRANSPORT_FAILED',
      message: 'no token for the connection: nobody is logged in',
    });
  });

  it('waits for a source, is live with it, and ends with it', async () => {
    const world = new World();
    world.started.resolve();
    world.listen();
    await world.clock.advanceAsync(100);
    expect(world.states).toEqual(['waiting']);
    world.source();
    await world.clock.advanceAsync(1000);
    expect(world.states).toEqual(['waiting', 'live']);
    expect(world.reports).toContainEqual({ type: 'metadata', stream: 7, metadata: { title: 'tone 1' } });
    expect(world.decodes).toBeGreaterThan(10);
    world.endSource();
    await world.clock.advanceAsync(1000);
    expect(world.states).toEqual(['waiting', 'live', 'ended']);
  });

  it('reports figures every 250 ms until it is closed, and nothing after `stopped`', async () => {
    const world = new World();
    world.started.resolve();
    world.source();
    const job = world.listen();
    await world.clock.advanceAsync(2100);
    const figures = world.reports.filter(({ type }) => type === 'listen-figures');
    expect(figures).toHaveLength(8);
    expect(job.figures()).toMatchObject({ planes: 2, sourcePlanes: 2, askedPlanes: 8, lostFrames: 0, reconnects: 0 });
    const closed = job.close();
    await world.clock.advanceAsync(100);
    await closed;
    await job.close();
    await world.clock.advanceAsync(1000);
    expect(world.reports.at(-1)).toEqual({ type: 'stopped', stream: 7 });
    expect(world.reports.filter(({ type }) => type === 'stopped')).toHaveLength(1);
  });

  it('decodes nothing before the model runs, nor before playing is asked for, and keeps the newest frames', async () => {
    const world = new World();
    world.source();
    await world.clock.advanceAsync(100);
    const job = world.listen({ isHeld: true });
    await world.clock.advanceAsync(1000);
    expect(job.figures().bufferMs).toBeGreaterThanOrEqual(200);
    expect(job.figures().bufferMs).toBeLessThan(240);
    job.play();
    await world.clock.advanceAsync(100);
    expect(world.decodes).toBe(0);
    world.started.resolve();
    await world.clock.advanceAsync(40);
    expect(world.decodes).toBeGreaterThan(0);
    expect(world.states).toEqual(['live']);
  });

  it('asks for the bit planes of its options, then for those that are set', async () => {
    const world = new World();
    world.started.resolve();
    world.source();
    const job = world.listen({ ...listenSettings({ downlink: { planes: 1 } }) });
    await world.clock.advanceAsync(500);
    expect(job.figures()).toMatchObject({ planes: 1, askedPlanes: 1, sourcePlanes: 2 });
    job.setPlanes(2);
    await world.clock.advanceAsync(500);
    expect(job.figures()).toMatchObject({ planes: 2, askedPlanes: 2 });
  });

  it('reconnects after a loss, says why, and is live again', async () => {
    const world = new World();
    world.started.resolve();
    world.source();
    await world.clock.advanceAsync(100);
    world.listen();
    await world.clock.advanceAsync(500);
    world.ends[1]!.destroy();
    await world.clock.advanceAsync(2000);
    expect(world.states).toEqual(['live', 'reconnecting', 'live']);
    const lost = world.reports.find((report) => report.type === 'state' && report.state === 'reconnecting');
    expect(lost).toMatchObject({ why: expect.stringMatching(/\w/) });
  });

  it('states the buffer of the stream that plays, not of the one before', async () => {
    const world = new World();
    world.started.resolve();
    world.source(1);
    await world.clock.advanceAsync(5000);
    const job = world.listen();
    await world.clock.advanceAsync(500);
    world.endSource();
    await world.clock.advanceAsync(500);
    world.source(2);
    await world.clock.advanceAsync(500);
    expect(world.states.at(-1)).toBe('live');
    expect(job.figures().bufferMs).toBeLessThan(1000);
  });

  it('reports a stream of another model as an error, once', async () => {
    const world = new World();
    world.started.resolve();
    world.source();
    world.listen({}, { ...FORM, sha256: 'e'.repeat(64) });
    await world.clock.advanceAsync(1000);
    expect(world.reports.filter(({ type }) => type === 'error')).toEqual([
      { type: 'error', stream: 7, code: 'MODEL_MISMATCH', message: expect.stringContaining('model') },
    ]);
  });

  it('refuses what the model’s format does not allow, by name', () => {
    const world = new World();
    const player = { bufferMs: 150, maxDelayMs: 5 };
    expect(() => world.listen({ player })).toThrow(/^player\.maxDelayMs must be a number from 10/);
  });
});

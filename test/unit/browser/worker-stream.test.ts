import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { CodecModel } from '../../../src/browser/codec-model.js';
import type { PageState } from '../../../src/browser/page-state.js';
import type { CodecWorkerReport, CodecWorkerRequest, LoadedModel } from '../../../src/browser/worker/messages.js';
import { type StreamPart, WorkerStream } from '../../../src/browser/worker-stream.js';
import type { CodecError } from '../../../src/core/errors.js';

/** The page's end of a worker whose answers the test sends. */
class FakeWorker {
  static all: FakeWorker[] = [];
  readonly received: CodecWorkerRequest[] = [];
  onmessage: ((event: { data: CodecWorkerReport }) => void) | null = null;
  onerror: ((event: object) => void) | null = null;
  isTerminated = false;

  constructor() {
    FakeWorker.all.push(this);
  }

  postMessage(message: CodecWorkerRequest): void {
    this.received.push(message);
  }

  terminate(): void {
    this.isTerminated = true;
  }

  report(data: CodecWorkerReport): void {
    this.onmessage?.({ data });
  }

  crash(): void {
    this.onerror?.({ preventDefault: () => undefined, message: 'out of memory' });
  }

  get types(): string[] {
    return this.received.map(({ type }) => type);
  }
}

class FakeContext extends EventTarget {
  state = 'running';
  async close(): Promise<void> {
    this.state = 'closed';
  }
}

beforeEach(() => {
  FakeWorker.all = [];
  vi.stubGlobal('Worker', FakeWorker);
  vi.stubGlobal('location', { href: 'http://localhost/' });
});
afterEach(() => vi.unstubAllGlobals());

const LOADED = { type: 'loaded', model: { id: 'm' } as LoadedModel } as const;
/** Runs all pending promise callbacks. */
const settle = async (): Promise<void> => {
  for (let i = 0; i < 20; i++) await Promise.resolve();
};
const worker = (): FakeWorker => FakeWorker.all.at(-1)!;

function make(direction: 'encode' | 'decode', isHeld = false) {
  const model = new CodecModel({ url: '/models/default/', direction, workerUrl: '/worker.js' });
  const context = new FakeContext();
  const states: PageState[] = [];
  const errors: CodecError[] = [];
  const node = { port: {}, disconnect: vi.fn(), onprocessorerror: null as (() => void) | null };
  const release = vi.fn();
  const part: StreamPart = {
    direction,
    latencyHint: 'playback',
    workletFailure: 'the worklet has failed',
    createNode: async () => ({ node: node as never, makeLink: () => ({ link: { port: {} as never }, transfer: [] }) }),
    connectNode: () => undefined,
    makeRequest: (stream) => ({ type: direction === 'encode' ? 'broadcast' : 'listen', stream }) as never,
    onReport: () => undefined,
    onProgress: () => undefined,
    onState: (state) => states.push(state),
    onError: (error) => errors.push(error),
    release,
  };
  const options = { url: 'ws://localhost/x', model, context: context as unknown as AudioContext };
  const stream = new WorkerStream(options, part, isHeld);
  stream.start();
  return { model, context, stream, states, errors, node, release };
}

describe('a stream that a worker plays for the page', () => {
  it('is joined while the model is loading, and shown when it has loaded', async () => {
    const { stream, states } = make('decode');
    await settle();
    expect(worker().types).toEqual(['load', 'listen']);
    worker().report({ type: 'state', stream: 1, state: 'live' });
    expect(stream.state).toBe('loading');
    worker().report(LOADED);
    expect(states).toEqual(['live']);
  });

  it('is ready where it is held, and asks for sound once', async () => {
    const { stream, states } = make('decode', true);
    await settle();
    worker().report(LOADED);
    worker().report({ type: 'state', stream: 1, state: 'live' });
    stream.play();
    stream.play();
    expect(states).toEqual(['connecting', 'ready', 'live']);
    expect(worker().types).toEqual(['load', 'listen', 'play']);
  });

  it('is blocked while its context is suspended', async () => {
    const { context, states } = make('decode');
    await settle();
    worker().report(LOADED);
    context.state = 'suspended';
    worker().report({ type: 'state', stream: 1, state: 'live' });
    context.state = 'running';
    context.dispatchEvent(new Event('statechange'));
    expect(states).toEqual(['connecting', 'blocked', 'live']);
  });

  it('ignores reports on an earlier stream', async () => {
    const { stream } = make('decode');
    await settle();
    worker().report(LOADED);
    worker().report({ type: 'error', stream: 0, code: 'PROTOCOL', message: 'of another stream' });
    worker().report({ type: 'state', stream: 7, state: 'ended' });
    expect(stream.state).toBe('connecting');
  });

  it('starts again when its worker has crashed, and fails when that happens twice', async () => {
    const { stream, states, errors } = make('decode');
    await settle();
    worker().report(LOADED);
    worker().report({ type: 'state', stream: 1, state: 'live' });
    worker().crash();
    expect(FakeWorker.all).toHaveLength(2);
    expect(worker().types).toEqual(['load', 'listen']);
    worker().report(LOADED);
    worker().report({ type: 'state', stream: 2, state: 'live' });
    expect(states).toEqual(['connecting', 'live', 'loading', 'connecting', 'live']);
    expect(stream.state).toBe('live');
    worker().crash();
    expect(stream.state).toBe('failed');
    expect(errors.map(({ code }) => code)).toEqual(['MODEL_FAILED', 'MODEL_FAILED']);
  });

  it('stops once when it is closed, leaves a shared model running, and can be closed twice', async () => {
    const { stream, node, release, context } = make('decode');
    await settle();
    worker().report(LOADED);
    await stream.close();
    await stream.close();
    expect(worker().types).toEqual(['load', 'listen', 'stop']);
    expect(worker().isTerminated).toBe(false);
    expect(node.disconnect).toHaveBeenCalledOnce();
    expect(release).toHaveBeenCalledOnce();
    expect(context.state).toBe('running');
  });

  it('fails with a worklet, and stays failed when it is closed', async () => {
    const { stream, node, errors, release } = make('decode');
    await settle();
    node.onprocessorerror!();
    expect(stream.state).toBe('failed');
    expect(errors[0]).toMatchObject({ code: 'DEVICE', message: 'the worklet has failed' });
    await stream.close();
    expect(stream.state).toBe('failed');
    expect(release).toHaveBeenCalledOnce();
  });

  it('fails after the call that made it, where its model has failed before', async () => {
    const model = new CodecModel({ url: '/m/', direction: 'decode', workerUrl: '/worker.js' });
    model.close();
    const states: PageState[] = [];
    const errors: CodecError[] = [];
    const part = {
      direction: 'decode',
      onState: (state: PageState) => states.push(state),
      onError: (error: CodecError) => errors.push(error),
      release: () => undefined,
    } as unknown as StreamPart;
    const context = new FakeContext() as unknown as AudioContext;
    new WorkerStream({ url: 'ws://localhost/x', model, context }, part).start();
    expect(states).toEqual([]);
    await settle();
    expect(states).toEqual(['failed']);
    expect(errors[0]!.code).toBe('ABORTED');
  });
});

describe('a stream that a worker sends for the page', () => {
  it('waits for the model', async () => {
    make('encode');
    await settle();
    expect(worker().types).toEqual(['load']);
    worker().report(LOADED);
    await settle();
    expect(worker().types).toEqual(['load', 'broadcast']);
  });

  it('is closed when the worker has sent what is left', async () => {
    const { stream, release } = make('encode');
    worker().report(LOADED);
    await settle();
    let isClosed = false;
    const closed = stream.close().then(() => {
      isClosed = true;
    });
    await settle();
    expect(stream.state).toBe('closed');
    expect([isClosed, release.mock.calls.length]).toEqual([false, 0]);
    expect(worker().types).toEqual(['load', 'broadcast', 'stop']);
    worker().report({ type: 'stopped', stream: 1 });
    await closed;
    expect(release).toHaveBeenCalledOnce();
    expect(worker().types).toEqual(['load', 'broadcast', 'stop']);
  });

  it.each(['an error', 'a crash', 'the end of its model'])('is closed by %s while it waits for that', async (what) => {
    const { stream, model } = make('encode');
    worker().report(LOADED);
    await settle();
    const closed = stream.close();
    if (what === 'an error')
      worker().report({ type: 'error', stream: 1, code: 'TRANSPORT_CLOSED', message: 'the relay has gone' });
    else if (what === 'a crash') worker().crash();
    else model.close();
    await closed;
    expect(stream.state).toBe('closed');
  });

  it('closes when its signal aborts', async () => {
    const abort = new AbortController();
    const model = new CodecModel({ url: '/m/', direction: 'encode', workerUrl: '/worker.js' });
    const release = vi.fn();
    const part = {
      direction: 'encode',
      createNode: () => new Promise(() => undefined),
      onState: () => undefined,
      release,
    } as unknown as StreamPart;
    const context = new FakeContext() as unknown as AudioContext;
    const stream = new WorkerStream({ url: 'ws://localhost/x', model, context, signal: abort.signal }, part);
    stream.start();
    abort.abort();
    expect(stream.state).toBe('closed');
    expect(release).toHaveBeenCalledOnce();
  });
});

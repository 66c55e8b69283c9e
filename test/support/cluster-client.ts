import { WebSocket } from 'ws';
import { SUBPROTOCOL } from '../../src/core/wire/hello.js';
import { encodePacket, type Packet, parsePacket } from '../../src/core/wire/packet.js';
import { audioPacket, CONTEXT, streamHello } from './peers.js';

/** Latent frames of a message. */
export const FRAMES = 4;

/**
 * A source or listener of real relays that connects again, as those of the library do: to the address that it is told, or
 * else to one after the other of those that it knows, as behind a balancer.
 */
export class ClusterClient {
  readonly frames: number[] = [];
  /** Messages as they came, by first frame. */
  readonly bytes = new Map<number, Uint8Array>();
  readonly errors: Record<string, unknown>[] = [];
  /** Addresses of the connections that stood. */
  readonly visited: string[] = [];
  readonly closeCodes: number[] = [];
  /** Names of streams as `epoch`, in the order in which their hellos came, repeats left out. */
  readonly epochs: number[] = [];
  nextNodeHeader: string | undefined;
  answer: Record<string, unknown> | null = null;
  /** When each message came. */
  readonly arrivals: number[] = [];
  /** When connections were lost, stood and were answered. */
  readonly turns: { readonly what: 'lost' | 'open' | 'answered'; readonly atMs: number }[] = [];
  /** Runs at every answer of the relay to this client's hello. */
  onAnswer: (answer: Record<string, unknown>) => void = () => {};
  #socket: WebSocket | null = null;
  #next = 0;
  #told: string | undefined;
  #url = '';
  #isClosed = false;
  readonly #hello: () => object;

  constructor(
    readonly urls: readonly string[],
    hello: () => object,
    readonly token?: string,
  ) {
    this.#hello = hello;
    this.#open();
  }

  send(packet: Packet): boolean {
    if (this.#socket?.readyState !== WebSocket.OPEN) return false;
    this.#socket.send(encodePacket(packet, CONTEXT));
    return true;
  }

  /** Where it is connected, or connects. */
  get current(): string {
    return this.#url;
  }

  /** The connection breaks; another is made. */
  breakOff(): void {
    this.#socket?.terminate();
  }

  close(): void {
    this.#isClosed = true;
    this.#socket?.terminate();
  }

  #open(): void {
    const url = this.#told ?? this.urls[this.#next++ % this.urls.length]!;
    this.#told = undefined;
    this.#url = url;
    const socket = new WebSocket(url, SUBPROTOCOL, {
      perMessageDeflate: false,
      handshakeTimeout: 3000,
      ...(this.token !== undefined && { headers: { authorization: `Bearer ${this.token}` } }),
    });
    this.#socket = socket;
    this.answer = null;
    socket.on('upgrade', ({ headers }) => {
      this.nextNodeHeader = headers['latentcast-next-node'] as string | undefined;
    });
    socket.on('open', () => {
      this.visited.push(url);
      this.turns.push({ what: 'open', atMs: performance.now() });
      this.send({ type: 'hello', body: { ...this.#hello() } });
    });
    socket.on('message', (data: Buffer) => {
      if (this.#socket === socket) this.#onPacket(parsePacket(new Uint8Array(data), CONTEXT), new Uint8Array(data));
    });
    socket.on('error', () => {});
    socket.on('close', (code) => {
      this.closeCodes.push(code);
      this.turns.push({ what: 'lost', atMs: performance.now() });
      if (this.#isClosed || this.#socket !== socket) return;
      setTimeout(() => this.#isClosed || this.#open(), this.#told === undefined ? 50 : 0);
    });
  }

  #onPacket(packet: Packet, bytes: Uint8Array): void {
    if (packet.type === 'hello') {
      if (this.answer === null) this.turns.push({ what: 'answered', atMs: performance.now() });
      this.answer = packet.body as Record<string, unknown>;
      const epoch = this.answer.epoch as number | undefined;
      if (epoch !== undefined && this.epochs.at(-1) !== epoch) this.epochs.push(epoch);
      this.onAnswer(this.answer);
    } else if (packet.type === 'audio') {
      this.frames.push(packet.firstFrame);
      this.bytes.set(packet.firstFrame, bytes);
      this.arrivals.push(performance.now());
    } else if (packet.type === 'error') {
      const body = packet.body as Record<string, unknown>;
      this.errors.push(body);
      this.#told = body.alternativeUrl as string | undefined;
    } else if (packet.type === 'ping') this.send({ type: 'pong', token: packet.token });
  }
}

/** A source that keeps what it has sent, and sends again what the relay does not have when it comes back. */
export class ClusterSource {
  readonly client: ClusterClient;
  sent = 0;
  #secret: string | undefined;
  #isReady = false;

  constructor(
    urls: readonly string[],
    readonly epoch = 7,
    token?: string,
  ) {
    const hello = (): object => ({
      ...streamHello({ framesPerPacket: FRAMES, epoch }),
      ...(this.#secret !== undefined && { resumeFrame: 0, resumeSecret: this.#secret }),
    });
    this.client = new ClusterClient(urls, hello, token);
    this.client.onAnswer = ({ resumeSecret, resumeFrame }) => {
      this.#isReady = true;
      const isBack = this.#secret !== undefined;
      this.#secret = resumeSecret as string;
      if (!isBack) return;
      const until = this.sent;
      this.sent = Math.min(this.sent, resumeFrame as number);
      this.sendTo(until);
    };
  }

  get isReady(): boolean {
    return this.#isReady && this.client.answer !== null;
  }

  /** Sends what comes before this frame; while the relay has not answered, its answer tells where to go on from. */
  sendTo(frame: number): void {
    for (; this.isReady && this.sent < frame; this.sent += FRAMES)
      if (!this.client.send(audioPacket(this.sent, FRAMES, 2, this.epoch))) break;
    this.sent = Math.max(this.sent, frame);
  }

  /** One more message. */
  step(): void {
    this.sendTo(this.sent + FRAMES);
  }
}

/** A listener that continues behind the last frame that it has. */
export const clusterListener = (urls: readonly string[], hello: object = {}): ClusterClient => {
  const listener: ClusterClient = new ClusterClient(urls, () => {
    const last = listener.frames.at(-1);
    const from = { epoch: listener.epochs.at(-1) ?? 7, frame: (last ?? 0) + FRAMES };
    return { role: 'listener', planes: 8, burstMs: 10_000, ...hello, ...(last !== undefined && { from }) };
  });
  return listener;
};

/** Every message from the first to the last, each once. */
export const framesBetween = (first: number, last: number): number[] =>
  Array.from({ length: (last - first) / FRAMES + 1 }, (_, i) => first + FRAMES * i);

/** Turns of the event loop, not time: the test's own timeout ends a hang. */
export async function until(done: () => boolean): Promise<void> {
  while (!done()) await new Promise((resolve) => setTimeout(resolve, 5));
}

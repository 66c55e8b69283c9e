import { requireNumber } from '../../core/errors.js';
import { type OptionKinds, requireOptions, SHAPES } from '../../core/options.js';
import { seededRandom } from '../../core/random.js';
import type { Clock } from '../../ports/clock.js';
import type { ClusterBus } from '../../ports/cluster-bus.js';
import { decodeFrame } from './bus-frames.js';
import { BusHub } from './bus-hub.js';
import type { BusLink, BusLinkHandlers } from './bus-link.js';
import { joinHub } from './hub-bus.js';

/** A simulated bus: every frame takes `latencyMs` plus a seeded part of `jitterMs`, in order. */
export interface InProcessBusOptions {
  /** Delivers frames, and ages what is retained. */
  readonly clock: Clock;
  /** @default 1 */
  readonly seed?: number;
  /** From a node to the hub, and from the hub to a node, 0..3600000. @default 0 */
  readonly latencyMs?: number;
  /** 0..3600000 @default 0 */
  readonly jitterMs?: number;
  /** Share of live messages that are lost on the way to a subscriber, 0..1; all else arrives. @default 0 */
  readonly loss?: number;
}

const KINDS: OptionKinds<InProcessBusOptions> = {
  clock: SHAPES.clock,
  seed: 'any',
  latencyMs: 'any',
  jitterMs: 'any',
  loss: 'any',
};

/** A bus of nodes in one process: the reference of the port, and its simulation. */
export interface InProcessBus {
  /** A new node of this name. */
  join(node: string): Promise<ClusterBus>;
  /** The node dies at once: what it has sent and has not arrived yet is lost. */
  kill(node: string): void;
  close(): void;
}

/** @throws TypeError, RangeError naming a wrong option */
export function createInProcessBus(options: InProcessBusOptions): InProcessBus {
  requireOptions('', options, KINDS, ['clock']);
  const { clock } = options;
  const path: LinkPath = {
    clock,
    random: seededRandom(options.seed ?? 1),
    latencyMs: requireNumber('latencyMs', options.latencyMs ?? 0, 0, 3_600_000),
    jitterMs: requireNumber('jitterMs', options.jitterMs ?? 0, 0, 3_600_000),
    loss: requireNumber('loss', options.loss ?? 0, 0, 1),
  };
  const hub = new BusHub({ clock });
  const links = new Map<string, InProcessLink>();
  return {
    join: (node) => {
      const [near, far] = linkPair(path);
      links.set(node, near);
      hub.connect(far);
      return joinHub({ node, link: near, clock });
    },
    kill: (node) => links.get(node)?.destroy(),
    close: () => hub.close(),
  };
}

/** Two ends of a link within this process: one for a node, one for the hub. */
export function createInProcessLinks(clock: Clock): readonly [BusLink, BusLink] {
  return linkPair({ clock, random: () => 0, latencyMs: 0, jitterMs: 0, loss: 0 });
}

function linkPair(path: LinkPath): readonly [InProcessLink, InProcessLink] {
  const [near, far] = [new InProcessLink(path, 0), new InProcessLink(path, path.loss)];
  near.connect(far);
  far.connect(near);
  return [near, far];
}

interface LinkPath extends Required<Omit<InProcessBusOptions, 'seed'>> {
  readonly random: () => number;
}

class InProcessLink implements BusLink {
  readonly isFull = false;
  readonly #path: LinkPath;
  readonly #loss: number;
  #peer!: InProcessLink;
  #handlers: BusLinkHandlers | null = null;
  #isClosed = false;
  /** Sent by this end and not delivered yet, in order. */
  #queue: (() => void)[] = [];
  #lastDueMs = 0;

  constructor(path: LinkPath, loss: number) {
    this.#path = path;
    this.#loss = loss;
  }

  connect(peer: InProcessLink): void {
    this.#peer = peer;
  }

  setHandlers(handlers: BusLinkHandlers): void {
    this.#handlers = handlers;
  }

  send(frame: Uint8Array): void {
    if (this.#isClosed || this.#isLost(frame)) return;
    this.#schedule(() => this.#peer.#receive(frame));
  }

  close(): void {
    if (this.#isClosed) return;
    this.#schedule(() => this.#peer.#end());
    this.#end();
  }

  /** Both ends close now; what is on the way is lost. */
  destroy(): void {
    for (const end of [this, this.#peer]) {
      end.#queue = [];
      end.#end();
    }
  }

  #isLost(frame: Uint8Array): boolean {
    if (this.#loss === 0 || this.#path.random() >= this.#loss) return false;
    const decoded = decodeFrame(frame);
    return decoded.kind === 'message' && decoded.recall === 0;
  }

  #schedule(deliver: () => void): void {
    const { clock, random, latencyMs, jitterMs } = this.#path;
    const nowMs = clock.nowMs();
    this.#lastDueMs = Math.max(this.#lastDueMs, nowMs + latencyMs + jitterMs * random());
    this.#queue.push(deliver);
    // Each timer delivers the head, whichever timer it is: a clock that rounds cannot change the order.
    clock.schedule(this.#lastDueMs - nowMs, () => this.#queue.shift()?.());
  }

  #receive(frame: Uint8Array): void {
    if (!this.#isClosed) this.#handlers?.onFrame(frame);
  }

  #end(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#handlers?.onClose();
  }
}

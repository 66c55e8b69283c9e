import { CodecError, requireInteger } from '../../core/errors.js';
import { asError } from '../../core/guarded.js';
import type { Clock } from '../../ports/clock.js';
import type { BusRequestOptions, ClusterReply } from '../../ports/cluster-bus.js';
import type { ControlFrame } from './bus-frames.js';
import { requireBusText } from './state-copy.js';

const DEFAULT_TIMEOUT_MS = 2000;

interface Waiting {
  /** By the nodes that were asked, in their order; undefined until they answer. */
  readonly replies: Map<string, ClusterReply | undefined>;
  /** Ends the wait; who has not answered fails for this reason. */
  finish(reason: string): void;
}

/** What a node's requests need of its connection to the bus. */
export interface BusRequestsOptions {
  /** Name of this node. */
  readonly node: string;
  /** Times the answers. */
  readonly clock: Clock;
  /** Passes a frame to the bus. */
  readonly send: (frame: ControlFrame) => void;
  /** The nodes that are asked. */
  readonly nodes: () => readonly string[];
}

/** Requests of one node to others, and its answers to theirs. */
export class BusRequests {
  readonly #options: BusRequestsOptions;
  readonly #waiting = new Map<number, Waiting>();
  #handler: (body: string, from: string) => string | Promise<string> = () => {
    throw new Error('this node answers no requests yet');
  };
  #lastId = 0;

  constructor(options: BusRequestsOptions) {
    this.#options = options;
  }

  onRequest(handler: (body: string, from: string) => string | Promise<string>): void {
    this.#handler = handler;
  }

  request(body: string, { timeoutMs = DEFAULT_TIMEOUT_MS, node }: BusRequestOptions = {}): Promise<ClusterReply[]> {
    requireBusText('body', body);
    requireInteger('timeoutMs', timeoutMs, 1, 600_000);
    const { clock, send, nodes, node: from } = this.#options;
    const asked = node === undefined ? nodes() : [node];
    if (node !== undefined && !nodes().includes(node)) return Promise.resolve([{ node, error: `no node ${node}` }]);
    if (asked.length === 0) return Promise.resolve([]);
    const id = ++this.#lastId;
    return new Promise((resolve) => {
      const replies = new Map<string, ClusterReply | undefined>(asked.map((name) => [name, undefined]));
      const cancel = clock.schedule(timeoutMs, () => waiting.finish(`no answer within ${timeoutMs} ms`));
      const waiting: Waiting = {
        replies,
        finish: (error) => {
          cancel();
          this.#waiting.delete(id);
          resolve(Array.from(replies, ([name, reply]) => reply ?? { node: name, error }));
        },
      };
      this.#waiting.set(id, waiting);
      send({ kind: 'request', id, from, to: node ?? null, body });
    });
  }

  /** A node asks. */
  async answer({ id, from, body }: ControlFrame & { kind: 'request' }): Promise<void> {
    const { send, node } = this.#options;
    const reply = { kind: 'reply', id, to: from, from: node } as const;
    try {
      const answer = await this.#handler(body, from);
      requireBusText('the reply', answer);
      send({ ...reply, body: answer });
    } catch (thrown) {
      send({ ...reply, error: asError(thrown).message });
    }
  }

  /** A node has answered. */
  onReply({ id, from, body, error }: ControlFrame & { kind: 'reply' }): void {
    const waiting = this.#waiting.get(id);
    if (!waiting?.replies.has(from) || waiting.replies.get(from)) return;
    waiting.replies.set(from, body === undefined ? { node: from, error: error ?? 'no answer' } : { node: from, body });
    this.#finishWhereComplete(waiting);
  }

  /** Nodes may have gone: they do not answer any more. */
  onNodes(): void {
    const nodes = this.#options.nodes();
    for (const waiting of [...this.#waiting.values()]) {
      for (const [node, reply] of waiting.replies)
        if (!reply && !nodes.includes(node)) waiting.replies.set(node, { node, error: 'the node has gone' });
      this.#finishWhereComplete(waiting);
    }
  }

  #finishWhereComplete(waiting: Waiting): void {
    if ([...waiting.replies.values()].every((reply) => reply !== undefined)) waiting.finish('');
  }
}

/** What every bus answers with when it cannot be reached; the claims of a node are lost with it. */
export const busGone = (cause?: unknown): CodecError =>
  new CodecError('TRANSPORT_FAILED', 'the bus of the cluster has gone', cause === undefined ? undefined : { cause });

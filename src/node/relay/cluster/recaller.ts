import { BUS_LIMITS, type BusMessage, type BusPosition, type ChannelRecall } from '../../../ports/cluster-bus.js';
import { decodeFrame } from '../../../relay/cluster/bus-frames.js';
import { isAbsentOr, isCount, isNullOr, isOfForm, isText } from '../../../relay/cluster/message-form.js';
import { comparePositions, RetainedStream } from '../../../relay/cluster/retained-stream.js';
import { type ClaimRecord, isClaimRecord, type StreamRecord } from './channel-record.js';
import type { ClaimTable, KnownClaim } from './claim-table.js';
import { readRetained } from './jetstream-recall.js';
import type { NatsClaim } from './nats-claim.js';
import type { NatsLink } from './nats-link.js';
import { decodeRecall, encodeRecall } from './recall-answer.js';
import type { RevisedStore } from './revised-store.js';
import type { Subjects } from './subjects.js';

/** For an answer of the node that has the source. */
const HOLDER_TIMEOUT_MS = 500;
/** Without its answer the servers are asked too, and who answers first counts: the node may have died a moment ago. */
const HOLDER_PATIENCE_MS = 80;

/** A claim that another node has taken. */
export interface Taken {
  readonly record: ClaimRecord;
  readonly revision: number;
}

/** What one node asks another: see {@link Recaller.answer}. */
export interface RecallQuestion {
  readonly channel: string;
  readonly after: BusPosition | null;
  /** The claim that has taken the place of the one that is asked for. */
  readonly taken?: Taken;
}

const isQuestion = isOfForm({
  channel: isText,
  after: isNullOr(isOfForm({ term: isCount, number: Number.isSafeInteger })),
  taken: isAbsentOr(isOfForm({ record: isClaimRecord, revision: isCount })),
});

/** Where what is retained is found. */
export interface RecallerOptions {
  /** The servers. */
  readonly link: NatsLink;
  /** Names on them. */
  readonly subjects: Subjects;
  /** All claims. */
  readonly table: ClaimTable;
  /** The same, as the servers have them. */
  readonly claims: RevisedStore;
  /** The beginnings of streams. */
  readonly streams: RevisedStore;
  /** The newest claim that this node has, or had, of a channel. */
  readonly own: (channel: string) => NatsClaim | undefined;
  /** This node's name. */
  readonly node: string;
  /** Whether a node is there, in this session. */
  readonly isAlive: (holder: Pick<ClaimRecord, 'node' | 'session'>) => boolean;
  /** Whether a node is known to be there no more. */
  readonly isGone: (holder: Pick<ClaimRecord, 'node' | 'session'>) => boolean;
  /** Monotonic time. */
  readonly nowMs: () => number;
}

/**
 * Finds what is retained of a channel: at the node that has its source, which knows best, or in JetStream, where that node
 * has gone.
 */
export class Recaller {
  readonly #o: RecallerOptions;

  constructor(options: RecallerOptions) {
    this.#o = options;
  }

  /** Answers another node: what this one retains of a channel that it holds, or held last; empty where it held none. */
  answer(question: RecallQuestion): Uint8Array {
    if (!isQuestion(question)) return new Uint8Array(0);
    const { channel, after, taken } = question;
    if (taken) this.#o.table.learn(channel, taken.record, taken.revision);
    const claim = this.#o.own(channel);
    if (!claim) return new Uint8Array(0);
    const { term, isHeld, owner, retained } = claim;
    retained.tick(this.#o.nowMs());
    return encodeRecall({ term, isHeld, owner }, [...retained.after(after)]);
  }

  /** @throws what JetStream answers */
  async recall(channel: string, after: BusPosition | null): Promise<ChannelRecall> {
    const { table, node, own, isAlive } = this.#o;
    const known = table.get(channel);
    if (!known?.record.isHeld || !isAlive(known.record)) return this.#fromServers(channel, after);
    const { record } = known;
    const question = { channel, after };
    const asked =
      record.node === node && own(channel)?.term === record.term
        ? Promise.resolve(this.answer(question))
        : this.#ask(record.node, question);
    const answered = asked.then((answer): ChannelRecall | null => {
      const decoded = answer && decodeRecall(answer);
      const isCurrent = decoded && decoded.head.term >= (table.get(channel)?.record.term ?? 0);
      return isCurrent ? { ...decoded.head, messages: messagesOf(decoded.frames) } : null;
    });
    return earlier(answered, () => this.#fromServers(channel, after));
  }

  /**
   * All of it, for a claim of this node that continues the channel: from this node's claim before, or from the node that
   * has had it, which is told of the new claim, or from the servers. What cannot be found is left out.
   */
  async takeOver(channel: string, before: ClaimRecord | null, taken: Taken): Promise<RetainedStream> {
    const retained = new RetainedStream(false);
    for (const frame of await this.#framesBefore(channel, before, taken)) {
      const message = decodeFrame(frame);
      if (message.kind === 'message') retained.add(frame, message.bytes, message, this.#o.nowMs());
    }
    return retained;
  }

  async #framesBefore(channel: string, before: ClaimRecord | null, taken: Taken): Promise<Iterable<Uint8Array>> {
    const own = this.#o.own(channel);
    if (own && (!before || own.term >= before.term)) return own.retained.after(null);
    if (!before) return [];
    const stored = (): Promise<Uint8Array[]> => this.#stored(channel, null, before).catch(() => []);
    if (before.node === this.#o.node || !this.#o.isAlive(before)) return stored();
    const asked = this.#ask(before.node, { channel, after: null, taken });
    return earlier(
      asked.then((answer) => (answer && decodeRecall(answer))?.frames ?? null),
      stored,
    );
  }

  async #ask(holder: string, question: RecallQuestion): Promise<Uint8Array | null> {
    const { link, subjects } = this.#o;
    const text = JSON.stringify(question);
    try {
      const { data } = await link.connection.request(subjects.recall(holder), text, { timeout: HOLDER_TIMEOUT_MS });
      return data.length > 0 ? new Uint8Array(data) : null;
    } catch {
      // Gone, too busy, or more than fits into one message: the servers have it too.
      return null;
    }
  }

  async #fromServers(channel: string, after: BusPosition | null): Promise<ChannelRecall> {
    const { claims, subjects, table } = this.#o;
    const { value: record, revision } = await claims.read<ClaimRecord>(subjects.key(channel));
    if (!record) return { messages: [], term: 0, isHeld: false, owner: '' };
    table.learn(channel, record, revision);
    const isHeld = record.isHeld && !this.#o.isGone(record);
    const frames = this.#isForgotten(table.get(channel)) ? [] : await this.#stored(channel, after, record);
    return { messages: messagesOf(frames), term: record.term, isHeld, owner: record.owner };
  }

  /** Nobody has held the channel for some time. */
  #isForgotten(known: KnownClaim | undefined): boolean {
    return !!known && !known.record.isHeld && this.#o.nowMs() - known.heardMs > BUS_LIMITS.forgetMs;
  }

  /** Frames that the servers have of the channel's newest stream. @param claim its newest */
  async #stored(channel: string, after: BusPosition | null, claim: ClaimRecord): Promise<Uint8Array[]> {
    const { streams, subjects, link, nowMs } = this.#o;
    const { value: begun } = await streams.read<StreamRecord>(subjects.key(channel));
    if (!begun) return [];
    // The beginning of a stream is with the audio before it is in its record.
    const streamTerm = claim.isResumed ? begun.streamTerm : Math.max(claim.term, begun.streamTerm);
    const retained = new RetainedStream(false);
    const add = (frame: Uint8Array, message: BusMessage): void => retained.add(frame, message.bytes, message, nowMs());
    const recorded = begun.term < streamTerm ? [] : begun.frames;
    const state = recorded.flatMap((text) => {
      const frame = new Uint8Array(Buffer.from(text, 'base64'));
      const message = decodeFrame(frame);
      return message.kind === 'message' ? [{ frame, message }] : [];
    });
    state.sort((a, b) => comparePositions(a.message, b.message));
    for (const { frame, message } of state) add(frame, message);
    // A source that has just come is in the stream of messages before it is in the record.
    const known = state.at(-1)?.message;
    const isNews = (message: BusMessage): boolean =>
      message.frames > 0 || !known || comparePositions(message, known) > 0;
    const source = { connection: link.connection, manager: link.manager, stream: subjects.audioStream };
    for (const { frame, message } of await readRetained(source, subjects.channel(channel)))
      if (message.term >= streamTerm && isNews(message)) add(frame, message);
    return [...retained.after(after)];
  }
}

/**
 * What the node has answered, or what the servers have, where it says nothing or they are earlier.
 * @param answered null where the node has nothing to say
 */
async function earlier<T>(answered: Promise<T | null>, fromServers: () => Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<'late'>((resolve) => {
    timer = setTimeout(() => resolve('late'), HOLDER_PATIENCE_MS);
  });
  const first = await Promise.race([answered, late]);
  clearTimeout(timer);
  if (first !== 'late') return first ?? fromServers();
  return new Promise<T>((resolve, reject) => {
    const found = answered.catch(() => null);
    void found.then((answer) => answer !== null && resolve(answer));
    fromServers().then(resolve, async (error: unknown) => {
      if ((await found) === null) reject(error);
    });
  });
}

const messagesOf = (frames: readonly Uint8Array[]): BusMessage[] =>
  frames.flatMap((frame) => {
    const message = decodeFrame(frame);
    if (message.kind !== 'message') return [];
    const { term, number, firstFrame, frames: count, bytes } = message;
    return [{ term, number, firstFrame, frames: count, bytes }];
  });

import type { NatsConnection } from '@nats-io/transport-node';
import { callGuarded } from '../../../core/guarded.js';
import { type ControlFrame, decodeFrame, encodeControlFrame } from '../../../relay/cluster/bus-frames.js';
import { type PresenceMessage, parsePresence } from './presence-message.js';
import type { RecallQuestion } from './recaller.js';
import type { Subjects } from './subjects.js';

/** Bytes of channels' messages that may be on their way to the server before audio is dropped. */
const FULL_BYTES = 4 * 2 ** 20;
/** After so many the server is asked whether it has read them. */
const MEASURED_BYTES = 256 * 1024;
const OPEN_BRACE = 0x7b;

/** What a node sends and receives on NATS: messages of channels, of nodes, and requests. */
export class NatsPost {
  /** A request, or an answer to one. */
  onControl: (frame: ControlFrame) => void = () => {};
  /** What a node tells of itself. */
  onPresence: (message: PresenceMessage) => void = () => {};
  /** What a node asks of a channel that this one holds. */
  onQuestion: (question: RecallQuestion) => Uint8Array = () => new Uint8Array(0);
  readonly #connection: NatsConnection;
  readonly #subjects: Subjects;
  readonly #node: string;
  /** Bytes that were published since the last answer of the server, and those that it has still to answer. */
  #newBytes = 0;
  #unansweredBytes = 0;

  constructor(connection: NatsConnection, subjects: Subjects, node: string) {
    this.#connection = connection;
    this.#subjects = subjects;
    this.#node = node;
  }

  /** Listens to what is for this node. */
  open(): void {
    const { presence, everyNode } = this.#subjects;
    for (const subject of [presence, everyNode, this.#subjects.node(this.#node)])
      this.#connection.subscribe(subject, { callback: (error, { data }) => void (error || this.#receive(data)) });
    this.#connection.subscribe(this.#subjects.recall(this.#node), {
      callback: (error, message) => {
        if (!error)
          callGuarded(
            () => message.respond(this.onQuestion(message.json<RecallQuestion>())),
            // More than fits into one message, or no question.
            () => message.respond(),
          );
      },
    });
  }

  /** Listens to a channel until the returned function is called. */
  follow(channel: string, onFrame: (frame: Uint8Array) => void): () => void {
    const subscription = this.#connection.subscribe(this.#subjects.channel(channel), {
      // A copy: what is kept should not hold all that was read with it.
      callback: (error, { data }) => void (error || onFrame(new Uint8Array(data))),
    });
    return () => subscription.unsubscribe();
  }

  /** @returns false where it was dropped */
  publish(subject: string, frame: Uint8Array, isAudio: boolean): boolean {
    if (isAudio && this.#newBytes + this.#unansweredBytes > FULL_BYTES) return false;
    this.#newBytes += frame.length;
    this.#measure();
    return this.#publish(subject, frame);
  }

  tell(message: PresenceMessage, to: string | null): void {
    const text = new TextEncoder().encode(JSON.stringify(message));
    this.#publish(to === null ? this.#subjects.presence : this.#subjects.node(to), text);
  }

  /** A request, or an answer to one; those for this node do not leave it. */
  send(frame: ControlFrame): void {
    if (frame.kind !== 'request' && frame.kind !== 'reply') return;
    const { to } = frame;
    const bytes = encodeControlFrame(frame);
    const isSent =
      to === this.#node || this.#publish(to === null ? this.#subjects.everyNode : this.#subjects.node(to), bytes);
    if (!isSent && frame.kind === 'reply')
      this.send({
        kind: 'reply',
        id: frame.id,
        to: frame.to,
        from: frame.from,
        error: 'the answer is too long for NATS',
      });
    if (to === null || to === this.#node) queueMicrotask(() => this.onControl(frame));
  }

  #publish(subject: string, bytes: Uint8Array): boolean {
    try {
      this.#connection.publish(subject, bytes);
      return true;
    } catch {
      // The connection is closed for good, or the server takes no message of this length.
      return false;
    }
  }

  #receive(data: Uint8Array): void {
    callGuarded(
      () => {
        if (data[0] === OPEN_BRACE) {
          const message = parsePresence(data);
          if (message) this.onPresence(message);
          return;
        }
        const frame = decodeFrame(data);
        if (frame.kind !== 'message') this.onControl(frame);
      },
      () => {},
    );
  }

  /** One question to the server at a time: its answer comes behind all that was published before. */
  #measure(): void {
    if (this.#unansweredBytes > 0 || this.#newBytes < MEASURED_BYTES) return;
    this.#unansweredBytes = this.#newBytes;
    this.#newBytes = 0;
    void this.#connection
      .flush()
      .catch(() => {})
      .then(() => {
        this.#unansweredBytes = 0;
        this.#measure();
      });
  }
}

import { randomUUID } from 'node:crypto';
import type { JetStreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import { decodeFrame, type MessageFrame } from '../../../relay/cluster/bus-frames.js';

/** For one message after the other. */
const NEXT_MS = 1000;
const NS_PER_MS = 1_000_000;

/** Where the last seconds of channels are. */
export interface RetainedAudio {
  /** To the servers. */
  readonly connection: NatsConnection;
  /** Of its JetStream. */
  readonly manager: JetStreamManager;
  /** The stream's name. */
  readonly stream: string;
}

/**
 * What the stream in JetStream has of one channel, in order; of an older claim nothing that was published behind a newer
 * one.
 * @throws what JetStream answers
 */
export async function readRetained(
  { connection, manager, stream }: RetainedAudio,
  subject: string,
): Promise<{ frame: Uint8Array; message: MessageFrame }[]> {
  const inbox = `_INBOX.${randomUUID()}`;
  const found: { frame: Uint8Array; message: MessageFrame }[] = [];
  let received = 0;
  let expected = Number.POSITIVE_INFINITY;
  let onProgress: () => void = () => {};
  const subscription = connection.subscribe(inbox, {
    callback: (error, { data }) => {
      if (error) return;
      received++;
      take(found, data);
      onProgress();
    },
  });
  try {
    const { DeliverPolicy, AckPolicy, ReplayPolicy } = await import('@nats-io/jetstream');
    const info = await manager.consumers.add(stream, {
      deliver_subject: inbox,
      filter_subject: subject,
      ack_policy: AckPolicy.None,
      deliver_policy: DeliverPolicy.All,
      replay_policy: ReplayPolicy.Instant,
      inactive_threshold: NEXT_MS * NS_PER_MS,
      mem_storage: true,
      num_replicas: 1,
    });
    expected = info.num_pending;
    while (received < expected) {
      const isLate = await new Promise<boolean>((resolve) => {
        const timer = setTimeout(() => resolve(true), NEXT_MS);
        onProgress = () => {
          clearTimeout(timer);
          resolve(false);
        };
      });
      if (isLate) break;
    }
  } finally {
    subscription.unsubscribe();
  }
  return found;
}

function take(found: { frame: Uint8Array; message: MessageFrame }[], data: Uint8Array): void {
  try {
    const frame = new Uint8Array(data);
    const message = decodeFrame(frame);
    if (message.kind !== 'message') return;
    const last = found.at(-1)?.message;
    const isBehind = !last || message.term > last.term || (message.term === last.term && message.number > last.number);
    if (isBehind) found.push({ frame, message });
  } catch {
    // Of another program: left out.
  }
}

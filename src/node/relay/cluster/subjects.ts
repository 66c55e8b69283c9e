/** What a subject's token may not have: a full stop separates tokens. */
const token = (name: string): string => name.replaceAll('.', '=');

/** Names of what the relays of one cluster have on NATS. Names of channels and nodes have no `=`, so that both ways are clear. */
export class Subjects {
  /** Who is there, and what each node tells of itself. */
  readonly presence: string;
  /** Messages for every node. */
  readonly everyNode: string;
  /** All channels. */
  readonly channels: string;
  /** JetStream stream that retains the last seconds of every channel. */
  readonly audioStream: string;
  /** Bucket with the claims of channels. */
  readonly claimBucket: string;
  /** Bucket with the last hello, metadata and end of every channel. */
  readonly streamBucket: string;
  /** Bucket with the state that all nodes share. */
  readonly stateBucket: string;
  readonly #prefix: string;

  /** @param prefix in front of every subject */
  constructor(prefix: string) {
    this.#prefix = prefix;
    this.presence = `${prefix}.presence`;
    this.everyNode = `${prefix}.nodes`;
    this.channels = `${prefix}.channel.*`;
    const name = prefix.replaceAll('.', '-');
    this.audioStream = `${name}-audio`;
    this.claimBucket = `${name}-claims`;
    this.streamBucket = `${name}-streams`;
    this.stateBucket = `${name}-state`;
  }

  /** Messages for one node. */
  node(name: string): string {
    return `${this.#prefix}.node.${token(name)}`;
  }

  /** Questions to one node for what it retains of a channel. */
  recall(name: string): string {
    return `${this.#prefix}.recall.${token(name)}`;
  }

  /** Messages of one channel. */
  channel(name: string): string {
    return `${this.#prefix}.channel.${token(name)}`;
  }

  /** Key of a channel in a bucket. */
  key(channel: string): string {
    return token(channel);
  }

  /** The channel of a {@link key}. */
  channelOf(key: string): string {
    return key.replaceAll('=', '.');
  }
}

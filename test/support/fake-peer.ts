import type {
  NativeChannel,
  NativeChannelHandlers,
  NativePeer,
  NativePeerOptions,
  PeerBackend,
  PeerCandidate,
} from '../../src/ports/peer-backend.js';

const SDP = (setup: string, fingerprint: string): string =>
  `v=0\r\na=fingerprint:sha-256 ${fingerprint}\r\na=setup:${setup}\r\na=candidate:9 1 UDP 1 192.0.2.9 9 typ host\r\na=end-of-candidates\r\na=ice-ufrag:x\r\n`;

export class FakeChannel implements NativeChannel {
  isOpen = false;
  bufferedBytes = 0;
  isBroken = false;
  readonly sent: (Uint8Array | string)[] = [];
  handlers!: NativeChannelHandlers;

  send(message: Uint8Array | string): void {
    if (this.isBroken || !this.isOpen) throw new Error('broken');
    this.sent.push(message);
  }

  setHandlers(handlers: NativeChannelHandlers): void {
    this.handlers = handlers;
  }

  setLowBytes(): void {}

  open(): void {
    this.isOpen = true;
    this.handlers.onOpen();
  }
}

/** A connection that does nothing by itself, and throws as node-datachannel does. */
export class FakePeer implements NativePeer, PeerBackend {
  readonly media = new FakeChannel();
  readonly control = new FakeChannel();
  readonly added: PeerCandidate[] = [];
  /** What was asked of it, in order. */
  readonly calls: string[] = [];
  options!: NativePeerOptions;
  hasRemote = false;
  isClosed = false;
  refusesDescriptions = false;
  /** Resolves a description that is being applied. */
  apply: () => void = () => {};

  create(options: NativePeerOptions): NativePeer {
    this.options = options;
    return this;
  }

  async createOffer(): Promise<string> {
    this.calls.push('offer');
    this.options.onCandidate({ candidate: 'a=candidate:1 1 UDP 1 192.0.2.1 1 typ host', mid: '0' });
    return SDP('actpass', 'aa:bb');
  }

  async acceptOffer(sdp: string): Promise<string> {
    await this.#accept(sdp);
    this.options.onCandidate({ candidate: 'candidate:2 1 UDP 1 192.0.2.2 2 typ host', mid: '0' });
    return SDP('passive', 'CC:DD');
  }

  acceptAnswer(sdp: string): Promise<void> {
    return this.#accept(sdp);
  }

  async addCandidate(candidate: PeerCandidate): Promise<void> {
    if (!this.hasRemote) throw new Error('Got a remote candidate without remote description');
    if (!candidate.candidate.startsWith('candidate:')) throw new Error('Invalid candidate format');
    this.added.push(candidate);
  }

  async path(): Promise<null> {
    throw new Error('no statistics');
  }

  close(): void {
    this.isClosed = true;
  }

  async #accept(sdp: string): Promise<void> {
    this.calls.push(sdp);
    if (this.refusesDescriptions) throw new Error('invalid SDP');
    await new Promise<void>((resolve) => {
      this.apply = resolve;
    });
    this.hasRemote = true;
  }
}

import { CodecError } from '../../core/errors.js';
import type { NativePeer, PeerCandidate } from '../../ports/peer-backend.js';
import {
  asDtlsClient,
  fingerprintOf,
  type PeerSignal,
  parsePeerSignal,
  withoutCandidates,
  withoutPrefix,
} from './peer-signal.js';

/** Candidates of the other end that are taken at most, and that wait for its description at most. */
export const MAX_CANDIDATES = 64;

/**
 * Offer, answer and candidates of one connection, in the order that every implementation survives.
 *
 * - The offerer holds its candidates back until it has applied the answer, and strips them from its SDP: an answerer that
 *   knows them begins DTLS at once, and an offerer that does not know its fingerprint yet refuses it for good.
 * - The answerer sends its candidates behind its answer.
 * - The offerer begins DTLS.
 * - Candidates of the other end that come before its description wait for it: implementations throw on them.
 */
export class Signalling {
  readonly #role: 'offerer' | 'answerer';
  readonly #native: NativePeer;
  readonly #onSignal: (signal: PeerSignal) => void;
  readonly #onError: (error: CodecError) => void;
  #isStarted = false;
  /** Whether the other end's description is in force. */
  #hasRemote = false;
  #isClosed = false;
  #taken = 0;
  /** Own candidates that may not be sent yet; null once they may. */
  #held: PeerCandidate[] | null = [];
  #early: PeerCandidate[] = [];
  /** What has come and was of no use: no signal, of the wrong role, a second description, a candidate too many or wrong. */
  refusedSignals = 0;
  localFingerprint: string | null = null;
  remoteFingerprint: string | null = null;

  /** @param onError the implementation has refused a description: there will be no connection */
  constructor(
    role: 'offerer' | 'answerer',
    native: NativePeer,
    onSignal: (signal: PeerSignal) => void,
    onError: (error: CodecError) => void,
  ) {
    this.#role = role;
    this.#native = native;
    this.#onSignal = onSignal;
    this.#onError = onError;
  }

  /** Sends the offer, where this end makes it. */
  start(): void {
    if (this.#role === 'offerer')
      void this.#try('an offer', async () => this.#describe('offer', await this.#native.createOffer()));
  }

  close(): void {
    this.#isClosed = true;
    this.#early = [];
    this.#held = [];
  }

  /** A candidate of this end. */
  localCandidate({ candidate, mid }: PeerCandidate): void {
    const own = { candidate: withoutPrefix(candidate), mid };
    // An empty one marks the end of the list; nothing needs it.
    if (this.#isClosed || own.candidate === '') return;
    if (this.#held) this.#held.push(own);
    else this.#onSignal({ type: 'candidate', ...own });
  }

  /** What the other end has sent; never throws. */
  accept(value: unknown): void {
    if (this.#isClosed) return;
    let signal: PeerSignal;
    try {
      signal = parsePeerSignal(value);
    } catch {
      this.refusedSignals++;
      return;
    }
    if (signal.type === 'candidate') this.#remoteCandidate(signal);
    else this.#remoteDescription(signal.type, signal.sdp);
  }

  #remoteDescription(type: 'offer' | 'answer', sdp: string): void {
    const isExpected = type === (this.#role === 'offerer' ? 'answer' : 'offer');
    // An answer that comes before this end has made its offer answers another one.
    const isInTime = type === 'offer' || this.localFingerprint !== null;
    if (!isExpected || !isInTime || this.#isStarted) {
      this.refusedSignals++;
      return;
    }
    this.#isStarted = true;
    this.remoteFingerprint = fingerprintOf(sdp);
    void this.#try(`the peer's ${type}`, async () => {
      if (type === 'offer') this.#describe('answer', await this.#native.acceptOffer(sdp));
      else await this.#native.acceptAnswer(sdp);
      if (this.#isClosed) return;
      this.#hasRemote = true;
      const held = this.#held ?? [];
      this.#held = null;
      for (const candidate of held) this.#onSignal({ type: 'candidate', ...candidate });
      const early = this.#early;
      this.#early = [];
      for (const candidate of early) void this.#add(candidate);
    });
  }

  #describe(type: 'offer' | 'answer', sdp: string): void {
    if (this.#isClosed) return;
    this.localFingerprint = fingerprintOf(sdp);
    const stripped = withoutCandidates(sdp);
    this.#onSignal({ type, sdp: type === 'offer' ? asDtlsClient(stripped) : stripped });
  }

  #remoteCandidate(candidate: PeerCandidate): void {
    if (candidate.candidate === '') return;
    if (++this.#taken > MAX_CANDIDATES) this.refusedSignals++;
    else if (this.#hasRemote) void this.#add(candidate);
    else this.#early.push(candidate);
  }

  async #add({ candidate, mid }: PeerCandidate): Promise<void> {
    try {
      await this.#native.addCandidate({ candidate, mid });
    } catch {
      // One that cannot be used is none; another one may do.
      if (!this.#isClosed) this.refusedSignals++;
    }
  }

  async #try(what: string, use: () => Promise<void>): Promise<void> {
    try {
      await use();
    } catch (cause) {
      if (!this.#isClosed)
        this.#onError(
          new CodecError('PROTOCOL', `${what} cannot be used: ${(cause as Error)?.message ?? cause}`, { cause }),
        );
    }
  }
}

import type { KeyBytes, SessionCrypto } from '../../ports/session-crypto.js';
import { concat } from './bytes.js';
import { ReplayWindow } from './replay-window.js';
import {
  KEY_GENERATIONS,
  keyIdOf,
  type MessageNumber,
  nextSenderKey,
  ofKeyId,
  type SenderKeyGrant,
} from './sender-key.js';
import { createSframeCipher, type SframeCipher, type SframeSuite } from './sframe.js';
import type { SframeHeader } from './sframe-header.js';

/** Why a message was refused. */
export type Refusal = 'malformed' | 'unknownKey' | 'replayed' | 'tampered' | 'foreign';

/** What {@link PeerKeys} makes of a message: its number and content, or why it was refused. */
export type OpenedMessage =
  | { readonly number: MessageNumber; readonly plaintext: KeyBytes; readonly refusal?: undefined }
  | { readonly refusal: Refusal };

interface Generation {
  readonly generation: number;
  readonly window: ReplayWindow;
  /** Null where only the numbers are known: the messages came unprotected, over a direct path. */
  key: KeyBytes | null;
  cipher: SframeCipher | null;
  /** When messages under this key stop being taken, because another has replaced it; Infinity for the newest. */
  endsMs: number;
}

/** Keys that follow from each other and were not seen in use, at most. */
const MAX_STEPS = 128;

/** Time for which messages under the key before are taken: those that are on their way when the key changes. */
export const OLD_KEY_MS = 2_000;

/** The keys of another peer, by which its messages are read, each once. Time is an argument. */
export class PeerKeys {
  readonly #crypto: SessionCrypto;
  readonly #suite: SframeSuite;
  /** By generation modulo {@link KEY_GENERATIONS}. */
  readonly #generations = new Map<number, Generation>();
  #seat: number;
  #newest: Generation | null = null;

  /** @param seat the peer's, 0..63 */
  constructor(crypto: SessionCrypto, suite: SframeSuite, seat: number) {
    this.#crypto = crypto;
    this.#suite = suite;
    this.#seat = seat;
  }

  /** The peer has another seat: what it had before is forgotten. */
  setSeat(seat: number): void {
    if (seat === this.#seat) return;
    this.#seat = seat;
    this.#generations.clear();
    this.#newest = null;
  }

  /** A key that the peer has given this one. An older one than is known changes nothing. */
  async add({ generation, key }: SenderKeyGrant, nowMs: number): Promise<void> {
    const seat = this.#seat;
    const cipher = await createSframeCipher(this.#crypto, this.#suite, keyIdOf(seat, generation), concat(key));
    if (seat !== this.#seat || generation < (this.#newest?.generation ?? 0)) return;
    const entry = this.#begin(generation, nowMs);
    if (!entry) return;
    entry.key = key;
    entry.cipher = cipher;
  }

  /** Reads a protected message. @param header as it stands at its beginning */
  async open(message: KeyBytes, header: SframeHeader, nowMs: number): Promise<OpenedMessage> {
    const { seat, generation: modulo } = ofKeyId(header.keyId);
    if (seat !== this.#seat) return { refusal: 'foreign' };
    const known = this.#known(modulo, nowMs);
    const generation = known?.generation ?? this.#following(modulo);
    if (known && !known.window.isNew(header.counter)) return { refusal: 'replayed' };
    const material = await this.#material(generation);
    if (!material) return { refusal: 'unknownKey' };
    const plaintext = await material.cipher.decrypt(message, header);
    if (!plaintext) return { refusal: material.isGuess ? 'unknownKey' : 'tampered' };
    const entry = this.#begin(generation, nowMs);
    if (!entry) return { refusal: 'replayed' };
    entry.key ??= material.key;
    entry.cipher ??= material.cipher;
    const { counter } = header;
    // The window may have taken a copy while this one was decrypted.
    return entry.window.add(counter) ? { number: { generation, counter }, plaintext } : { refusal: 'replayed' };
  }

  /** Whether an unprotected message, which the peer itself has sent over an authenticated path, is new. */
  acceptPlain(generationModulo256: number, counter: number, nowMs: number): MessageNumber | null {
    const generation = this.#nearest(generationModulo256, 256);
    const entry = this.#generations.get(generation % KEY_GENERATIONS);
    const isKnown = entry?.generation === generation && nowMs < entry.endsMs;
    const known = isKnown ? entry : this.#begin(generation, nowMs);
    return known?.window.add(counter) ? { generation: known.generation, counter } : null;
  }

  /** The message as the peer itself would have protected it, byte for byte; null where its key is not known. */
  async protect({ generation, counter }: MessageNumber, plaintext: Uint8Array): Promise<KeyBytes | null> {
    const material = await this.#material(generation);
    return material ? material.cipher.encrypt(counter, plaintext) : null;
  }

  /** The key of a generation: as it was given, or as it follows from the one before without anybody being told. */
  async #material(generation: number) {
    const entry = this.#generations.get(generation % KEY_GENERATIONS);
    if (entry?.generation === generation && entry.key && entry.cipher)
      return { key: entry.key, cipher: entry.cipher, isGuess: false };
    let before: Generation | null = null;
    for (const known of this.#generations.values())
      if (known.key && known.generation < generation && known.generation > (before?.generation ?? -1)) before = known;
    if (!before?.key || generation - before.generation > MAX_STEPS) return null;
    let { key } = before;
    for (let step = before.generation; step < generation; step++) key = await nextSenderKey(this.#crypto, key);
    const keyId = keyIdOf(this.#seat, generation);
    return { key, cipher: await createSframeCipher(this.#crypto, this.#suite, keyId, concat(key)), isGuess: true };
  }

  #known(modulo: number, nowMs: number): Generation | undefined {
    const found = this.#generations.get(modulo);
    return found && nowMs < found.endsMs ? found : undefined;
  }

  /** The generation, the newest or a later one, that has this remainder. */
  #following(modulo: number): number {
    const from = this.#newest?.generation ?? 0;
    return from + ((modulo - (from % KEY_GENERATIONS) + KEY_GENERATIONS) % KEY_GENERATIONS);
  }

  /** The one that has this remainder and is nearest to the newest. */
  #nearest(rest: number, modulus: number): number {
    const newest = this.#newest?.generation ?? 0;
    const ahead = (rest - (newest % modulus) + modulus) % modulus;
    return ahead > modulus / 2 && newest + ahead >= modulus ? newest + ahead - modulus : newest + ahead;
  }

  /** The entry of a generation; null for one that has been replaced. */
  #begin(generation: number, nowMs: number): Generation | null {
    const modulo = generation % KEY_GENERATIONS;
    const known = this.#generations.get(modulo);
    if (known?.generation === generation) return known;
    if (generation < (this.#newest?.generation ?? 0)) return null;
    for (const other of this.#generations.values()) other.endsMs = Math.min(other.endsMs, nowMs + OLD_KEY_MS);
    const entry: Generation = {
      generation,
      window: new ReplayWindow(),
      key: null,
      cipher: null,
      endsMs: Number.POSITIVE_INFINITY,
    };
    this.#generations.set(modulo, entry);
    this.#newest = entry;
    return entry;
  }
}

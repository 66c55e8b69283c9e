import { singleLine } from '../../core/single-line.js';

/** A peer that may be removed. */
export interface RemovablePeer {
  readonly peerId: string;
  readonly name: string;
}

/**
 * Asks the host, in one line of the terminal, whom to remove, and whether that is meant. It knows nothing of the session:
 * what it finds out is what it is for.
 */
export class RemovalQuestion {
  readonly #onRemove: (peer: RemovablePeer | null) => void;
  #peers: readonly RemovablePeer[] = [];
  #digits = '';
  /** Whom the second question is about; null for nobody, who is left out of the new link. */
  #chosen: RemovablePeer | null | undefined;
  #isAsked = false;

  /** @param onRemove called with who is to be removed, or null: the link alone is to be another one */
  constructor(onRemove: (peer: RemovablePeer | null) => void) {
    this.#onRemove = onRemove;
  }

  /** Begins to ask. */
  ask(peers: readonly RemovablePeer[]): void {
    this.#peers = peers;
    this.#digits = '';
    this.#chosen = undefined;
    this.#isAsked = true;
  }

  /** The question, in a line; null where none is asked. */
  get line(): string | null {
    if (!this.#isAsked) return null;
    if (this.#chosen === null) return 'another link for this session, with the old one nobody comes in? y/n';
    if (this.#chosen)
      return `remove ${singleLine(this.#chosen.name)}, who cannot come back with the link that there was? y/n`;
    const list = this.#peers.map(({ name }, i) => `${i + 1} ${singleLine(name)}`);
    return `remove whom? ${this.#digits}▏ Enter · Esc: nobody · 0 only another link${list.map((text) => ` · ${text}`).join('')}`;
  }

  /** A key of the terminal. @returns whether it was taken */
  take(key: string): boolean {
    if (!this.#isAsked) return false;
    if (this.#chosen !== undefined) {
      const chosen = this.#chosen;
      this.#isAsked = false;
      if (key === 'y' || key === 'Y') this.#onRemove(chosen);
    } else if (/^[0-9]$/.test(key)) this.#digits = (this.#digits + key).slice(-3);
    else if (key === '\u007f' || key === '\b') this.#digits = this.#digits.slice(0, -1);
    else if (key === '\r' || key === '\n') this.#choose();
    else this.#isAsked = false;
    return true;
  }

  #choose(): void {
    const number = this.#digits === '' ? -1 : Number(this.#digits);
    const peer = this.#peers[number - 1];
    if (number === 0) this.#chosen = null;
    else if (peer) this.#chosen = peer;
    this.#digits = '';
  }
}

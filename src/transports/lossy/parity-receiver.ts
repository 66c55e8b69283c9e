import { recoverBlocks } from '../../core/wire/erasure-code.js';
import { SEQUENCE_MODULUS } from '../../core/wire/lossy-message.js';
import { messageOfBlock, type ParityMessage, parityBlock, parseParity } from '../../core/wire/lossy-parity.js';

/** Messages and groups that are kept for repairs. */
const KEPT_MESSAGES = 512;
const KEPT_GROUPS = 64;

interface Group extends Omit<ParityMessage, 'number' | 'parity'> {
  readonly parity: Map<number, Uint8Array>;
}

/** Repairs lost messages by the parity of their group. */
export class ParityReceiver {
  /** Blocks by the number of their message, oldest first. */
  readonly #blocks = new Map<number, Uint8Array>();
  readonly #groups = new Map<string, Group>();
  /** Messages that were repaired. */
  recovered = 0;

  /** A message has come. Returns those that can be repaired now. */
  message(sequence: number, message: Uint8Array): Uint8Array[] {
    this.#keep(sequence, parityBlock(message));
    for (const [key, group] of this.#groups) if (indexIn(group, sequence) >= 0) return this.#repair(key, group);
    return [];
  }

  /** A parity message has come. Returns what can be repaired now. @throws CodecError PACKET_* */
  parity(bytes: Uint8Array): Uint8Array[] {
    const { number, parity, ...form } = parseParity(bytes);
    const key = `${form.first}/${form.messages}/${form.parities}/${form.stride}`;
    const group = this.#groups.get(key) ?? { ...form, parity: new Map() };
    this.#groups.set(key, group);
    if (this.#groups.size > KEPT_GROUPS) this.#groups.delete(this.#groups.keys().next().value!);
    group.parity.set(number, new Uint8Array(parity));
    return this.#repair(key, group);
  }

  #repair(key: string, group: Group): Uint8Array[] {
    const numbers = Array.from(
      { length: group.messages },
      (_, i) => (group.first + i * group.stride) % SEQUENCE_MODULUS,
    );
    const blocks = numbers.map((sequence) => this.#blocks.get(sequence));
    if (blocks.every((block) => block !== undefined)) {
      this.#groups.delete(key);
      return [];
    }
    const length = Math.max(...[...group.parity.values()].map((parity) => parity.length));
    const usable = new Map([...group.parity].filter(([, parity]) => parity.length === length));
    if (blocks.some((block) => block && block.length > length)) {
      // Blocks of another round of the numbers, or a forged parity.
      this.#groups.delete(key);
      return [];
    }
    const all = recoverBlocks(blocks, usable);
    if (!all) return [];
    this.#groups.delete(key);
    const repaired: Uint8Array[] = [];
    all.forEach((block, i) => {
      if (blocks[i]) return;
      const message = messageOfBlock(block, numbers[i]!);
      if (!message) return;
      this.recovered++;
      this.#keep(numbers[i]!, block);
      repaired.push(message);
    });
    return repaired;
  }

  #keep(sequence: number, block: Uint8Array): void {
    this.#blocks.delete(sequence);
    this.#blocks.set(sequence, block);
    if (this.#blocks.size > KEPT_MESSAGES) this.#blocks.delete(this.#blocks.keys().next().value!);
  }
}

/** Place of a message in the group; negative where it has none. */
function indexIn({ first, messages, stride }: Group, sequence: number): number {
  const ahead = (sequence - first + SEQUENCE_MODULUS) % SEQUENCE_MODULUS;
  return ahead % stride === 0 && ahead / stride < messages ? ahead / stride : -1;
}

import { requireInteger } from '../../core/errors.js';
import { type OptionKinds, requireOptions, within } from '../../core/options.js';
import { MAX_GROUP_BLOCKS, parityOf } from '../../core/wire/erasure-code.js';
import { SEQUENCE_MODULUS } from '../../core/wire/lossy-message.js';
import { encodeParity, parityBlock } from '../../core/wire/lossy-parity.js';

/** Parity over several messages, for links whose messages are dear and losses long: radio. Plain data. */
export interface ParityOptions {
  /** Messages under one parity, 1..16. */
  readonly messages: number;
  /** Parity messages for them, 1..16; 1 is an XOR, more are a Reed-Solomon code. */
  readonly parities: number;
  /** Groups that are interleaved, 1..16: bursts of as many messages hit each group once. @default 1 */
  readonly interleave?: number;
}

const KINDS: OptionKinds<ParityOptions> = { messages: 'any', parities: 'any', interleave: 'any' };

/** @throws TypeError, RangeError naming a wrong option */
export function requireParity(options: ParityOptions): Required<ParityOptions> {
  requireOptions('parity', options, KINDS, ['messages', 'parities']);
  return within('parity', () => ({
    messages: requireInteger('messages', options.messages, 1, MAX_GROUP_BLOCKS),
    parities: requireInteger('parities', options.parities, 1, MAX_GROUP_BLOCKS),
    interleave: requireInteger('interleave', options.interleave ?? 1, 1, MAX_GROUP_BLOCKS),
  }));
}

/** Collects sent messages and makes the parity of each full group. */
export class ParitySender {
  readonly #options: Required<ParityOptions>;
  /** [interleave] groups under way, each with its first message's number. */
  #groups: { readonly first: number; readonly blocks: Uint8Array[] }[] = [];
  #next = 0;

  /** @throws TypeError, RangeError naming a wrong option */
  constructor(options: ParityOptions) {
    this.#options = requireParity(options);
  }

  /** A message was sent: the parity messages that are due now. */
  add(sequence: number, message: Uint8Array): Uint8Array[] {
    const { messages, interleave } = this.#options;
    const slot = this.#next++ % interleave;
    this.#groups[slot] ??= { first: sequence, blocks: [] };
    const group = this.#groups[slot]!;
    group.blocks.push(parityBlock(message));
    return group.blocks.length < messages ? [] : this.#finish(slot);
  }

  /** The parity of the groups that are not full: nothing follows. */
  flush(): Uint8Array[] {
    return this.#groups.flatMap((_, slot) => this.#finish(slot));
  }

  #finish(slot: number): Uint8Array[] {
    const group = this.#groups[slot];
    if (!group) return [];
    delete this.#groups[slot];
    const { parities, interleave } = this.#options;
    return Array.from({ length: parities }, (_, number) =>
      encodeParity({
        first: group.first % SEQUENCE_MODULUS,
        messages: group.blocks.length,
        parities,
        stride: interleave,
        number,
        parity: parityOf(number, group.blocks),
      }),
    );
  }
}

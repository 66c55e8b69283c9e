import type { ClusterBus } from '../../ports/cluster-bus.js';
import type { FetchTurn } from '../sources/fetch-turn.js';
import { isFlag, isNullOr, isText, readMessage } from './message-form.js';

/** What a node is to the channel: it waits for its turn, or fetches it. */
type Part = 'ready' | 'fetching';

/** What a node tells the others of one channel. */
interface Told {
  readonly isWanted: boolean;
  readonly part: Part | null;
}

const FORM = { isWanted: isFlag, part: isNullOr(isText) };

/** Which node of a cluster fetches the stream of a channel, for all of them. */
export class DemandShare implements FetchTurn {
  readonly #bus: ClusterBus;
  readonly #prefix: string;
  readonly #hasOtherSource: () => boolean;
  /** By node. */
  readonly #others = new Map<string, Told>();
  readonly #unwatch: () => void;

  /** @param hasOtherSource whether another node has a source of the channel */
  constructor(bus: ClusterBus, channel: string, hasOtherSource: () => boolean) {
    this.#bus = bus;
    this.#prefix = `demand/${channel}/`;
    this.#hasOtherSource = hasOtherSource;
    const take = (key: string, text: string | null): void => {
      const node = key.slice(this.#prefix.length);
      if (node === bus.node) return;
      const told = text === null ? undefined : readMessage<Told>(text, FORM);
      if (told) this.#others.set(node, told);
      else this.#others.delete(node);
    };
    for (const [key, text] of bus.state.entries(this.#prefix)) take(key, text);
    this.#unwatch = bus.state.watch(this.#prefix, take);
  }

  get isWantedElsewhere(): boolean {
    return this.#some(({ isWanted }) => isWanted);
  }

  isOurs(isWantedHere: boolean): boolean {
    if (this.#hasOtherSource() || !(isWantedHere || this.#isInVain)) return false;
    return !this.#some(({ part }, isBefore) => part === 'fetching' || (part === 'ready' && isBefore));
  }

  get mustYield(): boolean {
    return this.#hasOtherSource() || this.#some(({ part }, isBefore) => part === 'fetching' && isBefore);
  }

  tell(isWanted: boolean, canFetch: boolean, isFetching: boolean): void {
    const isReady = canFetch && (isWanted || this.#isInVain);
    const told: Told = { isWanted, part: isFetching ? 'fetching' : isReady ? 'ready' : null };
    this.#put(told.isWanted || told.part ? JSON.stringify(told) : null);
  }

  close(): void {
    this.#unwatch();
    this.#put(null);
  }

  /** Whether none of those that want it can fetch it. */
  get #isInVain(): boolean {
    return this.isWantedElsewhere && !this.#some(({ isWanted, part }) => isWanted && part !== null);
  }

  #put(text: string | null): void {
    const key = this.#prefix + this.#bus.node;
    if ((this.#bus.state.get(key) ?? null) !== text) this.#bus.state.put(key, text, true);
  }

  /** Whether this holds for another node. @param holds is told whether that node comes before this one */
  #some(holds: (told: Told, isBefore: boolean) => boolean): boolean {
    const nodes = this.#bus.nodes();
    const own = nodes.indexOf(this.#bus.node);
    for (const [node, told] of this.#others) if (holds(told, nodes.indexOf(node) < own)) return true;
    return false;
  }
}

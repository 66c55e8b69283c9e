/** Members that are visited at a tick beside the watched ones: so few cost nothing. */
const MIN_VISITS = 64;

/** What {@link Rounds} needs of a `Map` or a `Set` of its members. */
export interface RoundMembers<T> {
  readonly size: number;
  keys(): Iterator<T>;
}

/** The values of a map as members. */
export const valuesOf = <T>(map: ReadonlyMap<unknown, T>): RoundMembers<T> => ({
  get size() {
    return map.size;
  },
  keys: () => map.values(),
});

/**
 * Who is visited at a tick: members that are watched at every tick, the others in turn, all of them within
 * `ticksPerRound` ticks. Ten thousand members for whom nothing is due then cost a tick no more than a few hundred.
 */
export class Rounds<T> {
  readonly #members: RoundMembers<T>;
  readonly #ticksPerRound: number;
  readonly #watched = new Set<T>();
  /** Where the present round stands; null between two rounds. */
  #turn: Iterator<T> | null = null;

  /** @param members may change at any time, also during a visit; in the order of their keys they have their turn */
  constructor(members: RoundMembers<T>, ticksPerRound: number) {
    this.#members = members;
    this.#ticksPerRound = ticksPerRound;
  }

  /** Visits a member at every tick from now on, until a visit says otherwise. */
  watch(member: T): void {
    this.#watched.add(member);
  }

  /** Forgets a member that has left. */
  remove(member: T): void {
    this.#watched.delete(member);
  }

  /**
   * @param visit returns whether the member stays watched; must not throw
   * @returns whether every member has had its turn since the last round
   */
  tick(visit: (member: T) => boolean): boolean {
    const watched = [...this.#watched];
    for (const member of watched) if (this.#watched.has(member) && !visit(member)) this.#watched.delete(member);
    const visitedNow = new Set(watched);
    // One more than there are members finds the end of the round.
    let turns = 1 + Math.max(MIN_VISITS, Math.ceil(this.#members.size / this.#ticksPerRound));
    this.#turn ??= this.#members.keys();
    while (turns-- > 0) {
      const next = this.#turn.next();
      if (next.done) {
        this.#turn = null;
        return true;
      }
      if (!visitedNow.has(next.value) && visit(next.value)) this.#watched.add(next.value);
    }
    return false;
  }
}

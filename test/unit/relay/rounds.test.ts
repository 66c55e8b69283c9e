import { describe, expect, it } from 'vitest';
import { Rounds } from '../../../src/relay/rounds.js';

const members = (count: number): Set<number> => new Set(Array.from({ length: count }, (_, i) => i));

describe('Rounds', () => {
  it('visits few members at every tick, each once, and a thousand within the ticks of a round', () => {
    for (const [count, ticks] of [
      [0, 1],
      [63, 1],
      [1000, 8],
      [1001, 8],
    ] as const) {
      const rounds = new Rounds(members(count), 8);
      for (let round = 0; round < 3; round++) {
        const visited: number[] = [];
        let passed = 1;
        const visit = (member: number): boolean => {
          visited.push(member);
          return false;
        };
        while (!rounds.tick(visit)) passed++;
        expect(visited).toEqual([...members(count)]);
        expect(passed).toBeLessThanOrEqual(ticks);
      }
    }
  });

  it('visits a watched member at every tick, once, until its visit says otherwise', () => {
    const rounds = new Rounds(members(1000), 8);
    let visits = 0;
    let isWatched = true;
    const visit = (member: number): boolean => {
      if (member === 3) visits++;
      return member === 3 && isWatched;
    };
    for (let i = 0; i < 20; i++) rounds.tick(visit);
    expect(visits).toBe(20);
    isWatched = false;
    for (let i = 0; i < 17; i++) rounds.tick(visit);
    expect(visits).toBeLessThanOrEqual(23);
    rounds.watch(900);
    const seen: number[] = [];
    rounds.tick((member) => {
      seen.push(member);
      return false;
    });
    expect(seen[0]).toBe(900);
  });

  it('allows members to leave and to come during a visit', () => {
    const set = members(200);
    const rounds = new Rounds(set, 4);
    const visited = new Set<number>();
    const visit = (member: number): boolean => {
      visited.add(member);
      set.delete(member);
      rounds.remove(member);
      set.delete(member + 1);
      rounds.remove(member + 1);
      return false;
    };
    for (let i = 0; i < 5; i++) rounds.tick(visit);
    expect(set.size).toBe(0);
    expect([...visited]).toEqual(Array.from({ length: 100 }, (_, i) => 2 * i));
    set.add(7);
    expect(rounds.tick((member) => member === 7)).toBe(true);
  });
});

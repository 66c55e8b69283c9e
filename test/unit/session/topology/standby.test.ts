import { describe, expect, it } from 'vitest';
import { planStandbys, planTree } from '../../../../src/session/topology/plan.js';
import { SimulatedNetwork } from '../../../support/simulated-session.js';

const SEED = Number(process.env.SEED ?? 4);
const EVERY_MS = 186;

/** A host that sends to two peers, which pass on to two more; each of the two has the other's parent as its second one. */
async function tree() {
  const network = new SimulatedNetwork({ latencyMs: 40, jitterMs: 5, seed: SEED });
  const host = await network.add('Host', { tree: { maxDirectPeers: 2, maxChildren: 4 } });
  await network.advance(300);
  for (const name of ['First', 'Second', 'Below', 'Further']) {
    await network.add(name);
    await network.advance(300);
  }
  const below = network.nodes.get('Below')!;
  const numbers: number[] = [];
  const times: number[] = [];
  below.broadcast(0).onMessage((message) => {
    numbers.push(new DataView(message.buffer, message.byteOffset).getUint32(0));
    times.push(network.clock.nowMs());
  });
  let sent = 0;
  const play = async (ms: number): Promise<void> => {
    for (let t = 0; t < ms; t += EVERY_MS) {
      const message = new Uint8Array(38);
      new DataView(message.buffer).setUint32(0, sent++);
      host.broadcast(0).send(message);
      await network.advance(EVERY_MS);
    }
  };
  const parent = (): string | undefined => below.tree.parent?.name;
  await play(5_000);
  return { network, host, below, numbers, times, play, parent };
}

const longest = (times: readonly number[]): number => Math.max(...times.slice(1).map((ms, i) => ms - times[i]!));

describe('a second parent in the tree', () => {
  it.each([
    ['is killed', (network: SimulatedNetwork, name: string) => network.kill(name), 650],
    ['cannot be reached any more', (network: SimulatedNetwork, name: string) => network.cut(name, 'Below'), 650],
    ['leaves', (network: SimulatedNetwork, name: string) => network.nodes.get(name)!.close(), 450],
  ])(
    'sends within a bound after the last packet of the first one, when that %s, nothing lost or doubled',
    async (what, act, boundMs) => {
      const { network, host, numbers, times, play, parent } = await tree();
      const before = parent()!;
      expect(['First', 'Second']).toContain(before);
      const from = times.length;
      act(network, before);
      await play(6_000);
      const gapMs = longest(times.slice(from - 1));
      console.log(
        `the first parent ${what}: ${Math.round(gapMs)} ms between its last packet and the next parent's first`,
      );
      expect(parent()).toBe(before === 'First' ? 'Second' : 'First');
      expect(gapMs).toBeLessThan(boundMs);
      const heard = [...numbers].sort((a, b) => a - b);
      expect(heard).toEqual(Array.from({ length: heard.length }, (_, i) => heard[0]! + i));
      // The root has agreed: the peer is not placed elsewhere afterwards.
      await play(3_000);
      expect(parent()).toBe(before === 'First' ? 'Second' : 'First');
      for (const node of network.nodes.values()) node.close();
      host.close();
    },
  );

  it('sends for as long as the first one is silent, and does not take its place where that is heard of again', async () => {
    const { network, numbers, times, play, parent } = await tree();
    const before = parent()!;
    const second = network.nodes.get(before === 'First' ? 'Second' : 'First')!;
    const hasChild = (): boolean => [...second.tree.children].some(({ name }) => name === 'Below');
    for (let i = 0; i < 3; i++) {
      const path = network.paths.find(({ ends }) => ends.includes(before) && ends.includes('Below'))!;
      const from = times.length;
      path.isCut = true;
      await play(2 * EVERY_MS);
      await network.advance(80);
      expect(hasChild()).toBe(true);
      path.isCut = false;
      await play(3_000);
      expect([parent(), hasChild()]).toEqual([before, false]);
      expect(longest(times.slice(from - 1))).toBeLessThan(650);
    }
    const heard = [...numbers].sort((a, b) => a - b);
    expect(heard).toEqual(Array.from({ length: heard.length }, (_, i) => heard[0]! + i));
    for (const node of network.nodes.values()) node.close();
  });

  it('is of nobody below the first one, and those of one parent are spread over the others', () => {
    const peers = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'leaf'].map((id) => ({ id, isLeaf: id === 'leaf' }));
    const request = { root: 'root', peers, current: new Map(), isUnreachable: () => false };
    const parents = planTree({ ...request, maxDirectPeers: 2, maxChildren: 3 });
    const standbys = planStandbys(request, parents);
    const isBelow = (id: string, above: string): boolean => {
      for (let at: string | undefined = id; at; at = parents.get(at)) if (at === above) return true;
      return false;
    };
    for (const { id } of peers) {
      const [parent, standby] = [parents.get(id)!, standbys.get(id)];
      expect([id, standby === undefined]).toEqual([id, parent === 'root']);
      if (standby === undefined) continue;
      expect([id, isBelow(standby, parent), isBelow(standby, id)]).toEqual([id, false, false]);
      expect(standby).not.toBe('leaf');
    }
    const load = [...standbys.values()].filter((id) => id === 'b').length;
    expect(load).toBeLessThan([...parents.values()].filter((id) => id === 'a').length + 1);
    // Whoever needs another parent gets its second one, and where that is gone, too, whoever has room.
    const child = [...parents].find(([, parent]) => parent === 'a')![0];
    const without = peers.filter(({ id }) => id !== 'a');
    const next = planTree({
      ...request,
      peers: without,
      current: parents,
      standbys,
      maxDirectPeers: 2,
      maxChildren: 9,
    });
    expect(['root', standbys.get(child)]).toContain(next.get(child));
  });
});

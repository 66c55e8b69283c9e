import { describe, expect, it } from 'vitest';
import { newHostKey, newSecret } from '../../../src/session/crypto/host-key.js';
import { parseSessionLink } from '../../../src/session/session-link.js';
import type { SessionNode } from '../../../src/session/session-node.js';
import { syncSessionCrypto } from '../../support/node-session-crypto.js';
import { meet, SimulatedNetwork } from '../../support/simulated-session.js';

const SEED = Number(process.env.SEED ?? 3);

/** What a node hears as music, as text. */
function listen(node: SessionNode): string[] {
  const heard: string[] = [];
  node.broadcast(0).onMessage((message) => heard.push(Buffer.from(message).toString()));
  return heard;
}

/** Numbers as music, one each 100 ms. */
async function play(network: SimulatedNetwork, node: SessionNode, from: number, to: number): Promise<void> {
  for (let n = from; n < to; n++) {
    node.broadcast(0).send(Buffer.from(String(n)));
    await network.advance(100);
  }
}

const numbers = (from: number, to: number): string[] => Array.from({ length: to - from }, (_, i) => String(from + i));
const namesOf = (node: SessionNode): string[] => [...node.peers.values()].map(({ name }) => name).sort();
const pathsOf = (node: SessionNode): string[] =>
  [...node.peers.values()].map(({ name, path }) => `${name} ${path.kind}`).sort();
const endOf = (node: SessionNode): string[] => {
  const messages: string[] = [];
  node.on('ended', (error) => messages.push(error.message));
  return messages;
};

describe('another link for a session that lasts', () => {
  it.each([
    ['over direct paths', true],
    ['over the relay', false],
  ])('leaves out who is removed, and all others stay connected %s', async (_how, isDirect) => {
    const network = new SimulatedNetwork({ latencyMs: 20, seed: SEED, canReach: () => isDirect });
    const nodes = await meet(network, 'Anna', 'Ben', 'Cleo', 'Dan');
    const [host, ben, cleo, dan] = nodes as [SessionNode, SessionNode, SessionNode, SessionNode];
    await network.advance(1000);
    const [atBen, atCleo, atDan] = [ben, cleo, dan].map(listen) as [string[], string[], string[]];
    const ended = endOf(dan);
    const moved: string[] = [];
    ben.on('moved', (link) => moved.push(link));
    const left: string[] = [];
    for (const node of [host, ben, cleo]) node.on('left', ({ peer }) => left.push(peer.name));
    await play(network, host, 0, 5);
    const before = host.link;
    const renewed = host.renewLink({ without: [dan.ownId] });
    await play(network, host, 5, 30);
    const link = await renewed;
    await play(network, host, 30, 60);
    await network.advance(500);

    expect(link).not.toBe(before);
    expect([host.link, ben.link, cleo.link, moved]).toEqual([link, link, link, [link]]);
    expect(ended).toEqual(['the host has removed you from the session: its link is another one now']);
    expect([host, ben, cleo].map(namesOf)).toEqual([
      ['Ben', 'Cleo'],
      ['Anna', 'Cleo'],
      ['Anna', 'Ben'],
    ]);
    expect(left).toEqual(['Dan', 'Dan', 'Dan']);
    expect(pathsOf(ben)).toEqual(isDirect ? ['Anna direct', 'Cleo relay'] : ['Anna relay', 'Cleo relay']);
    // Direct paths carry on; over the relay what is sent while peers go over is asked for again by who plays it.
    const all = numbers(0, 60);
    for (const heard of [atBen, atCleo]) {
      expect(new Set(heard).size, 'doubled').toBe(heard.length);
      const lost = all.filter((n) => !heard.includes(n));
      expect(lost.length, `lost ${lost}, seed ${SEED}`).toBeLessThanOrEqual(isDirect ? 0 : 4);
    }
    expect(atDan.length).toBeLessThan(30);
    expect(atDan).toEqual(numbers(0, atDan.length));

    // Who comes by the old link finds nobody, or no session; by the new one comes who is given it.
    const again = await network.add('Dan again', { link: parseSessionLink(before) });
    await play(network, host, 60, 62);
    expect([namesOf(again), listen(again)]).toEqual([[], []]);
    again.close();
    await network.advance(5_000);
    expect(network.rooms.stats.rooms, 'the old room has ended').toBe(1);
    const refused = endOf(await network.add('Dan', { link: parseSessionLink(before) }));
    await network.advance(1000);
    expect(refused[0]).toMatch(/^no listening session with this link/);
    const emil = await network.add('Emil', { link: parseSessionLink(link) });
    await network.advance(1000);
    const atEmil = listen(emil);
    await play(network, host, 62, 67);
    await network.advance(300);
    expect(atEmil.slice(-3)).toEqual(numbers(64, 67));
    expect(namesOf(ben)).toEqual(['Anna', 'Cleo', 'Emil']);
    const [a, b] = await Promise.all([ben.safetyNumber(emil.ownId), emil.safetyNumber(ben.ownId)]);
    expect(a).toBe(b);
    for (const { refused: counts } of [host, ben, cleo, emil]) expect(counts.tampered + counts.identities).toBe(0);
  });

  it('keeps the host known by its key, and gives every later link a key of its own', async () => {
    const network = new SimulatedNetwork({ latencyMs: 10, seed: SEED });
    const [first, second, third] = [1, 2, 3].map(() => newHostKey(syncSessionCrypto)) as [string, string, string];
    const link = { relayUrl: 'ws://relay.example/', secret: await newSecret(syncSessionCrypto, first) };
    const host = await network.add('Anna', { link, hostKey: first });
    await network.advance(300);
    const ben = await network.add('Ben', { link });
    await network.advance(300);
    for (const hostKey of [second, third]) {
      const renewed = host.renewLink({ hostKey });
      await network.advance(3000);
      await renewed;
    }
    expect(ben.link).toBe(host.link);
    const now = parseSessionLink(host.link);
    const wrong = await network.add('Anna', { link: now, isHost: true });
    const ended = endOf(wrong);
    await network.advance(1000);
    expect([ben.hostId, ended.length]).toEqual([host.ownId, 1]);
    host.close();
    await network.advance(500);
    const back = await network.add('Anna', { link: now, isHost: true, hostKey: third });
    await network.advance(1000);
    expect(ben.hostId).toBe(back.ownId);
  });

  it('changes nothing where the relay creates no other room, and is refused for anybody but the host', async () => {
    const network = new SimulatedNetwork({ latencyMs: 10, seed: SEED }, { limits: { maxRooms: 1 } });
    const [host, ben] = (await meet(network, 'Anna', 'Ben')) as [SessionNode, SessionNode];
    const before = host.link;
    const renewed = expect(host.renewLink({ without: [ben.ownId] })).rejects.toMatchObject({ code: 'CHANNEL_LIMIT' });
    await network.advance(3000);
    await renewed;
    await expect(host.renewLink({ without: ['nobody'] })).rejects.toThrow(
      /^without must be ids of peers in the session/,
    );
    await expect(ben.renewLink()).rejects.toMatchObject({ code: 'NOT_ALLOWED' });
    // Who passes for the host without being it moves nobody.
    ben.sendControlToAll({ type: 'session.removed' });
    ben.sendControlToAll({ type: 'session.move', key: 'A'.repeat(22), without: [] });
    // What the host sends may be broken.
    for (const key of [7, 'AAAA', undefined]) host.sendControlToAll({ type: 'session.move', key });
    host.sendControlToAll({ type: 'session.move', key: 'A'.repeat(22), host: { publicKey: 'x' } });
    await network.advance(3000);
    expect([host.link, ben.link, namesOf(host), namesOf(ben)]).toEqual([before, before, ['Ben'], ['Anna']]);
    expect([host.refused.identities, ben.refused.identities]).toEqual([2, 4]);
  });

  it('leaves behind who comes by the old link while the others move, and who does not follow in time', async () => {
    const network = new SimulatedNetwork({ latencyMs: 20, seed: SEED });
    const [host, ben, cleo] = (await meet(network, 'Anna', 'Ben', 'Cleo')) as [SessionNode, SessionNode, SessionNode];
    await network.advance(1000);
    const back = network.isolate('Cleo');
    const renewed = host.renewLink();
    await network.advance(500);
    const late = await network.add('Dan');
    const atLate = listen(late);
    await network.advance(3000);
    await renewed;
    await play(network, host, 0, 3);
    expect(atLate).toEqual([]);
    expect(namesOf(host)).not.toContain('Dan');
    await network.advance(9000);
    expect([namesOf(host), namesOf(ben)]).toEqual([['Ben'], ['Anna']]);
    back();
    await network.advance(10_000);
    expect([namesOf(host), cleo.link]).toEqual([['Ben'], expect.not.stringContaining(host.link)]);
  });
});

import { describe, expect, it } from 'vitest';
import { SESSION_STREAMS } from '../../../src/session/peer-link.js';
import { FakeClock } from '../../support/fake-clock.js';
import { MemorySession } from '../../support/memory-session.js';

describe('the session in memory that other tests use', () => {
  it('carries messages of each stream and control to whom they are for, and tells who comes and goes', () => {
    const clock = new FakeClock();
    const session = new MemorySession({ clock, path: { latencyMs: 40 } });
    const anna = session.add('Anna');
    const log: string[] = [];
    anna.on('joined', ({ name, role }) => log.push(`joined ${name} ${role}`));
    anna.on('left', ({ peer, reason }) => log.push(`left ${peer.name} ${reason}`));
    const [ben, cleo] = [session.add('Ben'), session.add('Cleo')];
    for (const member of [ben, cleo]) {
      member
        .broadcast(SESSION_STREAMS.music)
        .onMessage((m, from) => log.push(`${member.ownName} music ${m} ${from.name}`));
      member.onControl('pause', (m, from) => log.push(`${member.ownName} pause ${m.atMs} ${from.name}`));
      member.peers
        .get(anna.ownId)!
        .stream(2)
        .setHandlers({ onMessage: (m) => log.push(`${member.ownName} clock ${m}`) });
    }
    anna.broadcast(SESSION_STREAMS.music).send(Uint8Array.of(7));
    anna.peers.get(ben.ownId)!.stream(SESSION_STREAMS.clock).send(Uint8Array.of(8));
    anna.sendControlToAll({ type: 'pause', atMs: 5 });
    clock.advance(39);
    expect(log.splice(0)).toEqual(['joined Ben peer', 'joined Cleo peer']);
    clock.advance(1);
    expect(log.splice(0).sort()).toEqual([
      'Ben clock 8',
      'Ben music 7 Anna',
      'Ben pause 5 Anna',
      'Cleo music 7 Anna',
      'Cleo pause 5 Anna',
    ]);
    session.remove(ben.ownId, 'bye');
    expect(log).toEqual(['left Ben bye']);
    expect([cleo.hostId, anna.ownRole, cleo.ownRole, cleo.peers.size]).toEqual([anna.ownId, 'host', 'peer', 1]);
  });
});

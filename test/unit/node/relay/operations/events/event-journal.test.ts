import { describe, expect, it } from 'vitest';
import { CodecError } from '../../../../../../src/core/errors.js';
import { EventJournal } from '../../../../../../src/node/relay/operations/events/event-journal.js';
import { journalHandlers } from '../../../../../../src/node/relay/operations/events/journal-handlers.js';

describe('the journal of a relay', () => {
  let nowMs = 1000;
  const make = () => {
    nowMs = 1000;
    const journal = new EventJournal(() => nowMs);
    return { journal, on: journalHandlers(journal) };
  };
  const names = (journal: EventJournal, channel: string | null = null) =>
    journal.list(channel, 1000).map(({ event }) => event);

  it('has who has come and gone, who was refused and why, and what administrators have done, newest first', () => {
    const { journal, on } = make();
    const source = { id: 3, channel: 'radio', role: 'source', address: '192.0.2.1', subject: 'studio' } as const;
    const steps: (() => void)[] = [
      () => on.onJoined(source),
      () => on.onLeft(source, new CodecError('CHANNEL_BUSY', 'another source has taken channel radio')),
      () => on.onJoined({ ...source, id: 4 }),
      () => on.onLeft({ ...source, id: 4 }, null),
      () =>
        on.onRefused(
          'radio',
          new CodecError('NOT_ALLOWED', 'not allowed', { cause: new Error('the key is unknown') }),
          '192.0.2.9',
        ),
      () => on.onRefused('*', new CodecError('NOT_ALLOWED', 'the request may not administer')),
      () => on.onTurnedAway('192.0.2.9', 'too many connections'),
      () => on.onLeft({ id: 5, channel: 'radio', role: 'listener' }, new CodecError('TRANSPORT_CLOSED', 'too slow')),
      () => on.onMoved({ id: 6, channel: 'radio', role: 'listener' }, { id: 6, channel: 'other', role: 'listener' }),
      () => on.onChannelEvent({ event: 'fallback.on', channel: 'radio', fallback: 'files' }),
      () => on.onChannelEvent({ event: 'recording.failed', channel: 'radio', reason: 'the disk is full' }),
      () =>
        on.onAdministered({
          administrator: 'ann',
          operation: 'kick',
          channel: 'radio',
          details: { id: 5, reason: 'loud' },
          status: 200,
        }),
      () => on.onWorkerLost('worker-1 has ended'),
    ];
    for (const step of steps) {
      nowMs += 10;
      step();
    }
    expect(journal.list(null, 1000).map(({ id: _, atMs: _a, lastMs: _l, count: _c, ...rest }) => rest)).toEqual([
      { event: 'worker', channel: null, message: 'worker-1 has ended' },
      {
        event: 'administered',
        channel: 'radio',
        operation: 'kick',
        status: 200,
        subject: 'ann',
        message: 'id 5, reason loud',
      },
      { event: 'recording.failed', channel: 'radio', message: 'the disk is full' },
      { event: 'fallback.on', channel: 'radio', object: 'files' },
      { event: 'moved', channel: 'radio', role: 'listener', connection: 6, object: 'other' },
      {
        event: 'closed',
        channel: 'radio',
        role: 'listener',
        connection: 5,
        reason: 'TRANSPORT_CLOSED',
        message: 'too slow',
      },
      { event: 'refused', channel: null, address: '192.0.2.9', reason: 'turned away', message: 'too many connections' },
      { event: 'refused', channel: null, reason: 'NOT_ALLOWED', message: 'the request may not administer' },
      {
        event: 'refused',
        channel: 'radio',
        address: '192.0.2.9',
        reason: 'NOT_ALLOWED',
        message: 'not allowed: the key is unknown',
      },
      { event: 'source.off', channel: 'radio', role: 'source', connection: 4, address: '192.0.2.1', subject: 'studio' },
      { event: 'source.on', channel: 'radio', role: 'source', connection: 4, address: '192.0.2.1', subject: 'studio' },
      {
        event: 'source.replaced',
        channel: 'radio',
        role: 'source',
        connection: 3,
        address: '192.0.2.1',
        subject: 'studio',
        reason: 'CHANNEL_BUSY',
        message: 'another source has taken channel radio',
      },
      { event: 'source.on', channel: 'radio', role: 'source', connection: 3, address: '192.0.2.1', subject: 'studio' },
    ]);
    expect(names(journal, 'other')).toEqual([]);
    expect(names(journal, 'radio')).toHaveLength(10);
  });

  it('tells of listeners that come and go without noting them', () => {
    const { journal, on } = make();
    const told: boolean[] = [];
    const end = journal.onChange((isEvent) => told.push(isEvent));
    on.onJoined({ id: 1, channel: 'radio', role: 'listener' });
    on.onLeft({ id: 1, channel: 'radio', role: 'listener' }, null);
    on.onJoined({ id: 2, channel: 'radio', role: 'source' });
    end();
    on.onJoined({ id: 3, channel: 'radio', role: 'listener' });
    expect([told, names(journal), journal.version]).toEqual([[false, false, true], ['source.on'], 1]);
  });

  it('counts what is alike within a minute, and keeps a bounded number of each kind and of each channel', () => {
    const { journal, on } = make();
    const refuse = (channel: string, address: string) =>
      on.onRefused(channel, new CodecError('CHANNEL_LIMIT', 'full'), address);
    for (let i = 0; i < 5000; i++) refuse('radio', `192.0.2.${i % 256}`);
    expect(journal.list('radio', 10)).toMatchObject([
      { event: 'refused', count: 5000, atMs: 1000, address: '192.0.2.135' },
    ]);
    nowMs += 61_000;
    refuse('radio', '192.0.2.1');
    expect(journal.list('radio', 10).map(({ count }) => count)).toEqual([1, 5000]);
    on.onJoined({ id: 1, channel: 'quiet', role: 'source' });
    for (let i = 0; i < 1000; i++) {
      on.onJoined({ id: i, channel: 'flapping', role: 'source' });
      refuse(`guess-${i}`, '192.0.2.1');
    }
    expect(journal.list('flapping', 1000)).toHaveLength(50);
    expect(names(journal, 'quiet')).toEqual(['source.on']);
    expect(names(journal).filter((name) => name === 'refused')).toHaveLength(400);
    expect(new Set(journal.list(null, 1000).map(({ id }) => id)).size).toBe(journal.list(null, 1000).length);
  });

  it('holds no token, and no text of any length', () => {
    const { journal, on } = make();
    on.onRefused('radio', new CodecError('NOT_ALLOWED', `bad token eyJhbGciOi.eyJzdWIi.c2ln ${'x'.repeat(5000)}`));
    const [event] = journal.list(null, 1);
    expect(event!.message).toMatch(/^bad token \[token\] x+…$/);
    expect(event!.message!.length).toBeLessThan(320);
  });
});

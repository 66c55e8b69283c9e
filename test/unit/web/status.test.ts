import { describe, expect, it } from 'vitest';
import { StatusApi, type StatusChannel, type StatusEvent } from '../../../web/status/api.js';
import { chartPaths, chartText } from '../../../web/status/chart.js';
import { EVENT_KINDS, eventDetails, eventTime, eventTitle, toneOf } from '../../../web/status/event-text.js';
import { KnownEvents } from '../../../web/status/events.js';
import { connectionText, movedText, onAir, sourceState, span, standIn } from '../../../web/status/format.js';
import { ListenerSamples } from '../../../web/status/history.js';
import { nodeText } from '../../../web/status/nodes.js';
import { comparing, isOfKind } from '../../../web/status/order.js';
import { operatorTexts, titleChanges } from '../../../web/status/title.js';

const samples = [0, 5, 10].map((listeners, i) => ({ atMs: 1000 * i, listeners }));

describe('the operator’s page', () => {
  it('draws listeners over time from left to right, the most at the top', () => {
    const [line, area] = chartPaths(samples);
    expect(line).toBe('M0.0 92.0L300.0 50.0L600.0 8.0');
    expect(area).toBe(`${line}L600 96L0 96Z`);
    expect(chartPaths(samples.slice(0, 1))).toEqual(['', '']);
    expect(chartPaths([samples[0]!, { ...samples[0]! }])[0]).not.toContain('NaN');
    expect(chartText(samples)).toBe('Listeners over time: now 10, most 10, fewest 0');
  });

  it('words spans, titles, states and connections', () => {
    expect([0, 59.9, 60, 3661, 100_000].map(span)).toEqual(['0 s', '59 s', '1 min', '1 h 1 min', '1 d 3 h']);
    expect(onAir({ metadata: { title: 'T', artist: '', station: 'S' } })).toBe('S · T');
    expect(onAir({ metadata: null })).toBe('');
    expect(sourceState({ isLive: false, hasEnded: true })[0]).toBe('Ended');
    expect([null, 'files', 'music'].map((fallback) => standIn({ fallback }))).toEqual([
      '',
      'Files play',
      'music plays',
    ]);
    const connection = { id: 1, role: 'listener', connectedMs: 90_000, subject: 'ann' } as const;
    expect(connectionText({ ...connection, listener: { state: 'thinned', lagMs: 2500, planes: 1 } })).toBe(
      'for 1 min, lag 2.5 s, Standard, thinned, ann',
    );
    expect(connectionText({ ...connection, listener: null })).toBe('for 1 min, ann');
  });

  it('sends of a title the texts that were changed, and null for those that are the source’s again', () => {
    const before = { title: 'News', station: 'One' };
    expect(titleChanges(before, { title: 'News', artist: '', station: 'One' })).toEqual({});
    expect(titleChanges(before, { title: '', artist: 'Ann', station: 'One' })).toEqual({ title: null, artist: 'Ann' });
    expect(titleChanges(undefined, { title: '', artist: '', station: 'Two' })).toEqual({ station: 'Two' });
    expect(operatorTexts({ operatorMetadata: before })).toEqual(['Title', 'Station']);
    // A node of an earlier version tells nothing of it.
    expect([operatorTexts({ operatorMetadata: null }), operatorTexts({})]).toEqual([[], []]);
  });

  it('orders channels by what is chosen, equal ones by name with its numbers, and shows those of a kind', () => {
    const make = (channel: string, listeners: number, extra: Partial<StatusChannel> = {}): StatusChannel =>
      ({ channel, listeners, maxLagMs: 10 - listeners, isLive: true, ...extra }) as StatusChannel;
    const all = [make('b', 1), make('a10', 1, { isLive: false }), make('a9', 1, { isMuted: true }), make('c', 5)];
    const names = (channels: readonly StatusChannel[]) => channels.map(({ channel }) => channel).join(' ');
    const ordered = (['name', 'listeners', 'lag'] as const).map((order) => names([...all].sort(comparing(order))));
    expect(ordered).toEqual(['a9 a10 b c', 'c a9 a10 b', 'a9 a10 b c']);
    const kinds = (['all', 'live', 'away', 'changed', 'lagging'] as const).map((kind) =>
      names(all.filter((channel) => isOfKind(kind, channel))),
    );
    expect(kinds).toEqual(['b a10 a9 c', 'b a9 c', 'a10', 'a9', '']);
  });

  it('words the nodes of a cluster', () => {
    const node = { node: 'a', connections: 1200, maxConnections: 10_000, sources: 3, listeners: 1197, isOwn: true };
    const counts = '1,200 of 10,000 connections, sources: 3, listeners: 1,197';
    expect(nodeText({ ...node, isDraining: false, level: 'normal' })).toBe(counts);
    expect(nodeText({ ...node, isDraining: false, level: 'full' })).toBe(`${counts}, has as much to do as it can`);
    expect(nodeText({ ...node, isDraining: true, level: 'full' })).toBe(`${counts}, is being emptied`);
    // Of a later version.
    expect(nodeText({ ...node, isDraining: false, level: 'idle' })).toBe(`${counts}, idle`);
  });

  it('calls a token that no header can carry wrong, and not the relay silent', async () => {
    await expect(new StatusApi('ключ').call('GET', 'stats')).rejects.toMatchObject({ status: 401 });
  });

  it('words a move by what has become of it', () => {
    expect(movedText({ moved: 1, refused: 0, reason: null }, 'a', 'b')).toBe('1 listener of a was moved to b.');
    expect(movedText({ moved: 0, refused: 2, reason: 'b is full' }, 'a', 'b')).toBe(
      '0 listeners of a were moved to b. 2 stay: b is full.',
    );
    expect(movedText({ moved: 3, refused: 1, reason: null }, 'a', 'wss://r.example/b')).toBe(
      '3 listeners of a were told to go to wss://r.example/b. 1 stays.',
    );
  });

  it('words events: what, who and why, when and how often, whatever a later version tells', () => {
    const event = (fields: Partial<StatusEvent>): StatusEvent => ({
      id: 'a-1',
      event: 'source.on',
      channel: 'radio',
      atMs: 0,
      lastMs: 0,
      count: 1,
      ...fields,
    });
    const kick = event({ event: 'administered', operation: 'kick', status: 404, subject: 'ann', message: 'id 5' });
    expect([event({}), kick, event({ event: 'later.kind' })].map(eventTitle)).toEqual([
      'The source has come',
      'Operator, refused: close a connection',
      'later.kind',
    ]);
    const mute = event({ event: 'administered', operation: 'mute' });
    expect(['muted true', 'muted false'].map((message) => eventTitle({ ...mute, message }))).toEqual([
      'Operator: mute',
      'Operator: end muting',
    ]);
    expect(eventDetails(kick)).toBe('ann · id 5');
    expect(eventDetails(event({ role: 'source', connection: 4, address: '192.0.2.1', node: 'b' }))).toBe(
      'Source 4 · 192.0.2.1 · noted by b',
    );
    expect(eventDetails(event({ event: 'fallback.off', object: 'files', reason: 'source' }))).toBe(
      'Files play · the source is back',
    );
    expect(eventTime(event({ count: 12, lastMs: 60_000 }))).toMatch(/^12 times, .*1970.* to .*1970/);
    expect([event({}), kick, event({ event: 'source.off' })].map(toneOf)).toEqual(['good', 'bad', 'warn']);
    expect(EVENT_KINDS.operators(kick) && !EVENT_KINDS.sources(kick)).toBe(true);
  });

  it('keeps the events that it knows, also over a restart of the relay, and tells whether some are missing', () => {
    const known = new KnownEvents();
    const event = (id: string, lastMs: number, count = 1) =>
      ({ id, event: 'refused', channel: null, atMs: 0, lastMs, count }) as StatusEvent;
    expect(known.take([event('a-2', 20), event('a-1', 10)])).toBe(false);
    expect(known.take([event('a-1', 30, 2), event('a-2', 20)])).toBe(true);
    expect(known.list.map(({ id, count }) => [id, count])).toEqual([
      ['a-1', 2],
      ['a-2', 1],
    ]);
    expect(known.take([event('b-1', 40)])).toBe(false);
    expect(known.list.map(({ id }) => id)).toEqual(['b-1', 'a-1', 'a-2']);
    known.take(Array.from({ length: 2000 }, (_, i) => event(`c-${i}`, 100 + i)));
    expect([known.list.length, known.list[0]!.id]).toEqual([1000, 'c-1999']);
  });

  it('continues the hour of listeners that the relay has told, one sample each interval', () => {
    const history = new ListenerSamples();
    history.begin({ intervalMs: 10_000, samples: [{ atMs: 0, listeners: 1 }] });
    for (let atMs = 1000; atMs <= 30_000; atMs += 1000) history.add({ atMs, listeners: atMs / 1000 });
    expect(history.now.samples.map(({ listeners }) => listeners)).toEqual([1, 10, 20, 30]);
  });
});

import { describe, expect, it } from 'vitest';
import { StatusApi, type StatusChannel } from '../../../web/status/api.js';
import { chartPaths, chartText } from '../../../web/status/chart.js';
import { connectionText, movedText, onAir, sourceState, span, standIn } from '../../../web/status/format.js';
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
});

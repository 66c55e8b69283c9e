import { expect, it } from 'vitest';
import { BUS_LIMITS, type ClusterBus } from '../../../../src/ports/cluster-bus.js';
import { createInProcessBus } from '../../../../src/relay/cluster/in-process-bus.js';
import { NodeNumbers } from '../../../../src/relay/cluster/node-numbers.js';
import type { NodeReport } from '../../../../src/relay/cluster/node-report.js';
import { Relay } from '../../../../src/relay/relay.js';
import { FakeClock } from '../../../support/fake-clock.js';

const CHANNELS = 5000;

it('a node with 5000 channels tells the others of all of them, in values that the bus takes, some at a time', async () => {
  const clock = new FakeClock();
  const bus = createInProcessBus({ clock });
  const relay = new Relay({ clock, channels: [{ name: 'x', title: 'Title of a station', genre: 'Jazz' }] });
  const empty = relay.stats();
  relay.close();
  const join = async (name: string): Promise<ClusterBus> => {
    const joining = bus.join(name);
    await clock.advanceAsync(100);
    return joining;
  };
  const listeners: Record<string, number> = {};
  let nextFrame = 0;
  /** Of the reports: their clock is an argument. */
  let nowMs = 0;
  const report = (): NodeReport => ({
    stats: {
      ...empty,
      connections: Object.keys(listeners).length,
      channels: Object.entries(listeners).map(([channel, count]) => ({
        ...empty.channels[0]!,
        channel,
        nextFrame,
        listeners: count,
        metadata: { title: 'What is on the air', artist: 'Somebody' },
      })),
    },
    sources: Object.keys(listeners),
  });
  const numbersOf = (node: ClusterBus, own: () => NodeReport): NodeNumbers => {
    const numbers: NodeNumbers = new NodeNumbers({
      bus: node,
      clock,
      ownCounts: () => ({ connections: 1, listeners, sources: Object.keys(listeners) }),
      ownReport: own,
      ask: (page, name) => node.request(JSON.stringify(page), name === undefined ? {} : { node: name }),
    });
    node.onRequest((page) => JSON.stringify(numbers.answer(JSON.parse(page))));
    return numbers;
  };
  const [largeBus, smallBus] = [await join('large'), await join('small')];
  const large = numbersOf(largeBus, report);
  const small = numbersOf(smallBus, () => ({ stats: { ...empty, channels: [] }, sources: [] }));
  let told: { readonly key: string; readonly characters: number }[] = [];
  smallBus.state.watch('', (key, value) => told.push({ key, characters: value?.length ?? 0 }));
  const knownOf = (channel: string) =>
    [...small.reports()][0]?.[1].stats.channels.find((stats) => stats.channel === channel);
  const second = (): void => {
    nextFrame++;
    nowMs += 1000;
    large.tick(nowMs);
    clock.advance(1);
  };
  // They come a few at a time: the number of pages grows.
  for (let i = 0; i < CHANNELS; i++) {
    listeners[`station-${i}`] = 1;
    if (i % 2000 === 100) {
      large.changed();
      second();
      clock.advance(400);
    }
  }
  for (let s = 0; s < 2; s++) second();
  expect([...small.reports()][0]![1].stats.channels.length).toBe(CHANNELS);
  expect([...small.totals()][0]![1].connections).toBe(CHANNELS);
  expect(Math.max(...told.map(({ characters }) => characters))).toBeLessThan(BUS_LIMITS.valueBytes / 2);
  // Every second a part of what has changed: all of it within 22 s, and never more than 512 KiB.
  told = [];
  for (let s = 0; s < 22; s++) {
    const before = told.length;
    second();
    expect(told.slice(before).reduce((sum, { characters }) => sum + characters, 0)).toBeLessThan(BUS_LIMITS.valueBytes);
  }
  expect(knownOf('station-4321')!.nextFrame).toBeGreaterThan(2);
  const ages = [...small.reports()][0]![1].stats.channels.map(({ nextFrame: frame }) => nextFrame - frame);
  expect(Math.max(...ages)).toBeLessThan(22);
  // Of a listener that comes, only its page is told.
  told = [];
  large.changed();
  clock.advance(500);
  told = [];
  listeners['station-77'] = 2;
  large.changed();
  clock.advance(500);
  expect(told.length).toBe(1);
  expect(small.otherListeners('station-77')).toBe(2);
  expect(small.sourcesOf('large').length).toBe(CHANNELS);
  // As they are now: asked for in pages too.
  const asking = small.fresh();
  await clock.advanceAsync(100);
  const fresh = await asking;
  expect(fresh.channels.length).toBe(CHANNELS);
  expect(fresh.channels.find(({ channel }) => channel === 'station-77')!.listeners).toBe(2);
  // Most of the channels go, and their pages with them; then the node.
  for (let i = 10; i < CHANNELS; i++) Reflect.deleteProperty(listeners, `station-${i}`);
  large.changed();
  clock.advance(400);
  second();
  expect(smallBus.state.entries('report.large').length).toBe(1);
  expect([...small.reports()][0]![1].stats.channels.length).toBe(10);
  expect(small.otherListeners('station-9')).toBe(1);
  expect(small.otherListeners('station-77')).toBe(0);
  large.close();
  clock.advance(100);
  expect(smallBus.state.entries('report.large')).toEqual([]);
  expect([...small.reports()]).toEqual([]);
  small.close();
  bus.close();
});

it('a report that is asked for in pages is made once, and the next time anew', async () => {
  const clock = new FakeClock();
  const bus = createInProcessBus({ clock });
  const joining = bus.join('own');
  await clock.advanceAsync(100);
  const relay = new Relay({ clock, channels: [{ name: 'x' }] });
  const empty = relay.stats();
  relay.close();
  let made = 0;
  const numbers = new NodeNumbers({
    bus: await joining,
    clock,
    ownCounts: () => ({ connections: 0, listeners: {}, sources: [] }),
    ownReport: () => {
      made++;
      const channels = Array.from({ length: 1000 }, (_, i) => ({
        ...empty.channels[0]!,
        channel: `c${i}`,
        nextFrame: made,
      }));
      return { stats: { ...empty, channels }, sources: [] };
    },
    ask: () => Promise.resolve([]),
  });
  const pages = (first: unknown): unknown[] => [
    ...Array.from({ length: (first as { pages: number }).pages - 1 }, (_, i) => numbers.answer(i + 1)),
  ];
  const first = numbers.answer(0);
  const rest = pages(first);
  expect([made, rest.length]).toEqual([1, 15]);
  const frames = [first, ...rest].flatMap((page) =>
    (page as NodeReport).stats.channels.map(({ nextFrame }) => nextFrame),
  );
  expect([frames.length, new Set(frames)]).toEqual([1000, new Set([1])]);
  expect((numbers.answer(0) as NodeReport).stats.channels[0]!.nextFrame).toBe(2);
  // A page that comes long after its first one is not of a report that nobody knows any more.
  await clock.advanceAsync(2000);
  expect((numbers.answer(1) as NodeReport).stats.channels[0]!.nextFrame).toBe(3);
  numbers.close();
  bus.close();
});

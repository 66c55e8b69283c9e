import { describe, expect, it } from 'vitest';
import { StateWatch } from '../../../../../../src/node/relay/operations/watch/state-watch.js';
import type { ChannelStats } from '../../../../../../src/relay/channel/channel-stats.js';
import { Relay } from '../../../../../../src/relay/relay.js';
import { FakeClock } from '../../../../../support/fake-clock.js';

const relay = new Relay({ clock: new FakeClock(), channels: [{ name: 'x' }] });
const [EMPTY] = relay.stats().channels as [ChannelStats];
relay.close();

/** A relay of a few channels that changes by hand. */
function rig(lookMs = 250) {
  const clock = new FakeClock();
  const channels = new Map<string, ChannelStats>();
  const state = { events: 0, looks: 0, isHung: false, bans: [] as { id: string }[] };
  let told = (): void => {};
  const watch = new StateWatch({
    clock,
    channels: () => {
      state.looks++;
      return state.isHung ? new Promise(() => {}) : [...channels.values()];
    },
    lookMs,
    totals: () => ({ uptimeSeconds: 1, connections: 2, refused: 0, closed: 0 }),
    residentBytes: async () => 5e6,
    bans: () => state.bans as never,
    nodes: () => null,
    events: () => state.events,
    onChange: (listener) => {
      told = listener;
      return () => {
        told = () => {};
      };
    },
  });
  const set = (channel: string, changes: Partial<ChannelStats> = {}) =>
    channels.set(channel, { ...(channels.get(channel) ?? { ...EMPTY, channel }), ...changes });
  /** Asks, and tells after how many ms the answer was there; at most two seconds. */
  const ask = async (after: string | undefined, only: string | null = null, waitMs = 1000) => {
    let answer: Awaited<ReturnType<StateWatch['next']>> | null = null;
    void watch.next(after, waitMs, only).then((value) => {
      answer = value;
    });
    let ms = 0;
    for (await clock.advanceAsync(0); !answer && ms < 2000; ms += 10) await clock.advanceAsync(10);
    return { ...(answer! as Awaited<ReturnType<StateWatch['next']>>), ms };
  };
  return { clock, channels, state, watch, set, ask, tell: () => told() };
}

describe('what is new of a relay', () => {
  it('is all of it for a revision without a number, of this relay and of another one', async () => {
    const { set, ask } = rig();
    set('radio');
    const [instance] = (await ask(undefined)).revision.split('.');
    for (const after of [instance!, `${instance}.x`, 'other.1'])
      expect(await ask(after), after).toMatchObject({ isWhole: true, channels: [{ channel: 'radio' }] });
  });

  it('is all of it at first, and then what has changed alone, as soon as it is told', async () => {
    const { set, ask, tell, state, clock, watch } = rig();
    for (let i = 0; i < 200; i++) set(`show-${i}`, { isLive: true });
    const first = await ask(undefined);
    expect([first.ms, first.isWhole, first.channels.length, first.totals!.sources]).toEqual([0, true, 200, 200]);
    let { revision } = first;
    for (const change of [
      { isLive: false },
      { isLive: true, epoch: 9 },
      { isMuted: true },
      { isRecording: true },
      { fallback: 'files' },
      { metadata: { title: 'News' } },
    ] as Partial<ChannelStats>[]) {
      const answer = ask(revision);
      await clock.advanceAsync(300);
      set('show-7', change);
      state.events++;
      tell();
      const { channels, isWhole, ms, revision: next, events } = await answer;
      expect([channels.map(({ channel }) => channel), isWhole, events]).toEqual([['show-7'], false, state.events]);
      expect(channels[0]).toMatchObject(change);
      expect(ms).toBeLessThanOrEqual(500);
      revision = next;
    }
    watch.close();
  });

  it('is found within a quarter of a second where nobody tells of it', async () => {
    const { set, ask, watch } = rig();
    set('radio');
    const { revision } = await ask(undefined);
    set('radio', { sourceMetadata: { title: 'Song' } });
    const answer = await ask(revision);
    expect(answer.channels).toMatchObject([{ sourceMetadata: { title: 'Song' } }]);
    expect(answer.ms).toBeLessThanOrEqual(260);
    watch.close();
  });

  it('is nothing after a second, so that whoever asks knows that the relay is there', async () => {
    const { set, ask, watch, state } = rig();
    set('radio');
    const { revision } = await ask(undefined);
    await ask(revision);
    const second = await ask((await ask(revision)).revision);
    expect(second.ms).toBeLessThanOrEqual(1010);
    // Also where a process that is asked hangs.
    state.isHung = true;
    const hung = await ask(second.revision);
    expect([hung.ms <= 1010, hung.channels, hung.isWhole]).toEqual([true, [], false]);
    watch.close();
  });

  it('has figures that change all the time every two seconds, those alone that have changed, and listeners at once', async () => {
    const { set, ask, watch, clock } = rig();
    set('radio', { isLive: true });
    set('other', { isLive: true });
    let { revision } = await ask(undefined);
    await clock.advanceAsync(2000);
    ({ revision } = await ask(revision));
    const told: object[] = [];
    const startMs = clock.nowMs();
    while (clock.nowMs() - startMs < 10_000) {
      set('radio', { maxLagMs: clock.nowMs(), sourcePayloadKbps: 1.3833333 });
      const { figures, revision: next } = await ask(revision);
      told.push(...figures);
      revision = next;
    }
    expect(told.length).toBeGreaterThanOrEqual(4);
    expect(told.length).toBeLessThanOrEqual(6);
    expect(told.slice(0, 2)).toEqual([
      { channel: 'radio', maxLagMs: expect.any(Number), sourcePayloadKbps: 1.38 },
      { channel: 'radio', maxLagMs: expect.any(Number) },
    ]);
    set('other', { listeners: 3 });
    const { figures, ms } = await ask(revision);
    expect(figures).toContainEqual({ channel: 'other', listeners: 3 });
    expect(ms).toBeLessThanOrEqual(260);
    watch.close();
  });

  it('has the names of channels that have gone, and of one channel that channel alone', async () => {
    const { set, ask, watch, channels, state } = rig();
    set('radio');
    set('other');
    const all = await ask(undefined);
    const one = await ask(undefined, 'radio');
    expect(one).toMatchObject({ channels: [{ channel: 'radio' }], totals: null, bans: null, nodes: null });
    channels.delete('other');
    state.bans = [{ id: 'address:192.0.2.1' }];
    const gone = await ask(all.revision);
    expect(gone).toMatchObject({ gone: ['other'], channels: [], isWhole: false });
    expect((await ask(one.revision, 'radio')).gone).toEqual([]);
    set('other');
    expect(await ask(gone.revision)).toMatchObject({ gone: [], channels: [{ channel: 'other' }] });
    // Whoever comes from another relay, or from before a restart, is told all.
    expect(await ask('0123456789ab.77')).toMatchObject({ isWhole: true, channels: [{}, {}] });
    // Whoever was away while very many channels have gone, too.
    const { revision } = await ask(undefined);
    for (let i = 0; i < 1500; i++) set(`guess-${i}`);
    const full = await ask(revision);
    for (let i = 0; i < 1500; i++) channels.delete(`guess-${i}`);
    expect((await ask(full.revision)).isWhole).toBe(true);
    expect((await ask(revision)).isWhole).toBe(true);
    watch.close();
  });

  it('is looked for only while somebody waits, once for all who do, and nobody waits after the end', async () => {
    const { set, ask, watch, clock, state } = rig();
    set('radio');
    const { revision } = await ask(undefined);
    await ask(revision);
    const before = state.looks;
    await clock.advanceAsync(10_000);
    expect(state.looks).toBe(before);
    const waiting = Array.from({ length: 20 }, () => watch.next(revision, 1000, null));
    await clock.advanceAsync(1000);
    await Promise.all(waiting);
    expect(state.looks - before).toBeLessThanOrEqual(6);
    const last = watch.next((await ask(undefined)).revision, 5000, null);
    watch.close();
    expect((await last).channels).toEqual([]);
    expect(clock.pendingTimers).toBeLessThanOrEqual(1);
  });
});

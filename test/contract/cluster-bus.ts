import { afterEach, describe, expect, it } from 'vitest';
import { CodecError } from '../../src/core/errors.js';
import { encodePacket } from '../../src/core/wire/packet.js';
import {
  BUS_LIMITS,
  type BusMessage,
  type ChannelClaim,
  type ClusterBus,
  type FeedHandlers,
  type OutgoingMessage,
} from '../../src/ports/cluster-bus.js';
import { audioPacket, CONTEXT, silencePacket, streamHello } from '../support/peers.js';

/** A cluster, and how time passes for it. */
export interface BusRig {
  join(node: string): Promise<ClusterBus>;
  /** The node dies without leaving. */
  kill(node: string): void;
  /** Lets what is under way arrive: returns when `done` holds, fails the test when it never does. */
  until(done: () => boolean): Promise<void>;
  dispose(): Promise<void>;
  /** Lets time pass, where the rig's clock is not the real one. */
  advance?(ms: number): Promise<void>;
}

export type MakeBus = () => Promise<BusRig>;

const FRESH = { epoch: 7, isResuming: false, owner: 'me' };
const RESUMED = { ...FRESH, isResuming: true, proof: 'me', owner: 'next' };
const ignore = (): void => {};

export const helloMessage = (epoch = 7): OutgoingMessage => ({
  bytes: encodePacket({ type: 'hello', body: { ...streamHello({ epoch }) } }, CONTEXT),
  firstFrame: 0,
  frames: 0,
});
export const audioMessage = (firstFrame: number, epoch = 7): OutgoingMessage => ({
  bytes: encodePacket(audioPacket(firstFrame, 4, 2, epoch), CONTEXT),
  firstFrame,
  frames: 4,
});
const silenceMessage = (firstFrame: number): OutgoingMessage => ({
  bytes: encodePacket(silencePacket(firstFrame), CONTEXT),
  firstFrame,
  frames: 4,
});
const metadataMessage = (title: string): OutgoingMessage => ({
  bytes: encodePacket({ type: 'metadata', body: { title } }, CONTEXT),
  firstFrame: 0,
  frames: 0,
});
const endMessage: OutgoingMessage = {
  bytes: encodePacket({ type: 'end', epoch: 7, totalFrames: 8, totalSamples: 8000 }, CONTEXT),
  firstFrame: 8,
  frames: 0,
};

/** A subscription, and what it was called with. */
class Feed implements FeedHandlers {
  readonly messages: BusMessage[] = [];
  readonly story: (string | number)[] = [];

  onMessage(message: BusMessage): void {
    this.messages.push(message);
    this.story.push(message.firstFrame);
  }

  onGap(): void {
    this.story.push('gap');
  }

  onReleased(): void {
    this.story.push('released');
  }

  get bytes(): number[][] {
    return this.messages.map(({ bytes }) => [...bytes]);
  }
}

const plain = ({ bytes }: OutgoingMessage): number[] => [...bytes];

async function refusal(claim: Promise<ChannelClaim>): Promise<string> {
  try {
    await claim;
    return 'granted';
  } catch (error) {
    return error instanceof CodecError ? error.code : String(error);
  }
}

/** What every {@link ClusterBus} must do, whatever joins its nodes. */
export function clusterBusContract(name: string, make: MakeBus): void {
  describe(`${name} bus`, () => {
    let rig: BusRig;
    let a: ClusterBus;
    let b: ClusterBus;
    const open = async (): Promise<void> => {
      rig = await make();
      [a, b] = await Promise.all([rig.join('a'), rig.join('b')]);
      await rig.until(() => a.nodes().length === 2 && b.nodes().length === 2);
    };
    /** Whatever node b has sent has arrived, and its effects have come back. */
    const settled = async (bus: ClusterBus): Promise<void> => void (await bus.recall('nothing', null));
    afterEach(() => rig.dispose());

    it('knows its nodes by name, and tells who comes and goes', async () => {
      await open();
      expect([a.node, b.node]).toEqual(['a', 'b']);
      expect([...a.nodes()].sort()).toEqual(['a', 'b']);
      let changes = 0;
      const unwatch = a.watchNodes(() => changes++);
      const c = await rig.join('c');
      await rig.until(() => a.nodes().length === 3);
      c.close();
      await rig.until(() => a.nodes().length === 2);
      expect(changes).toBe(2);
      unwatch();
      rig.kill('b');
      await rig.until(() => a.nodes().length === 1);
      expect(changes).toBe(2);
      expect([a.isConnected, b.isConnected, c.isConnected]).toEqual([true, false, false]);
    });

    it('delivers the messages of a channel unchanged and in order, to subscribers of that channel on other nodes', async () => {
      await open();
      const [feed, other, own] = [new Feed(), new Feed(), new Feed()];
      b.subscribe('main', feed);
      b.subscribe('other', other);
      a.subscribe('main', own);
      await settled(b);
      const claim = await a.claim('main', FRESH, ignore);
      const sent = [helloMessage(), metadataMessage('A'), audioMessage(0), silenceMessage(4), endMessage];
      for (const message of sent) expect(claim.publish(message)).toBe(true);
      await rig.until(() => feed.messages.length === 5);
      expect(feed.bytes).toEqual(sent.map(plain));
      expect(feed.messages.map(({ term, number, frames }) => [term === claim.term, number, frames])).toEqual(
        sent.map(({ frames }, i) => [true, i, frames]),
      );
      expect([other.story, own.story]).toEqual([[], []]);
    });

    it('delivers nothing once a subscription has ended, and allows one per channel', async () => {
      await open();
      const [first, second] = [new Feed(), new Feed()];
      const unsubscribe = b.subscribe('main', first);
      expect(() => b.subscribe('main', second)).toThrow('channel main');
      unsubscribe();
      b.subscribe('main', second);
      await settled(b);
      const claim = await a.claim('main', FRESH, ignore);
      claim.publish(helloMessage());
      await rig.until(() => second.messages.length === 1);
      expect(first.story).toEqual([]);
    });

    it('grants one source a channel: another is refused until the first has released it or ended its stream', async () => {
      await open();
      const first = await a.claim('main', FRESH, ignore);
      expect(await refusal(b.claim('main', { ...FRESH, epoch: 8, owner: 'you' }, ignore))).toBe('CHANNEL_BUSY');
      expect(await refusal(b.claim('main', { ...RESUMED, epoch: 8 }, ignore))).toBe('CHANNEL_BUSY');
      expect(await refusal(b.claim('other', { ...FRESH, epoch: 8, owner: 'you' }, ignore))).toBe('granted');
      first.release();
      first.release();
      expect([first.isHeld, first.publish(helloMessage())]).toEqual([false, false]);
      await settled(a);
      let lost: CodecError | null = null;
      const second = await b.claim('main', { ...FRESH, epoch: 8, owner: 'you' }, (error) => {
        lost = error;
      });
      expect(second.term).toBeGreaterThan(first.term);
      for (const message of [helloMessage(8), audioMessage(0, 8), endMessage]) second.publish(message);
      await settled(b);
      const third = await a.claim('main', FRESH, ignore);
      await rig.until(() => lost !== null);
      expect(third.term).toBeGreaterThan(second.term);
      expect([second.isHeld, third.isHeld]).toEqual([false, true]);
    });

    it('lets a source take its stream to another node, with the same owner only, and fences the claim that it had', async () => {
      await open();
      const lost: CodecError[] = [];
      const first = await a.claim('main', FRESH, (error) => lost.push(error));
      const feed = new Feed();
      const c = await rig.join('c');
      c.subscribe('main', feed);
      await settled(c);
      first.publish(helloMessage());
      first.publish(audioMessage(0));
      await settled(a);
      expect(await refusal(b.claim('main', { ...RESUMED, proof: 'thief' }, ignore))).toBe('CHANNEL_BUSY');
      const second = await b.claim('main', RESUMED, ignore);
      // The first node may not know yet; what it publishes now counts for nobody.
      first.publish(audioMessage(4));
      second.publish(helloMessage());
      second.publish(audioMessage(8));
      await rig.until(() => feed.messages.some(({ firstFrame }) => firstFrame === 8) && lost.length === 1);
      expect(feed.story.filter((entry) => entry !== 'gap')).toEqual([0, 0, 0, 8]);
      expect(lost.map(({ code }) => code)).toEqual(['TRANSPORT_CLOSED']);
      expect([first.isHeld, second.isHeld]).toEqual([false, true]);
      expect([first.isResumed, second.isResumed, (await c.recall('main', null)).owner]).toEqual([false, true, 'me']);
    });

    it('lets a node that holds a channel claim it again, and a source that is known by its grant resume its stream', async () => {
      await open();
      const first = await a.claim('main', { ...FRESH, identity: 'studio' }, ignore);
      first.publish(helloMessage());
      await settled(a);
      const { proof: _, ...unproven } = RESUMED;
      const second = await b.claim('main', { ...unproven, identity: 'studio' }, ignore);
      expect(second.isResumed).toBe(true);
      const third = await b.claim('main', { ...FRESH, epoch: 8, owner: 'third' }, ignore);
      expect([third.isResumed, third.isHeld, second.isHeld]).toEqual([false, true, false]);
    });

    it('reserves the channel of a source that was lost for that source, for a time', async () => {
      await open();
      const c = await rig.join('c');
      await c.claim('main', { ...FRESH, reservedMs: 600_000 }, ignore);
      const short = await a.claim('other', { ...FRESH, reservedMs: 1 }, ignore);
      const stranger = { ...FRESH, epoch: 8, owner: 'you' };
      rig.kill('c');
      await rig.until(() => a.nodes().length === 2);
      expect(await refusal(b.claim('main', stranger, ignore))).toBe('CHANNEL_BUSY');
      expect(await refusal(b.claim('main', { ...RESUMED, proof: 'thief' }, ignore))).toBe('CHANNEL_BUSY');
      const back = await b.claim('main', RESUMED, ignore);
      expect(back.isResumed).toBe(true);
      back.release();
      await settled(b);
      expect(await refusal(a.claim('main', stranger, ignore))).toBe('granted');
      short.release(true);
      await settled(a);
      let refused = 0;
      while ((await refusal(b.claim('other', stranger, ignore))) !== 'granted') refused++;
      expect(refused).toBeLessThan(1000);
    });

    it('releases what a node held that has died, and tells the subscribers', async () => {
      await open();
      const feed = new Feed();
      b.subscribe('main', feed);
      await settled(b);
      const lost: CodecError[] = [];
      const claim = await a.claim('main', FRESH, (error) => lost.push(error));
      claim.publish(helloMessage());
      await rig.until(() => feed.messages.length === 1);
      rig.kill('a');
      await rig.until(() => feed.story.includes('released'));
      expect(feed.story).toEqual([0, 'released']);
      await rig.until(() => lost.length === 1);
      expect([claim.isHeld, lost[0]!.code]).toEqual([false, 'TRANSPORT_FAILED']);
      expect(await refusal(b.claim('main', { ...FRESH, epoch: 9 }, ignore))).toBe('granted');
      expect(await refusal(a.claim('main', FRESH, ignore))).toBe('TRANSPORT_FAILED');
    });

    it('retains hello, metadata, audio and end for who comes late, also when their node has died', async () => {
      await open();
      expect(await b.recall('main', null)).toEqual({ messages: [], term: 0, isHeld: false, owner: '' });
      const claim = await a.claim('main', FRESH, ignore);
      const sent = [helloMessage(), metadataMessage('A'), audioMessage(0), metadataMessage('B'), silenceMessage(4)];
      for (const message of sent) claim.publish(message);
      await settled(a);
      const live = await b.recall('main', null);
      expect(live).toMatchObject({ term: claim.term, isHeld: true, owner: 'me' });
      expect(live.messages.map(plain)).toEqual([0, 3, 2, 4].map((i) => plain(sent[i]!)));
      const behind = await b.recall('main', { term: claim.term, number: 2 });
      expect(behind.messages.map(({ number }) => number)).toEqual([3, 4]);
      claim.publish(endMessage);
      await settled(a);
      rig.kill('a');
      await rig.until(() => b.nodes().length === 1);
      const ended = await b.recall('main', null);
      expect(ended).toMatchObject({ isHeld: false });
      expect(ended.messages.map(plain)).toEqual([...[0, 3, 2, 4].map((i) => plain(sent[i]!)), plain(endMessage)]);
    });

    it('retains one stream: another hello replaces it, one of the same epoch continues it and takes back its end', async () => {
      await open();
      const first = await a.claim('main', FRESH, ignore);
      for (const message of [helloMessage(), metadataMessage('A'), audioMessage(0), endMessage]) first.publish(message);
      await settled(a);
      const resumed = await b.claim('main', RESUMED, ignore);
      resumed.publish(helloMessage());
      resumed.publish(audioMessage(4));
      await settled(b);
      const frames = async (): Promise<number[]> =>
        (await a.recall('main', null)).messages.filter((m) => m.frames > 0).map(({ firstFrame }) => firstFrame);
      expect(await frames()).toEqual([0, 4]);
      expect((await a.recall('main', null)).messages).toHaveLength(4);
      resumed.release();
      await settled(b);
      const second = await b.claim('main', { ...FRESH, epoch: 8 }, ignore);
      await settled(b);
      expect(await frames()).toEqual([0, 4]);
      second.publish(helloMessage(8));
      await settled(b);
      expect((await a.recall('main', null)).messages.map(plain)).toEqual([plain(helloMessage(8))]);
    });

    it('shares state: every node has every key, also one that comes later, until it is removed', async () => {
      await open();
      const changes: unknown[] = [];
      b.state.watch('ban.', (key, value) => changes.push([key, value]));
      a.state.put('ban.1', 'x');
      expect(a.state.get('ban.1')).toBe('x');
      a.state.put('title.main', 'T');
      await rig.until(() => b.state.get('title.main') === 'T');
      const c = await rig.join('c');
      expect(c.state.entries('')).toEqual([
        ['ban.1', 'x'],
        ['title.main', 'T'],
      ]);
      c.state.put('ban.1', null);
      await rig.until(() => a.state.get('ban.1') === undefined && b.state.get('ban.1') === undefined);
      expect(changes).toEqual([
        ['ban.1', 'x'],
        ['ban.1', null],
      ]);
    });

    it('orders the writes of a key alike for all nodes', async () => {
      await open();
      for (let i = 0; i < 20; i++) {
        a.state.put('k', `a${i}`);
        b.state.put('k', `b${i}`);
      }
      await Promise.all([settled(a), settled(b)]);
      await rig.until(() => a.state.get('k') === b.state.get('k'));
      await Promise.all([settled(a), settled(b)]);
      expect(a.state.get('k')).toBe(b.state.get('k'));
    });

    it('removes the ephemeral keys of a node with it, and keeps the others', async () => {
      await open();
      a.state.put('node.a', '1', true);
      a.state.put('ban.1', 'x');
      await rig.until(() => b.state.get('ban.1') === 'x' && b.state.get('node.a') === '1');
      rig.kill('a');
      await rig.until(() => b.state.get('node.a') === undefined);
      expect(b.state.get('ban.1')).toBe('x');
    });

    it('asks all nodes, or one, and tells who failed or has gone', async () => {
      await open();
      a.onRequest((body, from) => `${body} from ${from} at a`);
      b.onRequest(async (body) => {
        if (body === 'fail') throw new Error('no');
        return 'b';
      });
      const replies = await a.request('hi');
      expect([...replies].sort((x, y) => (x.node < y.node ? -1 : 1))).toEqual([
        { node: 'a', body: 'hi from a at a' },
        { node: 'b', body: 'b' },
      ]);
      expect(await a.request('fail', { node: 'b' })).toEqual([{ node: 'b', error: 'no' }]);
      expect(await a.request('hi', { node: 'z' })).toEqual([{ node: 'z', error: 'no node z' }]);
      b.onRequest(() => new Promise<string>(() => {}));
      const waiting = a.request('hi', { node: 'b' });
      await settled(a);
      rig.kill('b');
      await rig.until(() => a.nodes().length === 1);
      expect(await waiting).toEqual([{ node: 'b', error: 'the node has gone' }]);
    });

    it('refuses what is too long for it', async () => {
      await open();
      const long = 'x'.repeat(BUS_LIMITS.valueBytes + 1);
      expect(() => a.state.put('k', long)).toThrow(
        `value in bytes must be an integer from 0 to ${BUS_LIMITS.valueBytes}`,
      );
      expect(() => a.state.put('k'.repeat(257), '')).toThrow('key.length must be an integer from 1 to 256, got 257');
      await expect(a.request(long)).rejects.toThrow('body in bytes');
      b.onRequest(() => long);
      const [reply] = await a.request('hi', { node: 'b' });
      expect(reply!.error).toContain('the reply in bytes');
      expect(a.isConnected && b.isConnected).toBe(true);
    });
  });
}

import { describe, expect, it } from 'vitest';
import type { BusMessage } from '../../src/ports/cluster-bus.js';
import { createInProcessBus, type InProcessBusOptions } from '../../src/relay/cluster/in-process-bus.js';
import { FakeClock } from '../support/fake-clock.js';
import { audioMessage, type BusRig, clusterBusContract, helloMessage } from './cluster-bus.js';

/** A rig whose time passes by itself, in turns of the promise queue: a promise that waits for the bus is settled too. */
function makeRig(options: Omit<InProcessBusOptions, 'clock'>): BusRig & { clock: FakeClock } {
  const clock = new FakeClock();
  const bus = createInProcessBus({ clock, ...options });
  let isDisposed = false;
  const run = async (): Promise<void> => {
    while (!isDisposed) {
      await new Promise((resolve) => setImmediate(resolve));
      clock.advance(1);
    }
  };
  void run();
  return {
    clock,
    join: (node) => bus.join(node),
    kill: (node) => bus.kill(node),
    until: async (done) => {
      while (!done()) await new Promise((resolve) => setImmediate(resolve));
    },
    dispose: async () => {
      isDisposed = true;
      bus.close();
    },
  };
}

clusterBusContract('in-process', async () => makeRig({}));
clusterBusContract('delayed in-process', async () => makeRig({ seed: 3, latencyMs: 5, jitterMs: 10 }));

describe('in-process bus that loses messages', () => {
  it('tells its subscribers of every gap, also of one that nothing follows, and retains what was lost', async () => {
    for (let seed = 1; seed <= 20; seed++) {
      const rig = makeRig({ seed, latencyMs: 3, loss: 0.3 });
      const [a, b] = await Promise.all([rig.join('a'), rig.join('b')]);
      const story: (number | 'gap')[] = [];
      const onMessage = ({ firstFrame, frames }: BusMessage): void => void (frames > 0 && story.push(firstFrame));
      b.subscribe('main', { onMessage, onGap: () => story.push('gap'), onReleased: () => {} });
      await b.recall('main', null);
      const claim = await a.claim('main', { epoch: 7, isResuming: false, owner: '' }, () => {});
      claim.publish(helloMessage());
      const sent = Array.from({ length: 30 }, (_, i) => 4 * i);
      for (const firstFrame of sent) claim.publish(audioMessage(firstFrame));
      const atMs = rig.clock.nowMs();
      await rig.until(() => rig.clock.nowMs() > atMs + 5000);
      const frames = story.filter((entry) => entry !== 'gap');
      expect(frames, `seed ${seed}`).toEqual([...frames].sort((x, y) => x - y));
      let expected: number | null = null;
      for (const [i, entry] of story.entries()) {
        if (entry === 'gap') continue;
        if (expected !== null && entry !== expected) expect(story[i - 1], `seed ${seed}`).toBe('gap');
        expected = entry + 4;
      }
      if (frames.at(-1) !== sent.at(-1)) expect(story.at(-1), `seed ${seed}`).toBe('gap');
      const { messages } = await b.recall('main', null);
      expect(messages.filter((m) => m.frames > 0).map((m) => m.firstFrame)).toEqual(sent);
      await rig.dispose();
    }
  });
});

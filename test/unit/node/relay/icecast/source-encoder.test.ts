import { describe, expect, it } from 'vitest';
import { EncoderSlots } from '../../../../../src/node/relay/fallback/encoder-slots.js';
import { SourceEncoder } from '../../../../../src/node/relay/icecast/source-encoder.js';
import type { LatentModel } from '../../../../../src/ports/model.js';
import { FakeModel } from '../../../../support/fake-model.js';

/** Source clients of one relay. */
class Rig {
  most = 1;
  readonly slots = new EncoderSlots(() => this.most);
  loaded = 0;
  loads = 0;

  client(): SourceEncoder {
    const model = new FakeModel();
    return new SourceEncoder(model.info, this.slots, async () => {
      this.loaded++;
      this.loads++;
      return Object.assign(Object.create(model) as LatentModel, {
        close: async () => {
          this.loaded--;
        },
      });
    });
  }
}

const signal = new AbortController().signal;

describe('the model of a source client that waits for its channel', () => {
  it('is loaded before its turn, counts as no encoder, and is not loaded again', async () => {
    const rig = new Rig();
    const client = rig.client();
    await client.prepare();
    expect([rig.loaded, rig.slots.used]).toEqual([1, 0]);
    await client.open(signal);
    expect([rig.loads, rig.loaded, rig.slots.used]).toEqual([1, 1, 1]);
    await client.close();
    expect([rig.loaded, rig.slots.used]).toEqual([0, 0]);
  });

  it('gives way to a client that encodes, and is loaded again when its turn comes', async () => {
    const rig = new Rig();
    const [waiting, other] = [rig.client(), rig.client()];
    await waiting.prepare();
    await other.open(signal);
    await expect.poll(() => rig.loaded).toBe(1);
    expect(rig.slots.used).toBe(1);
    const turn = waiting.open(signal);
    await other.close();
    await turn;
    expect([rig.loads, rig.loaded, rig.slots.used]).toEqual([3, 1, 1]);
    await waiting.close();
    expect([rig.loaded, rig.slots.used]).toEqual([0, 0]);
  });

  it('is not loaded where all encoders are in use, and goes where fewer are allowed', async () => {
    const rig = new Rig();
    const [busy, waiting] = [rig.client(), rig.client()];
    await busy.open(signal);
    await waiting.prepare();
    expect(rig.loaded).toBe(1);
    rig.most = 2;
    await waiting.prepare();
    expect(rig.loaded).toBe(2);
    rig.most = 1;
    rig.slots.update();
    await expect.poll(() => rig.loaded).toBe(1);
    await busy.close();
  });

  it('survives a turn that comes while its place is given to another one', async () => {
    const rig = new Rig();
    const [waiting, other] = [rig.client(), rig.client()];
    const prepared = waiting.prepare();
    const turn = waiting.open(signal);
    const urgent = other.open(signal);
    await prepared;
    await Promise.race([turn, urgent]);
    await other.close();
    await turn;
    waiting.start();
    expect([rig.loaded, rig.slots.used]).toEqual([1, 1]);
    await waiting.close();
    expect([rig.loaded, rig.slots.used]).toEqual([0, 0]);
  });
});

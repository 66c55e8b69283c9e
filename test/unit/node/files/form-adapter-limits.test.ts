import { expect, it } from 'vitest';
import type { DecodedBlock } from '../../../../src/node/files/decoded-block.js';
import { adapted } from '../../../../src/node/files/form-adapter.js';

it.each([
  ['sample rate must be 1000 to 768000 Hz, got 172', { sampleRateHz: 172, channels: 1 }],
  ['sample rate must be 1000 to 768000 Hz, got 0', { sampleRateHz: 0, channels: 1 }],
  ['channels must be 1 to 64, got 200', { sampleRateHz: 44_100, channels: 200 }],
])(
  'audio of a form that is not read is left out of a file, told once, and what follows it is read: %s',
  async (fault, form) => {
    const target = { sampleRateHz: 44_100, channels: 1 };
    const block = (of: { sampleRateHz: number; channels: number }, value: number): DecodedBlock => ({
      ...of,
      pcm: new Float32Array(10 * of.channels).fill(value),
    });
    async function* blocks(): AsyncGenerator<DecodedBlock> {
      yield block(target, 0.25);
      yield block(form, 0.5);
      yield block(form, 0.5);
      yield block(target, 0.75);
    }
    const warnings: [string, boolean | undefined][] = [];
    const heard: number[] = [];
    for await (const pcm of adapted(blocks(), target, (message, isLoss) => warnings.push([message, isLoss])))
      heard.push(...pcm);
    expect(heard).toEqual([...Array(10).fill(0.25), ...Array(10).fill(0.75)]);
    expect(warnings).toEqual([[`audio that follows: ${fault}; it was left out`, true]]);
  },
);

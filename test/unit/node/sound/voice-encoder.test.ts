import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { openVoiceEncoder } from '../../../../src/node/sound/live-model.js';

const ROOTS = [
  new URL('../../../../models', import.meta.url),
  new URL('../../../fixtures/tiny-model', import.meta.url),
];
const modelRoots = ROOTS.map((url) => fileURLToPath(url));
const IN_THIS_THREAD = { modelThread: false, priority: false, serialScavenge: false };

/** Look-ahead of the encoder that is opened, in samples. */
async function aheadOf(options: Parameters<typeof openVoiceEncoder>[0]): Promise<number> {
  const opened = await openVoiceEncoder({ modelRoots, process: IN_THIS_THREAD, ...options });
  const { delaySamples } = opened.model.info.format.encoder;
  await opened.close();
  return delaySamples;
}

describe('the encoder of a voice in a session', () => {
  it('is that of low delay, unless the options choose', async () => {
    expect(await aheadOf({ model: 'default' })).toBe(1280);
    expect(await aheadOf({ model: 'default', delay: 'normal' })).toBe(3328);
  });

  it('is the only one that a model without graphs of low delay has', async () => {
    expect(await aheadOf({ model: 'stateful' })).toBe(64);
  });
});

import { expect, it } from 'vitest';
import { resumeContext, suspendContext } from '../../../src/browser/context-state.js';

/** A context whose changes settle when the test says so. */
function heldContext(state: AudioContextState) {
  let reject: (error: Error) => void = () => undefined;
  const promise = new Promise<void>((_, no) => {
    reject = no;
  });
  const held = { promise, reject: (error: Error) => reject(error) };
  return { context: { state, resume: () => held.promise, suspend: () => held.promise }, held };
}

const CLOSED = new DOMException('AudioContext closed before a pending resume() could complete.', 'InvalidStateError');

it.each([
  ['resumeContext', resumeContext],
  ['suspendContext', suspendContext],
] as const)('%s ends without an error where the context is closed meanwhile', async (_, change) => {
  const { context, held } = heldContext('suspended');
  const changed = change(context);
  context.state = 'closed';
  held.reject(CLOSED);
  await expect(changed).resolves.toBeUndefined();
});

it.each([
  ['resumeContext', resumeContext],
  ['suspendContext', suspendContext],
] as const)('%s hands on what else goes wrong', async (_, change) => {
  const { context, held } = heldContext('suspended');
  const changed = change(context);
  held.reject(new Error('no output device'));
  await expect(changed).rejects.toThrow('no output device');
});

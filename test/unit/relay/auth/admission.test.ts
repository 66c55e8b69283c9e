import { describe, expect, it } from 'vitest';
import type { Grant } from '../../../../src/ports/authorizer.js';
import { Admission } from '../../../../src/relay/auth/admission.js';
import { settle } from '../../../support/fake-clock.js';

const GRANT: Grant = { permissions: ['listen'] };
const REQUEST = { channel: 'radio', credentials: 'key' };

function ask(answer: () => Grant | PromiseLike<Grant>): unknown[] {
  const outcomes: unknown[] = [];
  new Admission(16).ask({ authorize: answer }, REQUEST, {
    onGrant: (grant) => outcomes.push(['grant', grant]),
    onRefused: (cause) => outcomes.push(['refused', cause]),
  });
  return outcomes;
}

describe('Admission', () => {
  it('applies an immediate answer before it returns', () => {
    expect(ask(() => GRANT)).toEqual([['grant', GRANT]]);
    const cause = new Error('no');
    expect(
      ask(() => {
        throw cause;
      }),
    ).toEqual([['refused', cause]]);
  });

  it('waits for a later answer, and for a promise of another implementation', async () => {
    const cause = new Error('no');
    const outcomes = [
      ask(async () => GRANT),
      ask(async () => {
        throw cause;
      }),
      // biome-ignore lint/suspicious/noThenProperty: the point of the test
      ask(() => ({ then: (resolve: (grant: Grant) => unknown) => resolve(GRANT) }) as PromiseLike<Grant>),
    ];
    expect(outcomes).toEqual([[], [], []]);
    await settle();
    expect(outcomes).toEqual([[['grant', GRANT]], [['refused', cause]], [['grant', GRANT]]]);
  });

  it('keeps copies of messages, up to its bound, and returns them once', () => {
    const admission = new Admission(2);
    const buffer = new Uint8Array([1]);
    admission.hold(buffer);
    buffer[0] = 2;
    admission.hold(buffer);
    expect(() => admission.hold(buffer)).toThrow('at most 2 messages may wait for the grant');
    expect(admission.release().map(([first]) => first)).toEqual([1, 2]);
    expect(admission.release()).toEqual([]);
  });

  it('refuses a message longer than a packet', () => {
    const admission = new Admission(2);
    admission.hold(new Uint8Array(4096));
    expect(() => admission.hold(new Uint8Array(4097))).toThrow('must be at most 4096 bytes, got 4097');
  });
});

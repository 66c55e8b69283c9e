import { describe, expect, it } from 'vitest';
import { errorNotice, parseErrorNotice } from '../../../../src/core/wire/control.js';

describe('an error packet that states when to come back', () => {
  it('states that another token may be let in only where it is so', () => {
    expect(parseErrorNotice(errorNotice('NOT_ALLOWED', 'no', { needsToken: true })).needsToken).toBe(true);
    expect(errorNotice('NOT_ALLOWED', 'no', { needsToken: false })).toEqual({ code: 'NOT_ALLOWED', message: 'no' });
    expect(parseErrorNotice({ code: 'NOT_ALLOWED', message: 'no', needsToken: 1 })).not.toHaveProperty('needsToken');
  });

  it('carries whole milliseconds within the range', () => {
    expect(parseErrorNotice(errorNotice('CHANNEL_LIMIT', 'full', { retryAfterMs: 1234.6 }))).toEqual({
      code: 'CHANNEL_LIMIT',
      message: 'full',
      retryAfterMs: 1235,
    });
    expect(errorNotice('CHANNEL_LIMIT', 'full', { retryAfterMs: -1 }).retryAfterMs).toBe(0);
    expect(errorNotice('CHANNEL_LIMIT', 'full', { retryAfterMs: 1e9 }).retryAfterMs).toBe(600_000);
  });

  it('has no such field where nothing is asked for, as packets from before the field', () => {
    expect(errorNotice('PROTOCOL', 'no')).toEqual({ code: 'PROTOCOL', message: 'no' });
    expect(parseErrorNotice({ code: 'PROTOCOL', message: 'no' })).toEqual({ code: 'PROTOCOL', message: 'no' });
  });

  it.each([-1, 600_001, 0.5, '5', null])('is refused with retryAfterMs %j', (retryAfterMs) => {
    expect(() => parseErrorNotice({ code: 'PROTOCOL', message: 'no', retryAfterMs })).toThrow(
      `retryAfterMs must be an integer from 0 to 600000, got ${JSON.stringify(retryAfterMs)}`,
    );
  });

  it('may name the same channel at another relay, by an address of a WebSocket', () => {
    const alternativeUrl = 'wss://other.example/radio';
    const notice = { code: 'CHANNEL_LIMIT', message: 'full', alternativeUrl } as const;
    expect(parseErrorNotice(errorNotice('CHANNEL_LIMIT', 'full', { alternativeUrl }))).toEqual(notice);
    expect(errorNotice('CHANNEL_LIMIT', 'full', { alternativeUrl: `ws://${'a'.repeat(512)}` })).not.toHaveProperty(
      'alternativeUrl',
    );
    for (const wrong of ['http://other/radio', 'other', `ws://${'a'.repeat(512)}`, 7])
      expect(() => parseErrorNotice({ ...notice, alternativeUrl: wrong })).toThrow(/^alternativeUrl must be /);
  });
});

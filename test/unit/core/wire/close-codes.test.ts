import { describe, expect, it } from 'vitest';
import { ERROR_CODES, type ErrorCode } from '../../../../src/core/errors.js';
import { CLOSE_NORMAL, closeCodeFor, closeReason, errorForClose } from '../../../../src/core/wire/close-codes.js';
import { CLOSE_CODES } from '../../../../src/core/wire/control.js';

describe('close codes', () => {
  it.each([
    ['PROTOCOL', 4001, 'refused by the peer: why'],
    ['CHANNEL_NAME', 4002, 'refused by the peer: why'],
    ['MODEL_MISMATCH', 4003, 'refused by the peer: why'],
    ['CHANNEL_BUSY', 4004, 'refused by the peer: why'],
    ['CHANNEL_LIMIT', 4005, 'refused by the peer: why'],
    ['NOT_ALLOWED', 4008, 'refused by the peer: why'],
    ['TRANSPORT_CLOSED', 4007, 'closed by the peer: why'],
  ] as const)('carry %s as %i and back', (error, close, message) => {
    expect(closeCodeFor(error)).toBe(close);
    expect(errorForClose(close, 'why')).toMatchObject({ code: error, message });
  });

  it('are that of PROTOCOL for every other error', () => {
    const others = (Object.keys(ERROR_CODES) as ErrorCode[]).filter((code) => closeCodeFor(code) === 4001);
    expect(others).toContain('PACKET_FIELD');
    expect(others).toHaveLength(Object.keys(ERROR_CODES).length - 7);
  });

  it('mean no error, a slow listener, or a lost connection', () => {
    expect(errorForClose(CLOSE_NORMAL, 'bye')).toBeNull();
    expect(errorForClose(CLOSE_CODES.tooSlow, '')).toMatchObject({
      code: 'TRANSPORT_CLOSED',
      message: 'closed by the peer',
    });
    expect(errorForClose(1006, '')).toMatchObject({
      code: 'TRANSPORT_FAILED',
      message: 'the connection was lost (close code 1006)',
    });
  });

  it('have a reason of at most 123 printable ASCII characters', () => {
    expect(closeReason(`naïve\n${'x'.repeat(200)}`)).toBe(`na?ve?${'x'.repeat(117)}`);
  });
});

import { describe, expect, it } from 'vitest';
import { perConnection } from '../../../../src/cli/bench/relay.js';

describe('the memory of a connection in the relay bench', () => {
  it('is never negative: where less is in use than before, it could not be measured', () => {
    expect(perConnection(7_000_000, 1000)).toBe(7000);
    expect(perConnection(-1, 1000)).toBeNull();
    expect(perConnection(0, 1000)).toBeNull();
  });
});

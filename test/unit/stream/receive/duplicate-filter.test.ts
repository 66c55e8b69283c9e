import { describe, expect, it } from 'vitest';
import { DuplicateFilter } from '../../../../src/stream/receive/duplicate-filter.js';

describe('duplicate filter', () => {
  it('remembers the last 128 packets by their first frames, in any order', () => {
    const filter = new DuplicateFilter();
    for (let i = 127; i >= 0; i--) expect(filter.isDuplicate(4 * i)).toBe(false);
    for (let i = 0; i < 128; i++) expect(filter.isDuplicate(4 * i)).toBe(true);
    expect(filter.isDuplicate(2)).toBe(false);
    // The oldest, 508, has been removed.
    expect(filter.isDuplicate(508)).toBe(false);
    expect(filter.isDuplicate(0)).toBe(true);
  });

  it('is not filled up by duplicates', () => {
    const filter = new DuplicateFilter();
    filter.isDuplicate(7);
    for (let i = 0; i < 1000; i++) expect(filter.isDuplicate(7)).toBe(true);
  });
});

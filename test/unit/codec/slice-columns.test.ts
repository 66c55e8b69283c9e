import { describe, expect, it } from 'vitest';
import { sliceColumns } from '../../../src/codec/slice-columns.js';

const MATRIX = Float32Array.of(0, 1, 2, 3, 10, 11, 12, 13);

describe('sliceColumns', () => {
  it('copies the same columns of every row', () => {
    expect([...sliceColumns(MATRIX, 2, 4, 1, 2)]).toEqual([1, 2, 11, 12]);
    expect([...sliceColumns(MATRIX, 2, 4, 3, 1)]).toEqual([3, 13]);
    expect(sliceColumns(MATRIX, 2, 4, 4, 0)).toHaveLength(0);
  });

  it('returns the matrix itself where every column is wanted, a copy otherwise', () => {
    expect(sliceColumns(MATRIX, 2, 4, 0, 4)).toBe(MATRIX);
    expect(sliceColumns(MATRIX, 2, 4, 0, 3).buffer).not.toBe(MATRIX.buffer);
  });
});

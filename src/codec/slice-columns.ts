/**
 * Part of a [rows × columns] matrix, row-major: the columns skip to skip + count.
 *
 * @returns [rows × count]: a copy, or `all` itself where that is everything
 */
export function sliceColumns(
  all: Float32Array,
  rows: number,
  columns: number,
  skip: number,
  count: number,
): Float32Array {
  if (skip === 0 && count === columns) return all;
  const out = new Float32Array(rows * count);
  for (let row = 0; row < rows; row++)
    out.set(all.subarray(row * columns + skip, row * columns + skip + count), row * count);
  return out;
}

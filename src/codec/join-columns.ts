/** Two matrices with as many rows, next to each other, [rows × (leftColumns + rightColumns)]. */
export function joinColumns(
  left: Float32Array,
  leftColumns: number,
  right: Float32Array,
  rightColumns: number,
  rows: number,
): Float32Array {
  const columns = leftColumns + rightColumns;
  const out = new Float32Array(rows * columns);
  for (let row = 0; row < rows; row++) {
    out.set(left.subarray(row * leftColumns, (row + 1) * leftColumns), row * columns);
    out.set(right.subarray(row * rightColumns, (row + 1) * rightColumns), row * columns + leftColumns);
  }
  return out;
}

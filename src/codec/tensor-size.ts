/** Number of values of a tensor of this shape. */
export function tensorSize(shape: readonly number[]): number {
  let size = 1;
  for (const length of shape) size *= length;
  return size;
}

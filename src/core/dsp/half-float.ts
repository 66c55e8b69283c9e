/**
 * IEEE 754 binary16 from a number, rounded to nearest, ties to even; beyond ±65504 it becomes ±infinity.
 *
 * The double is rounded once; a detour through float32 would round some values twice.
 */
export function toHalf(value: number): number {
  if (Number.isNaN(value)) return 0x7e00;
  const sign = value < 0 || Object.is(value, -0) ? 0x8000 : 0;
  const size = Math.abs(value);
  if (size >= 65520) return sign | 0x7c00;
  // Spacing of half floats around `size`: 2^-24 for subnormals, 2^(exponent − 10) for normals.
  const exponent = size === 0 ? -14 : Math.max(-14, Math.floor(Math.log2(size)));
  const steps = roundEven(size / 2 ** (exponent - 10));
  // Adding makes the implied leading 1 of a normal number, and a rounding up to 2048 steps, carry into the exponent.
  return sign | (((exponent + 14) << 10) + steps);
}

/** The number that 16 bits of IEEE 754 binary16 encode. */
export function fromHalf(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 31) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
  return exponent === 0 ? sign * fraction * 2 ** -24 : sign * (1024 + fraction) * 2 ** (exponent - 25);
}

function roundEven(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  return rest > 0.5 || (rest === 0.5 && floor % 2 === 1) ? floor + 1 : floor;
}

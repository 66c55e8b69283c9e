/**
 * Real FFT of a power-of-two size: n real numbers as n/2 complex ones, radix 2, then unpacked (Numerical Recipes §12.3;
 * Sorensen et al. 1987). Tables are made once; {@link transform} allocates nothing.
 */
export class RealFft {
  readonly size: number;
  /** cos(2πk/size), 0 ≤ k < size / 2; not to be written. */
  readonly cosines: Float64Array;
  /** sin(2πk/size), 0 ≤ k < size / 2; not to be written. */
  readonly sines: Float64Array;
  readonly #half: number;
  readonly #reversed: Uint32Array;
  readonly #re: Float64Array;
  readonly #im: Float64Array;

  /** @param size a power of two from 4 to 2^20 */
  constructor(size: number) {
    if (!Number.isInteger(size) || size < 4 || size > 2 ** 20 || (size & (size - 1)) !== 0)
      throw new RangeError(`size must be a power of two from 4 to ${2 ** 20}, got ${size}`);
    this.size = size;
    const half = size / 2;
    this.#half = half;
    this.cosines = Float64Array.from({ length: half }, (_, k) => Math.cos((2 * Math.PI * k) / size));
    this.sines = Float64Array.from({ length: half }, (_, k) => Math.sin((2 * Math.PI * k) / size));
    this.#reversed = new Uint32Array(half);
    for (let i = 0, j = 0; i < half; i++) {
      this.#reversed[i] = j;
      let bit = half >> 1;
      for (; bit > 0 && j & bit; bit >>= 1) j ^= bit;
      j |= bit;
    }
    this.#re = new Float64Array(half);
    this.#im = new Float64Array(half);
  }

  /**
   * X[k] = Σ x[n]·e^(−2πi·kn/size), not scaled.
   *
   * @param input [size]
   * @param re [size / 2 + 1] real parts of bins 0..size/2
   * @param im [size / 2 + 1] imaginary parts
   */
  transform(input: ArrayLike<number>, re: Float64Array, im: Float64Array): void {
    const { size } = this;
    const half = this.#half;
    const zr = this.#re;
    const zi = this.#im;
    for (let i = 0; i < half; i++) {
      const j = 2 * this.#reversed[i]!;
      zr[i] = input[j]!;
      zi[i] = input[j + 1]!;
    }
    for (let span = 1; span < half; span *= 2) {
      const stride = half / span; // twiddle k of this stage is e^(−πi·k/span) = table[k · size / (2·span)]
      for (let k = 0; k < span; k++) {
        const c = this.cosines[k * stride]!;
        const s = -this.sines[k * stride]!;
        for (let a = k; a < half; a += 2 * span) {
          const b = a + span;
          const tr = zr[b]! * c - zi[b]! * s;
          const ti = zr[b]! * s + zi[b]! * c;
          zr[b] = zr[a]! - tr;
          zi[b] = zi[a]! - ti;
          zr[a] = zr[a]! + tr;
          zi[a] = zi[a]! + ti;
        }
      }
    }
    re[0] = zr[0]! + zi[0]!;
    im[0] = 0;
    re[size / 2] = zr[0]! - zi[0]!;
    im[size / 2] = 0;
    for (let k = 1; k < half; k++) {
      const m = half - k;
      const evenRe = (zr[k]! + zr[m]!) / 2;
      const evenIm = (zi[k]! - zi[m]!) / 2;
      const oddRe = (zi[k]! + zi[m]!) / 2;
      const oddIm = (zr[m]! - zr[k]!) / 2;
      const c = this.cosines[k]!;
      const s = -this.sines[k]!;
      re[k] = evenRe + oddRe * c - oddIm * s;
      im[k] = evenIm + oddRe * s + oddIm * c;
    }
  }
}

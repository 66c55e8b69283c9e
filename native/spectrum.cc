#include "spectrum.h"

#include <memory>
#include <new>

#include "simd.h"

namespace latentcast {
namespace {

struct Plan {
  size_t size;
  size_t half;
  const double* window;
  const double* cosines;
  const double* sines;
  // [half]: the bit-reversed index of each place.
  const uint32_t* reversed;
  // e^(-pi i k / span) for k below span, of spans 1, 2, 4 ... half / 2 one after another: contiguous for the inner loop.
  const double* twiddle_re;
  const double* twiddle_im;
};

// Four numbers from p on, or backwards from p[3].
#define LOAD(name, p) \
  Lanes name;         \
  std::memcpy(&name, (p), sizeof name)
#define LOAD_BACKWARDS(name, p) const Lanes name = {(p)[3], (p)[2], (p)[1], (p)[0]}
#define STORE(p, value)                      \
  do {                                       \
    const Lanes stored = (value);            \
    std::memcpy((p), &stored, sizeof stored); \
  } while (0)

// One butterfly; the stages of spans 1 and 2 are too short for four at a time.
LATENTCAST_INLINE void Butterfly(double* zr, double* zi, size_t a, size_t b, double wr, double wi) {
  const double tr = zr[b] * wr - zi[b] * wi;
  const double ti = zr[b] * wi + zi[b] * wr;
  zr[b] = zr[a] - tr;
  zi[b] = zi[a] - ti;
  zr[a] = zr[a] + tr;
  zi[a] = zi[a] + ti;
}

// The complex transform inside RealFft, radix 2, of numbers in bit-reversed order. zr and zi are [half].
LATENTCAST_INLINE void Transform(const Plan& plan, double* zr, double* zi) {
  const double* wr = plan.twiddle_re;
  const double* wi = plan.twiddle_im;
  for (size_t span = 1; span < plan.half; wr += span, wi += span, span *= 2)
    for (size_t start = 0; start < plan.half; start += 2 * span) {
      if (span < 4) {
        for (size_t k = 0; k < span; k++) Butterfly(zr, zi, start + k, start + k + span, wr[k], wi[k]);
        continue;
      }
      for (size_t k = 0; k < span; k += 4) {
        const size_t a = start + k;
        const size_t b = a + span;
        LOAD(c, wr + k);
        LOAD(s, wi + k);
        LOAD(ar, zr + a);
        LOAD(ai, zi + a);
        LOAD(br, zr + b);
        LOAD(bi, zi + b);
        const Lanes tr = br * c - bi * s;
        const Lanes ti = br * s + bi * c;
        STORE(zr + b, ar - tr);
        STORE(zi + b, ai - ti);
        STORE(zr + a, ar + tr);
        STORE(zi + a, ai + ti);
      }
    }
}

// |X[k]|^2 of the real signal from the complex transform of its pairs.
LATENTCAST_INLINE void Power(const Plan& plan, const double* zr, const double* zi, float* power) {
  const size_t half = plan.half;
  const double first = zr[0] + zi[0];
  const double last = zr[0] - zi[0];
  power[0] = static_cast<float>(first * first + 0.0);
  power[half] = static_cast<float>(last * last + 0.0);
  const Lanes half_of = {0.5, 0.5, 0.5, 0.5};
  const Lanes zero = {0, 0, 0, 0};
  size_t k = 1;
  for (; k + 4 <= half; k += 4) {
    LOAD(kr, zr + k);
    LOAD(ki, zi + k);
    LOAD_BACKWARDS(mr, zr + half - k - 3);
    LOAD_BACKWARDS(mi, zi + half - k - 3);
    LOAD(c, plan.cosines + k);
    LOAD(sine, plan.sines + k);
    const Lanes s = zero - sine;
    const Lanes even_re = (kr + mr) * half_of;
    const Lanes even_im = (ki - mi) * half_of;
    const Lanes odd_re = (ki + mi) * half_of;
    const Lanes odd_im = (mr - kr) * half_of;
    const Lanes re = even_re + odd_re * c - odd_im * s;
    const Lanes im = even_im + odd_re * s + odd_im * c;
    const Lanes value = re * re + im * im;
    for (size_t i = 0; i < 4; i++) power[k + i] = static_cast<float>(value[i]);
  }
  for (; k < half; k++) {
    const size_t m = half - k;
    const double even_re = (zr[k] + zr[m]) / 2;
    const double even_im = (zi[k] - zi[m]) / 2;
    const double odd_re = (zi[k] + zi[m]) / 2;
    const double odd_im = (zr[m] - zr[k]) / 2;
    const double c = plan.cosines[k];
    const double s = -plan.sines[k];
    const double re = even_re + odd_re * c - odd_im * s;
    const double im = even_im + odd_re * s + odd_im * c;
    power[k] = static_cast<float>(re * re + im * im);
  }
}

LATENTCAST_INLINE void RunSpectra(const Plan& plan, const float* samples, size_t length, size_t hop, double* block, double* zr,
                           double* zi, float* power) {
  const size_t size = plan.size;
  const size_t half = plan.half;
  const size_t frames = length / hop + 1;
  for (size_t t = 0; t < frames; t++) {
    const size_t centre = t * hop;
    // The part [from, to) of the window lies inside the signal.
    const size_t from = centre < half ? half - centre : 0;
    const size_t to = length + half - centre < size ? length + half - centre : size;
    for (size_t n = 0; n < from; n++) block[n] = plan.window[n] * 0.0;
    const float* x = samples + (centre + from - half);
    for (size_t n = from; n < to; n++) block[n] = plan.window[n] * static_cast<double>(x[n - from]);
    for (size_t n = to; n < size; n++) block[n] = plan.window[n] * 0.0;
    for (size_t i = 0; i < half; i++) {
      zr[i] = block[2 * plan.reversed[i]];
      zi[i] = block[2 * plan.reversed[i] + 1];
    }
    Transform(plan, zr, zi);
    Power(plan, zr, zi, power + t * (half + 1));
  }
}

#ifdef LATENTCAST_AVX2
LATENTCAST_AVX2 void SpectraAvx2(const Plan& plan, const float* samples, size_t length, size_t hop, double* block,
                             double* zr, double* zi, float* power) {
  RunSpectra(plan, samples, length, hop, block, zr, zi, power);
}
#endif

}  // namespace

bool PowerSpectrogram(const float* samples, size_t length, size_t size, size_t hop, const double* window,
                      const double* cosines, const double* sines, float* power) {
  const size_t half = size / 2;
  const std::unique_ptr<double[]> work(new (std::nothrow) double[size + 4 * half]);
  const std::unique_ptr<uint32_t[]> reversed(new (std::nothrow) uint32_t[half]);
  if (!work || !reversed) return false;
  double* const block = work.get();
  double* const zr = block + size;
  double* const zi = zr + half;
  double* const twiddle_re = zi + half;
  double* const twiddle_im = twiddle_re + half;
  for (size_t span = 1, at = 0; span < half; span *= 2)
    for (size_t k = 0; k < span; k++, at++) {
      twiddle_re[at] = cosines[k * (half / span)];
      twiddle_im[at] = -sines[k * (half / span)];
    }
  for (size_t i = 0, j = 0; i < half; i++) {
    reversed[i] = static_cast<uint32_t>(j);
    size_t bit = half >> 1;
    for (; bit > 0 && (j & bit); bit >>= 1) j ^= bit;
    j |= bit;
  }
  const Plan plan = {size, half, window, cosines, sines, reversed.get(), twiddle_re, twiddle_im};
  LATENTCAST_RUN(Spectra, plan, samples, length, hop, block, zr, zi, power);
  return true;
}

}  // namespace latentcast

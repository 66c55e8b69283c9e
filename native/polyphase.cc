#include "polyphase.h"

#include "simd.h"

namespace latentcast {
namespace {

// Outputs that are computed together, so that no addition waits for the one before it.
constexpr size_t kTogether = 4;

struct Step {
  const double* x;
  const double* h;
  double fraction;
};

// `n` outputs of one channel: sums of x[j] * h[j], four at a time.
template <size_t n>
LATENTCAST_INLINE void Exact(const Step* steps, size_t offset, size_t taps, float* out, size_t stride) {
  Lanes sums[n] = {};
  for (size_t j = 0; j < taps; j += 4)
    for (size_t i = 0; i < n; i++) {
      Lanes x, h;
      std::memcpy(&x, steps[i].x + offset + j, sizeof x);
      std::memcpy(&h, steps[i].h + j, sizeof h);
      sums[i] = sums[i] + x * h;
    }
  for (size_t i = 0; i < n; i++)
    out[i * stride] = static_cast<float>(sums[i][0] + sums[i][1] + (sums[i][2] + sums[i][3]));
}

// The same with taps interpolated between the row at h and the next one: two sums each.
template <size_t n>
LATENTCAST_INLINE void Between(const Step* steps, size_t offset, size_t taps, float* out, size_t stride) {
  Lanes sums[n] = {};
  for (size_t j = 0; j < taps; j += 2)
    for (size_t i = 0; i < n; i++) {
      const double* x = steps[i].x + offset + j;
      const double* h = steps[i].h + j;
      sums[i] = sums[i] + Lanes{x[0], x[1], x[0], x[1]} * Lanes{h[0], h[1], h[taps], h[taps + 1]};
    }
  for (size_t i = 0; i < n; i++) {
    const double low = sums[i][0] + sums[i][1];
    out[i * stride] = static_cast<float>(low + steps[i].fraction * (sums[i][2] + sums[i][3] - low));
  }
}

LATENTCAST_INLINE void RunPolyphase(const double* history, size_t capacity, size_t channels, const PolyphaseFilter& f,
                           size_t position, size_t phase, float* out, size_t count) {
  const bool exact = f.rows == f.up;
  const size_t whole = f.down / f.up;
  const size_t part = f.down % f.up;
  Step steps[kTogether];
  for (size_t made = 0; made < count;) {
    size_t n = 0;
    for (; n < kTogether && made + n < count; n++) {
      const double at = static_cast<double>(phase) * static_cast<double>(f.rows) / static_cast<double>(f.up);
      const size_t row = exact ? phase : static_cast<size_t>(at);
      steps[n] = {history + position, f.table + row * f.taps, at - static_cast<double>(row)};
      position += whole;
      phase += part;
      if (phase >= f.up) {
        phase -= f.up;
        position++;
      }
    }
    for (size_t c = 0; c < channels; c++) {
      float* to = out + made * channels + c;
      const size_t offset = c * capacity;
      if (n == kTogether) {
        if (exact)
          Exact<kTogether>(steps, offset, f.taps, to, channels);
        else
          Between<kTogether>(steps, offset, f.taps, to, channels);
      } else {
        for (size_t i = 0; i < n; i++, to += channels) {
          if (exact)
            Exact<1>(steps + i, offset, f.taps, to, channels);
          else
            Between<1>(steps + i, offset, f.taps, to, channels);
        }
      }
    }
    made += n;
  }
}

#ifdef LATENTCAST_AVX2
LATENTCAST_AVX2 void PolyphaseAvx2(const double* history, size_t capacity, size_t channels, const PolyphaseFilter& f,
                             size_t position, size_t phase, float* out, size_t count) {
  RunPolyphase(history, capacity, channels, f, position, phase, out, count);
}
#endif

}  // namespace

void Polyphase(const double* history, size_t capacity, size_t channels, const PolyphaseFilter& filter, size_t position,
               size_t phase, float* out, size_t count) {
  LATENTCAST_RUN(Polyphase, history, capacity, channels, filter, position, phase, out, count);
}

}  // namespace latentcast

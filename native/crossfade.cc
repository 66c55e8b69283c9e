#include "crossfade.h"

#include "simd.h"

namespace latentcast {
namespace {

LATENTCAST_INLINE void RunCrossfade(const float* previous, const float* next, size_t n, size_t channels, float* out) {
  const double length = static_cast<double>(n);
  for (size_t c = 0; c < channels; c++)
    // Counted in 32 bits, for which every vector unit has a conversion; addon.cc holds n below 2^31.
    for (int i = 0; i < static_cast<int>(n); i++) {
      const double rise = (i + 0.5) / length;
      const double fall = (length - 1 - i + 0.5) / length;
      const size_t j = c * n + static_cast<size_t>(i);
      out[j] = static_cast<float>(previous[j] * fall + next[j] * rise);
    }
}

#ifdef LATENTCAST_AVX2
LATENTCAST_AVX2 void CrossfadeAvx2(const float* previous, const float* next, size_t n, size_t channels, float* out) {
  RunCrossfade(previous, next, n, channels, out);
}
#endif

}  // namespace

void Crossfade(const float* previous, const float* next, size_t n, size_t channels, float* out) {
  LATENTCAST_RUN(Crossfade, previous, next, n, channels, out);
}

}  // namespace latentcast

// Overlap-add with straight gains; the twin of src/core/dsp/crossfade.ts, bit by bit. No checks: addon.cc makes them.
#pragma once

#include <cstddef>

namespace latentcast {

// All [channels x n], channel-major; `out` may be either of the two.
void Crossfade(const float* previous, const float* next, size_t n, size_t channels, float* out);

}  // namespace latentcast

// Power spectra of overlapping windows; the twin of src/core/dsp/spectrum.ts, bit by bit. No checks: addon.cc makes them.
#pragma once

#include <cstddef>
#include <cstdint>

namespace latentcast {

// Frame t is centred on sample t * hop, zeros outside; length / hop + 1 frames.
//
// size: a power of two from 4 on. window: [size]. cosines, sines: [size / 2], of 2 pi k / size: the caller's, because
// two libraries' cosines differ in the last bit. power: [frames x (size / 2 + 1)].
// False when there is no memory for the work.
bool PowerSpectrogram(const float* samples, size_t length, size_t size, size_t hop, const double* window,
                      const double* cosines, const double* sines, float* power);

}  // namespace latentcast

// The inner loop of the resampler; the twin of src/core/dsp/polyphase.ts, bit by bit. No checks: addon.cc makes them.
#pragma once

#include <cstddef>
#include <cstdint>

namespace latentcast {

struct PolyphaseFilter {
  // [rows x taps], or [(rows + 1) x taps] where rows != up and neighbouring rows are interpolated.
  const double* table;
  // A multiple of 4.
  size_t taps;
  size_t rows;
  // Output rate over input rate in lowest terms: up / down.
  size_t up;
  size_t down;
};

// Where the taps of output `index` begin in a channel's history.
inline uint64_t PolyphasePosition(const PolyphaseFilter& f, uint64_t position, uint64_t phase, uint64_t index) {
  return position + (phase + index * f.down) / f.up;
}

// `count` output samples of each channel, interleaved. history is [channels x capacity].
void Polyphase(const double* history, size_t capacity, size_t channels, const PolyphaseFilter& filter, size_t position,
               size_t phase, float* out, size_t count);

}  // namespace latentcast

// Float to and from little-endian integers; the twin of src/core/dsp/pcm.ts, bit by bit. No checks: addon.cc makes them.
#pragma once

#include <cstddef>
#include <cstdint>

namespace latentcast {

// Rounded to the nearest, clipped to full scale; NaN and infinities become 0. `bytes` are 2 or 3 a sample.
void EncodeS16(const float* samples, size_t length, uint8_t* bytes);
void EncodeS24(const float* samples, size_t length, uint8_t* bytes);

// With triangular noise of +-1 step, a function of `key` and of each sample's index, which starts with `first`.
void EncodeS16Dithered(const float* samples, size_t length, uint32_t key, uint64_t first, uint8_t* bytes);

void DecodeS16(const uint8_t* bytes, size_t length, float* samples);
void DecodeS24(const uint8_t* bytes, size_t length, float* samples);

}  // namespace latentcast

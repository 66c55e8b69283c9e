// Nested uniform quantiser; the twin of src/core/latent/quantizer.ts, bit by bit. No checks: addon.cc makes them.
#pragma once

#include <cstddef>
#include <cstdint>

namespace latentcast {

// latents [channels x frames], channel-major, to symbols [frames x channels], frame-major; bits 1..8.
void Quantize(const float* latents, size_t frames, size_t channels, unsigned bits, uint8_t* symbols);

// Symbols [frames x channels] to the midpoints of their intervals, [channels x frames].
void Dequantize(const uint8_t* symbols, size_t frames, size_t channels, unsigned bits, float* latents);

}  // namespace latentcast

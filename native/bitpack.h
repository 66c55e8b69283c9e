// Bit planes; the twin of src/core/latent/bitpack.ts. No checks: addon.cc makes them.
#pragma once

#include <cstddef>
#include <cstdint>

namespace latentcast {

// Symbols [frames x channels] of `bits` bits to planes [bits x frames x ceil(channels / 8)], most significant first;
// channel c is bit 7 - c % 8 of byte c / 8; pad bits are 0.
void PackPlanes(const uint8_t* symbols, size_t frames, size_t channels, unsigned bits, uint8_t* out);

// The first `planes` planes to symbols of `planes` bits; pad bits are ignored.
void UnpackPlanes(const uint8_t* payload, size_t frames, size_t channels, unsigned planes, uint8_t* symbols);

}  // namespace latentcast

// CRC-32C (Castagnoli); the twin of src/core/crc32c.ts.
#pragma once

#include <cstddef>
#include <cstdint>

namespace latentcast {

// `seed` is what an earlier call returned, 0 to start. Takes the processor's instruction where it has one.
uint32_t Crc32c(const uint8_t* bytes, size_t length, uint32_t seed);

// The portable form, for tests.
uint32_t Crc32cScalar(const uint8_t* bytes, size_t length, uint32_t seed);

}  // namespace latentcast

#include "crc32c.h"

#include <cstring>

#if (defined(__GNUC__) || defined(__clang__)) && defined(__x86_64__)
#define LATENTCAST_SSE42 1
#include <nmmintrin.h>
#endif

namespace latentcast {
namespace {

struct Tables {
  uint32_t t[8][256];
  Tables() {
    for (uint32_t b = 0; b < 256; b++) {
      uint32_t crc = b;
      for (int i = 0; i < 8; i++) crc = (crc >> 1) ^ ((crc & 1) ? 0x82f63b78u : 0);
      t[0][b] = crc;
    }
    for (int k = 1; k < 8; k++)
      for (int b = 0; b < 256; b++) t[k][b] = (t[k - 1][b] >> 8) ^ t[0][t[k - 1][b] & 255];
  }
};

const Tables& GetTables() {
  static const Tables tables;
  return tables;
}

#ifdef LATENTCAST_SSE42
// A cross compiler of Clang's kind that is told the features of a baseline takes `crc32` for a feature of its own.
#if defined(__clang__) && __clang_major__ >= 14
#define LATENTCAST_CRC32 __attribute__((target("sse4.2,crc32")))
#else
#define LATENTCAST_CRC32 __attribute__((target("sse4.2")))
#endif
LATENTCAST_CRC32 uint32_t Crc32cSse42(const uint8_t* bytes, size_t length, uint32_t seed) {
  uint64_t crc = ~seed;
  for (; length >= 8; length -= 8, bytes += 8) {
    uint64_t word;
    std::memcpy(&word, bytes, 8);
    crc = _mm_crc32_u64(crc, word);
  }
  uint32_t rest = static_cast<uint32_t>(crc);
  while (length-- > 0) rest = _mm_crc32_u8(rest, *bytes++);
  return ~rest;
}
#endif

using Function = uint32_t (*)(const uint8_t*, size_t, uint32_t);

Function Select() {
#ifdef LATENTCAST_SSE42
  if (__builtin_cpu_supports("sse4.2")) return Crc32cSse42;
#endif
  return Crc32cScalar;
}

}  // namespace

uint32_t Crc32cScalar(const uint8_t* bytes, size_t length, uint32_t seed) {
  const auto& t = GetTables().t;
  uint32_t crc = ~seed;
  for (; length >= 8; length -= 8, bytes += 8) {
    crc ^= bytes[0] | bytes[1] << 8 | bytes[2] << 16 | static_cast<uint32_t>(bytes[3]) << 24;
    crc = t[7][crc & 255] ^ t[6][(crc >> 8) & 255] ^ t[5][(crc >> 16) & 255] ^ t[4][crc >> 24] ^ t[3][bytes[4]] ^
          t[2][bytes[5]] ^ t[1][bytes[6]] ^ t[0][bytes[7]];
  }
  while (length-- > 0) crc = (crc >> 8) ^ t[0][(crc ^ *bytes++) & 255];
  return ~crc;
}

uint32_t Crc32c(const uint8_t* bytes, size_t length, uint32_t seed) {
  static const Function function = Select();
  return function(bytes, length, seed);
}

}  // namespace latentcast

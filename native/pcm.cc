#include "pcm.h"

#include <cstring>

#include "simd.h"

namespace latentcast {
namespace {

#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
#define LATENTCAST_BIG_ENDIAN 1
#endif

// Samples that are converted at a time before their bytes are stored: only the conversion vectorises.
constexpr size_t kBlock = 512;

LATENTCAST_INLINE void StoreS16(const int16_t* values, size_t length, uint8_t* bytes) {
#ifdef LATENTCAST_BIG_ENDIAN
  for (size_t i = 0; i < length; i++) {
    bytes[2 * i] = static_cast<uint8_t>(values[i]);
    bytes[2 * i + 1] = static_cast<uint8_t>(values[i] >> 8);
  }
#else
  std::memcpy(bytes, values, 2 * length);
#endif
}

LATENTCAST_INLINE void StoreS24(const int32_t* values, size_t length, uint8_t* bytes) {
  for (size_t i = 0; i < length; i++, bytes += 3) {
#ifndef LATENTCAST_BIG_ENDIAN
    // Four bytes at once; the next sample overwrites the fourth.
    if (i + 1 < length) {
      std::memcpy(bytes, values + i, 4);
      continue;
    }
#endif
    bytes[0] = static_cast<uint8_t>(values[i]);
    bytes[1] = static_cast<uint8_t>(values[i] >> 8);
    bytes[2] = static_cast<uint8_t>(values[i] >> 16);
  }
}

LATENTCAST_INLINE int32_t LoadLe16(const uint8_t* from) {
  return static_cast<int16_t>(static_cast<uint16_t>(from[0] | from[1] << 8));
}

// NaN and infinities, whose exponent is all ones, become 0.
LATENTCAST_INLINE float Finite(float x) {
  uint32_t bits;
  std::memcpy(&bits, &x, sizeof bits);
  bits &= 0u - static_cast<uint32_t>((bits & 0x7f800000u) != 0x7f800000u);
  std::memcpy(&x, &bits, sizeof x);
  return x;
}

template <typename T>
LATENTCAST_INLINE T Clip(T v, T full_scale) {
  v = v < -full_scale ? -full_scale : v;
  return v > full_scale - 1 ? full_scale - 1 : v;
}

// The largest integer not above `v`, which must fit into an int32.
template <typename T>
LATENTCAST_INLINE int32_t Floor(T v) {
  const int32_t toward_zero = static_cast<int32_t>(v);
  return toward_zero - (v < static_cast<T>(toward_zero));
}

// Rounds half up. The TypeScript kernel adds 0.5 to a double; in float32 that sum would be rounded, but this difference
// is exact.
LATENTCAST_INLINE int32_t Round(float v) {
  const int32_t below = Floor(v);
  return below + (v - static_cast<float>(below) >= 0.5f);
}

// Scaled to full scale and clipped. Clipping and rounding are separate loops everywhere: in a single loop the compiler
// branches on clipped values, whose rounding it knows, and vectorises nothing.
LATENTCAST_INLINE void Scale(const float* samples, size_t length, float full_scale, float* values) {
  // The product with a power of two is exact, or infinite, in float32 too.
  for (size_t i = 0; i < length; i++) values[i] = Clip(Finite(samples[i]) * full_scale, full_scale);
}

// lowbias32 of src/core/dsp/noise.ts.
LATENTCAST_INLINE uint32_t Hash(uint32_t x) {
  x ^= x >> 16;
  x *= 0x7feb352du;
  x ^= x >> 15;
  x *= 0x846ca68bu;
  return x ^ x >> 16;
}

LATENTCAST_INLINE void RunEncodeS16(const float* samples, size_t length, uint8_t* bytes) {
  float values[kBlock];
  int16_t block[kBlock];
  for (size_t at = 0; at < length; at += kBlock) {
    const size_t n = length - at < kBlock ? length - at : kBlock;
    Scale(samples + at, n, 32768.0f, values);
    for (size_t i = 0; i < n; i++) block[i] = static_cast<int16_t>(Round(values[i]));
    StoreS16(block, n, bytes + 2 * at);
  }
}

LATENTCAST_INLINE void RunEncodeS24(const float* samples, size_t length, uint8_t* bytes) {
  float values[kBlock];
  int32_t block[kBlock];
  for (size_t at = 0; at < length; at += kBlock) {
    const size_t n = length - at < kBlock ? length - at : kBlock;
    Scale(samples + at, n, 8388608.0f, values);
    for (size_t i = 0; i < n; i++) block[i] = Round(values[i]);
    StoreS24(block, n, bytes + 3 * at);
  }
}

LATENTCAST_INLINE void RunEncodeS16Dithered(const float* samples, size_t length, uint32_t key, uint64_t first,
                                            uint8_t* bytes) {
  // The two hashes of a sample as signed numbers, both lower by 2^31, which leaves their difference as it is.
  int32_t a[kBlock], b[kBlock];
  double values[kBlock];
  int16_t block[kBlock];
  for (size_t at = 0; at < length; at += kBlock) {
    const float* x = samples + at;
    const size_t n = length - at < kBlock ? length - at : kBlock;
    const uint32_t start = static_cast<uint32_t>(2 * (first + at));
    for (size_t i = 0; i < n; i++) {
      const uint32_t index = start + 2 * static_cast<uint32_t>(i);
      a[i] = static_cast<int32_t>(Hash(Hash(index) ^ key) ^ 0x80000000u);
      b[i] = static_cast<int32_t>(Hash(Hash(index + 1) ^ key) ^ 0x80000000u);
    }
    for (size_t i = 0; i < n; i++) {
      const double dither = (static_cast<double>(a[i]) - static_cast<double>(b[i])) / 4294967296.0;
      values[i] = Clip(static_cast<double>(Finite(x[i])) * 32768.0 + dither, 32768.0);
    }
    for (size_t i = 0; i < n; i++) block[i] = static_cast<int16_t>(Floor(values[i] + 0.5));
    StoreS16(block, n, bytes + 2 * at);
  }
}

LATENTCAST_INLINE void RunDecodeS16(const uint8_t* bytes, size_t length, float* samples) {
  for (size_t i = 0; i < length; i++) samples[i] = static_cast<float>(LoadLe16(bytes + 2 * i)) / 32768.0f;
}

LATENTCAST_INLINE void RunDecodeS24(const uint8_t* bytes, size_t length, float* samples) {
  for (size_t i = 0; i < length; i++) {
    const uint8_t* b = bytes + 3 * i;
    const uint32_t top = static_cast<uint32_t>(b[0]) << 8 | static_cast<uint32_t>(b[1]) << 16 |
                         static_cast<uint32_t>(b[2]) << 24;
    // Full scale is 2^23, and the value is shifted up by 8 bits.
    samples[i] = static_cast<float>(static_cast<int32_t>(top)) / 2147483648.0f;
  }
}

#ifdef LATENTCAST_AVX2
LATENTCAST_AVX2 void EncodeS16Avx2(const float* s, size_t n, uint8_t* b) { RunEncodeS16(s, n, b); }
LATENTCAST_AVX2 void EncodeS24Avx2(const float* s, size_t n, uint8_t* b) { RunEncodeS24(s, n, b); }
LATENTCAST_AVX2 void EncodeS16DitheredAvx2(const float* s, size_t n, uint32_t key, uint64_t first, uint8_t* b) {
  RunEncodeS16Dithered(s, n, key, first, b);
}
LATENTCAST_AVX2 void DecodeS16Avx2(const uint8_t* b, size_t n, float* s) { RunDecodeS16(b, n, s); }
LATENTCAST_AVX2 void DecodeS24Avx2(const uint8_t* b, size_t n, float* s) { RunDecodeS24(b, n, s); }
#endif

}  // namespace

void EncodeS16(const float* samples, size_t length, uint8_t* bytes) { LATENTCAST_RUN(EncodeS16, samples, length, bytes); }

void EncodeS24(const float* samples, size_t length, uint8_t* bytes) { LATENTCAST_RUN(EncodeS24, samples, length, bytes); }

void EncodeS16Dithered(const float* samples, size_t length, uint32_t key, uint64_t first, uint8_t* bytes) {
  LATENTCAST_RUN(EncodeS16Dithered, samples, length, key, first, bytes);
}

void DecodeS16(const uint8_t* bytes, size_t length, float* samples) { LATENTCAST_RUN(DecodeS16, bytes, length, samples); }

void DecodeS24(const uint8_t* bytes, size_t length, float* samples) { LATENTCAST_RUN(DecodeS24, bytes, length, samples); }

}  // namespace latentcast

// What the fuzzers share: a seeded generator, buffers without a byte to spare, and a check that names the case.
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>

namespace fuzz {

inline uint64_t state;
inline size_t number;
// Under libFuzzer: bytes of its input that are not taken yet. They decide first, the generator when there are no more.
inline const uint8_t* input;
inline size_t input_left;

// The next bytes of libFuzzer's input as a number.
inline bool Take(size_t bytes, uint64_t* out) {
  if (input_left < bytes) return false;
  *out = 0;
  for (size_t i = 0; i < bytes; i++) *out = *out << 8 | input[i];
  input += bytes;
  input_left -= bytes;
  return true;
}

// splitmix64 (Steele, Lea and Flood, 2014).
inline uint64_t Next() {
  uint64_t taken;
  if (Take(8, &taken)) return taken;
  uint64_t z = (state += 0x9e3779b97f4a7c15u);
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
  return z ^ (z >> 31);
}

// Below 2^16, where the input decides.
inline size_t Below(size_t n) {
  uint64_t taken;
  if (Take(n > 256 ? 2 : 1, &taken)) return static_cast<size_t>(taken % n);
  return static_cast<size_t>(Next() % n);
}

inline uint8_t Byte() {
  uint64_t taken;
  return static_cast<uint8_t>(Take(1, &taken) ? taken : Next());
}

// `length` values, of any bits, `offset` values behind an aligned address and with none to spare behind them.
template <typename T>
class Buffer {
 public:
  Buffer(size_t length, size_t offset) : length_(length), offset_(offset), data_(new T[offset + length]) {
    auto* bytes = reinterpret_cast<uint8_t*>(data_.get());
    for (size_t i = 0; i < (offset + length) * sizeof(T); i++) bytes[i] = Byte();
  }
  T* get() { return data_.get() + offset_; }
  T& operator[](size_t i) { return data_[offset_ + i]; }
  size_t length() const { return length_; }

 private:
  size_t length_;
  size_t offset_;
  std::unique_ptr<T[]> data_;
};

using Bytes = Buffer<uint8_t>;

inline void Require(bool fact, const char* what) {
  if (fact) return;
  std::fprintf(stderr, "case %zu: %s\n", number, what);
  std::abort();
}

inline float AnyFloat() {
  switch (Below(4)) {
    case 0: {
      // Any bit pattern: NaN, infinities and subnormals included.
      const uint32_t bits = static_cast<uint32_t>(Next());
      float value;
      std::memcpy(&value, &bits, 4);
      return value;
    }
    case 1:
      // On a threshold or one float32 beside it.
      return std::nextafter(static_cast<float>(Below(257)) / 128.0f - 1.0f, static_cast<float>(Below(3)) - 1.0f);
    default:
      return static_cast<float>(Next() >> 40) / 8388608.0f - 1.0f;
  }
}

// The same bits, all NaN taken as one.
inline bool Same(float a, float b) { return (std::isnan(a) && std::isnan(b)) || std::memcmp(&a, &b, sizeof a) == 0; }

// fuzz_audio.cc: one case of every kernel of sound, with the builds in use.
void Audio();

}  // namespace fuzz

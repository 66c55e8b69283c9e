#include "bitpack.h"

namespace latentcast {
namespace {

constexpr uint64_t kLowBits = 0x0101010101010101u;

// One bit at 63 - 9i for each i < 8. Times bytes b_i that are 0 or 1 it puts b_i at bit 63 - i; no two of the 64
// partial products share a bit, so that nothing carries.
constexpr uint64_t kGather = 0x8040201008040201u;

// Byte i of the result is byte i in memory, on any byte order; compilers make one load of it where they can.
uint64_t Load(const uint8_t* p) {
  uint64_t value = 0;
  for (int i = 0; i < 8; i++) value |= static_cast<uint64_t>(p[i]) << (8 * i);
  return value;
}

void Store(uint64_t value, uint8_t* p) {
  for (int i = 0; i < 8; i++) p[i] = static_cast<uint8_t>(value >> (8 * i));
}

// Byte i of the result is bit 7 - i of `byte`.
uint64_t Spread(uint8_t byte) {
  // Byte i of the copy keeps bit 7 - i of `byte`; adding 0x7f carries it to the top.
  const uint64_t own = (byte * kLowBits) & 0x0102040810204080u;
  return ((own + 0x7f7f7f7f7f7f7f7fu) >> 7) & kLowBits;
}

}  // namespace

void PackPlanes(const uint8_t* symbols, size_t frames, size_t channels, unsigned bits, uint8_t* out) {
  const size_t whole = channels & ~static_cast<size_t>(7);
  for (unsigned shift = bits; shift-- > 0;) {
    const uint8_t* in = symbols;
    for (size_t t = 0; t < frames; t++, in += channels) {
      for (size_t c = 0; c < whole; c += 8)
        *out++ = static_cast<uint8_t>((((Load(in + c) >> shift) & kLowBits) * kGather) >> 56);
      if (whole == channels) continue;
      unsigned byte = 0;
      for (size_t c = whole; c < channels; c++) byte |= ((in[c] >> shift) & 1u) << (7 - (c - whole));
      *out++ = static_cast<uint8_t>(byte);
    }
  }
}

void UnpackPlanes(const uint8_t* payload, size_t frames, size_t channels, unsigned planes, uint8_t* symbols) {
  const size_t whole = channels & ~static_cast<size_t>(7);
  for (unsigned p = 0; p < planes; p++) {
    // Each plane shifts the symbol up by one bit; the first plane clears it.
    const uint64_t keep = p == 0 ? 0 : 0x7f7f7f7f7f7f7f7fu;
    uint8_t* s = symbols;
    for (size_t t = 0; t < frames; t++, s += channels) {
      for (size_t c = 0; c < whole; c += 8) Store(((Load(s + c) & keep) << 1) | Spread(*payload++), s + c);
      if (whole == channels) continue;
      const unsigned byte = *payload++;
      for (size_t c = whole; c < channels; c++)
        s[c] = static_cast<uint8_t>(((s[c] & keep & 0xff) << 1) | ((byte >> (7 - (c - whole))) & 1u));
    }
  }
}

}  // namespace latentcast

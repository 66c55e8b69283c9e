// Seeded fuzzer of the kernels against their definitions, for a build with AddressSanitizer and UBSan:
//   fuzz_kernels [cases] [seed]
// Every buffer is allocated with exactly the length that the kernel is told, so that one byte too many is an error.
#include "../bitpack.h"
#include "../crc32c.h"
#include "../quantizer.h"
#include "../simd.h"
#include "fuzz.h"

namespace {

using fuzz::AnyFloat;
using fuzz::Below;
using fuzz::Bytes;
using fuzz::Next;
using fuzz::Require;

// The definition, in another form than the kernel's.
unsigned Symbol(float u, unsigned bits) {
  const double levels = std::ldexp(1.0, static_cast<int>(bits));
  if (std::isnan(u)) return static_cast<unsigned>(levels / 2);
  const double v = std::floor((static_cast<double>(u) + 1.0) / 2.0 * levels);
  return static_cast<unsigned>(std::fmin(std::fmax(v, 0.0), levels - 1.0));
}

void FuzzPlanes() {
  const size_t frames = Below(26);
  const size_t channels = 1 + Below(Below(4) ? 70 : 8);
  const unsigned bits = 1 + static_cast<unsigned>(Below(8));
  const size_t values = frames * channels;
  const size_t stride = (channels + 7) / 8;
  const unsigned mask = (1u << bits) - 1;

  std::unique_ptr<float[]> latents(new float[values]);
  for (size_t i = 0; i < values; i++) latents[i] = AnyFloat();
  Bytes symbols(values, Below(9));
  latentcast::Quantize(latents.get(), frames, channels, bits, symbols.get());
  for (size_t t = 0; t < frames; t++)
    for (size_t c = 0; c < channels; c++)
      Require(symbols[t * channels + c] == Symbol(latents[c * frames + t], bits), "quantize");

  // From here on with stray bits above the symbols' own.
  Bytes dirty(values, Below(9));
  Bytes packed(bits * frames * stride, Below(9));
  latentcast::PackPlanes(dirty.get(), frames, channels, bits, packed.get());
  for (unsigned p = 0; p < bits; p++)
    for (size_t t = 0; t < frames; t++)
      for (size_t c = 0; c < stride * 8; c++) {
        const unsigned bit = (packed[(p * frames + t) * stride + c / 8] >> (7 - c % 8)) & 1u;
        const unsigned expected = c < channels ? (dirty[t * channels + c] >> (bits - 1 - p)) & 1u : 0;
        Require(bit == expected, "packPlanes");
      }

  // A payload of any bytes, pad bits included, read to any number of its planes.
  const unsigned planes = 1 + static_cast<unsigned>(Below(bits));
  Bytes payload(planes * frames * stride, Below(9));
  Bytes unpacked(values, Below(9));
  latentcast::UnpackPlanes(payload.get(), frames, channels, planes, unpacked.get());
  for (size_t t = 0; t < frames; t++)
    for (size_t c = 0; c < channels; c++) {
      unsigned expected = 0;
      for (unsigned p = 0; p < planes; p++)
        expected = expected << 1 | ((payload[(p * frames + t) * stride + c / 8] >> (7 - c % 8)) & 1u);
      Require(unpacked[t * channels + c] == expected, "unpackPlanes");
    }

  std::unique_ptr<float[]> midpoints(new float[values]);
  latentcast::Dequantize(dirty.get(), frames, channels, bits, midpoints.get());
  for (size_t t = 0; t < frames; t++)
    for (size_t c = 0; c < channels; c++) {
      const unsigned s = dirty[t * channels + c] & mask;
      const float expected = static_cast<float>(2 * s + 1) / static_cast<float>(mask + 1) - 1.0f;
      Require(midpoints[c * frames + t] == expected, "dequantize");
    }
}

uint32_t BitwiseCrc(const uint8_t* bytes, size_t length, uint32_t seed) {
  uint32_t crc = ~seed;
  for (size_t i = 0; i < length; i++) {
    crc ^= bytes[i];
    for (int k = 0; k < 8; k++) crc = (crc >> 1) ^ ((crc & 1) ? 0x82f63b78u : 0);
  }
  return ~crc;
}

void FuzzCrc() {
  Bytes bytes(Below(Below(8) ? 80 : 3000), Below(9));
  const uint32_t seed = Below(2) ? static_cast<uint32_t>(Next()) : 0;
  const size_t cut = Below(bytes.length() + 1);
  const uint32_t expected = BitwiseCrc(bytes.get(), bytes.length(), seed);
  Require(latentcast::Crc32c(bytes.get(), bytes.length(), seed) == expected, "crc32c");
  Require(latentcast::Crc32cScalar(bytes.get(), bytes.length(), seed) == expected, "crc32c, portable");
  const uint32_t first = latentcast::Crc32c(bytes.get(), cut, seed);
  Require(latentcast::Crc32c(bytes.get() + cut, bytes.length() - cut, first) == expected, "crc32c in two parts");
}

}  // namespace

#ifdef LATENTCAST_LIBFUZZER

// Built with -fsanitize=fuzzer: the first byte chooses kernels, the rest decides their sizes and values.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size < 1) return 0;
  fuzz::state = size;
  fuzz::input = data + 1;
  fuzz::input_left = size - 1;
  latentcast::UsePortable(data[0] & 1);
  switch ((data[0] >> 1) % 3) {
    case 0:
      FuzzPlanes();
      break;
    case 1:
      FuzzCrc();
      break;
    default:
      fuzz::Audio();
  }
  return 0;
}

#else

int main(int argc, char** argv) {
  const size_t cases = argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 20000;
  const uint64_t seed = argc > 2 ? std::strtoull(argv[2], nullptr, 10) : 20261123;
  fuzz::state = seed;
  for (fuzz::number = 0; fuzz::number < cases; fuzz::number++) {
    FuzzPlanes();
    FuzzCrc();
    // In turn as on this processor and as on any.
    latentcast::UsePortable(fuzz::number % 2 == 1);
    fuzz::Audio();
  }
  std::printf("%zu cases of every kernel, seed %llu: no error\n", cases, static_cast<unsigned long long>(seed));
}

#endif

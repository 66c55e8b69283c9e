#include "quantizer.h"

namespace latentcast {

void Quantize(const float* latents, size_t frames, size_t channels, unsigned bits, uint8_t* symbols) {
  const int levels = 1 << bits;
  const double half = levels / 2;
  for (size_t c = 0; c < channels; c++) {
    const float* row = latents + c * frames;
    uint8_t* out = symbols + c;
    for (size_t t = 0; t < frames; t++, out += channels) {
      const double v = (static_cast<double>(row[t]) + 1.0) * half;
      // All comparisons are false for NaN, which thus gets the symbol of 0. The conversion is only reached by values in
      // range; for others it would be undefined.
      *out = static_cast<uint8_t>(v < 0 ? 0 : v >= levels ? levels - 1 : v >= 0 ? static_cast<int>(v) : levels / 2);
    }
  }
}

void Dequantize(const uint8_t* symbols, size_t frames, size_t channels, unsigned bits, float* latents) {
  const unsigned mask = (1u << bits) - 1;
  const double step = 2.0 / (1 << bits);
  for (size_t c = 0; c < channels; c++) {
    float* row = latents + c * frames;
    const uint8_t* in = symbols + c;
    for (size_t t = 0; t < frames; t++, in += channels)
      row[t] = static_cast<float>(((*in & mask) + 0.5) * step - 1.0);
  }
}

}  // namespace latentcast

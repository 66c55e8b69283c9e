// The kernels of sound against their definitions; see fuzz_kernels.cc.
#include <complex>
#include <vector>

#include "../channels.h"
#include "../crossfade.h"
#include "../pcm.h"
#include "../polyphase.h"
#include "../spectrum.h"
#include "fuzz.h"

namespace fuzz {
namespace {

using Floats = Buffer<float>;
using Doubles = Buffer<double>;

Floats AnyFloats(size_t length) {
  Floats out(length, Below(5));
  for (size_t i = 0; i < length; i++) out[i] = AnyFloat();
  return out;
}

// Half up and clipped.
int32_t Rounded(double value, double full_scale) {
  return static_cast<int32_t>(std::fmin(std::fmax(std::floor(value + 0.5), -full_scale), full_scale - 1));
}

double FiniteOrZero(float x) { return std::isfinite(x) ? static_cast<double>(x) : 0.0; }

uint32_t Lowbias32(uint32_t x) {
  x = (x ^ (x >> 16)) * 0x7feb352du;
  x = (x ^ (x >> 15)) * 0x846ca68bu;
  return x ^ (x >> 16);
}

int32_t Int16At(Bytes& bytes, size_t i) { return static_cast<int16_t>(bytes[2 * i] + 256 * bytes[2 * i + 1]); }

int32_t Int24At(Bytes& bytes, size_t i) {
  const int32_t value = bytes[3 * i] + 256 * bytes[3 * i + 1] + 65536 * bytes[3 * i + 2];
  return value < 8388608 ? value : value - 16777216;
}

void FuzzPcm() {
  // Now and then more than the kernel takes at a time.
  const size_t n = Below(16) ? Below(40) : Below(1200);
  Floats samples = AnyFloats(n);
  Bytes two(2 * n, Below(9));
  latentcast::EncodeS16(samples.get(), n, two.get());
  for (size_t i = 0; i < n; i++)
    Require(Int16At(two, i) == Rounded(FiniteOrZero(samples[i]) * 32768.0, 32768.0), "encodeS16");

  Bytes three(3 * n, Below(9));
  latentcast::EncodeS24(samples.get(), n, three.get());
  for (size_t i = 0; i < n; i++)
    Require(Int24At(three, i) == Rounded(FiniteOrZero(samples[i]) * 8388608.0, 8388608.0), "encodeS24");

  const uint32_t key = static_cast<uint32_t>(Next());
  const uint64_t first = Next() >> (13 + Below(40));
  latentcast::EncodeS16Dithered(samples.get(), n, key, first, two.get());
  for (size_t i = 0; i < n; i++) {
    const uint32_t index = static_cast<uint32_t>(2 * (first + i));
    const double a = Lowbias32(Lowbias32(index) ^ key);
    const double b = Lowbias32(Lowbias32(index + 1) ^ key);
    Require(Int16At(two, i) == Rounded(FiniteOrZero(samples[i]) * 32768.0 + (a - b) / 4294967296.0, 32768.0),
            "encodeS16Dithered");
  }

  Bytes foreign(3 * n, Below(9));
  Floats out(n, Below(5));
  latentcast::DecodeS16(foreign.get(), n, out.get());
  for (size_t i = 0; i < n; i++)
    Require(out[i] == static_cast<float>(Int16At(foreign, i) / 32768.0), "decodeS16");
  latentcast::DecodeS24(foreign.get(), n, out.get());
  for (size_t i = 0; i < n; i++)
    Require(out[i] == static_cast<float>(Int24At(foreign, i) / 8388608.0), "decodeS24");
}

void FuzzCrossfade() {
  const size_t n = Below(60);
  const size_t channels = 1 + Below(3);
  Floats previous = AnyFloats(n * channels);
  Floats next = AnyFloats(n * channels);
  std::vector<float> expected(n * channels);
  for (size_t j = 0; j < n * channels; j++) {
    const double rise = (static_cast<double>(j % n) + 0.5) / static_cast<double>(n);
    const double fall = (static_cast<double>(n - 1 - j % n) + 0.5) / static_cast<double>(n);
    const double sum = static_cast<double>(previous[j]) * fall + static_cast<double>(next[j]) * rise;
    // Beyond float32 a conversion gives an infinity, in every processor and in JavaScript.
    expected[j] = std::fabs(sum) > 3.5e38 ? std::copysign(HUGE_VALF, static_cast<float>(std::copysign(1.0, sum)))
                                          : static_cast<float>(sum);
  }
  Floats own(n * channels, Below(5));
  Floats& out = Below(3) == 0 ? own : Below(2) ? previous : next;
  latentcast::Crossfade(previous.get(), next.get(), n, channels, out.get());
  for (size_t j = 0; j < n * channels; j++) Require(Same(out[j], expected[j]), "crossfade");
}

void FuzzChannels() {
  const size_t frames = Below(40);
  const size_t from = 1 + Below(Below(2) ? 2 : 6);
  const size_t to = 1 + Below(Below(2) ? 2 : 6);
  Floats in = AnyFloats(frames * from);
  Floats planar(frames * from, Below(5));
  Floats one(frames, Below(5));
  for (size_t c = 0; c < from; c++) {
    latentcast::TakeChannel(in.get(), frames, from, c, one.get());
    for (size_t i = 0; i < frames; i++) {
      Require(Same(one[i], in[i * from + c]), "takeChannel");
      planar[c * frames + i] = one[i];
    }
  }
  Floats back(frames * from, Below(5));
  latentcast::Interleave(planar.get(), frames, from, back.get());
  for (size_t i = 0; i < frames * from; i++) Require(Same(back[i], in[i]), "interleave");

  Doubles weights(to * from, Below(3));
  for (size_t i = 0; i < weights.length(); i++) weights[i] = static_cast<double>(Below(9)) / 8 - 0.5;
  Floats mixed(frames * to, Below(5));
  latentcast::MixChannels(in.get(), frames, from, to, weights.get(), mixed.get());
  for (size_t i = 0; i < frames; i++)
    for (size_t c = 0; c < to; c++) {
      double sum = 0;
      for (size_t s = 0; s < from; s++) sum += static_cast<double>(in[i * from + s]) * weights[c * from + s];
      Require(Same(mixed[i * to + c], static_cast<float>(sum)), "mixChannels");
    }
}

void FuzzPolyphase() {
  const size_t channels = 1 + Below(3);
  const size_t taps = 4 * (1 + Below(9));
  const size_t up = 1 + Below(12);
  const size_t down = 1 + Below(40);
  const bool exact = Below(2) == 0;
  const size_t rows = exact ? up : up + 1 + Below(20);
  const size_t count = Below(12);
  const size_t position = Below(6);
  const size_t phase = Below(up);
  Doubles table((exact ? rows : rows + 1) * taps, Below(3));
  for (size_t i = 0; i < table.length(); i++) table[i] = AnyFloat();
  const latentcast::PolyphaseFilter filter = {table.get(), taps, rows, up, down};
  const size_t capacity =
      count == 0 ? 0 : latentcast::PolyphasePosition(filter, position, phase, count - 1) + taps + Below(2);
  Doubles history(channels * capacity, Below(3));
  for (size_t i = 0; i < history.length(); i++) history[i] = AnyFloat();
  Floats out(count * channels, Below(5));
  latentcast::Polyphase(history.get(), capacity, channels, filter, position, phase, out.get(), count);
  for (size_t k = 0; k < count; k++)
    for (size_t c = 0; c < channels; c++) {
      const size_t instant = phase + k * down;
      const double at = static_cast<double>(instant % up * rows) / static_cast<double>(up);
      const size_t row = exact ? instant % up : static_cast<size_t>(at);
      double sums[4] = {};
      for (size_t j = 0; j < taps; j++) {
        const double x = history[c * capacity + position + instant / up + j];
        if (exact) {
          sums[j % 4] += x * table[row * taps + j];
        } else {
          sums[j % 2] += x * table[row * taps + j];
          sums[2 + j % 2] += x * table[(row + 1) * taps + j];
        }
      }
      const double low = sums[0] + sums[1];
      const double high = sums[2] + sums[3];
      const double y = exact ? low + high : low + (at - static_cast<double>(row)) * (high - low);
      if (std::fabs(y) < 3.4e38 || std::isnan(y)) Require(Same(out[k * channels + c], static_cast<float>(y)), "polyphase");
    }
}

void FuzzSpectrum() {
  const size_t size = size_t{4} << Below(5);
  const size_t half = size / 2;
  const size_t hop = 1 + Below(size);
  const size_t length = Below(3 * size);
  // One in four: any bits, for memory safety alone.
  const bool wild = Below(4) == 0;
  Floats samples(length, Below(5));
  for (size_t i = 0; i < length; i++) samples[i] = wild ? AnyFloat() : static_cast<float>(Below(2001)) / 1000.0f - 1.0f;
  const double turn = 2 * std::acos(-1.0) / static_cast<double>(size);
  Doubles window(size, 0), cosines(half, 0), sines(half, 0);
  for (size_t i = 0; i < size; i++) window[i] = static_cast<double>(Below(1000)) / 1000.0;
  for (size_t k = 0; k < half; k++) {
    cosines[k] = std::cos(turn * static_cast<double>(k));
    sines[k] = std::sin(turn * static_cast<double>(k));
  }
  const size_t frames = length / hop + 1;
  Floats power(frames * (half + 1), Below(5));
  Require(latentcast::PowerSpectrogram(samples.get(), length, size, hop, window.get(), cosines.get(), sines.get(),
                                       power.get()),
          "powerSpectrogram: memory");
  if (wild) return;
  const size_t t = Below(frames);
  for (size_t k = 0; k <= half; k++) {
    std::complex<double> sum = 0;
    for (size_t i = 0; i < size; i++) {
      const size_t at = t * hop + i;
      const double x = at < half || at - half >= length ? 0.0 : samples[at - half];
      sum += std::polar(x * window[i], -turn * static_cast<double>(i * k % size));
    }
    const double error = std::fabs(std::norm(sum) - power[t * (half + 1) + k]);
    Require(error <= 1e-6 * (1.0 + std::norm(sum)), "powerSpectrogram");
  }
}

}  // namespace

void Audio() {
  FuzzPcm();
  FuzzCrossfade();
  FuzzChannels();
  FuzzPolyphase();
  FuzzSpectrum();
}

}  // namespace fuzz

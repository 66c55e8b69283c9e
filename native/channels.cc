#include "channels.h"

#include "simd.h"

namespace latentcast {
namespace {

// Common channel counts are compile-time constants, so that the compiler shuffles whole registers.
LATENTCAST_INLINE void Spread(const float* planar, size_t samples, size_t channels, float* out) {
  for (size_t i = 0; i < samples; i++)
    for (size_t c = 0; c < channels; c++) out[i * channels + c] = planar[c * samples + i];
}

LATENTCAST_INLINE void Take(const float* interleaved, size_t samples, size_t channels, float* out) {
  for (size_t i = 0; i < samples; i++) out[i] = interleaved[i * channels];
}

LATENTCAST_INLINE void Mix(const float* interleaved, size_t samples, size_t from, size_t to, const double* weights,
                           float* out) {
  for (size_t i = 0; i < samples; i++)
    for (size_t c = 0; c < to; c++) {
      double sum = 0;
      for (size_t s = 0; s < from; s++) sum += interleaved[i * from + s] * weights[c * from + s];
      out[i * to + c] = static_cast<float>(sum);
    }
}

LATENTCAST_INLINE void RunInterleave(const float* planar, size_t samples, size_t channels, float* out) {
  if (channels == 2) return Spread(planar, samples, 2, out);
  Spread(planar, samples, channels, out);
}

LATENTCAST_INLINE void RunTakeChannel(const float* interleaved, size_t samples, size_t channels, size_t channel,
                                      float* out) {
  if (channels == 2) return Take(interleaved + channel, samples, 2, out);
  Take(interleaved + channel, samples, channels, out);
}

LATENTCAST_INLINE void RunMixChannels(const float* interleaved, size_t samples, size_t from, size_t to,
                                      const double* weights, float* out) {
  if (from == 2 && to == 1) {
    // Copies, because the compiler cannot rule out that the output overlaps the weights.
    const double both[2] = {weights[0], weights[1]};
    return Mix(interleaved, samples, 2, 1, both, out);
  }
  if (from == 1 && to == 2) {
    const double both[2] = {weights[0], weights[1]};
    return Mix(interleaved, samples, 1, 2, both, out);
  }
  Mix(interleaved, samples, from, to, weights, out);
}

#ifdef LATENTCAST_AVX2
LATENTCAST_AVX2 void InterleaveAvx2(const float* planar, size_t samples, size_t channels, float* out) {
  RunInterleave(planar, samples, channels, out);
}
LATENTCAST_AVX2 void TakeChannelAvx2(const float* interleaved, size_t samples, size_t channels, size_t channel,
                                     float* out) {
  RunTakeChannel(interleaved, samples, channels, channel, out);
}
LATENTCAST_AVX2 void MixChannelsAvx2(const float* interleaved, size_t samples, size_t from, size_t to,
                                     const double* weights, float* out) {
  RunMixChannels(interleaved, samples, from, to, weights, out);
}
#endif

}  // namespace

void Interleave(const float* planar, size_t samples, size_t channels, float* out) {
  LATENTCAST_RUN(Interleave, planar, samples, channels, out);
}

void TakeChannel(const float* interleaved, size_t samples, size_t channels, size_t channel, float* out) {
  LATENTCAST_RUN(TakeChannel, interleaved, samples, channels, channel, out);
}

void MixChannels(const float* interleaved, size_t samples, size_t from, size_t to, const double* weights, float* out) {
  LATENTCAST_RUN(MixChannels, interleaved, samples, from, to, weights, out);
}

}  // namespace latentcast

// Interleaving and mixing; the twin of src/core/dsp/channels.ts, bit by bit. No checks: addon.cc makes them.
#pragma once

#include <cstddef>

namespace latentcast {

// [channels x samples], channel-major, to [samples x channels].
void Interleave(const float* planar, size_t samples, size_t channels, float* out);

// Channel `channel` of [samples x channels] to [samples].
void TakeChannel(const float* interleaved, size_t samples, size_t channels, size_t channel, float* out);

// [samples x from] to [samples x to] by the weights [to x from].
void MixChannels(const float* interleaved, size_t samples, size_t from, size_t to, const double* weights, float* out);

}  // namespace latentcast

// Interleaving and mixing; the twin of src/core/dsp/channels.ts, bit by bit. No checks: addon.cc makes them.
#pragma once

#include <cstddef>

namespace latentcast {

// [channels x frames], channel-major, to [frames x channels].
void Interleave(const float* planar, size_t frames, size_t channels, float* out);

// Channel `channel` of [frames x channels] to [frames].
void TakeChannel(const float* interleaved, size_t frames, size_t channels, size_t channel, float* out);

// [frames x from] to [frames x to] by the weights [to x from].
void MixChannels(const float* interleaved, size_t frames, size_t from, size_t to, const double* weights, float* out);

}  // namespace latentcast

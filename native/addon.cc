// Node-API marshalling and checks only: every kernel is plain C++ beside this file.
//
// src/node/native/native-kernels.ts makes the same checks as the TypeScript kernels, with the same messages. The checks
// here are for memory safety alone: no call, with any arguments, may read or write outside its buffers.
#include <napi.h>

#include "arguments.h"
#include "bitpack.h"
#include "channels.h"
#include "crc32c.h"
#include "crossfade.h"
#include "pcm.h"
#include "polyphase.h"
#include "quantizer.h"
#include "simd.h"
#include "spectrum.h"

namespace {

using latentcast::Integer;
using latentcast::View;

// Equal to ADDON_INTERFACE in src/node/native/native.ts, which refuses a build with another number.
constexpr int kInterface = 3;

// Limit of every count: products of two of them, times 8, fit into 64 bits.
constexpr int64_t kMost = 0x7fffffff;
static_assert(sizeof(size_t) == 8, "products of two counts need 64 bits");

Napi::Value Fail(const Napi::CallbackInfo& info, const char* message) {
  Napi::RangeError::New(info.Env(), message).ThrowAsJavaScriptException();
  return info.Env().Undefined();
}

// (array, frames, channels, bits, array): the last argument is written.
template <typename First, typename Last>
struct Planes {
  View<First> first;
  Integer frames;
  Integer channels;
  Integer bits;
  View<Last> last;
  bool valid;

  explicit Planes(const Napi::CallbackInfo& info)
      : first(info, 0),
        frames(info, 1, 0, kMost),
        channels(info, 2, 1, kMost),
        bits(info, 3, 1, 8),
        last(info, 4),
        valid(first.valid && frames.valid && channels.valid && bits.valid && last.valid) {}

  size_t values() const { return frames.value * channels.value; }
  size_t packed() const { return frames.value * ((channels.value + 7) / 8) * bits.value; }
};

Napi::Value Quantize(const Napi::CallbackInfo& info) {
  const Planes<float, uint8_t> a(info);
  if (!a.valid) return Fail(info, "quantize: invalid argument");
  if (a.first.length < a.values() || a.last.length < a.values()) return Fail(info, "quantize: buffer too short");
  latentcast::Quantize(a.first.data, a.frames.value, a.channels.value, a.bits.value, a.last.data);
  return info.Env().Undefined();
}

Napi::Value Dequantize(const Napi::CallbackInfo& info) {
  const Planes<uint8_t, float> a(info);
  if (!a.valid) return Fail(info, "dequantize: invalid argument");
  if (a.first.length < a.values() || a.last.length < a.values()) return Fail(info, "dequantize: buffer too short");
  latentcast::Dequantize(a.first.data, a.frames.value, a.channels.value, a.bits.value, a.last.data);
  return info.Env().Undefined();
}

Napi::Value PackPlanes(const Napi::CallbackInfo& info) {
  const Planes<uint8_t, uint8_t> a(info);
  if (!a.valid) return Fail(info, "packPlanes: invalid argument");
  if (a.first.length < a.values() || a.last.length < a.packed()) return Fail(info, "packPlanes: buffer too short");
  latentcast::PackPlanes(a.first.data, a.frames.value, a.channels.value, a.bits.value, a.last.data);
  return info.Env().Undefined();
}

Napi::Value UnpackPlanes(const Napi::CallbackInfo& info) {
  const Planes<uint8_t, uint8_t> a(info);
  if (!a.valid) return Fail(info, "unpackPlanes: invalid argument");
  if (a.first.length < a.packed() || a.last.length < a.values()) return Fail(info, "unpackPlanes: buffer too short");
  latentcast::UnpackPlanes(a.first.data, a.frames.value, a.channels.value, a.bits.value, a.last.data);
  return info.Env().Undefined();
}

// (bytes, seed)
Napi::Value Crc32c(const Napi::CallbackInfo& info) {
  const View<uint8_t> bytes(info, 0);
  const Integer seed(info, 1, 0, 0xffffffff);
  if (!bytes.valid || !seed.valid) return Fail(info, "crc32c: invalid argument");
  const auto function = latentcast::IsPortable() ? latentcast::Crc32cScalar : latentcast::Crc32c;
  return Napi::Number::New(info.Env(), function(bytes.data, bytes.length, static_cast<uint32_t>(seed.value)));
}

// (channelMajor, channels, out)
Napi::Value Interleave(const Napi::CallbackInfo& info) {
  const View<float> planar(info, 0);
  const Integer channels(info, 1, 1, kMost);
  const View<float> out(info, 2);
  if (!planar.valid || !channels.valid || !out.valid) return Fail(info, "interleave: invalid argument");
  const size_t frames = planar.length / channels.value;
  if (out.length < frames * channels.value) return Fail(info, "interleave: buffer too short");
  latentcast::Interleave(planar.data, frames, channels.value, out.data);
  return info.Env().Undefined();
}

// (interleaved, channels, channel, out)
Napi::Value TakeChannel(const Napi::CallbackInfo& info) {
  const View<float> interleaved(info, 0);
  const Integer channels(info, 1, 1, kMost);
  const Integer channel(info, 2, 0, kMost);
  const View<float> out(info, 3);
  if (!interleaved.valid || !channels.valid || !channel.valid || !out.valid || channel.value >= channels.value)
    return Fail(info, "deinterleave: invalid argument");
  const size_t frames = interleaved.length / channels.value;
  if (out.length < frames) return Fail(info, "deinterleave: buffer too short");
  latentcast::TakeChannel(interleaved.data, frames, channels.value, channel.value, out.data);
  return info.Env().Undefined();
}

// (interleaved, from, to, weights, out)
Napi::Value MixChannels(const Napi::CallbackInfo& info) {
  const View<float> interleaved(info, 0);
  const Integer from(info, 1, 1, kMost);
  const Integer to(info, 2, 1, kMost);
  const View<double> weights(info, 3);
  const View<float> out(info, 4);
  if (!interleaved.valid || !from.valid || !to.valid || !weights.valid || !out.valid)
    return Fail(info, "mixChannels: invalid argument");
  const size_t frames = interleaved.length / from.value;
  if (weights.length < from.value * to.value || out.length / to.value < frames)
    return Fail(info, "mixChannels: buffer too short");
  latentcast::MixChannels(interleaved.data, frames, from.value, to.value, weights.data, out.data);
  return info.Env().Undefined();
}

// (previousTail, nextHead, channels, out)
Napi::Value Crossfade(const Napi::CallbackInfo& info) {
  const View<float> previous(info, 0);
  const View<float> next(info, 1);
  const Integer channels(info, 2, 1, kMost);
  const View<float> out(info, 3);
  if (!previous.valid || !next.valid || !channels.valid || !out.valid)
    return Fail(info, "crossfade: invalid argument");
  const size_t n = next.length / channels.value;
  if (n > static_cast<size_t>(kMost)) return Fail(info, "crossfade: buffer too long");
  if (previous.length < n * channels.value || out.length < n * channels.value)
    return Fail(info, "crossfade: buffer too short");
  latentcast::Crossfade(previous.data, next.data, n, channels.value, out.data);
  return info.Env().Undefined();
}

// (samples, bytes)
template <void (*kernel)(const float*, size_t, uint8_t*), size_t width>
Napi::Value Encode(const Napi::CallbackInfo& info) {
  const View<float> samples(info, 0);
  const View<uint8_t> bytes(info, 1);
  if (!samples.valid || !bytes.valid) return Fail(info, "encodePcm: invalid argument");
  if (bytes.length / width < samples.length) return Fail(info, "encodePcm: buffer too short");
  kernel(samples.data, samples.length, bytes.data);
  return info.Env().Undefined();
}

// (samples, bytes, key, firstSample)
Napi::Value EncodeS16Dithered(const Napi::CallbackInfo& info) {
  const View<float> samples(info, 0);
  const View<uint8_t> bytes(info, 1);
  const Integer key(info, 2, 0, 0xffffffff);
  const Integer first(info, 3, 0, int64_t{1} << 53);
  if (!samples.valid || !bytes.valid || !key.valid || !first.valid) return Fail(info, "encodePcm: invalid argument");
  if (bytes.length / 2 < samples.length) return Fail(info, "encodePcm: buffer too short");
  latentcast::EncodeS16Dithered(samples.data, samples.length, static_cast<uint32_t>(key.value), first.value,
                                bytes.data);
  return info.Env().Undefined();
}

// (bytes, samples): as many as `samples` holds
template <void (*kernel)(const uint8_t*, size_t, float*), size_t width>
Napi::Value Decode(const Napi::CallbackInfo& info) {
  const View<uint8_t> bytes(info, 0);
  const View<float> samples(info, 1);
  if (!bytes.valid || !samples.valid) return Fail(info, "decodePcm: invalid argument");
  if (bytes.length / width < samples.length) return Fail(info, "decodePcm: buffer too short");
  kernel(bytes.data, samples.length, samples.data);
  return info.Env().Undefined();
}

// (history, channels, table, taps, rows, up, down, position, phase, out, count)
Napi::Value Polyphase(const Napi::CallbackInfo& info) {
  const View<double> history(info, 0);
  const Integer channels(info, 1, 1, kMost);
  const View<double> table(info, 2);
  const Integer taps(info, 3, 4, kMost);
  const Integer rows(info, 4, 1, kMost);
  const Integer up(info, 5, 1, kMost);
  const Integer down(info, 6, 1, kMost);
  const Integer position(info, 7, 0, kMost);
  const Integer phase(info, 8, 0, kMost);
  const View<float> out(info, 9);
  const Integer count(info, 10, 0, kMost);
  if (!history.valid || !channels.valid || !table.valid || !taps.valid || !rows.valid || !up.valid || !down.valid ||
      !position.valid || !phase.valid || !out.valid || !count.valid || taps.value % 4 != 0 || phase.value >= up.value)
    return Fail(info, "polyphase: invalid argument");
  const uint64_t interpolated = rows.value == up.value ? 0 : 1;
  const size_t capacity = history.length / channels.value;
  const latentcast::PolyphaseFilter filter = {table.data, taps.value, rows.value, up.value, down.value};
  if (table.length / taps.value < rows.value + interpolated || out.length / channels.value < count.value)
    return Fail(info, "polyphase: buffer too short");
  if (count.value == 0) return info.Env().Undefined();
  // Both factors and the summand are below 2^31.
  if (latentcast::PolyphasePosition(filter, position.value, phase.value, count.value - 1) + taps.value > capacity)
    return Fail(info, "polyphase: buffer too short");
  latentcast::Polyphase(history.data, capacity, channels.value, filter, position.value, phase.value, out.data,
                        count.value);
  return info.Env().Undefined();
}

// (samples, size, hop, window, cosines, sines, power)
Napi::Value PowerSpectrogram(const Napi::CallbackInfo& info) {
  const View<float> samples(info, 0);
  const Integer size(info, 1, 4, 1 << 20);
  const Integer hop(info, 2, 1, 1 << 20);
  const View<double> window(info, 3);
  const View<double> cosines(info, 4);
  const View<double> sines(info, 5);
  const View<float> power(info, 6);
  if (!samples.valid || !size.valid || !hop.valid || !window.valid || !cosines.valid || !sines.valid || !power.valid ||
      (size.value & (size.value - 1)) != 0)
    return Fail(info, "powerSpectrogram: invalid argument");
  const size_t half = size.value / 2;
  const size_t frames = samples.length / hop.value + 1;
  if (window.length < size.value || cosines.length < half || sines.length < half ||
      power.length / (half + 1) < frames)
    return Fail(info, "powerSpectrogram: buffer too short");
  if (!latentcast::PowerSpectrogram(samples.data, samples.length, size.value, hop.value, window.data, cosines.data,
                                    sines.data, power.data))
    return Fail(info, "powerSpectrogram: out of memory");
  return info.Env().Undefined();
}

// (portable): for tests, use only the builds for the baseline processor
Napi::Value UsePortable(const Napi::CallbackInfo& info) {
  latentcast::UsePortable(info.Length() > 0 && info[0].ToBoolean().Value());
  return info.Env().Undefined();
}

Napi::Object Init(Napi::Env env, Napi::Object exports) {
  const auto add = [&](const char* name, auto function) { exports.Set(name, function); };
  add("interface", Napi::Number::New(env, kInterface));
  add("quantize", Napi::Function::New<Quantize>(env, "quantize"));
  add("dequantize", Napi::Function::New<Dequantize>(env, "dequantize"));
  add("packPlanes", Napi::Function::New<PackPlanes>(env, "packPlanes"));
  add("unpackPlanes", Napi::Function::New<UnpackPlanes>(env, "unpackPlanes"));
  add("crc32c", Napi::Function::New<Crc32c>(env, "crc32c"));
  add("interleave", Napi::Function::New<Interleave>(env, "interleave"));
  add("takeChannel", Napi::Function::New<TakeChannel>(env, "takeChannel"));
  add("mixChannels", Napi::Function::New<MixChannels>(env, "mixChannels"));
  add("crossfade", Napi::Function::New<Crossfade>(env, "crossfade"));
  add("encodeS16", Napi::Function::New<Encode<latentcast::EncodeS16, 2>>(env, "encodeS16"));
  add("encodeS16Dithered", Napi::Function::New<EncodeS16Dithered>(env, "encodeS16Dithered"));
  add("encodeS24", Napi::Function::New<Encode<latentcast::EncodeS24, 3>>(env, "encodeS24"));
  add("decodeS16", Napi::Function::New<Decode<latentcast::DecodeS16, 2>>(env, "decodeS16"));
  add("decodeS24", Napi::Function::New<Decode<latentcast::DecodeS24, 3>>(env, "decodeS24"));
  add("polyphase", Napi::Function::New<Polyphase>(env, "polyphase"));
  add("powerSpectrogram", Napi::Function::New<PowerSpectrogram>(env, "powerSpectrogram"));
  add("usePortable", Napi::Function::New<UsePortable>(env, "usePortable"));
  return exports;
}

}  // namespace

NODE_API_MODULE(latentcast, Init)

// Node-API marshalling and checks only: every kernel is plain C++ beside this file.
//
// src/node/native.ts makes the checks that the TypeScript kernels make, with their messages. Those here are for memory
// safety alone: no call, whatever its arguments, may read or write outside the buffers it was given.
#include <napi.h>

#include "bitpack.h"
#include "crc32c.h"
#include "quantizer.h"

namespace {

// Changed together with ADDON_INTERFACE in src/node/native.ts, which refuses a build of another age.
constexpr int kInterface = 1;

constexpr uint32_t kMaxLength = 0x7fffffff;

Napi::Value Fail(const Napi::CallbackInfo& info, const char* message) {
  Napi::RangeError::New(info.Env(), message).ThrowAsJavaScriptException();
  return info.Env().Undefined();
}

bool IsArray(const Napi::Value& value, napi_typedarray_type type) {
  return value.IsTypedArray() && value.As<Napi::TypedArray>().TypedArrayType() == type;
}

// (array, frames, channels, bits, array): the last argument is the one that is written.
struct Arguments {
  size_t frames = 0;
  size_t channels = 0;
  unsigned bits = 0;
  size_t values = 0;
  size_t packed = 0;
  bool valid = false;

  Arguments(const Napi::CallbackInfo& info, napi_typedarray_type first, napi_typedarray_type last) {
    if (info.Length() != 5 || !IsArray(info[0], first) || !IsArray(info[4], last)) return;
    if (!info[1].IsNumber() || !info[2].IsNumber() || !info[3].IsNumber()) return;
    const int64_t f = info[1].As<Napi::Number>().Int64Value();
    const int64_t c = info[2].As<Napi::Number>().Int64Value();
    const int64_t b = info[3].As<Napi::Number>().Int64Value();
    if (f < 0 || f > kMaxLength || c < 1 || c > kMaxLength || b < 1 || b > 8) return;
    frames = static_cast<size_t>(f);
    channels = static_cast<size_t>(c);
    bits = static_cast<unsigned>(b);
    // Both factors are below 2^31 and the plane count is at most 8: nothing overflows 64 bits.
    static_assert(sizeof(size_t) == 8, "the products below need 64 bits");
    values = frames * channels;
    packed = frames * ((channels + 7) / 8) * bits;
    valid = true;
  }
};

Napi::Value Quantize(const Napi::CallbackInfo& info) {
  const Arguments a(info, napi_float32_array, napi_uint8_array);
  if (!a.valid) return Fail(info, "quantize: invalid argument");
  auto latents = info[0].As<Napi::Float32Array>();
  auto symbols = info[4].As<Napi::Uint8Array>();
  if (latents.ElementLength() < a.values || symbols.ElementLength() < a.values)
    return Fail(info, "quantize: buffer too short");
  latentcast::Quantize(latents.Data(), a.frames, a.channels, a.bits, symbols.Data());
  return info.Env().Undefined();
}

Napi::Value Dequantize(const Napi::CallbackInfo& info) {
  const Arguments a(info, napi_uint8_array, napi_float32_array);
  if (!a.valid) return Fail(info, "dequantize: invalid argument");
  auto symbols = info[0].As<Napi::Uint8Array>();
  auto latents = info[4].As<Napi::Float32Array>();
  if (latents.ElementLength() < a.values || symbols.ElementLength() < a.values)
    return Fail(info, "dequantize: buffer too short");
  latentcast::Dequantize(symbols.Data(), a.frames, a.channels, a.bits, latents.Data());
  return info.Env().Undefined();
}

Napi::Value PackPlanes(const Napi::CallbackInfo& info) {
  const Arguments a(info, napi_uint8_array, napi_uint8_array);
  if (!a.valid) return Fail(info, "packPlanes: invalid argument");
  auto symbols = info[0].As<Napi::Uint8Array>();
  auto out = info[4].As<Napi::Uint8Array>();
  if (symbols.ElementLength() < a.values || out.ElementLength() < a.packed)
    return Fail(info, "packPlanes: buffer too short");
  latentcast::PackPlanes(symbols.Data(), a.frames, a.channels, a.bits, out.Data());
  return info.Env().Undefined();
}

Napi::Value UnpackPlanes(const Napi::CallbackInfo& info) {
  const Arguments a(info, napi_uint8_array, napi_uint8_array);
  if (!a.valid) return Fail(info, "unpackPlanes: invalid argument");
  auto payload = info[0].As<Napi::Uint8Array>();
  auto symbols = info[4].As<Napi::Uint8Array>();
  if (payload.ElementLength() < a.packed || symbols.ElementLength() < a.values)
    return Fail(info, "unpackPlanes: buffer too short");
  latentcast::UnpackPlanes(payload.Data(), a.frames, a.channels, a.bits, symbols.Data());
  return info.Env().Undefined();
}

// (bytes, seed[, scalar])
Napi::Value Crc32c(const Napi::CallbackInfo& info) {
  if (info.Length() < 2 || !IsArray(info[0], napi_uint8_array) || !info[1].IsNumber())
    return Fail(info, "crc32c: invalid argument");
  auto bytes = info[0].As<Napi::Uint8Array>();
  const uint32_t seed = info[1].As<Napi::Number>().Uint32Value();
  const bool scalar = info.Length() > 2 && info[2].ToBoolean().Value();
  const auto function = scalar ? latentcast::Crc32cScalar : latentcast::Crc32c;
  return Napi::Number::New(info.Env(), function(bytes.Data(), bytes.ElementLength(), seed));
}

Napi::Object Init(Napi::Env env, Napi::Object exports) {
  exports.Set("interface", Napi::Number::New(env, kInterface));
  exports.Set("quantize", Napi::Function::New<Quantize>(env, "quantize"));
  exports.Set("dequantize", Napi::Function::New<Dequantize>(env, "dequantize"));
  exports.Set("packPlanes", Napi::Function::New<PackPlanes>(env, "packPlanes"));
  exports.Set("unpackPlanes", Napi::Function::New<UnpackPlanes>(env, "unpackPlanes"));
  exports.Set("crc32c", Napi::Function::New<Crc32c>(env, "crc32c"));
  return exports;
}

}  // namespace

NODE_API_MODULE(latentcast, Init)

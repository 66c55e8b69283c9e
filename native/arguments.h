// Arguments of a call from JavaScript, each read with one Node-API call: the kernels of a packet take less than a
// microsecond, and separate calls for type, length and address took longer than some of them.
#pragma once

#include <napi.h>

namespace latentcast {

template <typename T>
struct TypeOf;
template <>
struct TypeOf<uint8_t> {
  static constexpr napi_typedarray_type value = napi_uint8_array;
};
template <>
struct TypeOf<float> {
  static constexpr napi_typedarray_type value = napi_float32_array;
};
template <>
struct TypeOf<double> {
  static constexpr napi_typedarray_type value = napi_float64_array;
};

// A typed array's memory; `valid` is false for anything else. A detached one has no length.
template <typename T>
struct View {
  T* data = nullptr;
  size_t length = 0;
  bool valid = false;

  View(const Napi::CallbackInfo& info, size_t index) {
    if (index >= info.Length()) return;
    napi_typedarray_type type;
    void* memory = nullptr;
    if (napi_get_typedarray_info(info.Env(), info[index], &type, &length, &memory, nullptr, nullptr) != napi_ok ||
        type != TypeOf<T>::value) {
      length = 0;
      return;
    }
    data = static_cast<T*>(memory);
    valid = true;
  }
};

// An integer from `min` to `max`, truncated; `valid` is false for anything else.
struct Integer {
  uint64_t value = 0;
  bool valid = false;

  Integer(const Napi::CallbackInfo& info, size_t index, int64_t min, int64_t max) {
    int64_t number = 0;
    if (index >= info.Length() || napi_get_value_int64(info.Env(), info[index], &number) != napi_ok) return;
    if (number < min || number > max) return;
    value = static_cast<uint64_t>(number);
    valid = true;
  }
};

}  // namespace latentcast

#include "simd.h"

#include <atomic>

namespace latentcast {
namespace {

bool Detect() {
#ifdef LATENTCAST_AVX2
  return __builtin_cpu_supports("avx2");
#else
  return false;
#endif
}

// Worker threads may load the addon too.
std::atomic<bool> is_portable{false};
const bool has_avx2 = Detect();

}  // namespace

bool HasAvx2() { return has_avx2 && !IsPortable(); }

void UsePortable(bool portable) { is_portable.store(portable, std::memory_order_relaxed); }

bool IsPortable() { return is_portable.load(std::memory_order_relaxed); }

}  // namespace latentcast

// How a kernel is built twice on x86-64: for the baseline that every processor has, and for AVX2, chosen when it runs.
// The body is one function that the compiler inlines into both and vectorises for each. Elsewhere, arm64 included, the
// baseline is all there is: NEON belongs to it.
//
// AVX2 without FMA: a·b + c rounds twice in JavaScript, and so it must here.
#pragma once

#include <cstddef>
#include <cstring>

#if defined(__GNUC__) || defined(__clang__)
#define LATENTCAST_INLINE inline __attribute__((always_inline))
#else
#define LATENTCAST_INLINE inline
#endif

#if (defined(__GNUC__) || defined(__clang__)) && defined(__x86_64__)
#define LATENTCAST_AVX2 __attribute__((target("avx2")))
#endif

// Calls RunName(…), which is inlined, or its copy NameAvx2(…) where the processor has AVX2.
#ifdef LATENTCAST_AVX2
#define LATENTCAST_RUN(name, ...) (HasAvx2() ? name##Avx2(__VA_ARGS__) : Run##name(__VA_ARGS__))
#else
#define LATENTCAST_RUN(name, ...) Run##name(__VA_ARGS__)
#endif

namespace latentcast {

// Four doubles: one register with AVX2, two with SSE2 or NEON. Only for values inside a function that is inlined: how
// they are passed differs from processor to processor.
#if defined(__GNUC__) || defined(__clang__)
typedef double Lanes __attribute__((vector_size(32)));
#else
struct Lanes {
  double v[4];
  double operator[](size_t i) const { return v[i]; }
};
#define LATENTCAST_LANES(op) \
  inline Lanes operator op(const Lanes& a, const Lanes& b) { \
    return {{a.v[0] op b.v[0], a.v[1] op b.v[1], a.v[2] op b.v[2], a.v[3] op b.v[3]}}; \
  }
LATENTCAST_LANES(+)
LATENTCAST_LANES(-)
LATENTCAST_LANES(*)
#undef LATENTCAST_LANES
#endif

// Whether the AVX2 builds are used: the processor has it, and no test asked for the baseline.
bool HasAvx2();

// For tests: from now on the baseline alone, or again what the processor has.
void UsePortable(bool portable);
bool IsPortable();

}  // namespace latentcast

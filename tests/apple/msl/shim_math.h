// MSL's functions on numbers and vectors, without fast math: what the shipped library is compiled with.
#pragma once

#include <cmath>

#include "shim_vectors.h"

namespace metal {

namespace shim {

// Applies `function` to each component, in float.
template <class T, class Function>
MSL_INLINE T each(T value, Function function) {
  if constexpr (Vector<T>) {
    for (int i = 0; i < size_of_vector<T>; ++i)
      value[i] = static_cast<ComponentOf<T>>(function(static_cast<float>(value[i])));
    return value;
  } else {
    return static_cast<T>(function(static_cast<float>(value)));
  }
}

// The type of an expression of two scalars. A literal is a float, since doubles don't exist.
template <class A, class B>
using Common = std::conditional_t<
    std::is_same_v<A, B>, A,
    std::conditional_t<
        std::is_same_v<A, half> && !std::is_same_v<B, float>, half,
        std::conditional_t<std::is_same_v<B, half> && !std::is_same_v<A, float>, half,
                           std::common_type_t<std::conditional_t<std::is_same_v<A, half>, float, A>,
                                              std::conditional_t<std::is_same_v<B, half>, float, B>>>>>;

}  // namespace shim

#define MSL_OF_ONE(name, expression)                                       \
  template <shim::Floating T>                                              \
  MSL_INLINE T name(T value) {                                             \
    return shim::each(value, [](float x) -> float { return expression; }); \
  }
MSL_OF_ONE(ceil, std::ceil(x))
MSL_OF_ONE(trunc, std::trunc(x))
MSL_OF_ONE(round, std::round(x))
MSL_OF_ONE(rint, std::nearbyint(x))
MSL_OF_ONE(sqrt, std::sqrt(x))
MSL_OF_ONE(rsqrt, 1.0f / std::sqrt(x))
MSL_OF_ONE(exp, std::exp(x))
MSL_OF_ONE(exp2, std::exp2(x))
MSL_OF_ONE(log, std::log(x))
MSL_OF_ONE(log2, std::log2(x))
MSL_OF_ONE(sin, std::sin(x))
MSL_OF_ONE(cos, std::cos(x))
MSL_OF_ONE(sign, x > 0.0f ? 1.0f : x < 0.0f ? -1.0f : x)
#undef MSL_OF_ONE

// std::floor is a call without SSE4.1; this is exact below 2^31, and larger floats are whole already.
MSL_INLINE float floor(float x) {
  if (!(__builtin_fabsf(x) < 2147483648.0f)) return x;
  const float whole = static_cast<float>(static_cast<int>(x));
  return whole > x ? whole - 1.0f : whole;
}
MSL_INLINE half floor(half x) { return static_cast<half>(floor(static_cast<float>(x))); }
template <shim::Vector V>
MSL_INLINE V floor(V v) {
  return shim::each(v, [](float x) { return metal::floor(x); });
}

template <class T>
MSL_INLINE T abs(T value) {
  if constexpr (shim::Vector<T>) {
    return __builtin_elementwise_abs(value);
  } else if constexpr (std::is_same_v<T, half>) {
    return static_cast<half>(__builtin_fabsf(static_cast<float>(value)));
  } else {
    return __builtin_elementwise_abs(value);
  }
}
template <shim::Floating T>
MSL_INLINE T fabs(T value) {
  return abs(value);
}

// A NaN loses against a number, as IEEE's minNum has it.
#define MSL_OF_TWO(name, op)                                                         \
  template <shim::Vector V>                                                          \
  MSL_INLINE V name(V a, V b) {                                                      \
    return __builtin_elementwise_##name(a, b);                                       \
  }                                                                                  \
  template <shim::Vector V, shim::Scalar S>                                          \
  MSL_INLINE V name(V a, S b) {                                                      \
    return __builtin_elementwise_##name(a, V(static_cast<shim::ComponentOf<V>>(b))); \
  }                                                                                  \
  template <shim::Scalar A, shim::Scalar B>                                          \
  MSL_INLINE auto name(A a, B b) {                                                   \
    using T = shim::Common<A, B>;                                                    \
    const T x = static_cast<T>(a);                                                   \
    const T y = static_cast<T>(b);                                                   \
    return y op x || x != x ? y : x;                                                 \
  }
MSL_OF_TWO(min, <)
MSL_OF_TWO(max, >)
#undef MSL_OF_TWO
template <shim::Floating T>
MSL_INLINE T fmin(T a, T b) {
  return min(a, b);
}
template <shim::Floating T>
MSL_INLINE T fmax(T a, T b) {
  return max(a, b);
}

template <class T, class Low, class High>
MSL_INLINE auto clamp(T value, Low low, High high) {
  return min(max(value, low), high);
}
template <shim::Floating T>
MSL_INLINE T saturate(T value) {
  if constexpr (shim::Vector<T>)
    return clamp(value, T(0), T(1));
  else
    return clamp(value, static_cast<T>(0), static_cast<T>(1));
}

template <shim::Vector V>
MSL_INLINE shim::ComponentOf<V> dot(V a, V b) {
  shim::ComponentOf<V> sum = a[0] * b[0];
  for (int i = 1; i < shim::size_of_vector<V>; ++i) sum += a[i] * b[i];
  return sum;
}
template <shim::Vector V>
MSL_INLINE shim::ComponentOf<V> length(V v) {
  return sqrt(dot(v, v));
}
template <shim::Vector V>
MSL_INLINE shim::ComponentOf<V> length_squared(V v) {
  return dot(v, v);
}
template <shim::Vector V>
MSL_INLINE shim::ComponentOf<V> distance(V a, V b) {
  return length(a - b);
}
template <shim::Vector V>
MSL_INLINE V normalize(V v) {
  return v / V(length(v));
}

template <shim::Floating T, class Weight>
MSL_INLINE T mix(T a, T b, Weight weight) {
  if constexpr (shim::Vector<T> && !shim::Vector<Weight>)
    return a + (b - a) * T(static_cast<shim::ComponentOf<T>>(weight));
  else
    return a + (b - a) * weight;
}
template <shim::Floating T>
MSL_INLINE T fract(T value) {
  return min(value - floor(value), static_cast<shim::ComponentOf<T>>(0x1.fffffep-1f));
}
template <shim::Floating T>
MSL_INLINE T step(T edge, T value) {
  if constexpr (shim::Vector<T>) {
    for (int i = 0; i < shim::size_of_vector<T>; ++i) value[i] = value[i] < edge[i] ? 0 : 1;
    return value;
  } else {
    return value < edge ? T(0) : T(1);
  }
}
template <shim::Floating T>
MSL_INLINE T smoothstep(T low, T high, T value) {
  const T t = saturate((value - low) / (high - low));
  return t * t * (T(3) - T(2) * t);
}
template <shim::Floating T>
MSL_INLINE T fma(T a, T b, T c) {
  if constexpr (shim::Vector<T>) {
    for (int i = 0; i < shim::size_of_vector<T>; ++i) a[i] = __builtin_fmaf(a[i], b[i], c[i]);
    return a;
  } else {
    return static_cast<T>(__builtin_fmaf(a, b, c));
  }
}
MSL_INLINE float pow(float base, float exponent) { return std::pow(base, exponent); }
MSL_INLINE float powr(float base, float exponent) { return std::pow(base, exponent); }
MSL_INLINE float atan2(float y, float x) { return std::atan2(y, x); }

// A comparison of vectors gives whole numbers here, 0 or -1, where MSL has bool vectors.
template <class T>
MSL_INLINE T select(T when_false, T when_true, bool condition) {
  return condition ? when_true : when_false;
}
template <shim::Vector V, shim::Vector Condition>
  requires(shim::size_of_vector<V> == shim::size_of_vector<Condition>)
MSL_INLINE V select(V when_false, V when_true, Condition condition) {
  for (int i = 0; i < shim::size_of_vector<V>; ++i)
    if (condition[i]) when_false[i] = when_true[i];
  return when_false;
}
template <shim::Vector Condition>
MSL_INLINE bool any(Condition condition) {
  for (int i = 0; i < shim::size_of_vector<Condition>; ++i)
    if (condition[i]) return true;
  return false;
}
template <shim::Vector Condition>
MSL_INLINE bool all(Condition condition) {
  for (int i = 0; i < shim::size_of_vector<Condition>; ++i)
    if (!condition[i]) return false;
  return true;
}
MSL_INLINE bool isnan(float x) { return x != x; }

template <class To, class From>
MSL_INLINE To as_type(From from) {
  return __builtin_bit_cast(To, from);
}

namespace precise {
using metal::clamp, metal::cos, metal::exp, metal::length, metal::log, metal::max, metal::min,
    metal::normalize, metal::pow, metal::sin, metal::sqrt;
}  // namespace precise
namespace fast = precise;

}  // namespace metal

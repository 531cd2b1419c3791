// MSL's scalar and vector types, and their constructors.
#pragma once

#include <cstddef>
#include <cstdint>
#include <type_traits>

typedef unsigned int uint;
typedef unsigned short ushort;
typedef unsigned char uchar;
typedef _Float16 half;

#define MSL_EACH_COMPONENT(X) X(float) X(half) X(int) X(uint) X(short) X(ushort) X(char) X(uchar)
#define MSL_VECTORS(T)                                \
  typedef T T##2 __attribute__((ext_vector_type(2))); \
  typedef T T##3 __attribute__((ext_vector_type(3))); \
  typedef T T##4 __attribute__((ext_vector_type(4)));
MSL_EACH_COMPONENT(MSL_VECTORS)
#undef MSL_VECTORS

#define MSL_INLINE __attribute__((always_inline)) inline

namespace metal {
namespace shim {

template <class T>
struct VectorTraits {
  using Component = T;
  static constexpr int size = 1;
};
template <class T, int N>
struct VectorOf;
#define MSL_TRAITS_OF(T, N)        \
  template <>                      \
  struct VectorTraits<T##N> {      \
    using Component = T;           \
    static constexpr int size = N; \
  };                               \
  template <>                      \
  struct VectorOf<T, N> {          \
    using type = T##N;             \
  };
#define MSL_TRAITS(T) MSL_TRAITS_OF(T, 2) MSL_TRAITS_OF(T, 3) MSL_TRAITS_OF(T, 4)
MSL_EACH_COMPONENT(MSL_TRAITS)
#undef MSL_TRAITS
#undef MSL_TRAITS_OF

template <class T>
using ComponentOf = typename VectorTraits<std::remove_cvref_t<T>>::Component;
template <class T>
inline constexpr int size_of_vector = VectorTraits<std::remove_cvref_t<T>>::size;

template <class T>
concept Vector = (size_of_vector<T> > 1);
template <class T>
concept Scalar = std::is_arithmetic_v<T> || std::is_same_v<T, half>;
template <class T>
concept Floating = std::is_same_v<ComponentOf<T>, float> || std::is_same_v<ComponentOf<T>, half>;

template <class Result, int at>
MSL_INLINE void place(Result&) {}

// Writes the components of `first`, then of the others, from component `at` on.
template <class Result, int at, class First, class... Others>
MSL_INLINE void place(Result& result, First first, Others... others) {
  using Component = ComponentOf<Result>;
  if constexpr (Vector<First>) {
    for (int i = 0; i < size_of_vector<First>; ++i) result[at + i] = static_cast<Component>(first[i]);
  } else {
    result[at] = static_cast<Component>(first);
  }
  place<Result, at + size_of_vector<First>>(result, others...);
}

// What `float3(…)` in a shader calls.
template <class Result>
MSL_INLINE constexpr Result construct() {
  return Result(0);
}
template <class Result, class Only>
MSL_INLINE constexpr Result construct(Only only) {
  if constexpr (Vector<Only>) {
    static_assert(size_of_vector<Only> == size_of_vector<Result>, "a vector is converted to one of its size");
    return __builtin_convertvector(only, Result);
  } else {
    return Result(static_cast<ComponentOf<Result>>(only));
  }
}
template <class Result, class First, class Second, class... Others>
MSL_INLINE Result construct(First first, Second second, Others... others) {
  static_assert(size_of_vector<First> + size_of_vector<Second> + (0 + ... + size_of_vector<Others>) ==
                    size_of_vector<Result>,
                "as many components are given as the vector has");
  Result result;
  place<Result, 0>(result, first, second, others...);
  return result;
}

}  // namespace shim

template <class T, int N>
using vec = typename shim::VectorOf<T, N>::type;

// Without the alignment of their namesakes.
struct packed_float2 {
  float x, y;
  packed_float2() = default;
  packed_float2(float2 v) : x(v.x), y(v.y) {}
  operator float2() const { return float2{x, y}; }
};
struct packed_float3 {
  float x, y, z;
  packed_float3() = default;
  packed_float3(float3 v) : x(v.x), y(v.y), z(v.z) {}
  operator float3() const { return float3{x, y, z}; }
};
struct packed_float4 {
  float x, y, z, w;
  packed_float4() = default;
  packed_float4(float4 v) : x(v.x), y(v.y), z(v.z), w(v.w) {}
  operator float4() const { return float4{x, y, z, w}; }
};

}  // namespace metal

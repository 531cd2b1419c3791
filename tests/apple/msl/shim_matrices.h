// MSL's matrices: columns first, laid out as Metal lays them out.
#pragma once

#include "shim_math.h"

namespace metal {

template <class T, int Columns, int Rows>
struct matrix {
  using Column = vec<T, Rows>;

  matrix() = default;
  template <class... C>
    requires(sizeof...(C) == Columns && (shim::Vector<C> && ...))
  matrix(C... given) : columns{given...} {}
  template <class... S>
    requires(sizeof...(S) == Columns * Rows && (shim::Scalar<S> && ...))
  matrix(S... given) {
    const T components[] = {static_cast<T>(given)...};
    for (int i = 0; i < Columns * Rows; ++i) columns[i / Rows][i % Rows] = components[i];
  }

  MSL_INLINE Column& operator[](int i) { return columns[i]; }
  MSL_INLINE const Column& operator[](int i) const { return columns[i]; }

  Column columns[Columns];
};

template <class T, int Columns, int Rows>
MSL_INLINE vec<T, Rows> operator*(const matrix<T, Columns, Rows>& m,
                                  std::type_identity_t<vec<T, Columns>> v) {
  vec<T, Rows> sum = m[0] * vec<T, Rows>(v[0]);
  for (int i = 1; i < Columns; ++i) sum += m[i] * vec<T, Rows>(v[i]);
  return sum;
}
template <class T, int Columns, int Rows>
MSL_INLINE vec<T, Columns> operator*(std::type_identity_t<vec<T, Rows>> v,
                                     const matrix<T, Columns, Rows>& m) {
  vec<T, Columns> product;
  for (int i = 0; i < Columns; ++i) product[i] = dot(static_cast<vec<T, Rows>>(v), m[i]);
  return product;
}
template <class T, int Inner, int Rows, int Columns>
MSL_INLINE matrix<T, Columns, Rows> operator*(const matrix<T, Inner, Rows>& a,
                                              const matrix<T, Columns, Inner>& b) {
  matrix<T, Columns, Rows> product;
  for (int i = 0; i < Columns; ++i) product[i] = a * b[i];
  return product;
}

using float2x2 = matrix<float, 2, 2>;
using float2x3 = matrix<float, 2, 3>;
using float3x2 = matrix<float, 3, 2>;
using float3x3 = matrix<float, 3, 3>;
using float4x4 = matrix<float, 4, 4>;
using float4x3 = matrix<float, 4, 3>;
using float3x4 = matrix<float, 3, 4>;

}  // namespace metal

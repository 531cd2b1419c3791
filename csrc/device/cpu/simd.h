// The vector operations that the kernels are written with, once per instruction set. Each file of
// kernels sees exactly one of them: it defines ZC_SIMD_AVX2, ZC_SIMD_SSSE3, ZC_SIMD_NEON or
// ZC_SIMD_SCALAR. Everything lies in a namespace of that set's own, so that the linker never takes
// one set's inline function for another's. For the same reason nothing here calls an inline
// function of the standard library.
//
// I16: `lanes` values of 16 bits. U8: twice as many bytes. low() and high() widen the two halves of a
// U8 in an order that narrow() undoes; pixels(), zip() and narrow_in_order() give memory order.
// mul_high() and average() take their lanes for unsigned; a pixel is four lanes.
// mul_q15() is (a * b + 2^14) >> 15 on every set, so all sets draw the same picture.
#pragma once

#include <cstdint>
#include <cstring>

#if defined(ZC_SIMD_AVX2)
#include "device/cpu/simd_avx2.h"
#elif defined(ZC_SIMD_SSSE3)
#include "device/cpu/simd_ssse3.h"
#elif defined(ZC_SIMD_NEON)
#include "device/cpu/simd_neon.h"
#else
#include "device/cpu/simd_scalar.h"
#endif

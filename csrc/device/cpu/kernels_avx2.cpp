#define ZC_SIMD_AVX2
#include "device/cpu/kernels_impl.h"

namespace zc::cpu {

const Kernels& avx2_kernels() { return kernels_of_avx2::table; }

}  // namespace zc::cpu

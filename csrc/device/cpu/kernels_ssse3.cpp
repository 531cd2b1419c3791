#define ZC_SIMD_SSSE3
#include "device/cpu/kernels_impl.h"

namespace zc::cpu {

const Kernels& ssse3_kernels() { return kernels_of_ssse3::table; }

}  // namespace zc::cpu

#define ZC_SIMD_NEON
#include "device/cpu/kernels_impl.h"

namespace zc::cpu {

const Kernels& neon_kernels() { return kernels_of_neon::table; }

}  // namespace zc::cpu

#define ZC_SIMD_SCALAR
#include "device/cpu/kernels_impl.h"

namespace zc::cpu {

const Kernels& scalar_kernels() { return kernels_of_scalar::table; }

}  // namespace zc::cpu

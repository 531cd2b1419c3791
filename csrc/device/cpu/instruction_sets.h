// Which kernels this build has and this processor runs.
#pragma once

#include <span>
#include <string_view>

#include "device/cpu/kernels.h"

namespace zc::cpu {

// Best first; the scalar kernels are always the last.
std::span<const Kernels* const> available_kernels();
// The set of this name, or the best where there is none.
const Kernels& kernels_named(std::string_view name);

}  // namespace zc::cpu

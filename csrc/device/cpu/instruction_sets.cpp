#include "device/cpu/instruction_sets.h"

#include <array>
#include <cstddef>

namespace zc::cpu {
namespace {

struct List {
  std::array<const Kernels*, 4> sets{};
  std::size_t count = 0;
  void add(const Kernels& kernels) { sets[count++] = &kernels; }
};

List detect() {
  List list;
#ifdef ZC_HAVE_AVX2
  if (__builtin_cpu_supports("avx2")) list.add(avx2_kernels());
#endif
#ifdef ZC_HAVE_SSSE3
  if (__builtin_cpu_supports("ssse3")) list.add(ssse3_kernels());
#endif
#ifdef ZC_HAVE_NEON
  list.add(neon_kernels());  // every AArch64 processor has it
#endif
  list.add(scalar_kernels());
  return list;
}

}  // namespace

std::span<const Kernels* const> available_kernels() {
  static const List list = detect();
  return {list.sets.data(), list.count};
}

const Kernels& kernels_named(std::string_view name) {
  for (const Kernels* kernels : available_kernels())
    if (name == kernels->name) return *kernels;
  return *available_kernels().front();
}

}  // namespace zc::cpu

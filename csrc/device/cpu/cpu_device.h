// The built-in device of every machine: samples decoded host planes where they lie. No GPU.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "device/device.h"

namespace zc {

struct CpuOptions {
  int threads = 0;           // drawing threads, the caller's included; 0: as many as cores, at most 4
  int completion_delay = 0;  // tests: a submission executes and completes this many submits later
  std::string isa;           // tests: "scalar", "ssse3", "avx2" or "neon"; empty: the best there is
};

// Never fails: every processor runs the scalar kernels.
std::unique_ptr<Device> create_cpu_device(const CpuOptions& options);
Caps cpu_caps();
// The instruction sets that this build has and this processor runs, best first.
std::vector<std::string> cpu_instruction_sets();

}  // namespace zc

#include "session/device_list.h"

#include <cstdlib>
#include <cstring>
#include <mutex>

#include "device/cpu/cpu_device.h"
#include "device/metal/metal_device.h"

namespace zc {
namespace {

#ifdef ZC_TESTING
std::mutex options_mutex;  // guards test_options
CpuOptions test_options;
CpuOptions cpu_options() {
  const std::scoped_lock lock(options_mutex);
  return test_options;
}
#else
CpuOptions cpu_options() { return {}; }
#endif

constexpr int metal_max_size_px = 16384;

}  // namespace

bool zero_copy_enabled() {
  const char* text = std::getenv("ZC_EXPERIMENTAL_TRUE_ZERO_COPY");
  return !text || std::strcmp(text, "0") != 0;
}

std::vector<DeviceReport> probe_devices() {
  const MetalProbe metal = probe_metal();
  const bool metal_here = metal.reason.empty();
  const Caps cpu = cpu_caps();
  return {{"metal", metal.description, true, metal_here, metal_here && zero_copy_enabled(), metal.reason,
           metal_max_size_px},
          {cpu.name, cpu.description, cpu.gpu, true, cpu.true_zero_copy && zero_copy_enabled(), "",
           cpu.max_size_px}};
}

Result<std::shared_ptr<Device>> create_device(const std::string& name) {
  const bool choose = name == "auto";
  if (choose || name == "metal") {
    if (probe_metal().reason.empty()) {
      auto metal = create_metal_device();
      if (!metal) return metal.error();
      return std::shared_ptr<Device>(std::move(metal).value());
    }
    if (!choose)
      return Error{ErrorCode::unsupported, "Device metal is not available: " + probe_metal().reason};
  }
  if (choose || name == "cpu") return std::shared_ptr<Device>(create_cpu_device(cpu_options()));
  return Error{ErrorCode::invalid_argument,
               "Device '" + name + "' is unknown; the devices are auto, metal and cpu."};
}

#ifdef ZC_TESTING
void set_completion_delay(int submits) {
  const std::scoped_lock lock(options_mutex);
  test_options.completion_delay = submits;
}

void set_instruction_set(const std::string& isa) {
  const std::scoped_lock lock(options_mutex);
  test_options.isa = isa;
}

void set_drawing_threads(int threads) {
  const std::scoped_lock lock(options_mutex);
  test_options.threads = threads;
}
#endif

}  // namespace zc

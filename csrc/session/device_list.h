// The one place that knows which devices there are.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "device/device.h"

namespace zc {

struct DeviceReport {
  std::string name;
  std::string description;
  bool gpu = false;
  bool available = false;
  bool true_zero_copy = false;
  std::string reason;  // why not available
  int max_size_px = 0;
};

// Every device that zerocopy knows, the preferred first.
std::vector<DeviceReport> probe_devices();
// By name, or "auto" for the first that is available.
Result<std::shared_ptr<Device>> create_device(const std::string& name);
// False when ZC_EXPERIMENTAL_TRUE_ZERO_COPY=0.
bool zero_copy_enabled();

#ifdef ZC_TESTING
// Of CPU devices created from now on.
void set_completion_delay(int submits);
void set_instruction_set(const std::string& isa);
void set_drawing_threads(int threads);  // the caller's included; 0: what the device chooses
#endif

}  // namespace zc

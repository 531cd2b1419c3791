// Named places where a test can make the core fail. Compiled in with ZC_TESTING only.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace zc {

enum class FaultPoint : std::uint8_t {
  import_frame,       // the device refuses to import
  import_completion,  // the import is reported bad when the device has completed
  bridge,             // the host bridge cannot read the frame
  upload,             // the software upload fails
  no_drawable,        // the target has nothing to draw into
  device_lost,        // the device is gone at submission
  submit_error,       // the submission fails
};
inline constexpr std::array<std::string_view, 7> fault_point_names{
    "import_frame", "import_completion", "bridge", "upload", "no_drawable", "device_lost", "submit_error"};

std::optional<FaultPoint> fault_point_from_name(std::string_view name);

#ifdef ZC_TESTING
// The next `times` passes fail, after `after` passes that do not. times 0 disarms.
void arm_fault(FaultPoint point, int after, int times);
void disarm_all_faults();
bool fault(FaultPoint point);  // counts one pass
#else
constexpr bool fault(FaultPoint) { return false; }
#endif

}  // namespace zc

#include "core/fault.h"

#include <mutex>

namespace zc {

std::optional<FaultPoint> fault_point_from_name(std::string_view name) {
  for (std::size_t i = 0; i < fault_point_names.size(); ++i)
    if (fault_point_names[i] == name) return static_cast<FaultPoint>(i);
  return std::nullopt;
}

#ifdef ZC_TESTING
namespace {

struct Armed {
  int after = 0;
  int times = 0;
};
std::mutex armed_mutex;  // guards armed
std::array<Armed, fault_point_names.size()> armed;

}  // namespace

void arm_fault(FaultPoint point, int after, int times) {
  const std::scoped_lock lock(armed_mutex);
  armed[static_cast<std::size_t>(point)] = {after, times};
}

void disarm_all_faults() {
  const std::scoped_lock lock(armed_mutex);
  armed.fill({});
}

bool fault(FaultPoint point) {
  const std::scoped_lock lock(armed_mutex);
  Armed& a = armed[static_cast<std::size_t>(point)];
  if (a.times == 0) return false;
  if (a.after > 0) {
    --a.after;
    return false;
  }
  --a.times;
  return true;
}
#endif

}  // namespace zc

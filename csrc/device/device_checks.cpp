#include "device/device_checks.h"

#include <string>

#include "core/fault.h"

namespace zc {

Result<void> check_size(const char* what, SizePx size, int max_size_px) {
  if (!size.empty() && size.width <= max_size_px && size.height <= max_size_px) return {};
  const std::string given = std::string(what) + " of " + to_text(size);
  if (size.empty()) return Error{ErrorCode::invalid_size, given + " is empty; give it at least 1x1 px."};
  return Error{ErrorCode::invalid_size,
               given + " exceeds the device limit of " + std::to_string(max_size_px) + " in " +
                   (size.width > max_size_px ? "width" : "height") + "; make it smaller."};
}

Result<void> check_inside(const char* done, const TextureDesc& texture, RectPx rect) {
  if (contains(RectPx::of(texture.size), rect)) return {};
  return Error{
      ErrorCode::invalid_argument,
      std::string("The rectangle ") + done + " reaches beyond the texture of " + to_text(texture.size) + "."};
}

Result<void> check_copy_faults(CopyPurpose purpose) {
  if (purpose == CopyPurpose::video_bridge && fault(FaultPoint::bridge))
    return Error{ErrorCode::device_error, "The bridge fails at the fault point bridge."};
  if (purpose == CopyPurpose::video_upload && fault(FaultPoint::upload))
    return Error{ErrorCode::device_error, "The upload fails at the fault point upload."};
  return {};
}

}  // namespace zc

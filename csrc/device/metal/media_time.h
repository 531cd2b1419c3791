// The frameworks' clock as the core's.
#pragma once

#import <QuartzCore/QuartzCore.h>

#include <cstdint>

#include "core/clock.h"

namespace zc::metal {

// A time of CACurrentMediaTime's clock, which stops while the machine sleeps, as one of now_ns().
inline std::int64_t ns_of_media_time(CFTimeInterval seconds) {
  return now_ns() - static_cast<std::int64_t>((CACurrentMediaTime() - seconds) * 1e9);
}

}  // namespace zc::metal

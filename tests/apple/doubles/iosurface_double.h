// IOSurfaces of the doubles: shared memory with planes.
#pragma once

#include <IOSurface/IOSurfaceRef.h>

#include <memory>

#include "cf_double.h"
#include "picture_memory.h"

struct __IOSurface final : zc::doubles::CFObject {
  __IOSurface(const zc::doubles::PictureLayout& shape, std::shared_ptr<zc::doubles::PictureMemory> memory);

  const zc::doubles::PictureLayout layout;
  const std::shared_ptr<zc::doubles::PictureMemory> memory;
  const IOSurfaceID identity;
};

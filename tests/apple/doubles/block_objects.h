// Retain and release for the block runtime, which is no Objective-C.
#pragma once

namespace zc::doubles {

const void* retain_captured(const void* object);
void release_captured(const void* object);

}  // namespace zc::doubles

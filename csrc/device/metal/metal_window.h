// Windows of AppKit, each with one CAMetalLayer.
#pragma once

#include <memory>
#include <string>

#include "device/window.h"

namespace zc {

// Both on the main thread only; an error elsewhere.
Result<std::shared_ptr<Window>> open_metal_window(SizePx logical, const std::string& title);
// Draws in an NSView*, or in the content view of an NSWindow*, that another toolkit made.
Result<std::shared_ptr<Window>> attach_metal_window(void* view_or_window);

}  // namespace zc

// Programs that break one rule of Metal, CoreVideo or IOSurface each: the tests of the doubles run them.
#pragma once

#include <functional>
#include <map>
#include <string>

namespace zc::doubles {

using Misuses = std::map<std::string, std::function<void()>>;

Misuses metal_misuses();
Misuses corevideo_misuses();
// Ends the process by a fault, not with a sentence.
int read_after_unlock();

}  // namespace zc::doubles

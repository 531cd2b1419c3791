// shaders/*.metal as one source, made by shaders/embed.py at build time.
#pragma once

namespace zc::metal {

extern const char shader_source[];

}  // namespace zc::metal

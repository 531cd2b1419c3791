// Diagnostics on standard error, off by default. ZC_LOG=error|warning|info|debug sets the level.
#pragma once

#include <cstdint>
#include <string_view>

namespace zc {

enum class LogLevel : std::uint8_t { off, error, warning, info, debug };

// Read once from ZC_LOG.
LogLevel log_level();
inline bool log_enabled(LogLevel level) { return level <= log_level(); }
// Any thread. Writes one whole line where the level is enabled.
void log_line(LogLevel level, std::string_view area, std::string_view text);

}  // namespace zc

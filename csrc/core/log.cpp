#include "core/log.h"

#include <array>
#include <cstdio>
#include <cstdlib>
#include <string>

namespace zc {
namespace {

constexpr std::array<std::string_view, 5> names{"off", "error", "warning", "info", "debug"};

LogLevel level_from_environment() {
  const char* text = std::getenv("ZC_LOG");
  for (std::size_t i = 0; text && i < names.size(); ++i)
    if (names[i] == text) return static_cast<LogLevel>(i);
  if (text && *text)
    std::fprintf(stderr,
                 "zerocopy: ZC_LOG is '%s', which is unknown; it is off, error, warning, info or debug.\n",
                 text);
  return LogLevel::off;
}

}  // namespace

LogLevel log_level() {
  static const LogLevel level = level_from_environment();
  return level;
}

void log_line(LogLevel level, std::string_view area, std::string_view text) {
  if (!log_enabled(level)) return;
  std::string line = "zerocopy ";
  line.append(names[static_cast<std::size_t>(level)]).append(" ").append(area).append(": ");
  line.append(text).append("\n");
  std::fwrite(line.data(), 1, line.size(), stderr);
}

}  // namespace zc

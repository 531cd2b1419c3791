#include "device_counts.h"

#include <mutex>

#include "strict.h"

namespace zc::doubles {
namespace {

constexpr const char* names[] = {
    "base_address_locks",    // CVPixelBufferLockBaseAddress
    "replace_regions",       // -replaceRegion:…
    "get_bytes",             // -getBytes:…
    "textures_from_images",  // CVMetalTextureCacheCreateTextureFromImage that succeeded
    "texture_cache_flushes",
    "textures_made",  // -newTextureWithDescriptor:
    "libraries_made",
    "pipelines_made",
    "command_buffers",  // made
    "commits",
    "completions",
    "render_passes",  // executed
    "draws",
    "fragments",
    "presents",  // -presentDrawable:
};

struct Counts {
  std::mutex mutex;  // guards `by_name`; the numbers are atomic
  std::map<std::string, std::atomic<long>> by_name;
};

void clear();

Counts& counts() {
  static auto* const all = [] {
    auto* const made = new Counts;
    for (const char* name : names) made->by_name[name] = 0;
    on_reset(clear);
    return made;
  }();
  return *all;
}

void clear() {
  Counts& all = counts();
  const std::scoped_lock lock(all.mutex);
  for (auto& [name, count] : all.by_name) count = 0;
}

}  // namespace

std::atomic<long>& count_of(const char* name) {
  Counts& all = counts();
  const std::scoped_lock lock(all.mutex);
  const auto found = all.by_name.find(name);
  if (found == all.by_name.end()) broken("There is no count named %s.", name);
  return found->second;
}

std::map<std::string, long> all_counts() {
  Counts& all = counts();
  const std::scoped_lock lock(all.mutex);
  return {all.by_name.begin(), all.by_name.end()};
}

}  // namespace zc::doubles

// Memory of a picture's planes, mapped twice: where the host looks it is closed unless locked, so that a
// pointer kept after the unlock faults; the device reads through a mapping of its own.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <mutex>

namespace zc::doubles {

struct PlaneShape {
  int width = 0;
  int height = 0;
  int bytes_per_element = 0;  // of an interleaved pair or pixel together
  int component_bits = 8;
  std::size_t bytes_per_row = 0;
  std::size_t offset = 0;
};

inline constexpr int max_picture_planes = 3;

struct PictureLayout {
  std::uint32_t format = 0;  // four-character code
  bool planar = false;
  int width = 0;
  int height = 0;
  int plane_count = 0;  // 1 without planes
  std::array<PlaneShape, max_picture_planes> planes{};
  std::size_t bytes = 0;
};

// False for formats that the doubles don't lay out.
bool lay_out(std::uint32_t format, int width, int height, PictureLayout& layout);

// "420v": printable.
std::array<char, 5> four_characters(std::uint32_t code);

class PictureMemory {
 public:
  explicit PictureMemory(std::size_t bytes);
  ~PictureMemory();
  PictureMemory(const PictureMemory&) = delete;
  PictureMemory& operator=(const PictureMemory&) = delete;

  // Nested; every lock has its unlock with the same access. Breaks otherwise.
  void lock(bool read_only);
  void unlock(bool read_only);
  int locks() const;
  // Where the host reads and writes; breaks when nobody holds a lock.
  std::byte* host(const char* function) const;
  std::byte* device() const { return device_; }

  // Overwrites everything, as the next picture of a pool would, and begins another generation.
  void recycle();
  std::uint64_t generation() const;

 private:
  void protect();  // with `mutex_` held

  std::size_t bytes_;
  std::byte* host_ = nullptr;
  std::byte* device_ = nullptr;
  mutable std::mutex mutex_;  // guards what follows
  int readers_ = 0;
  int writers_ = 0;
  std::uint64_t generation_ = 0;
};

}  // namespace zc::doubles

#include "picture_memory.h"

#include <sys/mman.h>
#include <unistd.h>

#include <cstring>

#include "strict.h"

namespace zc::doubles {
namespace {

constexpr int poison = 0xa7;
constexpr std::size_t row_alignment = 64;

// Rows are longer than their pixels, so that a stride that is taken for a width shows.
std::size_t row_bytes(int width, int bytes_per_element) {
  const auto used = static_cast<std::size_t>(width) * static_cast<std::size_t>(bytes_per_element);
  return (used / row_alignment + 1) * row_alignment;
}

void add_plane(PictureLayout& layout, int width, int height, int bytes_per_element, int component_bits) {
  PlaneShape& plane = layout.planes[static_cast<std::size_t>(layout.plane_count++)];
  plane = {width,       height, bytes_per_element, component_bits, row_bytes(width, bytes_per_element),
           layout.bytes};
  layout.bytes += plane.bytes_per_row * static_cast<std::size_t>(height);
}

}  // namespace

bool lay_out(std::uint32_t format, int width, int height, PictureLayout& layout) {
  layout = {};
  layout.format = format;
  layout.width = width;
  layout.height = height;
  layout.planar = true;
  const int half_width = (width + 1) / 2;
  const int half_height = (height + 1) / 2;
  switch (format) {
    case 0x34323076:  // '420v'
    case 0x34323066:  // '420f'
      add_plane(layout, width, height, 1, 8);
      add_plane(layout, half_width, half_height, 2, 8);
      return true;
    case 0x78343230:  // 'x420'
    case 0x78663230:  // 'xf20'
      add_plane(layout, width, height, 2, 16);
      add_plane(layout, half_width, half_height, 4, 16);
      return true;
    case 0x34343476:  // '444v'
      add_plane(layout, width, height, 1, 8);
      add_plane(layout, width, height, 2, 8);
      return true;
    case 0x79343230:  // 'y420'
    case 0x66343230:  // 'f420'
      add_plane(layout, width, height, 1, 8);
      add_plane(layout, half_width, half_height, 1, 8);
      add_plane(layout, half_width, half_height, 1, 8);
      return true;
    case 0x42475241:  // 'BGRA'
    case 0x52474241:  // 'RGBA'
      layout.planar = false;
      add_plane(layout, width, height, 4, 8);
      return true;
    default:
      return false;
  }
}

std::array<char, 5> four_characters(std::uint32_t code) {
  std::array<char, 5> text{};
  for (std::size_t i = 0; i < 4; ++i) text[i] = static_cast<char>(code >> (24 - 8 * i));
  return text;
}

PictureMemory::PictureMemory(std::size_t bytes) : bytes_(bytes) {
  const int file = memfd_create("picture", 0);
  if (file < 0 || ftruncate(file, static_cast<off_t>(bytes)) != 0)
    broken("This machine has no %zu bytes for a picture.", bytes);
  void* const host = mmap(nullptr, bytes, PROT_NONE, MAP_SHARED, file, 0);
  void* const device = mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
  close(file);
  if (host == MAP_FAILED || device == MAP_FAILED)
    broken("This machine can't map %zu bytes of a picture.", bytes);
  host_ = static_cast<std::byte*>(host);
  device_ = static_cast<std::byte*>(device);
  std::memset(device_, poison, bytes_);
}

PictureMemory::~PictureMemory() {
  munmap(host_, bytes_);
  munmap(device_, bytes_);
}

void PictureMemory::lock(bool read_only) {
  const std::scoped_lock lock(mutex_);
  ++(read_only ? readers_ : writers_);
  protect();
}

void PictureMemory::unlock(bool read_only) {
  const std::scoped_lock lock(mutex_);
  int& count = read_only ? readers_ : writers_;
  if (count == 0)
    broken(
        "CVPixelBufferUnlockBaseAddress for %s ends a lock that nobody holds; the flags of lock and unlock "
        "must be the same.",
        read_only ? "reading" : "writing");
  --count;
  protect();
}

int PictureMemory::locks() const {
  const std::scoped_lock lock(mutex_);
  return readers_ + writers_;
}

std::byte* PictureMemory::host(const char* function) const {
  const std::scoped_lock lock(mutex_);
  if (readers_ + writers_ == 0)
    broken("%s is asked for an address without a lock of the base address.", function);
  return host_;
}

void PictureMemory::protect() {
  const int access = writers_ > 0 ? PROT_READ | PROT_WRITE : readers_ > 0 ? PROT_READ : PROT_NONE;
  if (mprotect(host_, bytes_, access) != 0) broken("This machine can't protect a picture's memory.");
}

void PictureMemory::recycle() {
  const std::scoped_lock lock(mutex_);
  if (readers_ + writers_ > 0) broken("A pool recycles a pixel buffer whose base address is still locked.");
  std::memset(device_, poison, bytes_);
  ++generation_;
}

std::uint64_t PictureMemory::generation() const {
  const std::scoped_lock lock(mutex_);
  return generation_;
}

}  // namespace zc::doubles

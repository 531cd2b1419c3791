// Uninitialised memory that only grows, aligned for vector stores.
#pragma once

#include <cstddef>
#include <memory>
#include <new>

namespace zc::cpu {

inline constexpr std::size_t buffer_alignment = 64;

class AlignedBuffer {
 public:
  // Makes room for `bytes`; the content is lost when it has to grow. False: out of memory.
  bool reserve(std::size_t bytes) noexcept {
    if (bytes <= capacity_) return true;
    bytes_.reset();
    capacity_ = 0;
    auto* memory = ::operator new(bytes, std::align_val_t{buffer_alignment}, std::nothrow);
    bytes_.reset(static_cast<std::byte*>(memory));
    if (!memory) return false;
    capacity_ = bytes;
    return true;
  }
  std::size_t capacity() const { return capacity_; }
  template <class T>
  T* as() const {
    return reinterpret_cast<T*>(bytes_.get());
  }

 private:
  struct Free {
    void operator()(std::byte* memory) const {
      ::operator delete(memory, std::align_val_t{buffer_alignment});
    }
  };
  std::unique_ptr<std::byte, Free> bytes_;
  std::size_t capacity_ = 0;
};

}  // namespace zc::cpu

// Owning references to Objective-C and CoreFoundation objects. The core is compiled without ARC, so that the
// same code runs on every Objective-C runtime that the tests use.
#pragma once

#import <CoreFoundation/CoreFoundation.h>
#import <Foundation/Foundation.h>

#include <utility>

namespace zc::metal {

// NSRef<id<MTLBuffer>>, NSRef<NSWindow*>. Copies retain.
template <class T>
class NSRef {
 public:
  NSRef() = default;
  // Takes over the +1 of new…, alloc/init, copy.
  static NSRef adopt(T object) { return NSRef(object); }
  // Adds a reference to what somebody else owns.
  static NSRef retain(T object) { return NSRef([object retain]); }
  NSRef(const NSRef& other) : object_([other.object_ retain]) {}
  NSRef(NSRef&& other) noexcept : object_(std::exchange(other.object_, nil)) {}
  NSRef& operator=(NSRef other) noexcept {
    std::swap(object_, other.object_);
    return *this;
  }
  ~NSRef() { [object_ release]; }

  T get() const { return object_; }
  T operator*() const { return object_; }
  explicit operator bool() const { return object_ != nil; }
  void reset() { *this = NSRef(); }

 private:
  explicit NSRef(T object) : object_(object) {}

  T object_ = nil;
};

// CFRef<CVPixelBufferRef>. Copies retain.
template <class T>
class CFRef {
 public:
  CFRef() = default;
  // Takes over the +1 of a Create or Copy function.
  static CFRef adopt(T object) { return CFRef(object); }
  // Adds a reference to what somebody else owns.
  static CFRef retain(T object) {
    if (object) CFRetain(object);
    return CFRef(object);
  }
  CFRef(const CFRef& other) : object_(other.object_) {
    if (object_) CFRetain(object_);
  }
  CFRef(CFRef&& other) noexcept : object_(std::exchange(other.object_, nullptr)) {}
  CFRef& operator=(CFRef other) noexcept {
    std::swap(object_, other.object_);
    return *this;
  }
  ~CFRef() {
    if (object_) CFRelease(object_);
  }

  T get() const { return object_; }
  explicit operator bool() const { return object_ != nullptr; }
  void reset() { *this = CFRef(); }
  // For functions that return a +1 through a pointer.
  T* out() {
    reset();
    return &object_;
  }

 private:
  explicit CFRef(T object) : object_(object) {}

  T object_ = nullptr;
};

}  // namespace zc::metal

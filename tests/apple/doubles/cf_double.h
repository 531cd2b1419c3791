// CoreFoundation objects of the doubles. A type of a framework derives from CFObject, first and without other
// bases, and is made with `new`:
//   struct __CVBuffer final : zc::doubles::CFObject { __CVBuffer() : CFObject("CVPixelBuffer") {} … };
// A new object has one reference; CFRelease of the last one destroys it. Objects are counted by class name,
// and use after the end is recognised.
#pragma once

#include <CoreFoundation/CoreFoundation.h>

#include <atomic>
#include <cstdint>

#include "strict.h"

namespace zc::doubles {

class CFObject {
 public:
  CFObject(const CFObject&) = delete;
  CFObject& operator=(const CFObject&) = delete;
  virtual ~CFObject();

  const char* class_name() const { return class_name_; }
  CFTypeID type_id() const;
  CFIndex references() const { return references_; }
  // What CFEqual and CFHash see; identity unless overridden.
  virtual bool equals(const CFObject& other) const { return this == &other; }
  virtual CFHashCode hash() const { return reinterpret_cast<CFHashCode>(this); }
  // Constants: retain and release do nothing, and they don't count.
  void make_immortal();

  static void* operator new(std::size_t size);
  static void operator delete(void* memory, std::size_t size);

 protected:
  // `class_name` is a literal; objects of one name are of one type.
  explicit CFObject(const char* class_name);

 private:
  friend CFObject& checked(CFTypeRef, const char*);
  friend CFTypeRef retain(CFTypeRef, const char*);
  friend void release(CFTypeRef, const char*);

  // At the front, where burying leaves it.
  static constexpr std::uint32_t living = 0x0c0ffee5;
  std::atomic<std::uint32_t> state_{living};
  bool immortal_ = false;
  std::atomic<CFIndex> references_{1};
  const char* class_name_;
  std::atomic<long>* counter_;
};

// The living object behind a reference; breaks with a sentence that names `function` when there is none.
CFObject& checked(CFTypeRef object, const char* function);
// CFRetain and CFRelease under another function's name (CVPixelBufferRetain, …), which decides about null.
CFTypeRef retain(CFTypeRef object, const char* function);
void release(CFTypeRef object, const char* function);

// The living object as its type; breaks when it is of another.
template <class T>
T& as(CFTypeRef object, const char* function) {
  CFObject& found = checked(object, function);
  if (T* const wanted = dynamic_cast<T*>(&found)) return *wanted;
  broken("%s got a %s, which is not what it takes.", function, found.class_name());
}

// The number that CFGetTypeID gives for a class name.
CFTypeID type_id_of(const char* class_name);

}  // namespace zc::doubles

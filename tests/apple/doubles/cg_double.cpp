// CGColorSpace: a name.
#include <CoreGraphics/CoreGraphics.h>

#include "cf_double.h"

using namespace zc::doubles;

struct CGColorSpace final : CFObject {
  explicit CGColorSpace(CFStringRef called) : CFObject("CGColorSpace"), name(called) { CFRetain(name); }
  ~CGColorSpace() override { CFRelease(name); }
  bool equals(const CFObject& other) const override {
    const auto* space = dynamic_cast<const CGColorSpace*>(&other);
    return space && CFEqual(space->name, name);
  }
  CFHashCode hash() const override { return CFHash(name); }

  const CFStringRef name;
};

const CFStringRef kCGColorSpaceSRGB = CFSTR("kCGColorSpaceSRGB");

CGColorSpaceRef CGColorSpaceCreateWithName(CFStringRef name) { return new CGColorSpace(name); }

// Unlike CFRetain and CFRelease, these two take null.
CGColorSpaceRef CGColorSpaceRetain(CGColorSpaceRef space) {
  if (space) retain(space, "CGColorSpaceRetain");
  return space;
}
void CGColorSpaceRelease(CGColorSpaceRef space) {
  if (space) release(space, "CGColorSpaceRelease");
}

CFStringRef CGColorSpaceCopyName(CGColorSpaceRef space) {
  const CFStringRef name = as<CGColorSpace>(space, "CGColorSpaceCopyName").name;
  CFRetain(name);
  return name;
}

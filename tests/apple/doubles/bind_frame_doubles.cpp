// Pixel buffers and surfaces as an app makes them, for tests of frames.
#include <CoreFoundation/CoreFoundation.h>
#include <CoreVideo/CoreVideo.h>
#include <IOSurface/IOSurface.h>
#include <pybind11/pybind11.h>
#include <pybind11/stl.h>

#include <cstdint>
#include <string>
#include <vector>

#include "bind_doubles.h"

namespace py = pybind11;

namespace zc::doubles {
namespace {

CFDictionaryRef dictionary(const std::vector<const void*>& keys, const std::vector<const void*>& values) {
  return CFDictionaryCreate(kCFAllocatorDefault, const_cast<const void**>(keys.data()),
                            const_cast<const void**>(values.data()), static_cast<CFIndex>(keys.size()),
                            &kCFTypeDictionaryKeyCallBacks, &kCFTypeDictionaryValueCallBacks);
}

std::uintptr_t make_buffer(const std::string& type, std::size_t width, std::size_t height, bool surface) {
  if (type.size() != 4) throw py::value_error("A type has four letters.");
  OSType code = 0;
  for (const char letter : type) code = code << 8 | static_cast<unsigned char>(letter);
  CFDictionaryRef none = dictionary({}, {});
  CFDictionaryRef attributes =
      surface ? dictionary({kCVPixelBufferIOSurfacePropertiesKey, kCVPixelBufferMetalCompatibilityKey},
                           {none, kCFBooleanTrue})
              : dictionary({}, {});
  CVPixelBufferRef buffer = nullptr;
  const CVReturn result = CVPixelBufferCreate(kCFAllocatorDefault, width, height, code, attributes, &buffer);
  CFRelease(attributes);
  CFRelease(none);
  if (result != kCVReturnSuccess) throw py::value_error("CVReturn " + std::to_string(result));
  return reinterpret_cast<std::uintptr_t>(buffer);
}

void attach_numbers(std::uintptr_t buffer, CFStringRef key, const std::vector<CFStringRef>& names,
                    const std::vector<double>& numbers) {
  std::vector<const void*> keys(names.begin(), names.end());
  std::vector<const void*> values;
  for (const double& number : numbers)
    values.push_back(CFNumberCreate(kCFAllocatorDefault, kCFNumberDoubleType, &number));
  CFDictionaryRef attached = dictionary(keys, values);
  CVBufferSetAttachment(reinterpret_cast<CVBufferRef>(buffer), key, attached,
                        kCVAttachmentMode_ShouldPropagate);
  CFRelease(attached);
  for (const void* value : values) CFRelease(value);
}

void bind_frame_doubles(py::module_& m) {
  m.def("make_buffer", &make_buffer, py::arg("type"), py::arg("width"), py::arg("height"),
        py::arg("surface") = true, "A CVPixelBuffer's address; the caller owns it.");
  m.def(
      "release", [](std::uintptr_t object) { CFRelease(reinterpret_cast<CFTypeRef>(object)); },
      py::arg("object"));
  m.def(
      "attach_aperture",
      [](std::uintptr_t buffer, double width, double height, double right, double down) {
        attach_numbers(
            buffer, kCVImageBufferCleanApertureKey,
            {kCVImageBufferCleanApertureWidthKey, kCVImageBufferCleanApertureHeightKey,
             kCVImageBufferCleanApertureHorizontalOffsetKey, kCVImageBufferCleanApertureVerticalOffsetKey},
            {width, height, right, down});
      },
      py::arg("buffer"), py::arg("width"), py::arg("height"), py::arg("right"), py::arg("down"));
  m.def(
      "attach_ratio",
      [](std::uintptr_t buffer, double across, double down) {
        attach_numbers(buffer, kCVImageBufferPixelAspectRatioKey,
                       {kCVImageBufferPixelAspectRatioHorizontalSpacingKey,
                        kCVImageBufferPixelAspectRatioVerticalSpacingKey},
                       {across, down});
      },
      py::arg("buffer"), py::arg("across"), py::arg("down"));
}

const Binding binding(&bind_frame_doubles);

}  // namespace
}  // namespace zc::doubles

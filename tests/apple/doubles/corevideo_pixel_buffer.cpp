// Pixel buffers: memory by planes, with or without an IOSurface.
#include <CoreVideo/CVPixelBuffer.h>
#include <CoreVideo/CVPixelBufferIOSurface.h>

#include "corevideo_double.h"
#include "device_counts.h"
#include "strict.h"

using namespace zc::doubles;

const CFStringRef kCVPixelBufferPixelFormatTypeKey = CFSTR("PixelFormatType");
const CFStringRef kCVPixelBufferWidthKey = CFSTR("Width");
const CFStringRef kCVPixelBufferHeightKey = CFSTR("Height");
const CFStringRef kCVPixelBufferIOSurfacePropertiesKey = CFSTR("IOSurfaceProperties");
const CFStringRef kCVPixelBufferMetalCompatibilityKey = CFSTR("MetalCompatibility");

namespace zc::doubles {
namespace {

constexpr int largest_side = 16384;

std::optional<int> number_in(CFDictionaryRef dictionary, CFStringRef key) {
  const void* const value = CFDictionaryGetValue(dictionary, key);
  if (!value) return {};
  int number = 0;
  if (CFGetTypeID(value) != CFNumberGetTypeID() ||
      !CFNumberGetValue(static_cast<CFNumberRef>(value), kCFNumberSInt32Type, &number))
    broken("A pixel buffer attribute that must be a number is a %s.",
           checked(value, "CVPixelBufferCreate").class_name());
  return number;
}

PixelBuffer& picture(CVPixelBufferRef buffer, const char* function) {
  return as<PixelBuffer>(buffer, function);
}

const PlaneShape& plane_of(CVPixelBufferRef buffer, std::size_t plane, const char* function) {
  const PixelBuffer& of = picture(buffer, function);
  if (!of.layout.planar || plane >= static_cast<std::size_t>(of.layout.plane_count))
    broken("%s is asked for plane %zu of a picture in %s, which has %d.", function, plane,
           four_characters(of.layout.format).data(), of.layout.planar ? of.layout.plane_count : 0);
  return of.layout.planes[plane];
}

const PlaneShape& whole(CVPixelBufferRef buffer, const char* function) {
  const PixelBuffer& of = picture(buffer, function);
  if (of.layout.planar) broken("%s is asked of a picture that has planes.", function);
  return of.layout.planes[0];
}

}  // namespace

PixelBuffer::PixelBuffer(const PictureLayout& shape, std::shared_ptr<PictureMemory> its_memory,
                         IOSurfaceRef its_surface, bool is_metal_compatible)
    : __CVBuffer("CVPixelBuffer"),
      layout(shape),
      memory(std::move(its_memory)),
      surface(its_surface),
      metal_compatible(is_metal_compatible) {
  if (surface) CFRetain(surface);
}

PixelBuffer::~PixelBuffer() {
  if (read_by_device())
    broken("A CVPixelBuffer is released while a command buffer that reads it has not completed.");
  if (memory->locks() > 0) broken("A CVPixelBuffer is released while its base address is locked.");
  for (const auto& weak : reads_)
    if (const auto reads = weak.lock()) reads->picture_released = true;
  if (surface) CFRelease(surface);
  if (give_back) give_back(pool.get(), memory);
}

void PixelBuffer::add_reads(const std::shared_ptr<PictureReads>& reads) {
  const std::scoped_lock lock(reads_mutex_);
  std::erase_if(reads_, [](const auto& weak) { return weak.expired(); });
  reads_.push_back(reads);
}

bool PixelBuffer::read_by_device() const {
  const std::scoped_lock lock(reads_mutex_);
  for (const auto& weak : reads_)
    if (const auto reads = weak.lock(); reads && reads->in_flight > 0) return true;
  return false;
}

PictureAttributes read_attributes(CFDictionaryRef attributes) {
  PictureAttributes read;
  if (!attributes) return read;
  if (const auto format = number_in(attributes, kCVPixelBufferPixelFormatTypeKey))
    read.format = static_cast<OSType>(*format);
  read.width = number_in(attributes, kCVPixelBufferWidthKey);
  read.height = number_in(attributes, kCVPixelBufferHeightKey);
  if (const void* const properties = CFDictionaryGetValue(attributes, kCVPixelBufferIOSurfacePropertiesKey)) {
    if (CFGetTypeID(properties) != CFDictionaryGetTypeID())
      broken("kCVPixelBufferIOSurfacePropertiesKey must be a dictionary.");
    read.surface = true;
  }
  if (const void* const value = CFDictionaryGetValue(attributes, kCVPixelBufferMetalCompatibilityKey))
    read.metal_compatible = CFBooleanGetValue(static_cast<CFBooleanRef>(value));
  read.surface = read.surface || read.metal_compatible;
  return read;
}

std::byte* device_address(CVPixelBufferRef buffer, int plane) {
  const PixelBuffer& of = picture(buffer, "a double");
  return of.memory->device() + of.layout.planes[static_cast<std::size_t>(plane)].offset;
}

}  // namespace zc::doubles

CFTypeID CVPixelBufferGetTypeID() { return type_id_of("CVPixelBuffer"); }

CVReturn CVPixelBufferCreate(CFAllocatorRef, size_t width, size_t height, OSType pixelFormatType,
                             CFDictionaryRef pixelBufferAttributes, CVPixelBufferRef* pixelBufferOut) {
  if (!pixelBufferOut) return kCVReturnInvalidArgument;
  *pixelBufferOut = nullptr;
  if (const auto fault = armed("CVPixelBufferCreate")) return static_cast<CVReturn>(*fault);
  if (width == 0 || height == 0 || width > largest_side || height > largest_side) return kCVReturnInvalidSize;
  PictureLayout layout;
  if (!lay_out(pixelFormatType, static_cast<int>(width), static_cast<int>(height), layout))
    return kCVReturnInvalidPixelFormat;
  const PictureAttributes wanted = read_attributes(pixelBufferAttributes);
  auto memory = std::make_shared<PictureMemory>(layout.bytes);
  __IOSurface* const surface = wanted.surface ? new __IOSurface(layout, memory) : nullptr;
  *pixelBufferOut = new PixelBuffer(layout, std::move(memory), surface, wanted.metal_compatible);
  if (surface) CFRelease(surface);
  return kCVReturnSuccess;
}

CVReturn CVPixelBufferCreateWithIOSurface(CFAllocatorRef, IOSurfaceRef surface, CFDictionaryRef,
                                          CVPixelBufferRef* pixelBufferOut) {
  if (!pixelBufferOut || !surface) return kCVReturnInvalidArgument;
  *pixelBufferOut = nullptr;
  if (const auto fault = armed("CVPixelBufferCreateWithIOSurface")) return static_cast<CVReturn>(*fault);
  auto& of = as<__IOSurface>(surface, "CVPixelBufferCreateWithIOSurface");
  *pixelBufferOut = new PixelBuffer(of.layout, of.memory, surface, true);
  return kCVReturnSuccess;
}

IOSurfaceRef CVPixelBufferGetIOSurface(CVPixelBufferRef pixelBuffer) {
  return picture(pixelBuffer, "CVPixelBufferGetIOSurface").surface;
}

CVPixelBufferRef CVPixelBufferRetain(CVPixelBufferRef texture) {
  if (texture) retain(&picture(texture, "CVPixelBufferRetain"), "CVPixelBufferRetain");
  return texture;
}

void CVPixelBufferRelease(CVPixelBufferRef texture) {
  if (texture) release(&picture(texture, "CVPixelBufferRelease"), "CVPixelBufferRelease");
}

CVReturn CVPixelBufferLockBaseAddress(CVPixelBufferRef pixelBuffer, CVPixelBufferLockFlags lockFlags) {
  PixelBuffer& of = picture(pixelBuffer, "CVPixelBufferLockBaseAddress");
  if (const auto fault = armed("CVPixelBufferLockBaseAddress")) return static_cast<CVReturn>(*fault);
  const bool read_only = (lockFlags & kCVPixelBufferLock_ReadOnly) != 0;
  if (!read_only && of.read_by_device())
    broken("A CVPixelBuffer is locked for writing while a command buffer that reads it has not completed.");
  ++count_of("base_address_locks");
  of.memory->lock(read_only);
  return kCVReturnSuccess;
}

CVReturn CVPixelBufferUnlockBaseAddress(CVPixelBufferRef pixelBuffer, CVPixelBufferLockFlags unlockFlags) {
  picture(pixelBuffer, "CVPixelBufferUnlockBaseAddress")
      .memory->unlock((unlockFlags & kCVPixelBufferLock_ReadOnly) != 0);
  return kCVReturnSuccess;
}

size_t CVPixelBufferGetWidth(CVPixelBufferRef pixelBuffer) {
  return static_cast<size_t>(picture(pixelBuffer, "CVPixelBufferGetWidth").layout.width);
}
size_t CVPixelBufferGetHeight(CVPixelBufferRef pixelBuffer) {
  return static_cast<size_t>(picture(pixelBuffer, "CVPixelBufferGetHeight").layout.height);
}
OSType CVPixelBufferGetPixelFormatType(CVPixelBufferRef pixelBuffer) {
  return picture(pixelBuffer, "CVPixelBufferGetPixelFormatType").layout.format;
}
void* CVPixelBufferGetBaseAddress(CVPixelBufferRef pixelBuffer) {
  whole(pixelBuffer, "CVPixelBufferGetBaseAddress");
  return picture(pixelBuffer, "CVPixelBufferGetBaseAddress").memory->host("CVPixelBufferGetBaseAddress");
}
size_t CVPixelBufferGetBytesPerRow(CVPixelBufferRef pixelBuffer) {
  return whole(pixelBuffer, "CVPixelBufferGetBytesPerRow").bytes_per_row;
}
Boolean CVPixelBufferIsPlanar(CVPixelBufferRef pixelBuffer) {
  return picture(pixelBuffer, "CVPixelBufferIsPlanar").layout.planar;
}
size_t CVPixelBufferGetPlaneCount(CVPixelBufferRef pixelBuffer) {
  const PictureLayout& layout = picture(pixelBuffer, "CVPixelBufferGetPlaneCount").layout;
  return layout.planar ? static_cast<size_t>(layout.plane_count) : 0;
}
size_t CVPixelBufferGetWidthOfPlane(CVPixelBufferRef pixelBuffer, size_t planeIndex) {
  return static_cast<size_t>(plane_of(pixelBuffer, planeIndex, "CVPixelBufferGetWidthOfPlane").width);
}
size_t CVPixelBufferGetHeightOfPlane(CVPixelBufferRef pixelBuffer, size_t planeIndex) {
  return static_cast<size_t>(plane_of(pixelBuffer, planeIndex, "CVPixelBufferGetHeightOfPlane").height);
}
void* CVPixelBufferGetBaseAddressOfPlane(CVPixelBufferRef pixelBuffer, size_t planeIndex) {
  constexpr const char* function = "CVPixelBufferGetBaseAddressOfPlane";
  const std::size_t offset = plane_of(pixelBuffer, planeIndex, function).offset;
  return picture(pixelBuffer, function).memory->host(function) + offset;
}
size_t CVPixelBufferGetBytesPerRowOfPlane(CVPixelBufferRef pixelBuffer, size_t planeIndex) {
  return plane_of(pixelBuffer, planeIndex, "CVPixelBufferGetBytesPerRowOfPlane").bytes_per_row;
}

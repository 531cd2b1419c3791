#import "metal_texture.h"

#include <cstring>

#include "device_counts.h"
#include "metal_double.h"
#include "strict.h"

namespace zc::doubles {

void TextureState::begin_use(bool writes) {
  const std::scoped_lock lock(mutex);
  ++(writes ? writers : readers);
  if (picture_reads) ++picture_reads->in_flight;
}

void TextureState::end_use(bool writes) {
  std::vector<std::function<void()>> waiting;
  {
    const std::scoped_lock lock(mutex);
    --(writes ? writers : readers);
    if (readers + writers == 0) waiting.swap(when_unused);
  }
  if (picture_reads) --picture_reads->in_flight;
  for (const auto& call : waiting) call();
}

int TextureState::users() {
  const std::scoped_lock lock(mutex);
  return readers + writers;
}

int bytes_per_pixel(MTLPixelFormat format) {
  switch (format) {
    case MTLPixelFormatR8Unorm:
      return 1;
    case MTLPixelFormatR16Unorm:
    case MTLPixelFormatRG8Unorm:
      return 2;
    case MTLPixelFormatRG16Unorm:
    case MTLPixelFormatRGBA8Unorm:
    case MTLPixelFormatBGRA8Unorm:
      return 4;
    case MTLPixelFormatRGBA16Unorm:
      return 8;
    case MTLPixelFormatInvalid:
      break;
  }
  broken("%lu is no pixel format that the double knows.", static_cast<unsigned long>(format));
}

const char* name_of(MTLPixelFormat format) {
  switch (format) {
    case MTLPixelFormatR8Unorm:
      return "R8Unorm";
    case MTLPixelFormatR16Unorm:
      return "R16Unorm";
    case MTLPixelFormatRG8Unorm:
      return "RG8Unorm";
    case MTLPixelFormatRG16Unorm:
      return "RG16Unorm";
    case MTLPixelFormatRGBA8Unorm:
      return "RGBA8Unorm";
    case MTLPixelFormatBGRA8Unorm:
      return "BGRA8Unorm";
    case MTLPixelFormatRGBA16Unorm:
      return "RGBA16Unorm";
    case MTLPixelFormatInvalid:
      break;
  }
  return "Invalid";
}

msl::TexelFormat texel_format(MTLPixelFormat format) {
  switch (format) {
    case MTLPixelFormatR8Unorm:
      return msl::TexelFormat::r8;
    case MTLPixelFormatR16Unorm:
      return msl::TexelFormat::r16;
    case MTLPixelFormatRG8Unorm:
      return msl::TexelFormat::rg8;
    case MTLPixelFormatRG16Unorm:
      return msl::TexelFormat::rg16;
    case MTLPixelFormatRGBA8Unorm:
      return msl::TexelFormat::rgba8;
    case MTLPixelFormatBGRA8Unorm:
      return msl::TexelFormat::bgra8;
    case MTLPixelFormatRGBA16Unorm:
      return msl::TexelFormat::rgba16;
    case MTLPixelFormatInvalid:
      break;
  }
  broken("%lu is no pixel format that the double knows.", static_cast<unsigned long>(format));
}

ZCTexture* texture_double(id<MTLTexture> texture, const char* function) {
  NSObject* const object = static_cast<NSObject*>(texture);
  if (!object) broken("%s got nil for a texture.", function);
  if (![object isKindOfClass:[ZCTexture class]]) broken("%s got an object that is no texture.", function);
  return static_cast<ZCTexture*>(object);
}

ZCTexture* make_texture(id<MTLDevice> device, std::shared_ptr<TextureState> state, IOSurfaceRef surface) {
  ZCTexture* const made = [[ZCTexture alloc] init];
  made->_state = std::move(state);
  made->_device = [device retain];
  made->_surface = surface;
  if (surface) CFRetain(surface);
  return made;
}

id<MTLTexture> make_drawable_texture(id<MTLDevice> device, MTLPixelFormat format, NSUInteger width,
                                     NSUInteger height, bool framebuffer_only) {
  MTLTextureDescriptor* const descriptor = [MTLTextureDescriptor texture2DDescriptorWithPixelFormat:format
                                                                                              width:width
                                                                                             height:height
                                                                                          mipmapped:NO];
  descriptor.usage = MTLTextureUsageRenderTarget;
  if (!framebuffer_only)
    descriptor.usage = static_cast<MTLTextureUsage>(MTLTextureUsageRenderTarget | MTLTextureUsageShaderRead);
  descriptor.storageMode = MTLStorageModePrivate;
  ZCTexture* const made = static_cast<ZCTexture*>([device newTextureWithDescriptor:descriptor]);
  if (made) made->_state->framebuffer_only = framebuffer_only;
  return made;
}

int command_buffers_using(id<MTLTexture> texture) {
  return texture_double(texture, "command_buffers_using")->_state->users();
}

void when_unused(id<MTLTexture> texture, std::function<void()> then) {
  TextureState& state = *texture_double(texture, "when_unused")->_state;
  {
    const std::scoped_lock lock(state.mutex);
    if (state.readers + state.writers > 0) {
      state.when_unused.push_back(std::move(then));
      return;
    }
  }
  then();
}

std::vector<unsigned char> shown_pixels(id<MTLTexture> texture) {
  const msl::TextureView& view = texture_double(texture, "shown_pixels")->_state->view;
  const auto row_bytes = static_cast<std::size_t>(view.width) * 4;
  std::vector<unsigned char> pixels(row_bytes * static_cast<std::size_t>(view.height));
  for (std::size_t y = 0; y < static_cast<std::size_t>(view.height); ++y)
    std::memcpy(pixels.data() + y * row_bytes, view.texels + y * view.stride, row_bytes);
  if (view.format == msl::TexelFormat::bgra8)
    for (std::size_t i = 0; i < pixels.size(); i += 4) std::swap(pixels[i], pixels[i + 2]);
  return pixels;
}

namespace {

// Checks what the host asks of a texture's memory, and returns where the region begins.
std::byte* host_region(ZCTexture* texture, MTLRegion region, NSUInteger level, NSUInteger bytes_per_row,
                       const void* bytes, const char* function) {
  TextureState& state = *texture->_state;
  const msl::TextureView& view = state.view;
  if (!bytes) broken("%s got a null pointer.", function);
  if (level != 0) broken("%s names mip level %lu of a texture without mip maps.", function, level);
  if (state.framebuffer_only) broken("%s is called for a drawable that is framebufferOnly.", function);
  if (state.storage != MTLStorageModeShared)
    broken("%s is called for a texture that is not in shared storage, where the host can't reach it.",
           function);
  if (region.size.width == 0 || region.size.height == 0 || region.size.depth != 1 || region.origin.z != 0)
    broken("%s has an empty region.", function);
  if (region.origin.x + region.size.width > static_cast<NSUInteger>(view.width) ||
      region.origin.y + region.size.height > static_cast<NSUInteger>(view.height))
    broken("%s names the region %lux%lu at (%lu, %lu), which leaves the texture of %dx%d.", function,
           region.size.width, region.size.height, region.origin.x, region.origin.y, view.width, view.height);
  const auto pixel_bytes = static_cast<NSUInteger>(bytes_per_pixel(state.format));
  if (bytes_per_row < region.size.width * pixel_bytes)
    broken("%s has %lu bytes per row, fewer than the %lu of the region.", function, bytes_per_row,
           region.size.width * pixel_bytes);
  if (bytes_per_row % pixel_bytes != 0)
    broken("%s has %lu bytes per row, which is no multiple of a pixel's %lu.", function, bytes_per_row,
           pixel_bytes);
  return view.texels + region.origin.y * view.stride + region.origin.x * pixel_bytes;
}

}  // namespace
}  // namespace zc::doubles

using namespace zc::doubles;

@implementation ZCTexture

- (void)dealloc {
  [_label release];
  if (_surface) CFRelease(_surface);
  [_device release];
  [super dealloc];
}

- (NSString*)label {
  return _label;
}
- (void)setLabel:(NSString*)label {
  NSString* const copied = [label copy];
  [_label release];
  _label = copied;
}
- (id<MTLDevice>)device {
  return _device;
}
- (MTLStorageMode)storageMode {
  return _state->storage;
}
- (NSUInteger)width {
  return static_cast<NSUInteger>(_state->view.width);
}
- (NSUInteger)height {
  return static_cast<NSUInteger>(_state->view.height);
}
- (MTLPixelFormat)pixelFormat {
  return _state->format;
}
- (MTLTextureUsage)usage {
  return _state->usage;
}
- (BOOL)isFramebufferOnly {
  return _state->framebuffer_only;
}
- (IOSurfaceRef)iosurface {
  return _surface;
}
- (NSUInteger)iosurfacePlane {
  return _state->plane;
}

- (void)getBytes:(void*)pixelBytes
     bytesPerRow:(NSUInteger)bytesPerRow
      fromRegion:(MTLRegion)region
     mipmapLevel:(NSUInteger)level {
  const std::byte* from = host_region(self, region, level, bytesPerRow, pixelBytes, "-getBytes:");
  {
    const std::scoped_lock lock(_state->mutex);
    if (_state->writers > 0)
      broken("-getBytes: reads a texture that a command buffer writes, which has not completed.");
  }
  ++count_of("get_bytes");
  const NSUInteger row = region.size.width * static_cast<NSUInteger>(bytes_per_pixel(_state->format));
  for (NSUInteger y = 0; y < region.size.height; ++y)
    std::memcpy(static_cast<std::byte*>(pixelBytes) + y * bytesPerRow, from + y * _state->view.stride, row);
}

- (void)replaceRegion:(MTLRegion)region
          mipmapLevel:(NSUInteger)level
            withBytes:(const void*)pixelBytes
          bytesPerRow:(NSUInteger)bytesPerRow {
  std::byte* to = host_region(self, region, level, bytesPerRow, pixelBytes, "-replaceRegion:");
  if (_state->picture_reads)
    broken("-replaceRegion: writes into a decoded picture, which belongs to its decoder.");
  if (_state->users() > 0)
    broken("-replaceRegion: writes a texture that a command buffer uses, which has not completed.");
  ++count_of("replace_regions");
  const NSUInteger row = region.size.width * static_cast<NSUInteger>(bytes_per_pixel(_state->format));
  for (NSUInteger y = 0; y < region.size.height; ++y)
    std::memcpy(to + y * _state->view.stride, static_cast<const std::byte*>(pixelBytes) + y * bytesPerRow,
                row);
}

@end

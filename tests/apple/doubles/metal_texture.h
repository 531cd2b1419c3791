// Textures of the Metal double.
#pragma once

#import <Metal/Metal.h>

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <vector>

#include "../msl/texture_view.h"
#include "corevideo_double.h"

namespace zc::doubles {

// The texels and who uses them. Kept alive by the texture and by command buffers.
struct TextureState {
  // Of a picture's plane, or memory of its own (then `own` holds it).
  msl::TextureView view;
  std::vector<std::byte> own;
  std::shared_ptr<PictureMemory> picture_memory;
  std::uint64_t picture_generation = 0;
  std::shared_ptr<PictureReads> picture_reads;
  std::size_t plane = 0;

  MTLPixelFormat format = MTLPixelFormatInvalid;
  MTLTextureUsage usage = MTLTextureUsageShaderRead;
  MTLStorageMode storage = MTLStorageModeShared;
  bool framebuffer_only = false;

  std::mutex mutex;  // guards what follows
  int readers = 0;   // command buffers not yet completed
  int writers = 0;
  std::vector<std::function<void()>> when_unused;

  void begin_use(bool writes);
  // Calls what waited for it, outside of the lock.
  void end_use(bool writes);
  int users();
};

int bytes_per_pixel(MTLPixelFormat format);
const char* name_of(MTLPixelFormat format);
msl::TexelFormat texel_format(MTLPixelFormat format);

}  // namespace zc::doubles

@interface ZCTexture : NSObject <MTLTexture> {
 @public
  std::shared_ptr<zc::doubles::TextureState> _state;
  id<MTLDevice> _device;
  IOSurfaceRef _surface;
  NSString* _label;
}
@end

namespace zc::doubles {

// The double behind a texture; breaks when it is none.
ZCTexture* texture_double(id<MTLTexture> texture, const char* function);
// The caller's reference. `surface` may be null.
ZCTexture* make_texture(id<MTLDevice> device, std::shared_ptr<TextureState> state, IOSurfaceRef surface);

}  // namespace zc::doubles

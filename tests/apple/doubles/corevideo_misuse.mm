#include <CoreVideo/CoreVideo.h>

#include "corevideo_double.h"
#include "metal_double.h"
#include "metal_misuse.h"
#import "metal_rig.h"
#include "strict.h"

namespace zc::doubles {
namespace {

using metal::CFRef;

constexpr OSType bgra = kCVPixelFormatType_32BGRA;

CFRef<CVPixelBufferRef> picture(PicturePool* pool = nullptr) {
  if (pool) return CFRef<CVPixelBufferRef>::adopt(pool->make());
  const void* keys[] = {kCVPixelBufferMetalCompatibilityKey};
  const void* values[] = {kCFBooleanTrue};
  const auto attributes = CFRef<CFDictionaryRef>::adopt(CFDictionaryCreate(kCFAllocatorDefault, keys, values,
                                                                           1, &kCFTypeDictionaryKeyCallBacks,
                                                                           &kCFTypeDictionaryValueCallBacks));
  CFRef<CVPixelBufferRef> made;
  CVPixelBufferCreate(kCFAllocatorDefault, 8, 8, bgra, attributes.get(), made.out());
  return made;
}

PicturePool pool_of_one() {
  PictureLayout layout;
  lay_out(bgra, 8, 8, layout);
  return PicturePool(layout, true, 1);
}

// A picture bound as a texture that a command buffer in flight reads.
struct Reading {
  explicit Reading(CFRef<CVPixelBufferRef> of) : buffer(std::move(of)) {
    hold_completions();
    CVMetalTextureCacheCreate(kCFAllocatorDefault, nullptr, *rig.device, nullptr, cache.out());
    CVMetalTextureCacheCreateTextureFromImage(kCFAllocatorDefault, cache.get(), buffer.get(), nullptr,
                                              MTLPixelFormatBGRA8Unorm, 8, 8, 0, texture.out());
  }
  void commit() { rig.commit_reading(CVMetalTextureGetTexture(texture.get())); }

  MetalRig rig;
  CFRef<CVMetalTextureCacheRef> cache;
  CFRef<CVPixelBufferRef> buffer;
  CFRef<CVMetalTextureRef> texture;
};

std::function<void()> reading(void (*misuse)(Reading&)) {
  return [misuse] {
    @autoreleasepool {
      Reading frame{picture()};
      misuse(frame);
    }
  };
}

}  // namespace

Misuses corevideo_misuses() {
  return {
      {"texture_released_early", reading([](Reading& frame) {
         frame.commit();
         frame.texture.reset();
       })},
      {"picture_released_early", reading([](Reading& frame) {
         frame.commit();
         frame.buffer.reset();
       })},
      {"texture_without_wrapper", reading([](Reading& frame) {
         const auto kept =
             metal::NSRef<id<MTLTexture>>::retain(CVMetalTextureGetTexture(frame.texture.get()));
         frame.texture.reset();
         frame.rig.commit_reading(*kept);
         step_completions(1);
       })},
      {"texture_without_picture", reading([](Reading& frame) {
         frame.buffer.reset();
         frame.commit();
         step_completions(1);
       })},
      {"recycled_picture",
       [] {
         @autoreleasepool {
           PicturePool pool = pool_of_one();
           Reading frame{picture(&pool)};
           frame.buffer.reset();
           frame.buffer = picture(&pool);
           frame.commit();
           step_completions(1);
         }
       }},
      {"write_lock_in_flight", reading([](Reading& frame) {
         frame.commit();
         CVPixelBufferLockBaseAddress(frame.buffer.get(), 0);
       })},
      {"replace_picture", reading([](Reading& frame) {
         const int pixel = 0;
         [CVMetalTextureGetTexture(frame.texture.get()) replaceRegion:MTLRegionMake2D(0, 0, 1, 1)
                                                          mipmapLevel:0
                                                            withBytes:&pixel
                                                          bytesPerRow:4];
       })},
      {"cache_not_flushed", reading([](Reading& frame) {
         frame.texture.reset();
         frame.cache.reset();
       })},
      {"cache_seldom_flushed", reading([](Reading& frame) {
         for (int i = 0; i < 65; ++i)
           CVMetalTextureCacheCreateTextureFromImage(kCFAllocatorDefault, frame.cache.get(),
                                                     frame.buffer.get(), nullptr, MTLPixelFormatBGRA8Unorm, 8,
                                                     8, 0, frame.texture.out());
       })},
      {"second_cache", reading([](Reading& frame) {
         CFRef<CVMetalTextureCacheRef> second;
         CVMetalTextureCacheCreate(kCFAllocatorDefault, nullptr, *frame.rig.device, nullptr, second.out());
       })},
      {"unlock_without_lock", [] { CVPixelBufferUnlockBaseAddress(picture().get(), 0); }},
      {"unlock_with_other_flags",
       [] {
         const auto buffer = picture();
         CVPixelBufferLockBaseAddress(buffer.get(), kCVPixelBufferLock_ReadOnly);
         CVPixelBufferUnlockBaseAddress(buffer.get(), 0);
       }},
      {"address_without_lock", [] { CVPixelBufferGetBaseAddress(picture().get()); }},
      {"released_while_locked",
       [] { CVPixelBufferLockBaseAddress(picture().get(), kCVPixelBufferLock_ReadOnly); }},
      {"lock_after_release",
       [] {
         auto buffer = picture();
         const CVPixelBufferRef gone = buffer.get();
         buffer.reset();
         CVPixelBufferLockBaseAddress(gone, kCVPixelBufferLock_ReadOnly);
       }},
      {"picture_over_release",
       [] {
         const CVPixelBufferRef buffer = CVPixelBufferRetain(picture().get());
         CVPixelBufferRelease(buffer);
         CVPixelBufferRelease(buffer);
       }},
      {"plane_outside", [] { CVPixelBufferGetHeightOfPlane(picture().get(), 2); }},
  };
}

int read_after_unlock() {
  const auto buffer = picture();
  CVPixelBufferLockBaseAddress(buffer.get(), kCVPixelBufferLock_ReadOnly);
  const auto* const pixels =
      static_cast<const volatile unsigned char*>(CVPixelBufferGetBaseAddress(buffer.get()));
  CVPixelBufferUnlockBaseAddress(buffer.get(), kCVPixelBufferLock_ReadOnly);
  return pixels[0];
}

}  // namespace zc::doubles

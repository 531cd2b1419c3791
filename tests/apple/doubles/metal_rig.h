// A device with what a draw takes, for programs that break a rule with it.
#pragma once

#import <Metal/Metal.h>

#include <array>
#include <cstddef>

#include "device/metal/objc_ref.h"

namespace zc::doubles {

struct MetalRig {
  MetalRig();
  // Nil where the library lacks it.
  metal::NSRef<id<MTLFunction>> function(NSString* name) const;
  metal::NSRef<id<MTLRenderPipelineState>> pipeline(NSString* fragment, MTLPixelFormat format,
                                                    MTLBlendFactor destination) const;
  metal::NSRef<id<MTLRenderPipelineState>> pipeline(NSString* fragment) const {
    return pipeline(fragment, MTLPixelFormatRGBA8Unorm, MTLBlendFactorOneMinusSourceAlpha);
  }
  metal::NSRef<id<MTLTexture>> texture(MTLTextureUsage usage, MTLStorageMode storage,
                                       NSUInteger side = 8) const;
  MTLRenderPassDescriptor* pass_into(id<MTLTexture> texture) const;  // autoreleased
  // A committed command buffer that clears the target and samples `texture`, if given; autoreleased.
  id<MTLCommandBuffer> commit_reading(id<MTLTexture> texture) const;
  // Everything but the fragment's textures.
  void bind(id<MTLRenderCommandEncoder> encoder, NSString* fragment) const;

  metal::NSRef<id<MTLDevice>> device;
  metal::NSRef<id<MTLCommandQueue>> queue;
  metal::NSRef<id<MTLLibrary>> library;
  metal::NSRef<id<MTLTexture>> target;
};

// Sizes of the shaders' arguments that a draw with the fragment binds; contents are zero.
std::size_t fill_bytes(NSString* fragment);

}  // namespace zc::doubles

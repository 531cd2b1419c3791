// Binds pictures as textures.
#pragma once

#include <CoreVideo/CVMetalTexture.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct __attribute__((objc_bridge(id))) __CVMetalTextureCache* CVMetalTextureCacheRef;

#ifdef __OBJC__
CVReturn CVMetalTextureCacheCreate(CFAllocatorRef allocator, CFDictionaryRef cacheAttributes,
                                   id<MTLDevice> metalDevice, CFDictionaryRef textureAttributes,
                                   CVMetalTextureCacheRef* cacheOut);
CVReturn CVMetalTextureCacheCreateTextureFromImage(CFAllocatorRef allocator, CVMetalTextureCacheRef textureCache,
                                                   CVImageBufferRef sourceImage, CFDictionaryRef textureAttributes,
                                                   MTLPixelFormat pixelFormat, size_t width, size_t height,
                                                   size_t planeIndex, CVMetalTextureRef* textureOut);
#endif
void CVMetalTextureCacheFlush(CVMetalTextureCacheRef textureCache, CVOptionFlags options);

#ifdef __cplusplus
}
#endif

// A plane of a picture as a texture.
#pragma once

#include <CoreVideo/CVImageBuffer.h>
#ifdef __OBJC__
#import <Metal/Metal.h>
#endif

#ifdef __cplusplus
extern "C" {
#endif

typedef CVImageBufferRef CVMetalTextureRef;

#ifdef __OBJC__
id<MTLTexture> CVMetalTextureGetTexture(CVMetalTextureRef image) __attribute__((cf_returns_not_retained));
#endif

#ifdef __cplusplus
}
#endif

// Plain values that the core fills in.
#import <Metal/Metal.h>

#include "strict.h"

using zc::doubles::broken;

NSString* const MTLCommandBufferErrorDomain = @"MTLCommandBufferErrorDomain";

@implementation MTLCompileOptions
@synthesize fastMathEnabled = _fastMathEnabled;
@synthesize languageVersion = _languageVersion;
- (instancetype)init {
  self = [super init];
  _fastMathEnabled = YES;
  return self;
}
@end

@implementation MTLTextureDescriptor
@synthesize pixelFormat = _pixelFormat;
@synthesize width = _width;
@synthesize height = _height;
@synthesize storageMode = _storageMode;
@synthesize usage = _usage;
+ (MTLTextureDescriptor*)texture2DDescriptorWithPixelFormat:(MTLPixelFormat)pixelFormat
                                                      width:(NSUInteger)width
                                                     height:(NSUInteger)height
                                                  mipmapped:(BOOL)mipmapped {
  if (mipmapped) broken("A texture descriptor asks for mip maps, which the double lacks.");
  MTLTextureDescriptor* const made = [[[MTLTextureDescriptor alloc] init] autorelease];
  made.pixelFormat = pixelFormat;
  made.width = width;
  made.height = height;
  made.usage = MTLTextureUsageShaderRead;
  return made;
}
@end

@implementation MTLRenderPassAttachmentDescriptor
@synthesize texture = _texture;
@synthesize loadAction = _loadAction;
@synthesize storeAction = _storeAction;
- (void)dealloc {
  [_texture release];
  [super dealloc];
}
@end

@implementation MTLRenderPassColorAttachmentDescriptor
@synthesize clearColor = _clearColor;
- (instancetype)init {
  self = [super init];
  _loadAction = MTLLoadActionDontCare;
  _storeAction = MTLStoreActionStore;
  _clearColor = MTLClearColorMake(0, 0, 0, 1);
  return self;
}
@end

@implementation MTLRenderPassColorAttachmentDescriptorArray
- (MTLRenderPassColorAttachmentDescriptor*)objectAtIndexedSubscript:(NSUInteger)attachmentIndex {
  if (attachmentIndex != 0)
    broken("A render pass uses colour attachment %lu; the double has the first alone.", attachmentIndex);
  if (!_first) _first = [[MTLRenderPassColorAttachmentDescriptor alloc] init];
  return _first;
}
- (void)dealloc {
  [_first release];
  [super dealloc];
}
@end

@implementation MTLRenderPassDescriptor
@synthesize colorAttachments = _colorAttachments;
+ (MTLRenderPassDescriptor*)renderPassDescriptor {
  return [[[MTLRenderPassDescriptor alloc] init] autorelease];
}
- (instancetype)init {
  self = [super init];
  _colorAttachments = [[MTLRenderPassColorAttachmentDescriptorArray alloc] init];
  return self;
}
- (void)dealloc {
  [_colorAttachments release];
  [super dealloc];
}
@end

@implementation MTLRenderPipelineColorAttachmentDescriptor
@synthesize pixelFormat = _pixelFormat;
@synthesize blendingEnabled = _blendingEnabled;
@synthesize sourceRGBBlendFactor = _sourceRGBBlendFactor;
@synthesize destinationRGBBlendFactor = _destinationRGBBlendFactor;
@synthesize rgbBlendOperation = _rgbBlendOperation;
@synthesize sourceAlphaBlendFactor = _sourceAlphaBlendFactor;
@synthesize destinationAlphaBlendFactor = _destinationAlphaBlendFactor;
@synthesize alphaBlendOperation = _alphaBlendOperation;
- (instancetype)init {
  self = [super init];
  _sourceRGBBlendFactor = MTLBlendFactorOne;
  _sourceAlphaBlendFactor = MTLBlendFactorOne;
  return self;
}
@end

@implementation MTLRenderPipelineColorAttachmentDescriptorArray
- (MTLRenderPipelineColorAttachmentDescriptor*)objectAtIndexedSubscript:(NSUInteger)attachmentIndex {
  if (attachmentIndex != 0)
    broken("A pipeline uses colour attachment %lu; the double has the first alone.", attachmentIndex);
  if (!_first) _first = [[MTLRenderPipelineColorAttachmentDescriptor alloc] init];
  return _first;
}
- (void)dealloc {
  [_first release];
  [super dealloc];
}
@end

@implementation MTLRenderPipelineDescriptor
@synthesize label = _label;
@synthesize vertexFunction = _vertexFunction;
@synthesize fragmentFunction = _fragmentFunction;
@synthesize colorAttachments = _colorAttachments;
- (instancetype)init {
  self = [super init];
  _colorAttachments = [[MTLRenderPipelineColorAttachmentDescriptorArray alloc] init];
  return self;
}
- (void)dealloc {
  [_label release];
  [_vertexFunction release];
  [_fragmentFunction release];
  [_colorAttachments release];
  [super dealloc];
}
@end

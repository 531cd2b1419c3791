#import "metal_rig.h"

#include <future>
#include <string>

#include "../msl/entry_points.h"
#include "strict.h"

namespace zc::doubles {

using metal::NSRef;

namespace {

const msl::EntryPoint& entry(NSString* name) {
  for (const msl::EntryPoint& found : msl::shipped_libraries()[0].entry_points)
    if (std::string_view(found.name) == name.UTF8String) return found;
  broken("The shaders have no function %s.", name.UTF8String);
}

std::size_t size_at(const msl::EntryPoint& function, int index) {
  for (const msl::Argument& argument : function.arguments)
    if (argument.kind == msl::ArgumentKind::buffer && argument.index == index) return argument.size;
  broken("%s has no [[buffer(%d)]].", function.name, index);
}

}  // namespace

std::size_t fill_bytes(NSString* fragment) { return size_at(entry(fragment), 1); }

MetalRig::MetalRig() {
  @autoreleasepool {
    device = NSRef<id<MTLDevice>>::adopt(MTLCreateSystemDefaultDevice());
    queue = NSRef<id<MTLCommandQueue>>::adopt([*device newCommandQueue]);
    target = texture(MTLTextureUsageRenderTarget, MTLStorageModeShared);
    const auto options = NSRef<MTLCompileOptions*>::adopt([[MTLCompileOptions alloc] init]);
    options.get().fastMathEnabled = NO;
    options.get().languageVersion = MTLLanguageVersion3_0;
    const std::string source(msl::shipped_libraries()[0].source);
    std::promise<id<MTLLibrary>> made;
    std::promise<id<MTLLibrary>>* const answer = &made;
    [*device newLibraryWithSource:[NSString stringWithUTF8String:source.c_str()]
                          options:*options
                completionHandler:^(id<MTLLibrary> compiled, NSError*) {
                  answer->set_value([compiled retain]);
                }];
    library = NSRef<id<MTLLibrary>>::adopt(made.get_future().get());
  }
}

NSRef<id<MTLFunction>> MetalRig::function(NSString* name) const {
  return NSRef<id<MTLFunction>>::adopt([*library newFunctionWithName:name]);
}

NSRef<id<MTLRenderPipelineState>> MetalRig::pipeline(NSString* fragment, MTLPixelFormat format,
                                                     MTLBlendFactor destination) const {
  const auto descriptor =
      NSRef<MTLRenderPipelineDescriptor*>::adopt([[MTLRenderPipelineDescriptor alloc] init]);
  descriptor.get().vertexFunction = *function(@"quad_vertex");
  descriptor.get().fragmentFunction = *function(fragment);
  MTLRenderPipelineColorAttachmentDescriptor* const color =
      [descriptor.get().colorAttachments objectAtIndexedSubscript:0];
  color.pixelFormat = format;
  color.blendingEnabled = YES;
  color.destinationRGBBlendFactor = destination;
  color.destinationAlphaBlendFactor = destination;
  std::promise<id<MTLRenderPipelineState>> made;
  std::promise<id<MTLRenderPipelineState>>* const answer = &made;
  [*device newRenderPipelineStateWithDescriptor:*descriptor
                              completionHandler:^(id<MTLRenderPipelineState> compiled, NSError*) {
                                answer->set_value([compiled retain]);
                              }];
  return NSRef<id<MTLRenderPipelineState>>::adopt(made.get_future().get());
}

NSRef<id<MTLTexture>> MetalRig::texture(MTLTextureUsage usage, MTLStorageMode storage,
                                        NSUInteger side) const {
  MTLTextureDescriptor* const descriptor =
      [MTLTextureDescriptor texture2DDescriptorWithPixelFormat:MTLPixelFormatRGBA8Unorm
                                                         width:side
                                                        height:side
                                                     mipmapped:NO];
  descriptor.usage = usage;
  descriptor.storageMode = storage;
  return NSRef<id<MTLTexture>>::adopt([*device newTextureWithDescriptor:descriptor]);
}

MTLRenderPassDescriptor* MetalRig::pass_into(id<MTLTexture> texture) const {
  MTLRenderPassDescriptor* const pass = [MTLRenderPassDescriptor renderPassDescriptor];
  MTLRenderPassColorAttachmentDescriptor* const color = [pass.colorAttachments objectAtIndexedSubscript:0];
  color.texture = texture;
  color.loadAction = MTLLoadActionClear;
  color.storeAction = MTLStoreActionStore;
  return pass;
}

void MetalRig::bind(id<MTLRenderCommandEncoder> encoder, NSString* fragment) const {
  const std::array<std::byte, 4096> zeros{};
  [encoder setRenderPipelineState:*pipeline(fragment)];
  [encoder setVertexBytes:zeros.data() length:size_at(entry(@"quad_vertex"), 0) atIndex:0];
  for (const int index : {0, 1, 2})
    [encoder setFragmentBytes:zeros.data()
                       length:size_at(entry(fragment), index)
                      atIndex:static_cast<NSUInteger>(index)];
}

id<MTLCommandBuffer> MetalRig::commit_reading(id<MTLTexture> texture) const {
  id<MTLCommandBuffer> const buffer = [*queue commandBuffer];
  id<MTLRenderCommandEncoder> const encoder = [buffer renderCommandEncoderWithDescriptor:pass_into(*target)];
  if (texture) {
    bind(encoder, @"image_fragment");
    [encoder setFragmentTexture:texture atIndex:0];
    [encoder drawPrimitives:MTLPrimitiveTypeTriangleStrip vertexStart:0 vertexCount:4];
  }
  [encoder endEncoding];
  [buffer commit];
  return buffer;
}

}  // namespace zc::doubles

// The device: makes queues, textures, libraries and pipelines. Compilation answers on a thread of its own.
// Faults: "MTLCreateSystemDefaultDevice", "newCommandQueue", "newTextureWithDescriptor" (nil); "newLibrary",
// "newRenderPipelineState" (an error with the fault's value as its code); "device_removed", "command_buffer".
#include <thread>

#import <Block.h>
#include "device_counts.h"
#import "metal_objects.h"
#include "strict.h"

using namespace zc::doubles;

namespace {

constexpr NSUInteger largest_side = 16384;

NSError* error_of(NSString* domain, long code, NSString* text) {
  return [NSError errorWithDomain:domain
                             code:code
                         userInfo:[NSDictionary dictionaryWithObject:text forKey:NSLocalizedDescriptionKey]];
}

// Runs on another thread, as Metal's compiler does.
template <class Work>
void compile(Work work) {
  std::thread([work] {
    @autoreleasepool {
      work();
    }
  }).detach();
}

const msl::ShippedLibrary& shipped(NSString* source) {
  const std::string_view given = source.UTF8String;
  for (const msl::ShippedLibrary& library : msl::shipped_libraries())
    if (library.source == given) return library;
  broken("-newLibraryWithSource: got %zu bytes that are not the source that was compiled for this machine.",
         given.size());
}

msl::Factor factor_of(MTLBlendFactor factor) {
  switch (factor) {
    case MTLBlendFactorZero:
      return msl::Factor::zero;
    case MTLBlendFactorOne:
      return msl::Factor::one;
    case MTLBlendFactorOneMinusSourceColor:
      return msl::Factor::one_minus_source_color;
    case MTLBlendFactorOneMinusSourceAlpha:
      return msl::Factor::one_minus_source_alpha;
    case MTLBlendFactorOneMinusDestinationAlpha:
      return msl::Factor::one_minus_target_alpha;
    case MTLBlendFactorSourceColor:
    case MTLBlendFactorSourceAlpha:
      break;
  }
  broken("A pipeline blends with factor %lu, which the double can't.", static_cast<unsigned long>(factor));
}

msl::Blending blending_of(MTLRenderPipelineColorAttachmentDescriptor* color) {
  if (!color.blendingEnabled) return msl::replacing;
  if (color.rgbBlendOperation != MTLBlendOperationAdd || color.alphaBlendOperation != MTLBlendOperationAdd)
    broken("A pipeline blends otherwise than by adding, which the double can't.");
  return {factor_of(color.sourceRGBBlendFactor), factor_of(color.destinationRGBBlendFactor),
          factor_of(color.sourceAlphaBlendFactor), factor_of(color.destinationAlphaBlendFactor)};
}

PipelineFacts facts_of(MTLRenderPipelineDescriptor* descriptor) {
  if (!descriptor.vertexFunction || !descriptor.fragmentFunction)
    broken("A pipeline lacks its vertex or fragment function.");
  PipelineFacts facts;
  facts.vertices = static_cast<ZCFunction*>(static_cast<NSObject*>(descriptor.vertexFunction))->_entry;
  facts.fragments = static_cast<ZCFunction*>(static_cast<NSObject*>(descriptor.fragmentFunction))->_entry;
  if (facts.vertices->stage != msl::Stage::vertices || facts.fragments->stage != msl::Stage::fragments)
    broken("A pipeline has %s as its vertex function and %s as its fragment function.", facts.vertices->name,
           facts.fragments->name);
  const std::string_view taken = facts.fragments->interface_name;
  if (!taken.empty() && taken != facts.vertices->interface_name)
    broken("%s takes %s, and %s gives %s.", facts.fragments->name, facts.fragments->interface_name,
           facts.vertices->name, facts.vertices->interface_name);
  MTLRenderPipelineColorAttachmentDescriptor* const color =
      [descriptor.colorAttachments objectAtIndexedSubscript:0];
  facts.format = color.pixelFormat;
  if (facts.format != MTLPixelFormatRGBA8Unorm && facts.format != MTLPixelFormatBGRA8Unorm &&
      facts.format != MTLPixelFormatRGBA16Unorm)
    broken("A pipeline draws into %s, which is no render target of the double.", name_of(facts.format));
  facts.blending = blending_of(color);
  return facts;
}

}  // namespace

@implementation ZCLibrary
- (id<MTLFunction>)newFunctionWithName:(NSString*)functionName {
  for (const msl::EntryPoint& entry : _shipped->entry_points)
    if (std::string_view(entry.name) == functionName.UTF8String) {
      ZCFunction* const made = [[ZCFunction alloc] init];
      made->_entry = &entry;
      return made;
    }
  return nil;
}
@end

@implementation ZCFunction
- (NSString*)name {
  return [NSString stringWithUTF8String:_entry->name];
}
@end

@implementation ZCPipeline
- (NSString*)label {
  return _label;
}
- (void)dealloc {
  [_label release];
  [super dealloc];
}
@end

@implementation ZCDevice

- (NSString*)name {
  return @"Metal double";
}
- (uint64_t)registryID {
  return 0x100000abc;
}
- (BOOL)hasUnifiedMemory {
  return YES;
}
- (uint64_t)recommendedMaxWorkingSetSize {
  return uint64_t{4} << 30;
}

- (id<MTLCommandQueue>)newCommandQueue {
  if (_removed || armed("newCommandQueue")) return nil;
  ZCCommandQueue* const made = [[ZCCommandQueue alloc] init];
  made->_device = [self retain];
  return made;
}

- (id<MTLTexture>)newTextureWithDescriptor:(MTLTextureDescriptor*)descriptor {
  const NSUInteger width = descriptor.width;
  const NSUInteger height = descriptor.height;
  if (width == 0 || height == 0 || width > largest_side || height > largest_side)
    broken("A texture of %lux%lu is asked for; both sides must be 1 to %lu.", width, height, largest_side);
  if (descriptor.usage == MTLTextureUsageUnknown) broken("A texture is asked for without saying its usage.");
  if (descriptor.storageMode != MTLStorageModeShared && descriptor.storageMode != MTLStorageModePrivate)
    broken("A texture is asked for in storage mode %lu; a device with one memory has shared and private.",
           descriptor.storageMode);
  if (_removed || armed("newTextureWithDescriptor")) return nil;
  auto state = std::make_shared<TextureState>();
  const auto row = width * static_cast<NSUInteger>(bytes_per_pixel(descriptor.pixelFormat));
  state->own.assign(row * height, std::byte{0xa7});  // undefined until written
  state->view = {state->own.data(), static_cast<int>(width), static_cast<int>(height), row,
                 texel_format(descriptor.pixelFormat)};
  state->format = descriptor.pixelFormat;
  state->usage = descriptor.usage;
  state->storage = descriptor.storageMode;
  ++count_of("textures_made");
  return make_texture(self, std::move(state), nullptr);
}

- (void)newLibraryWithSource:(NSString*)source
                     options:(MTLCompileOptions*)options
           completionHandler:(MTLNewLibraryCompletionHandler)completionHandler {
  if (!options || options.languageVersion == 0)
    broken("-newLibraryWithSource: must pin the language version, or it changes with the system.");
  if (options.fastMathEnabled) broken("-newLibraryWithSource: must turn fast math off.");
  const msl::ShippedLibrary* const found = &shipped(source);
  const std::optional<long> fault = armed("newLibrary");
  const MTLNewLibraryCompletionHandler handler = Block_copy(completionHandler);
  compile([found, fault, handler] {
    if (fault) {
      handler(nil, error_of(@"MTLLibraryErrorDomain", *fault, @"The double refuses the source."));
    } else {
      ZCLibrary* const made = [[[ZCLibrary alloc] init] autorelease];
      made->_shipped = found;
      ++count_of("libraries_made");
      handler(made, nil);
    }
    Block_release(handler);
  });
}

- (void)newRenderPipelineStateWithDescriptor:(MTLRenderPipelineDescriptor*)descriptor
                           completionHandler:(MTLNewRenderPipelineStateCompletionHandler)completionHandler {
  const PipelineFacts facts = facts_of(descriptor);
  NSString* const label = [descriptor.label copy];
  const std::optional<long> fault = armed("newRenderPipelineState");
  const MTLNewRenderPipelineStateCompletionHandler handler = Block_copy(completionHandler);
  compile([facts, label, fault, handler] {
    if (fault) {
      handler(nil, error_of(@"AGXMetal", *fault, @"The double refuses the pipeline."));
      [label release];
    } else {
      ZCPipeline* const made = [[[ZCPipeline alloc] init] autorelease];
      made->_facts = facts;
      made->_label = label;
      ++count_of("pipelines_made");
      handler(made, nil);
    }
    Block_release(handler);
  });
}

@end

id<MTLDevice> MTLCreateSystemDefaultDevice() {
  if (armed("MTLCreateSystemDefaultDevice")) return nil;
  return [[ZCDevice alloc] init];
}

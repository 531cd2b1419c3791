#include "metal_misuse.h"

#include <vector>

#include "metal_double.h"
#import "metal_rig.h"
#include "strict.h"

namespace zc::doubles {
namespace {

using metal::NSRef;
using Encoder = id<MTLRenderCommandEncoder>;
using Buffer = id<MTLCommandBuffer>;

constexpr MTLTextureUsage readable = MTLTextureUsageShaderRead;

// Runs with a rig and an encoder of a new command buffer.
std::function<void()> encoding(void (*misuse)(const MetalRig&, Buffer, Encoder)) {
  return [misuse] {
    @autoreleasepool {
      const MetalRig rig;
      Buffer const buffer = [*rig.queue commandBuffer];
      misuse(rig, buffer, [buffer renderCommandEncoderWithDescriptor:rig.pass_into(*rig.target)]);
    }
  };
}

std::function<void()> with_rig(void (*misuse)(const MetalRig&)) {
  return [misuse] {
    @autoreleasepool {
      const MetalRig rig;
      misuse(rig);
    }
  };
}

void draw(Encoder encoder) {
  [encoder drawPrimitives:MTLPrimitiveTypeTriangleStrip vertexStart:0 vertexCount:4];
}

Misuses command_buffer_misuses() {
  return {
      {"encoder_not_ended", encoding([](const MetalRig&, Buffer buffer, Encoder) { [buffer commit]; })},
      {"encoder_ended_twice", encoding([](const MetalRig&, Buffer, Encoder encoder) {
         [encoder endEncoding];
         [encoder endEncoding];
       })},
      {"two_encoders", encoding([](const MetalRig& rig, Buffer buffer, Encoder) {
         [buffer renderCommandEncoderWithDescriptor:rig.pass_into(*rig.target)];
       })},
      {"handler_after_commit", with_rig([](const MetalRig& rig) {
         [rig.commit_reading(nil) addCompletedHandler:^(Buffer){
         }];
       })},
      {"committed_twice", with_rig([](const MetalRig& rig) { [rig.commit_reading(nil) commit]; })},
      {"never_committed", with_rig([](const MetalRig& rig) {
         @autoreleasepool {
           [*rig.queue commandBuffer];
         }
       })},
      {"wait_in_handler", with_rig([](const MetalRig& rig) {
         Buffer const buffer = [*rig.queue commandBuffer];
         [buffer addCompletedHandler:^(Buffer itself) {
           [itself waitUntilCompleted];
         }];
         [buffer commit];
         [buffer waitUntilCompleted];
       })},
      {"wait_before_commit",
       with_rig([](const MetalRig& rig) { [[*rig.queue commandBuffer] waitUntilCompleted]; })},
      {"too_many_command_buffers", with_rig([](const MetalRig& rig) {
         for (int i = 0; i < 65; ++i) [*rig.queue commandBuffer];
       })},
      {"present_nil",
       with_rig([](const MetalRig& rig) { [[*rig.queue commandBuffer] presentDrawable:nil]; })},
  };
}

Misuses draw_misuses() {
  return {
      {"pipeline_format", encoding([](const MetalRig& rig, Buffer, Encoder encoder) {
         [encoder setRenderPipelineState:*rig.pipeline(@"solid_fragment", MTLPixelFormatBGRA8Unorm,
                                                       MTLBlendFactorOneMinusSourceAlpha)];
       })},
      {"blend_factor", with_rig([](const MetalRig& rig) {
         rig.pipeline(@"solid_fragment", MTLPixelFormatRGBA8Unorm, MTLBlendFactorSourceAlpha);
       })},
      {"no_pipeline", encoding([](const MetalRig&, Buffer, Encoder encoder) { draw(encoder); })},
      {"too_few_vertices", encoding([](const MetalRig& rig, Buffer, Encoder encoder) {
         rig.bind(encoder, @"solid_fragment");
         [encoder drawPrimitives:MTLPrimitiveTypeTriangleStrip vertexStart:0 vertexCount:0];
       })},
      {"too_many_bytes", encoding([](const MetalRig&, Buffer, Encoder encoder) {
         const std::vector<std::byte> bytes(4097);
         [encoder setVertexBytes:bytes.data() length:bytes.size() atIndex:0];
       })},
      {"no_bytes", encoding([](const MetalRig&, Buffer, Encoder encoder) {
         [encoder setFragmentBytes:&encoder length:0 atIndex:0];
       })},
      {"missing_buffer", encoding([](const MetalRig& rig, Buffer, Encoder encoder) {
         [encoder setRenderPipelineState:*rig.pipeline(@"solid_fragment")];
         draw(encoder);
       })},
      {"short_buffer", encoding([](const MetalRig& rig, Buffer, Encoder encoder) {
         rig.bind(encoder, @"solid_fragment");
         [encoder setFragmentBytes:&encoder length:4 atIndex:1];
         draw(encoder);
       })},
      {"missing_texture", encoding([](const MetalRig& rig, Buffer, Encoder encoder) {
         rig.bind(encoder, @"image_fragment");
         draw(encoder);
       })},
      {"superfluous_buffer", encoding([](const MetalRig& rig, Buffer, Encoder encoder) {
         rig.bind(encoder, @"solid_fragment");
         [encoder setFragmentBytes:&encoder length:8 atIndex:7];
         draw(encoder);
       })},
      {"superfluous_texture", encoding([](const MetalRig& rig, Buffer, Encoder encoder) {
         rig.bind(encoder, @"solid_fragment");
         [encoder setFragmentTexture:*rig.texture(readable, MTLStorageModeShared) atIndex:0];
         draw(encoder);
       })},
      {"binding_without_draw", encoding([](const MetalRig& rig, Buffer, Encoder encoder) {
         rig.bind(encoder, @"solid_fragment");
         [encoder endEncoding];
       })},
      {"target_usage", with_rig([](const MetalRig& rig) {
         const auto texture = rig.texture(readable, MTLStorageModeShared);
         [[*rig.queue commandBuffer] renderCommandEncoderWithDescriptor:rig.pass_into(*texture)];
       })},
      {"read_usage", encoding([](const MetalRig& rig, Buffer, Encoder encoder) {
         [encoder setFragmentTexture:*rig.texture(MTLTextureUsageRenderTarget, MTLStorageModeShared)
                             atIndex:0];
       })},
      {"reads_its_target", encoding([](const MetalRig& rig, Buffer buffer, Encoder encoder) {
         [encoder endEncoding];
         const auto both = rig.texture(static_cast<MTLTextureUsage>(readable | MTLTextureUsageRenderTarget),
                                       MTLStorageModeShared);
         Encoder const other = [buffer renderCommandEncoderWithDescriptor:rig.pass_into(*both)];
         [other setFragmentTexture:*both atIndex:0];
       })},
      {"another_device", encoding([](const MetalRig&, Buffer, Encoder encoder) {
         const MetalRig other;
         [encoder setFragmentTexture:*other.texture(readable, MTLStorageModeShared) atIndex:0];
       })},
  };
}

Misuses resource_misuses() {
  return {
      {"framebuffer_only_bytes", with_rig([](const MetalRig& rig) {
         const auto drawable = NSRef<id<MTLTexture>>::adopt(
             make_drawable_texture(*rig.device, MTLPixelFormatBGRA8Unorm, 4, 4, true));
         char pixel[4];
         [*drawable getBytes:pixel bytesPerRow:4 fromRegion:MTLRegionMake2D(0, 0, 1, 1) mipmapLevel:0];
       })},
      {"framebuffer_only_sampled", encoding([](const MetalRig& rig, Buffer, Encoder encoder) {
         const auto drawable = NSRef<id<MTLTexture>>::adopt(
             make_drawable_texture(*rig.device, MTLPixelFormatBGRA8Unorm, 4, 4, true));
         [encoder setFragmentTexture:*drawable atIndex:0];
       })},
      {"replace_in_flight", with_rig([](const MetalRig& rig) {
         hold_completions();
         const auto texture = rig.texture(readable, MTLStorageModeShared);
         rig.commit_reading(*texture);
         const int pixel = 0;
         [*texture replaceRegion:MTLRegionMake2D(0, 0, 1, 1) mipmapLevel:0 withBytes:&pixel bytesPerRow:4];
       })},
      {"read_in_flight", with_rig([](const MetalRig& rig) {
         hold_completions();
         rig.commit_reading(nil);
         int pixel = 0;
         [*rig.target getBytes:&pixel bytesPerRow:4 fromRegion:MTLRegionMake2D(0, 0, 1, 1) mipmapLevel:0];
       })},
      {"private_bytes", with_rig([](const MetalRig& rig) {
         const auto texture = rig.texture(readable, MTLStorageModePrivate);
         int pixel = 0;
         [*texture getBytes:&pixel bytesPerRow:4 fromRegion:MTLRegionMake2D(0, 0, 1, 1) mipmapLevel:0];
       })},
      {"private_replaced", with_rig([](const MetalRig& rig) {
         const auto texture = rig.texture(readable, MTLStorageModePrivate);
         const int pixel = 0;
         [*texture replaceRegion:MTLRegionMake2D(0, 0, 1, 1) mipmapLevel:0 withBytes:&pixel bytesPerRow:4];
       })},
      {"managed_storage",
       with_rig([](const MetalRig& rig) { rig.texture(readable, MTLStorageModeManaged); })},
      {"region_outside", with_rig([](const MetalRig& rig) {
         const auto texture = rig.texture(readable, MTLStorageModeShared);
         const int pixels[2] = {};
         [*texture replaceRegion:MTLRegionMake2D(7, 0, 2, 1) mipmapLevel:0 withBytes:pixels bytesPerRow:8];
       })},
      {"empty_region", with_rig([](const MetalRig& rig) {
         const auto texture = rig.texture(readable, MTLStorageModeShared);
         const int pixel = 0;
         [*texture replaceRegion:MTLRegionMake2D(0, 0, 0, 1) mipmapLevel:0 withBytes:&pixel bytesPerRow:8];
       })},
      {"short_rows", with_rig([](const MetalRig& rig) {
         const auto texture = rig.texture(readable, MTLStorageModeShared);
         const int pixels[2] = {};
         [*texture replaceRegion:MTLRegionMake2D(0, 0, 2, 1) mipmapLevel:0 withBytes:pixels bytesPerRow:4];
       })},
      {"zero_size", with_rig([](const MetalRig& rig) { rig.texture(readable, MTLStorageModeShared, 0); })},
      {"no_usage",
       with_rig([](const MetalRig& rig) { rig.texture(MTLTextureUsageUnknown, MTLStorageModeShared); })},
      {"other_source", with_rig([](const MetalRig& rig) {
         const auto options = NSRef<MTLCompileOptions*>::adopt([[MTLCompileOptions alloc] init]);
         options.get().fastMathEnabled = NO;
         options.get().languageVersion = MTLLanguageVersion3_0;
         [*rig.device newLibraryWithSource:@"fragment" options:*options completionHandler:nil];
       })},
      {"fast_math", with_rig([](const MetalRig& rig) {
         const auto options = NSRef<MTLCompileOptions*>::adopt([[MTLCompileOptions alloc] init]);
         options.get().languageVersion = MTLLanguageVersion3_0;
         [*rig.device newLibraryWithSource:@"fragment" options:*options completionHandler:nil];
       })},
      {"language_version", with_rig([](const MetalRig& rig) {
         [*rig.device newLibraryWithSource:@"fragment" options:nil completionHandler:nil];
       })},
  };
}

}  // namespace

Misuses metal_misuses() {
  Misuses all = command_buffer_misuses();
  all.merge(draw_misuses());
  all.merge(resource_misuses());
  return all;
}

}  // namespace zc::doubles

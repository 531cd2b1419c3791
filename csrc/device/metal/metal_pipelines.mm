#include "device/metal/metal_pipelines.h"

#include <chrono>

#include "device/metal/shader_source.h"

namespace zc::metal {
namespace {

constexpr auto compile_timeout = std::chrono::seconds(30);
constexpr const char* vertex_name = "quad_vertex";
constexpr std::array<const char*, fragment_count> fragment_names{
    "solid_fragment",          "image_fragment",        "mask_fragment",
    "video_biplanar_fragment", "video_planar_fragment", "video_rgb_fragment"};

NSRef<id<MTLFunction>> function(id<MTLLibrary> library, const char* name) {
  return NSRef<id<MTLFunction>>::adopt([library newFunctionWithName:[NSString stringWithUTF8String:name]]);
}

// Source-over on premultiplied colour: rule 8.
void set_blending(MTLRenderPipelineColorAttachmentDescriptor* attachment) {
  attachment.blendingEnabled = YES;
  attachment.rgbBlendOperation = MTLBlendOperationAdd;
  attachment.alphaBlendOperation = MTLBlendOperationAdd;
  attachment.sourceRGBBlendFactor = MTLBlendFactorOne;
  attachment.sourceAlphaBlendFactor = MTLBlendFactorOne;
  attachment.destinationRGBBlendFactor = MTLBlendFactorOneMinusSourceAlpha;
  attachment.destinationAlphaBlendFactor = MTLBlendFactorOneMinusSourceAlpha;
}

}  // namespace

std::shared_ptr<Pipelines> Pipelines::compile(id<MTLDevice> device) {
  auto pipelines = std::make_shared<Pipelines>();
  const auto options = NSRef<MTLCompileOptions*>::adopt([[MTLCompileOptions alloc] init]);
  (*options).languageVersion = MTLLanguageVersion3_0;  // macOS 13
  (*options).fastMathEnabled = NO;
  const auto kept_device = NSRef<id<MTLDevice>>::retain(device);
  const std::shared_ptr<Pipelines> self = pipelines;
  [device newLibraryWithSource:[NSString stringWithUTF8String:shader_source]
                       options:*options
             completionHandler:^(id<MTLLibrary> library, NSError* error) {
               @autoreleasepool {
                 self->library_ready(*kept_device, library, error);
               }
             }];
  return pipelines;
}

void Pipelines::library_ready(id<MTLDevice> device, id<MTLLibrary> library, NSError* error) {
  if (!library) return fail("the shaders", error);  // with a library, an error is a warning
  for (std::size_t fragment = 0; fragment < fragment_count; ++fragment)
    for (const MTLPixelFormat target : {picture_format, layer_format})
      compile_state(device, library, fragment, target);
}

void Pipelines::compile_state(id<MTLDevice> device, id<MTLLibrary> library, std::size_t fragment,
                              MTLPixelFormat target) {
  const auto vertex_function = function(library, vertex_name);
  const auto fragment_function = function(library, fragment_names[fragment]);
  if (!vertex_function || !fragment_function) return fail(fragment_names[fragment], nil);
  const auto descriptor =
      NSRef<MTLRenderPipelineDescriptor*>::adopt([[MTLRenderPipelineDescriptor alloc] init]);
  (*descriptor).label = [NSString stringWithUTF8String:fragment_names[fragment]];
  (*descriptor).vertexFunction = *vertex_function;
  (*descriptor).fragmentFunction = *fragment_function;
  MTLRenderPipelineColorAttachmentDescriptor* attachment =
      [(*descriptor).colorAttachments objectAtIndexedSubscript:0];
  attachment.pixelFormat = target;
  set_blending(attachment);
  const auto self = shared_from_this();
  const std::size_t index = index_of(fragment, target);
  [device newRenderPipelineStateWithDescriptor:*descriptor
                             completionHandler:^(id<MTLRenderPipelineState> state, NSError* error) {
                               @autoreleasepool {
                                 self->state_ready(index, state, error);
                               }
                             }];
}

void Pipelines::state_ready(std::size_t index, id<MTLRenderPipelineState> state, NSError* error) {
  if (!state) return fail(fragment_names[index % fragment_count], error);
  const std::scoped_lock lock(states_mutex_);
  states_[index] = NSRef<id<MTLRenderPipelineState>>::retain(state);
  if (--missing_ == 0) ready_.notify_all();
}

void Pipelines::fail(const std::string& what, NSError* error) {
  const char* cause = error ? error.localizedDescription.UTF8String : nullptr;
  const std::scoped_lock lock(states_mutex_);
  error_ =
      "Metal does not compile " + what + ": " + (cause ? cause : "no cause given") + "; use the cpu device.";
  ready_.notify_all();
}

Result<void> Pipelines::wait() {
  std::unique_lock lock(states_mutex_);
  if (!ready_.wait_for(lock, compile_timeout, [this] { return missing_ == 0 || !error_.empty(); }))
    return Error{ErrorCode::device_error, "Metal has not compiled the shaders in 30 s; use the cpu device."};
  if (!error_.empty()) return Error{ErrorCode::device_error, error_};
  return {};
}

id<MTLRenderPipelineState> Pipelines::get(Fragment fragment, MTLPixelFormat target) const {
  return states_[index_of(static_cast<std::size_t>(fragment), target)].get();
}

}  // namespace zc::metal

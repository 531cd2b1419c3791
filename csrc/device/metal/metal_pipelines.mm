#include "device/metal/metal_pipelines.h"

#include <algorithm>
#include <chrono>

#include "device/metal/shader_source.h"

namespace zc::metal {
namespace {

constexpr auto compile_timeout = std::chrono::seconds(30);
constexpr const char* vertex_name = "quad_vertex";
constexpr std::array<const char*, fragment_count> fragment_names{
    "solid_fragment",          "image_fragment",        "mask_fragment",
    "video_biplanar_fragment", "video_planar_fragment", "video_rgb_fragment"};
constexpr std::array<const char*, 4> filter_names{"halve_fragment", "convolve_x_fragment",
                                                  "convolve_y_fragment", "enlarge_fragment"};

// Rule 8, on premultiplied colour.
struct BlendFactors {
  MTLBlendFactor source_rgb;
  MTLBlendFactor ground_rgb;
  MTLBlendFactor source_alpha;
  MTLBlendFactor ground_alpha;
};
constexpr std::array<BlendFactors, blend_step_count> step_factors{{
    {MTLBlendFactorOne, MTLBlendFactorOneMinusSourceAlpha, MTLBlendFactorOne,
     MTLBlendFactorOneMinusSourceAlpha},
    {MTLBlendFactorOne, MTLBlendFactorOne, MTLBlendFactorOne, MTLBlendFactorOne},
    {MTLBlendFactorOne, MTLBlendFactorOneMinusSourceColor, MTLBlendFactorOne,
     MTLBlendFactorOneMinusSourceAlpha},
    {MTLBlendFactorZero, MTLBlendFactorOneMinusSourceColor, MTLBlendFactorZero, MTLBlendFactorOne},
    {MTLBlendFactorOneMinusDestinationAlpha, MTLBlendFactorOne, MTLBlendFactorOne,
     MTLBlendFactorOneMinusSourceAlpha},
}};

constexpr std::array normal_steps{BlendStep::normal};
constexpr std::array add_steps{BlendStep::add};
constexpr std::array screen_steps{BlendStep::screen};
constexpr std::array multiply_steps{BlendStep::multiply_ground, BlendStep::multiply_source};

NSRef<id<MTLFunction>> function(id<MTLLibrary> library, const char* name) {
  return NSRef<id<MTLFunction>>::adopt([library newFunctionWithName:[NSString stringWithUTF8String:name]]);
}

void set_blending(MTLRenderPipelineColorAttachmentDescriptor* attachment, const BlendFactors& factors) {
  attachment.blendingEnabled = YES;
  attachment.rgbBlendOperation = MTLBlendOperationAdd;
  attachment.alphaBlendOperation = MTLBlendOperationAdd;
  attachment.sourceRGBBlendFactor = factors.source_rgb;
  attachment.destinationRGBBlendFactor = factors.ground_rgb;
  attachment.sourceAlphaBlendFactor = factors.source_alpha;
  attachment.destinationAlphaBlendFactor = factors.ground_alpha;
}

bool blends(std::span<const DrawItem> items) {
  return std::any_of(items.begin(), items.end(),
                     [](const DrawItem& item) { return item.blend != Blend::normal; });
}

}  // namespace

std::span<const BlendStep> steps_of(Blend blend) {
  switch (blend) {
    case Blend::add:
      return add_steps;
    case Blend::screen:
      return screen_steps;
    case Blend::multiply:
      return multiply_steps;
    case Blend::normal:
      break;
  }
  return normal_steps;
}

PipelineGroup pipelines_for(const FramePlan& plan) {
  const bool filters = std::any_of(plan.passes.begin(), plan.passes.end(),
                                   [](const SurfacePass& pass) { return pass.kind != PassKind::draw; });
  return filters || blends(plan.items) || blends(plan.surface_items) ? PipelineGroup::all
                                                                     : PipelineGroup::plain;
}

std::shared_ptr<Pipelines> Pipelines::compile(id<MTLDevice> device) {
  auto pipelines = std::make_shared<Pipelines>();
  const auto options = NSRef<MTLCompileOptions*>::adopt([[MTLCompileOptions alloc] init]);
  (*options).languageVersion = MTLLanguageVersion3_0;  // macOS 13
  (*options).fastMathEnabled = NO;
  const auto kept_device = NSRef<id<MTLDevice>>::retain(device);
  const std::shared_ptr<Pipelines> self = pipelines;
  [device
      newLibraryWithSource:[NSString stringWithUTF8String:shader_source]
                   options:*options
         completionHandler:^(id<MTLLibrary> library, NSError* error) {
           @autoreleasepool {
             if (!library)
               return self->fail(PipelineGroup::plain, "the shaders", error);  // with one, it is a warning
             self->compile_range(*kept_device, library, 0, plain_count);
             self->compile_range(*kept_device, library, plain_count, state_count);
           }
         }];
  return pipelines;
}

void Pipelines::compile_range(id<MTLDevice> device, id<MTLLibrary> library, std::size_t first,
                              std::size_t end) {
  for (std::size_t index = first; index < end; ++index) compile_state(device, library, index);
}

void Pipelines::compile_state(id<MTLDevice> device, id<MTLLibrary> library, std::size_t index) {
  const bool filter = index >= item_count;
  const std::size_t kind = (filter ? index - item_count : index) / 2;
  const char* const name = filter ? filter_names[kind] : fragment_names[kind % fragment_count];
  const auto vertex_function = function(library, vertex_name);
  const auto fragment_function = function(library, name);
  if (!vertex_function || !fragment_function) return fail(group_of(index), name, nil);
  const auto descriptor =
      NSRef<MTLRenderPipelineDescriptor*>::adopt([[MTLRenderPipelineDescriptor alloc] init]);
  (*descriptor).label = [NSString stringWithUTF8String:name];
  (*descriptor).vertexFunction = *vertex_function;
  (*descriptor).fragmentFunction = *fragment_function;
  MTLRenderPipelineColorAttachmentDescriptor* attachment =
      [(*descriptor).colorAttachments objectAtIndexedSubscript:0];
  attachment.pixelFormat = index % 2 == 0 ? picture_format : filter ? deep_format : layer_format;
  if (!filter) set_blending(attachment, step_factors[kind / fragment_count]);
  const auto self = shared_from_this();
  [device newRenderPipelineStateWithDescriptor:*descriptor
                             completionHandler:^(id<MTLRenderPipelineState> state, NSError* error) {
                               @autoreleasepool {
                                 if (!state) return self->fail(group_of(index), name, error);
                                 self->state_ready(index, state);
                               }
                             }];
}

void Pipelines::state_ready(std::size_t index, id<MTLRenderPipelineState> state) {
  const std::scoped_lock lock(states_mutex_);
  states_[index] = NSRef<id<MTLRenderPipelineState>>::retain(state);
  for (std::size_t group = static_cast<std::size_t>(group_of(index)); group < groups_.size(); ++group)
    if (--groups_[group].missing == 0) ready_.notify_all();
}

void Pipelines::fail(PipelineGroup group, const std::string& what, NSError* error) {
  const char* cause = error ? error.localizedDescription.UTF8String : nullptr;
  const std::scoped_lock lock(states_mutex_);
  for (std::size_t i = static_cast<std::size_t>(group); i < groups_.size(); ++i)
    groups_[i].error = "Metal does not compile " + what + ": " + (cause ? cause : "no cause given") +
                       "; use the cpu device.";
  ready_.notify_all();
}

Result<void> Pipelines::wait(PipelineGroup group) {
  std::unique_lock lock(states_mutex_);
  const Progress& progress = groups_[static_cast<std::size_t>(group)];
  if (!ready_.wait_for(lock, compile_timeout,
                       [&] { return progress.missing == 0 || !progress.error.empty(); }))
    return Error{ErrorCode::device_error, "Metal has not compiled the shaders in 30 s; use the cpu device."};
  if (!progress.error.empty()) return Error{ErrorCode::device_error, progress.error};
  return {};
}

id<MTLRenderPipelineState> Pipelines::get(Fragment fragment, BlendStep step, MTLPixelFormat target) const {
  return states_[index_of(fragment, step, target)].get();
}

id<MTLRenderPipelineState> Pipelines::get(PassKind filter, MTLPixelFormat target) const {
  return states_[index_of(filter, target)].get();
}

}  // namespace zc::metal

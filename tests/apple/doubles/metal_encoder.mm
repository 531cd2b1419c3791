// Render passes: what is bound is copied, checked at each draw against what the shaders declare.
#include "device_counts.h"
#import "metal_objects.h"
#include "strict.h"

using namespace zc::doubles;

namespace {

constexpr NSUInteger most_bytes = 4096;

void require_open(ZCRenderEncoder* encoder, const char* what) {
  if (encoder->_ended) broken("%s is called for an encoder that has ended.", what);
}

void require_index(NSUInteger index, const char* what) {
  if (index >= static_cast<NSUInteger>(msl::max_bindings))
    broken("%s has index %lu; there are %d.", what, index, msl::max_bindings);
}

BoundBytes copy_of(const void* bytes, NSUInteger length, const char* what) {
  if (!bytes || length == 0) broken("%s got no bytes.", what);
  if (length > most_bytes) broken("%s got %lu bytes; more than %lu take a buffer.", what, length, most_bytes);
  const auto* const first = static_cast<const std::byte*>(bytes);
  return std::make_shared<const std::vector<std::byte>>(first, first + length);
}

// Each argument that a function declares is bound, large enough.
void check_arguments(const msl::EntryPoint& function, const std::array<BoundBytes, msl::max_bindings>& bytes,
                     const std::array<std::shared_ptr<TextureState>, msl::max_bindings>& textures) {
  for (const msl::Argument& argument : function.arguments) {
    const auto index = static_cast<std::size_t>(argument.index);
    if (argument.kind == msl::ArgumentKind::texture) {
      if (!textures[index])
        broken("A draw with %s lacks a binding: %s [[texture(%d)]].", function.name, argument.name,
               argument.index);
      continue;
    }
    if (!bytes[index])
      broken("A draw with %s lacks a binding: %s [[buffer(%d)]].", function.name, argument.name,
             argument.index);
    if (bytes[index]->size() < argument.size)
      broken("A draw with %s has %zu bytes bound to %s [[buffer(%d)]], which takes %zu.", function.name,
             bytes[index]->size(), argument.name, argument.index, argument.size);
  }
}

// Nothing was bound for this draw that the function doesn't declare.
void check_superfluous(const msl::EntryPoint& function, msl::ArgumentKind kind,
                       std::array<bool, msl::max_bindings>& fresh) {
  for (const msl::Argument& argument : function.arguments)
    if (argument.kind == kind) fresh[static_cast<std::size_t>(argument.index)] = false;
  for (std::size_t i = 0; i < fresh.size(); ++i)
    if (fresh[i])
      broken("A draw with %s has a superfluous binding at [[%s(%zu)]].", function.name,
             kind == msl::ArgumentKind::texture ? "texture" : "buffer", i);
}

void check_unused(const std::array<bool, msl::max_bindings>& fresh, const char* what) {
  for (std::size_t i = 0; i < fresh.size(); ++i)
    if (fresh[i]) broken("An encoder ends with %s bound at index %zu that no draw used.", what, i);
}

}  // namespace

@implementation ZCRenderEncoder

- (instancetype)initWithBuffer:(ZCCommandBuffer*)buffer pass:(MTLRenderPassDescriptor*)descriptor {
  self = [super init];
  if (!descriptor) broken("-renderCommandEncoderWithDescriptor: got nil.");
  MTLRenderPassColorAttachmentDescriptor* const color =
      [descriptor.colorAttachments objectAtIndexedSubscript:0];
  _target = [texture_double(color.texture, "A render pass") retain];
  const TextureState& state = *_target->_state;
  if ((state.usage & MTLTextureUsageRenderTarget) == 0)
    broken("A render pass draws into a texture whose usage lacks MTLTextureUsageRenderTarget.");
  _pass.target = _target->_state;
  _pass.load = color.loadAction;
  _pass.store = color.storeAction;
  _pass.clear = color.clearColor;
  _buffer = [buffer retain];
  [_buffer useTexture:_target writes:true];
  return self;
}

- (void)dealloc {
  if (!_ended) broken("An encoder is released that has not ended.");
  [_pipeline release];
  [_target release];
  [_buffer release];
  [_label release];
  [super dealloc];
}

- (NSString*)label {
  return _label;
}
- (void)setLabel:(NSString*)label {
  NSString* const copied = [label copy];
  [_label release];
  _label = copied;
}

- (void)endEncoding {
  require_open(self, "-endEncoding");
  check_unused(_fresh_vertex_bytes, "vertex bytes");
  check_unused(_fresh_fragment_bytes, "fragment bytes");
  check_unused(_fresh_textures, "a texture");
  _ended = YES;
  [_buffer encoder:self endedWithPass:std::move(_pass)];
}

- (void)setRenderPipelineState:(id<MTLRenderPipelineState>)pipelineState {
  require_open(self, "-setRenderPipelineState:");
  NSObject* const object = static_cast<NSObject*>(pipelineState);
  if (![object isKindOfClass:[ZCPipeline class]]) broken("-setRenderPipelineState: got no pipeline state.");
  [object retain];
  [_pipeline release];
  _pipeline = static_cast<ZCPipeline*>(object);
  _state.pipeline = _pipeline->_facts;
  if (_state.pipeline.format != _target->_state->format)
    broken("A pipeline that draws into %s is set in a pass into %s.", name_of(_state.pipeline.format),
           name_of(_target->_state->format));
}

- (void)setVertexBytes:(const void*)bytes length:(NSUInteger)length atIndex:(NSUInteger)index {
  require_open(self, "-setVertexBytes:");
  require_index(index, "-setVertexBytes:");
  _state.vertex_bytes[index] = copy_of(bytes, length, "-setVertexBytes:");
  _fresh_vertex_bytes[index] = true;
}

- (void)setFragmentBytes:(const void*)bytes length:(NSUInteger)length atIndex:(NSUInteger)index {
  require_open(self, "-setFragmentBytes:");
  require_index(index, "-setFragmentBytes:");
  _state.fragment_bytes[index] = copy_of(bytes, length, "-setFragmentBytes:");
  _fresh_fragment_bytes[index] = true;
}

- (void)setFragmentTexture:(id<MTLTexture>)texture atIndex:(NSUInteger)index {
  require_open(self, "-setFragmentTexture:");
  require_index(index, "-setFragmentTexture:");
  ZCTexture* const bound = texture_double(texture, "-setFragmentTexture:");
  const TextureState& state = *bound->_state;
  if (state.framebuffer_only) broken("-setFragmentTexture: got a drawable that is framebufferOnly.");
  if ((state.usage & MTLTextureUsageShaderRead) == 0)
    broken("-setFragmentTexture: got a texture whose usage lacks MTLTextureUsageShaderRead.");
  if (bound == _target) broken("-setFragmentTexture: got the texture that the pass draws into.");
  [_buffer useTexture:bound writes:false];
  _state.textures[index] = bound->_state;
  _fresh_textures[index] = true;
}

- (void)drawPrimitives:(MTLPrimitiveType)primitiveType
           vertexStart:(NSUInteger)vertexStart
           vertexCount:(NSUInteger)vertexCount {
  require_open(self, "-drawPrimitives:");
  if (!_pipeline) broken("-drawPrimitives: is called before a pipeline is set.");
  if (primitiveType != MTLPrimitiveTypeTriangleStrip)
    broken("-drawPrimitives: draws primitives of type %lu; the double has triangle strips.", primitiveType);
  if (vertexCount < 3) broken("-drawPrimitives: draws nothing with %lu vertices.", vertexCount);
  const std::array<std::shared_ptr<TextureState>, msl::max_bindings> no_textures;
  check_arguments(*_state.pipeline.vertices, _state.vertex_bytes, no_textures);
  check_arguments(*_state.pipeline.fragments, _state.fragment_bytes, _state.textures);
  check_superfluous(*_state.pipeline.vertices, msl::ArgumentKind::buffer, _fresh_vertex_bytes);
  check_superfluous(*_state.pipeline.fragments, msl::ArgumentKind::buffer, _fresh_fragment_bytes);
  check_superfluous(*_state.pipeline.fragments, msl::ArgumentKind::texture, _fresh_textures);
  _state.first_vertex = static_cast<unsigned>(vertexStart);
  _state.vertex_count = static_cast<unsigned>(vertexCount);
  _pass.draws.push_back(_state);
}

@end

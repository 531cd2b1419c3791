// Render passes and their encoder.
#pragma once

#import <Metal/MTLRenderPipeline.h>
#import <Metal/MTLResource.h>

typedef NS_ENUM(NSUInteger, MTLLoadAction) {
  MTLLoadActionDontCare = 0,
  MTLLoadActionLoad = 1,
  MTLLoadActionClear = 2,
};

typedef NS_ENUM(NSUInteger, MTLStoreAction) {
  MTLStoreActionDontCare = 0,
  MTLStoreActionStore = 1,
};

typedef NS_ENUM(NSUInteger, MTLPrimitiveType) {
  MTLPrimitiveTypePoint = 0,
  MTLPrimitiveTypeLine = 1,
  MTLPrimitiveTypeLineStrip = 2,
  MTLPrimitiveTypeTriangle = 3,
  MTLPrimitiveTypeTriangleStrip = 4,
};

@interface MTLRenderPassAttachmentDescriptor : NSObject {
#ifndef __APPLE__
  id<MTLTexture> _texture;
  MTLLoadAction _loadAction;
  MTLStoreAction _storeAction;
#endif
}
@property(nonatomic, retain) id<MTLTexture> texture;
@property(nonatomic) MTLLoadAction loadAction;
@property(nonatomic) MTLStoreAction storeAction;
@end

@interface MTLRenderPassColorAttachmentDescriptor : MTLRenderPassAttachmentDescriptor {
#ifndef __APPLE__
  MTLClearColor _clearColor;
#endif
}
@property(nonatomic) MTLClearColor clearColor;
@end

@interface MTLRenderPassColorAttachmentDescriptorArray : NSObject {
#ifndef __APPLE__
  MTLRenderPassColorAttachmentDescriptor* _first;
#endif
}
- (MTLRenderPassColorAttachmentDescriptor*)objectAtIndexedSubscript:(NSUInteger)attachmentIndex;
@end

@interface MTLRenderPassDescriptor : NSObject {
#ifndef __APPLE__
  MTLRenderPassColorAttachmentDescriptorArray* _colorAttachments;
#endif
}
+ (MTLRenderPassDescriptor*)renderPassDescriptor;
@property(readonly) MTLRenderPassColorAttachmentDescriptorArray* colorAttachments;
@end

@protocol MTLCommandEncoder <NSObject>
@property(copy, atomic) NSString* label;
- (void)endEncoding;
@end

@protocol MTLRenderCommandEncoder <MTLCommandEncoder>
- (void)setRenderPipelineState:(id<MTLRenderPipelineState>)pipelineState;
- (void)setVertexBytes:(const void*)bytes length:(NSUInteger)length atIndex:(NSUInteger)index;
- (void)setFragmentBytes:(const void*)bytes length:(NSUInteger)length atIndex:(NSUInteger)index;
- (void)setFragmentTexture:(id<MTLTexture>)texture atIndex:(NSUInteger)index;
- (void)drawPrimitives:(MTLPrimitiveType)primitiveType
           vertexStart:(NSUInteger)vertexStart
           vertexCount:(NSUInteger)vertexCount;
@end

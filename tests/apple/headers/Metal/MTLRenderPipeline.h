// Pipeline states.
#pragma once

#import <Metal/MTLLibrary.h>

typedef NS_ENUM(NSUInteger, MTLBlendFactor) {
  MTLBlendFactorZero = 0,
  MTLBlendFactorOne = 1,
  MTLBlendFactorSourceColor = 2,
  MTLBlendFactorOneMinusSourceColor = 3,
  MTLBlendFactorSourceAlpha = 4,
  MTLBlendFactorOneMinusSourceAlpha = 5,
  MTLBlendFactorOneMinusDestinationAlpha = 9,
};

typedef NS_ENUM(NSUInteger, MTLBlendOperation) {
  MTLBlendOperationAdd = 0,
};

@interface MTLRenderPipelineColorAttachmentDescriptor : NSObject {
#ifndef __APPLE__
  MTLPixelFormat _pixelFormat;
  BOOL _blendingEnabled;
  MTLBlendFactor _sourceRGBBlendFactor;
  MTLBlendFactor _destinationRGBBlendFactor;
  MTLBlendOperation _rgbBlendOperation;
  MTLBlendFactor _sourceAlphaBlendFactor;
  MTLBlendFactor _destinationAlphaBlendFactor;
  MTLBlendOperation _alphaBlendOperation;
#endif
}
@property(nonatomic) MTLPixelFormat pixelFormat;
@property(nonatomic, getter=isBlendingEnabled) BOOL blendingEnabled;
@property(nonatomic) MTLBlendFactor sourceRGBBlendFactor;
@property(nonatomic) MTLBlendFactor destinationRGBBlendFactor;
@property(nonatomic) MTLBlendOperation rgbBlendOperation;
@property(nonatomic) MTLBlendFactor sourceAlphaBlendFactor;
@property(nonatomic) MTLBlendFactor destinationAlphaBlendFactor;
@property(nonatomic) MTLBlendOperation alphaBlendOperation;
@end

@interface MTLRenderPipelineColorAttachmentDescriptorArray : NSObject {
#ifndef __APPLE__
  MTLRenderPipelineColorAttachmentDescriptor* _first;
#endif
}
- (MTLRenderPipelineColorAttachmentDescriptor*)objectAtIndexedSubscript:(NSUInteger)attachmentIndex;
@end

@interface MTLRenderPipelineDescriptor : NSObject {
#ifndef __APPLE__
  NSString* _label;
  id<MTLFunction> _vertexFunction;
  id<MTLFunction> _fragmentFunction;
  MTLRenderPipelineColorAttachmentDescriptorArray* _colorAttachments;
#endif
}
@property(copy, nonatomic) NSString* label;
@property(readwrite, nonatomic, retain) id<MTLFunction> vertexFunction;
@property(readwrite, nonatomic, retain) id<MTLFunction> fragmentFunction;
@property(readonly) MTLRenderPipelineColorAttachmentDescriptorArray* colorAttachments;
@end

@protocol MTLRenderPipelineState <NSObject>
@property(readonly) NSString* label;
@end

typedef void (^MTLNewRenderPipelineStateCompletionHandler)(id<MTLRenderPipelineState> renderPipelineState,
                                                           NSError* error);

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
};

typedef NS_ENUM(NSUInteger, MTLBlendOperation) {
  MTLBlendOperationAdd = 0,
};

@interface MTLRenderPipelineColorAttachmentDescriptor : NSObject
@property(nonatomic) MTLPixelFormat pixelFormat;
@property(nonatomic, getter=isBlendingEnabled) BOOL blendingEnabled;
@property(nonatomic) MTLBlendFactor sourceRGBBlendFactor;
@property(nonatomic) MTLBlendFactor destinationRGBBlendFactor;
@property(nonatomic) MTLBlendOperation rgbBlendOperation;
@property(nonatomic) MTLBlendFactor sourceAlphaBlendFactor;
@property(nonatomic) MTLBlendFactor destinationAlphaBlendFactor;
@property(nonatomic) MTLBlendOperation alphaBlendOperation;
@end

@interface MTLRenderPipelineColorAttachmentDescriptorArray : NSObject
- (MTLRenderPipelineColorAttachmentDescriptor*)objectAtIndexedSubscript:(NSUInteger)attachmentIndex;
@end

@interface MTLRenderPipelineDescriptor : NSObject
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

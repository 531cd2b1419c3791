// Shaders, from source.
#pragma once

#import <Metal/MTLTypes.h>

typedef NS_ENUM(NSUInteger, MTLLanguageVersion) {
  MTLLanguageVersion2_4 = (2 << 16) + 4,
  MTLLanguageVersion3_0 = (3 << 16) + 0,
};

@interface MTLCompileOptions : NSObject {
#ifndef __APPLE__
  BOOL _fastMathEnabled;
  MTLLanguageVersion _languageVersion;
#endif
}
@property(readwrite, nonatomic) BOOL fastMathEnabled;
@property(readwrite, nonatomic) MTLLanguageVersion languageVersion;
@end

@protocol MTLFunction <NSObject>
@property(readonly) NSString* name;
@end

@protocol MTLLibrary <NSObject>
- (id<MTLFunction>)newFunctionWithName:(NSString*)functionName;
@end

typedef void (^MTLNewLibraryCompletionHandler)(id<MTLLibrary> library, NSError* error);

#pragma once

#import <Foundation/Foundation.h>

@class NSEvent;

@interface NSResponder : NSObject
@property(readonly) BOOL acceptsFirstResponder;
- (void)keyDown:(NSEvent *)event;
- (BOOL)performKeyEquivalent:(NSEvent *)event;
@end

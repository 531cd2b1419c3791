// Found: Incorrect decrement of the reference count
#import <Foundation/Foundation.h>

// Whoever got an object by any other name than alloc, new or copy doesn't own it.
void forget(const char *text) {
  NSString *string = [NSString stringWithUTF8String:text];
  [string release];
}

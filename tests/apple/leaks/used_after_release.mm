// Found: Reference-counted object is used after it is released
#import <Foundation/Foundation.h>

NSUInteger length_of(const char *text) {
  NSString *string = [[NSString alloc] initWithBytes:text length:1 encoding:NSUTF8StringEncoding];
  [string release];
  return [string length];
}

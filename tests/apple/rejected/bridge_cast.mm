// Rejected: bridges to NSDictionary
#import <Foundation/Foundation.h>

// A dictionary of CoreFoundation is one of Foundation, and no string.
NSString *name_of(CFDictionaryRef attributes) { return (NSString *)attributes; }

// Found: Potential leak of an object
#import <CoreFoundation/CoreFoundation.h>

// Create hands over a reference, and nobody gives it back.
CFIndex length_of(const char *text) {
  CFStringRef string = CFStringCreateWithCString(kCFAllocatorDefault, text, kCFStringEncodingUTF8);
  return string ? CFStringGetLength(string) : 0;
}

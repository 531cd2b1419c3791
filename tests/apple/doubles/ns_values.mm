// NSString, NSNumber, NSError and NSDate.
#import <Foundation/Foundation.h>

#include <chrono>
#include <cstdarg>
#include <cstdio>
#include <cstring>
#include <functional>
#include <string>

#include "strict.h"

using zc::doubles::broken;

// A string that was made at run time.
@interface ZCString : NSString {
 @public
  std::string _text;
}
@end

@implementation ZCString
- (instancetype)initWithBytes:(const void*)bytes length:(NSUInteger)len encoding:(NSStringEncoding)encoding {
  self = [super init];
  if (encoding != NSUTF8StringEncoding) broken("NSString knows UTF-8, not the encoding %lu.", encoding);
  _text.assign(static_cast<const char*>(bytes), len);
  return self;
}
- (const char*)UTF8String {
  return _text.c_str();
}
@end

namespace {

ZCString* make_string(std::string text) {
  ZCString* const made = [[[ZCString alloc] init] autorelease];
  made->_text = std::move(text);
  return made;
}

std::string formatted(const char* format, va_list arguments) {
  std::string out;
  while (*format) {
    if (*format != '%') {
      out += *format++;
      continue;
    }
    std::string directive = "%";
    ++format;
    while (*format && !std::strchr("diuxXfgscp@%", *format)) directive += *format++;
    const char kind = *format++;
    directive += kind;
    const bool wide = directive.find_first_of("lzq") != std::string::npos;
    char text[512] = "";
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wformat-nonliteral"
    if (kind == '%') {
      out += '%';
    } else if (kind == '@') {
      const id object = va_arg(arguments, id);
      out += object ? [object description].UTF8String : "(null)";
    } else if (kind == 's' || kind == 'p') {
      std::snprintf(text, sizeof text, directive.c_str(), va_arg(arguments, void*));
    } else if (kind == 'f' || kind == 'g') {
      std::snprintf(text, sizeof text, directive.c_str(), va_arg(arguments, double));
    } else if (wide) {
      std::snprintf(text, sizeof text, directive.c_str(), va_arg(arguments, long));
    } else {
      std::snprintf(text, sizeof text, directive.c_str(), va_arg(arguments, int));
    }
#pragma clang diagnostic pop
    out += text;
  }
  return out;
}

double seconds_since_reference() {
  constexpr double reference = 978307200;  // 2001-01-01 in Unix time
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::duration<double>(now).count() - reference;
}

// How the compiler lays out @"text" for this runtime.
struct ConstantString {
  Class isa;
  const char* text;
  unsigned length;
};

}  // namespace

@implementation NSString
+ (instancetype)alloc {
  return self == [NSString class] ? [ZCString alloc] : [super alloc];
}
+ (instancetype)stringWithUTF8String:(const char*)text {
  if (!text) broken("+[NSString stringWithUTF8String:] got null.");
  return make_string(text);
}
+ (instancetype)stringWithFormat:(NSString*)format, ... {
  va_list arguments;
  va_start(arguments, format);
  std::string text = formatted(format.UTF8String, arguments);
  va_end(arguments);
  return make_string(std::move(text));
}
- (instancetype)initWithBytes:(const void*)bytes length:(NSUInteger)len encoding:(NSStringEncoding)encoding {
  broken("-[NSString initWithBytes:%p length:%lu encoding:%lu] was sent to a constant.", bytes, len,
         encoding);
}
- (const char*)UTF8String {
  broken("-[NSString UTF8String] was sent to a string without characters.");
}
- (NSUInteger)length {
  return std::strlen(self.UTF8String);
}
- (BOOL)isEqualToString:(NSString*)other {
  return other && std::strcmp(self.UTF8String, other.UTF8String) == 0;
}
- (BOOL)isEqual:(id)object {
  return [object isKindOfClass:[NSString class]] && [self isEqualToString:object];
}
- (NSUInteger)hash {
  return std::hash<std::string>{}(self.UTF8String);
}
- (id)copyWithZone:(NSZone*)zone {
  static_cast<void>(zone);
  return [self retain];
}
- (NSString*)description {
  return self;
}
@end

@implementation NSConstantString
- (const char*)UTF8String {
  return reinterpret_cast<const ConstantString*>(self)->text;
}
- (instancetype)retain {
  return self;
}
- (oneway void)release {
}
- (instancetype)autorelease {
  return self;
}
@end

@implementation NSNumber
namespace {
NSNumber* make_number(double real, long long integer) {
  NSNumber* const made = [[[NSNumber alloc] init] autorelease];
  made->_real = real;
  made->_integer = integer;
  return made;
}
}  // namespace
+ (NSNumber*)numberWithBool:(BOOL)value {
  return make_number(value, value);
}
+ (NSNumber*)numberWithInt:(int)value {
  return make_number(value, value);
}
+ (NSNumber*)numberWithUnsignedInt:(unsigned int)value {
  return make_number(value, value);
}
+ (NSNumber*)numberWithLongLong:(long long)value {
  return make_number(static_cast<double>(value), value);
}
+ (NSNumber*)numberWithDouble:(double)value {
  return make_number(value, static_cast<long long>(value));
}
- (BOOL)boolValue {
  return _real != 0;
}
- (int)intValue {
  return static_cast<int>(_integer);
}
- (unsigned int)unsignedIntValue {
  return static_cast<unsigned int>(_integer);
}
- (long long)longLongValue {
  return _integer;
}
- (double)doubleValue {
  return _real;
}
- (BOOL)isEqual:(id)object {
  if (![object isKindOfClass:[NSNumber class]]) return NO;
  const auto* const other = static_cast<NSNumber*>(object);
  return other->_real == _real && other->_integer == _integer;
}
- (NSUInteger)hash {
  return static_cast<NSUInteger>(_integer);
}
- (id)copyWithZone:(NSZone*)zone {
  static_cast<void>(zone);
  return [self retain];
}
@end

NSErrorUserInfoKey const NSLocalizedDescriptionKey = @"NSLocalizedDescription";

@implementation NSError
+ (instancetype)errorWithDomain:(NSErrorDomain)domain
                           code:(NSInteger)code
                       userInfo:(NSDictionary<NSErrorUserInfoKey, id>*)dict {
  NSError* const made = [[[self alloc] init] autorelease];
  made->_domain = [domain copy];
  made->_code = code;
  made->_userInfo = [dict retain];
  return made;
}
- (NSErrorDomain)domain {
  return _domain;
}
- (NSInteger)code {
  return _code;
}
- (NSDictionary<NSErrorUserInfoKey, id>*)userInfo {
  return _userInfo;
}
- (NSString*)localizedDescription {
  NSString* const text = [_userInfo objectForKey:NSLocalizedDescriptionKey];
  return text ? text : [NSString stringWithFormat:@"The operation failed (%@ error %ld.)", _domain, _code];
}
- (void)dealloc {
  [_domain release];
  [_userInfo release];
  [super dealloc];
}
@end

@implementation NSDate
+ (NSDate*)distantPast {
  return [self dateWithTimeIntervalSinceNow:-1e12];
}
+ (NSDate*)distantFuture {
  return [self dateWithTimeIntervalSinceNow:1e12];
}
+ (instancetype)dateWithTimeIntervalSinceNow:(NSTimeInterval)secs {
  NSDate* const made = [[[self alloc] init] autorelease];
  made->_sinceReference = seconds_since_reference() + secs;
  return made;
}
- (NSTimeInterval)timeIntervalSinceNow {
  return _sinceReference - seconds_since_reference();
}
@end

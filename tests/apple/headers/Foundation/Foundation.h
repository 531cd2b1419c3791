// The part of Foundation that the core uses: declarations alone, in Apple's words.
#pragma once

#include <CoreFoundation/CoreFoundation.h>
#include <CoreGraphics/CoreGraphics.h>

#ifdef __OBJC__
#ifdef __APPLE__
#include <objc/NSObject.h>
#include <objc/objc.h>
typedef struct _NSZone NSZone;
#else
#include <Foundation/NSRuntime.h>
#endif

#ifndef NS_ENUM
#define NS_ENUM(type, name) enum name : type name; enum name : type
#ifdef __cplusplus
#define NS_OPTIONS(type, name) type name; enum : type
#else
#define NS_OPTIONS(type, name) enum name : type name; enum name : type
#endif
#endif
#ifndef NS_DESIGNATED_INITIALIZER
#define NS_DESIGNATED_INITIALIZER
#endif
#ifndef NS_RETURNS_RETAINED
#define NS_RETURNS_RETAINED __attribute__((ns_returns_retained))
#define NS_RETURNS_NOT_RETAINED __attribute__((ns_returns_not_retained))
#endif

typedef double NSTimeInterval;
typedef CGPoint NSPoint;
typedef CGSize NSSize;
typedef CGRect NSRect;
typedef struct _NSRange {
  NSUInteger location;
  NSUInteger length;
} NSRange;

static inline NSPoint NSMakePoint(CGFloat x, CGFloat y) { return CGPointMake(x, y); }
static inline NSSize NSMakeSize(CGFloat w, CGFloat h) { return CGSizeMake(w, h); }
static inline NSRect NSMakeRect(CGFloat x, CGFloat y, CGFloat w, CGFloat h) { return CGRectMake(x, y, w, h); }
static inline NSRange NSMakeRange(NSUInteger loc, NSUInteger len) {
  NSRange r;
  r.location = loc;
  r.length = len;
  return r;
}

@class NSArray<ObjectType>;
@class NSDate, NSDictionary<KeyType, ObjectType>, NSError, NSNotification, NSNumber, NSString;

@protocol NSCopying
- (id)copyWithZone:(NSZone *)zone;
@end

@interface NSAutoreleasePool : NSObject {
#ifndef __APPLE__
  void *_mark;
#endif
}
- (void)drain;
@end

typedef NSUInteger NSStringEncoding;
enum : NSStringEncoding { NSUTF8StringEncoding = 4 };

@interface NSString : NSObject <NSCopying>
@property(readonly) NSUInteger length;
@property(readonly) const char *UTF8String;
+ (instancetype)stringWithUTF8String:(const char *)nullTerminatedCString;
+ (instancetype)stringWithFormat:(NSString *)format, ... __attribute__((format(__NSString__, 1, 2)));
- (instancetype)initWithBytes:(const void *)bytes
                       length:(NSUInteger)len
                     encoding:(NSStringEncoding)encoding;
- (BOOL)isEqualToString:(NSString *)aString;
@end

// What the compiler makes of @"text".
@interface NSConstantString : NSString
@end

@interface NSNumber : NSObject <NSCopying> {
#ifndef __APPLE__
  double _real;
  long long _integer;
#endif
}
@property(readonly) BOOL boolValue;
@property(readonly) int intValue;
@property(readonly) unsigned int unsignedIntValue;
@property(readonly) long long longLongValue;
@property(readonly) double doubleValue;
+ (NSNumber *)numberWithBool:(BOOL)value;
+ (NSNumber *)numberWithInt:(int)value;
+ (NSNumber *)numberWithUnsignedInt:(unsigned int)value;
+ (NSNumber *)numberWithLongLong:(long long)value;
+ (NSNumber *)numberWithDouble:(double)value;
@end

@interface NSArray<__covariant ObjectType> : NSObject {
#ifndef __APPLE__
  id *_objects;
  NSUInteger _count;
#endif
}
@property(readonly) NSUInteger count;
- (ObjectType)objectAtIndex:(NSUInteger)index;
- (ObjectType)objectAtIndexedSubscript:(NSUInteger)idx;
@property(readonly) ObjectType firstObject;
+ (instancetype)array;
+ (instancetype)arrayWithObject:(ObjectType)anObject;
+ (instancetype)arrayWithObjects:(const ObjectType[])objects count:(NSUInteger)cnt;
@end

@interface NSDictionary<__covariant KeyType, __covariant ObjectType> : NSObject {
#ifndef __APPLE__
  id *_keys;
  id *_objects;
  NSUInteger _count;
#endif
}
@property(readonly) NSUInteger count;
- (ObjectType)objectForKey:(KeyType)aKey;
+ (instancetype)dictionary;
+ (instancetype)dictionaryWithObject:(ObjectType)object forKey:(KeyType<NSCopying>)key;
+ (instancetype)dictionaryWithObjects:(const ObjectType[])objects
                              forKeys:(const KeyType<NSCopying>[])keys
                                count:(NSUInteger)cnt;
@end

// What the mutable objects of CoreFoundation are bridged to.
@interface NSMutableArray<ObjectType> : NSArray <ObjectType>
@end
@interface NSMutableDictionary<KeyType, ObjectType> : NSDictionary <KeyType, ObjectType>
@end
@interface NSData : NSObject
@end

typedef NSString *NSErrorDomain;
typedef NSString *NSErrorUserInfoKey;
extern "C" NSErrorUserInfoKey const NSLocalizedDescriptionKey;

@interface NSError : NSObject {
#ifndef __APPLE__
  NSErrorDomain _domain;
  NSInteger _code;
  NSDictionary *_userInfo;
#endif
}
+ (instancetype)errorWithDomain:(NSErrorDomain)domain
                           code:(NSInteger)code
                       userInfo:(NSDictionary<NSErrorUserInfoKey, id> *)dict;
@property(readonly, copy) NSErrorDomain domain;
@property(readonly) NSInteger code;
@property(readonly, copy) NSDictionary<NSErrorUserInfoKey, id> *userInfo;
@property(readonly, copy) NSString *localizedDescription;
@end

@interface NSThread : NSObject
@property(class, readonly) BOOL isMainThread;
@end

@interface NSDate : NSObject {
#ifndef __APPLE__
  NSTimeInterval _sinceReference;
#endif
}
@property(class, readonly, copy) NSDate *distantPast;
@property(class, readonly, copy) NSDate *distantFuture;
+ (instancetype)dateWithTimeIntervalSinceNow:(NSTimeInterval)secs;
@property(readonly) NSTimeInterval timeIntervalSinceNow;
@end

typedef NSString *NSRunLoopMode;
extern "C" NSRunLoopMode const NSDefaultRunLoopMode;
extern "C" NSRunLoopMode const NSRunLoopCommonModes;

@interface NSRunLoop : NSObject
@property(class, readonly, retain) NSRunLoop *currentRunLoop;
@property(class, readonly, retain) NSRunLoop *mainRunLoop;
@property(readonly, copy) NSRunLoopMode currentMode;
- (BOOL)runMode:(NSRunLoopMode)mode beforeDate:(NSDate *)limitDate;
@end

typedef NSString *NSNotificationName;

@interface NSNotification : NSObject {
#ifndef __APPLE__
  NSNotificationName _name;
  id _object;
#endif
}
@property(readonly, copy) NSNotificationName name;
@property(readonly, retain) id object;
@end

@interface NSNotificationCenter : NSObject {
#ifndef __APPLE__
  void *_observers;
#endif
}
@property(class, readonly, retain) NSNotificationCenter *defaultCenter;
- (void)addObserver:(id)observer
           selector:(SEL)aSelector
               name:(NSNotificationName)aName
             object:(id)anObject;
- (void)removeObserver:(id)observer;
- (void)postNotificationName:(NSNotificationName)aName object:(id)anObject;
@end

#endif  // __OBJC__

// Programs that break one rule of the Objective-C runtime, CoreFoundation or blocks each, and some that keep
// them all: the tests of the doubles themselves run them.
#include <Block.h>
#import <Foundation/Foundation.h>

#include <functional>
#include <map>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>

#include "bind_doubles.h"
#include "device/metal/objc_ref.h"
#include "strict.h"

namespace py = pybind11;

@interface ZCHolder : NSObject {
 @public
  std::shared_ptr<int> _shared;
}
- (void)use;
@end
@implementation ZCHolder
- (void)use {
}
@end

namespace zc::doubles {
namespace {

using metal::CFRef;
using metal::NSRef;

// One that captures something: others are global and never freed.
auto capturing_block(int number) -> void (^)(void) {
  return Block_copy(^{
    static_cast<void>(number);
  });
}

const std::map<std::string, std::function<void()>>& misuses() {
  static const std::map<std::string, std::function<void()>> all{
      {"over_release",
       [] {
         NSObject* const object = [[NSObject alloc] init];
         [object release];
         [object release];
       }},
      {"use_after_free",
       [] {
         ZCHolder* const object = [[ZCHolder alloc] init];
         [object release];
         [object use];
       }},
      {"missing_retain",
       [] {
         @autoreleasepool {
           NSObject* const object = [[[NSObject alloc] init] autorelease];
           [object release];
         }
       }},
      {"autorelease_without_pool", [] { [[[NSObject alloc] init] autorelease]; }},
      {"unknown_selector", [] { [static_cast<id>([[NSObject alloc] init]) performSelector:@selector(use)]; }},
      {"cf_over_release",
       [] {
         const CFStringRef text =
             CFStringCreateWithCString(kCFAllocatorDefault, "text", kCFStringEncodingUTF8);
         CFRelease(text);
         CFRelease(text);
       }},
      {"cf_use_after_free",
       [] {
         const CFStringRef text =
             CFStringCreateWithCString(kCFAllocatorDefault, "text", kCFStringEncodingUTF8);
         CFRelease(text);
         CFStringGetLength(text);
       }},
      {"cf_release_null", [] { CFRelease(nullptr); }},
      {"cf_retain_null", [] { CFRetain(nullptr); }},
      {"cf_wrong_type", [] { CFStringGetLength(reinterpret_cast<CFStringRef>(kCFBooleanTrue)); }},
      {"cf_change_constant",
       [] {
         const CFDictionaryRef fixed =
             CFDictionaryCreate(kCFAllocatorDefault, nullptr, nullptr, 0, &kCFTypeDictionaryKeyCallBacks,
                                &kCFTypeDictionaryValueCallBacks);
         CFDictionarySetValue(const_cast<CFMutableDictionaryRef>(fixed), CFSTR("key"), kCFBooleanTrue);
       }},
      {"block_after_release",
       [] {
         void (^block)(void) = capturing_block(3);
         Block_release(block);
         block();
       }},
      {"block_over_release",
       [] {
         void (^block)(void) = capturing_block(3);
         Block_release(block);
         Block_release(block);
       }},
      {"pump_off_main",
       [] { std::thread([] { CFRunLoopRunInMode(kCFRunLoopDefaultMode, 0, true); }).join(); }},
      {"block_not_woken",
       [] {
         CFRunLoopPerformBlock(CFRunLoopGetMain(), kCFRunLoopCommonModes,
                               ^{
                               });
         reset();
       }},
      {"pool_on_another_thread",
       [] {
         NSAutoreleasePool* const pool = [[NSAutoreleasePool alloc] init];
         std::thread([pool] { [pool drain]; }).join();
       }},
  };
  return all;
}

// References on an object that a block holds, while it lives and after.
std::tuple<NSUInteger, NSUInteger> captured() {
  const auto object = NSRef<NSObject*>::adopt([[NSObject alloc] init]);
  NSObject* const plain = object.get();
  void (^block)(void) = Block_copy(^{
    static_cast<void>(plain);
  });
  const NSUInteger held = [plain retainCount];
  Block_release(block);
  return {held, [plain retainCount]};
}

// A C++ exception passes through Objective-C frames, and what they own is released.
std::string exception_text() {
  @autoreleasepool {
    try {
      @autoreleasepool {
        const auto owned = NSRef<ZCHolder*>::adopt([[ZCHolder alloc] init]);
        [[[ZCHolder alloc] init] autorelease];
        void (^block)(void) = ^{
          throw std::runtime_error("thrown in a block");
        };
        block();
      }
    } catch (const std::exception& caught) {
      return caught.what();
    }
  }
  return "nothing was caught";
}

// C++ instance variables are made and destroyed with their object.
std::tuple<long, long> shared_counts() {
  const auto shared = std::make_shared<int>(1);
  const auto holder = NSRef<ZCHolder*>::adopt([[ZCHolder alloc] init]);
  holder.get()->_shared = shared;
  const long held = shared.use_count();
  NSRef<ZCHolder*>(holder).reset();
  const_cast<NSRef<ZCHolder*>&>(holder).reset();
  return {held, shared.use_count()};
}

// Posts to the main run loop from another thread; the block adds to `ran`.
int ran = 0;
void post(bool wake, int times) {
  std::thread([wake, times] {
    CFRunLoopPerformBlock(CFRunLoopGetMain(), kCFRunLoopCommonModes, ^{
      ran += times;
    });
    if (wake) CFRunLoopWakeUp(CFRunLoopGetMain());
  }).join();
}

void bind(py::module_& doubles) {
  py::module_ m = doubles.def_submodule("runtime", "For the tests of the runtime doubles.");
  py::list names;
  for (const auto& misuse : misuses()) names.append(misuse.first);
  m.attr("misuses") = names;
  m.def(
      "misuse", [](const std::string& name) { misuses().at(name)(); }, py::arg("name"));
  m.def("captured", &captured);
  m.def("exception_text", &exception_text);
  m.def("shared_counts", &shared_counts);
  m.def("post", &post, py::arg("wake") = true, py::arg("times") = 1);
  m.def("ran", [] { return ran; });
  m.def("format", [](int number, const std::string& text) {
    @autoreleasepool {
      NSString* const inner = [NSString stringWithUTF8String:text.c_str()];
      return std::string([NSString stringWithFormat:@"%d-%@-%s", number, inner, "c"].UTF8String);
    }
  });
  m.def("dictionary_width", [](int width) {
    const auto number =
        CFRef<CFNumberRef>::adopt(CFNumberCreate(kCFAllocatorDefault, kCFNumberIntType, &width));
    const void* keys[] = {CFSTR("Width")};
    const void* values[] = {number.get()};
    const auto made = CFRef<CFDictionaryRef>::adopt(CFDictionaryCreate(kCFAllocatorDefault, keys, values, 1,
                                                                       &kCFTypeDictionaryKeyCallBacks,
                                                                       &kCFTypeDictionaryValueCallBacks));
    const auto key = CFRef<CFStringRef>::adopt(
        CFStringCreateWithCString(kCFAllocatorDefault, "Width", kCFStringEncodingUTF8));
    int found = 0;
    const auto value = static_cast<CFNumberRef>(CFDictionaryGetValue(made.get(), key.get()));
    CFNumberGetValue(value, kCFNumberIntType, &found);
    return found;
  });
}

const Binding binding(&bind);

}  // namespace
}  // namespace zc::doubles

// NSApplication, events and screens.
#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <utility>

#include "appkit_double.h"
#include "quartzcore_double.h"
#include "run_loop.h"
#include "strict.h"

using namespace zc::doubles;

__kindof NSApplication* NSApp = nil;

NSNotificationName const NSWorkspaceDidWakeNotification = @"NSWorkspaceDidWakeNotification";
NSNotificationName const NSWorkspaceScreensDidWakeNotification = @"NSWorkspaceScreensDidWakeNotification";

namespace {

struct App {
  bool finished = false;
  bool active = false;
  bool running = false;
  bool wakes_wired = false;
  NSApplicationActivationPolicy policy = NSApplicationActivationPolicyProhibited;
  std::mutex mutex;  // guards what follows
  std::condition_variable changed;
  std::deque<NSEvent*> events;
  bool display_event = false;
};

App& app() {
  static auto* const made = [] {
    on_reset(&forget_app);
    return new App;
  }();
  return *made;
}

// One turn of the main run loop, as far as something waits.
void turn() {
  pump_main_run_loop();
  deliver_due_ticks();
  commit_main_transaction();
}

void require_app(const char* what) {
  require_main_thread(what);
  if (!app().finished && !app().running) broken("%s is called before finishLaunching.", what);
}

}  // namespace

@implementation NSResponder
- (BOOL)acceptsFirstResponder {
  return NO;
}
- (void)keyDown:(NSEvent*)event {
  static_cast<void>(event);  // AppKit beeps
}
- (BOOL)performKeyEquivalent:(NSEvent*)event {
  static_cast<void>(event);
  return NO;
}
@end

@implementation NSEvent
+ (NSEvent*)otherEventWithType:(NSEventType)type
                      location:(NSPoint)location
                 modifierFlags:(NSEventModifierFlags)flags
                     timestamp:(NSTimeInterval)time
                  windowNumber:(NSInteger)wNum
                       context:(id)unusedPassNil
                       subtype:(short)subtype
                         data1:(NSInteger)d1
                         data2:(NSInteger)d2 {
  static_cast<void>(location), static_cast<void>(time), static_cast<void>(wNum), static_cast<void>(subtype);
  static_cast<void>(d1), static_cast<void>(d2);
  if (unusedPassNil) broken("The context of an event is not nil.");
  if (type != NSEventTypeApplicationDefined) broken("This event type is not made by hand.");
  return [make_event({type, flags, "", 0, nullptr}) autorelease];
}
- (NSEventType)type {
  return event_facts(self).type;
}
- (NSEventModifierFlags)modifierFlags {
  return event_facts(self).modifiers;
}
- (NSString*)charactersIgnoringModifiers {
  if (event_facts(self).type != NSEventTypeKeyDown)
    broken("Characters are asked of an event that is no key.");
  return [NSString stringWithUTF8String:event_facts(self).characters.c_str()];
}
- (unsigned short)keyCode {
  if (event_facts(self).type != NSEventTypeKeyDown) broken("A key code is asked of an event that is no key.");
  return event_facts(self).key_code;
}
- (void)zcAdopt:(EventFacts*)facts {
  _double = facts;
}
- (EventFacts*)zcFacts {
  return static_cast<EventFacts*>(_double);
}
- (void)dealloc {
  delete static_cast<EventFacts*>(_double);
  [super dealloc];
}
@end

@interface NSEvent (ZCDouble)
- (void)zcAdopt:(EventFacts*)facts;
- (EventFacts*)zcFacts;
@end

@implementation NSApplication
+ (NSApplication*)sharedApplication {
  require_main_thread("+[NSApplication sharedApplication]");
  if (!NSApp) {
    NSApp = [[NSApplication alloc] init];
    --counter("NSApplication");  // it lives for good
  }
  App& a = app();
  if (!std::exchange(a.wakes_wired, true))
    on_display_event([] {
      App& woken = app();
      const std::scoped_lock lock(woken.mutex);
      woken.display_event = true;
      woken.changed.notify_all();
    });
  return NSApp;
}
- (BOOL)isRunning {
  return app().running;
}
- (NSArray<NSWindow*>*)windows {
  const auto& all = ::windows();
  return [NSArray arrayWithObjects:all.data() count:all.size()];
}
- (BOOL)setActivationPolicy:(NSApplicationActivationPolicy)activationPolicy {
  require_main_thread("-[NSApplication setActivationPolicy:]");
  app().policy = activationPolicy;
  return YES;
}
- (NSApplicationActivationPolicy)activationPolicy {
  return app().policy;
}
- (void)finishLaunching {
  require_main_thread("-[NSApplication finishLaunching]");
  if (app().finished) broken("finishLaunching is called twice.");
  app().finished = true;
}
- (void)activate {
  require_main_thread("-[NSApplication activate]");
  if (app().policy == NSApplicationActivationPolicyProhibited)
    broken("An app whose activation policy is Prohibited is activated; its windows would stay behind.");
  app().active = true;
}
- (void)activateIgnoringOtherApps:(BOOL)ignoreOtherApps {
  static_cast<void>(ignoreOtherApps);
  [self activate];
}
- (NSEvent*)nextEventMatchingMask:(NSEventMask)mask
                        untilDate:(NSDate*)expiration
                           inMode:(NSRunLoopMode)mode
                          dequeue:(BOOL)deqFlag {
  require_app("-[NSApplication nextEventMatchingMask:untilDate:inMode:dequeue:]");
  if (mask != NSEventMaskAny || !deqFlag || ![mode isEqualToString:NSDefaultRunLoopMode])
    broken("The double takes any event, from the default mode, and dequeues it.");
  App& a = app();
  const auto limit = std::chrono::steady_clock::now() +
                     std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::duration<double>(
                         std::clamp(expiration.timeIntervalSinceNow, 0.0, 60.0)));
  for (;;) {
    turn();
    std::unique_lock lock(a.mutex);
    const auto ready = [&] { return !a.events.empty() || a.display_event; };
    // Blocks that are posted meanwhile are found soon.
    a.changed.wait_until(
        lock, std::min(limit, std::chrono::steady_clock::now() + std::chrono::milliseconds(2)), ready);
    a.display_event = false;
    if (!a.events.empty()) {
      NSEvent* const event = a.events.front();
      a.events.pop_front();
      return [event autorelease];
    }
    lock.unlock();
    if (std::chrono::steady_clock::now() >= limit) {
      turn();
      return nil;
    }
  }
}
- (void)postEvent:(NSEvent*)event atStart:(BOOL)flag {
  App& a = app();
  const std::scoped_lock lock(a.mutex);
  [event retain];
  if (flag) {
    a.events.push_front(event);
  } else {
    a.events.push_back(event);
  }
  a.changed.notify_all();
}
- (void)sendEvent:(NSEvent*)event {
  require_app("-[NSApplication sendEvent:]");
  EventFacts& facts = event_facts(event);
  if (facts.action) facts.action();
  if (facts.type != NSEventTypeKeyDown || ::windows().empty()) return;
  WindowState& window = window_state(::windows().back());
  const bool command = (facts.modifiers & NSEventModifierFlagCommand) != 0;
  if (command && [window.content performKeyEquivalent:event]) return;
  [window.responder keyDown:event];
}
@end

@implementation NSScreen
+ (NSScreen*)mainScreen {
  static NSScreen* const made = [[NSScreen alloc] init];
  return made;
}
- (CGFloat)backingScaleFactor {
  return default_scale();
}
- (NSDictionary<NSString*, id>*)deviceDescription {
  return [NSDictionary dictionaryWithObject:[NSNumber numberWithUnsignedInt:1] forKey:@"NSScreenNumber"];
}
@end

@implementation NSWorkspace
+ (NSWorkspace*)sharedWorkspace {
  static NSWorkspace* const made = [[NSWorkspace alloc] init];
  return made;
}
- (NSNotificationCenter*)notificationCenter {
  static NSNotificationCenter* const made = [[NSNotificationCenter alloc] init];
  return made;
}
@end

namespace zc::doubles {

NSEvent* make_event(EventFacts facts) {
  NSEvent* const event = [[NSEvent alloc] init];
  [event zcAdopt:new EventFacts(std::move(facts))];
  return event;
}

EventFacts& event_facts(NSEvent* event) { return *[event zcFacts]; }

void post_event(EventFacts facts) {
  NSEvent* const event = make_event(std::move(facts));
  App& a = app();
  const std::scoped_lock lock(a.mutex);
  a.events.push_back(event);
  a.changed.notify_all();
}

void set_app_running(bool running) { app().running = running; }

NSApplicationActivationPolicy activation_policy() { return app().policy; }
bool app_finished_launching() { return app().finished; }
bool app_is_active() { return app().active; }

void forget_app() {
  App& a = app();
  a.finished = a.active = a.running = false;
  a.policy = NSApplicationActivationPolicyProhibited;
  NSApp = nil;
  const std::scoped_lock lock(a.mutex);
  for (NSEvent* const event : a.events) [event release];
  a.events.clear();
}

}  // namespace zc::doubles

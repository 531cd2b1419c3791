// For GCC's runtime, clang gives each function of an Objective-C++ file a personality that knows Objective-C
// exceptions alone, and C++ handlers would never match. This one is found first and hands over to C++'s.
#include <unwind.h>

extern "C" {

_Unwind_Reason_Code __gxx_personality_v0(int, _Unwind_Action, _Unwind_Exception_Class, _Unwind_Exception*,
                                         _Unwind_Context*);

_Unwind_Reason_Code __gnu_objc_personality_v0(int version, _Unwind_Action actions,
                                              _Unwind_Exception_Class exception_class,
                                              _Unwind_Exception* exception, _Unwind_Context* context) {
  return __gxx_personality_v0(version, actions, exception_class, exception, context);
}

}  // extern "C"

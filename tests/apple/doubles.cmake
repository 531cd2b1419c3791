# The Metal device on Linux: csrc/device/metal and the framework doubles, for GCC's Objective-C runtime.
# Included by the main file with ZC_APPLE_DOUBLES; needs clang and libobjc's development package.
if(NOT CMAKE_CXX_COMPILER_ID MATCHES "Clang")
  message(FATAL_ERROR "ZC_APPLE_DOUBLES needs clang, not ${CMAKE_CXX_COMPILER}.")
endif()
if(NOT ZC_TESTING)
  message(FATAL_ERROR "ZC_APPLE_DOUBLES needs ZC_TESTING.")
endif()

# The newest GCC that has the runtime's headers and library.
file(GLOB objc_headers /usr/lib/gcc/${CMAKE_LIBRARY_ARCHITECTURE}/*/include/objc/objc.h)
list(SORT objc_headers COMPARE NATURAL ORDER DESCENDING)
foreach(header ${objc_headers})
  string(REGEX REPLACE "/include/objc/objc.h$" "" gcc_folder ${header})
  if(EXISTS ${gcc_folder}/libobjc.so)
    set(objc_library ${gcc_folder}/libobjc.so)
    set(objc_include ${gcc_folder}/include)
    break()
  endif()
endforeach()
if(NOT objc_library)
  message(FATAL_ERROR "ZC_APPLE_DOUBLES needs the headers and library of GCC's Objective-C runtime, "
    "Debian's libobjc-12-dev.")
endif()

set(objcxx_options
  -xobjective-c++ -fobjc-runtime=gcc -fexceptions -fobjc-exceptions -fconstant-string-class=NSConstantString
  -idirafter ${objc_include})  # after clang's own headers, which lie beside GCC's
set(apple_options -fblocks)
set(apple_headers ${CMAKE_SOURCE_DIR}/tests/apple/headers)

# Compiles .mm files as Objective-C++.
function(zc_objcxx)
  set_source_files_properties(${ARGN} PROPERTIES LANGUAGE CXX COMPILE_OPTIONS "${objcxx_options}")
endfunction()

zc_objcxx(${metal_sources})
target_compile_options(zerocopy_core PRIVATE ${apple_options})
target_include_directories(zerocopy_core SYSTEM PRIVATE ${apple_headers})

# What a program finds on macOS as frameworks. Linked as objects: classes and static objects register
# themselves, and nothing else refers to some of them.
file(GLOB_RECURSE double_sources CONFIGURE_DEPENDS
  ${CMAKE_SOURCE_DIR}/tests/apple/doubles/*.cpp ${CMAKE_SOURCE_DIR}/tests/apple/doubles/*.mm)
set(double_objcxx ${double_sources})
list(FILTER double_objcxx INCLUDE REGEX "\\.mm$")
zc_objcxx(${double_objcxx})
add_library(apple_doubles OBJECT ${double_sources})
target_link_libraries(apple_doubles PRIVATE zerocopy_flags pybind11::module)
target_compile_options(apple_doubles PRIVATE ${apple_options})
target_include_directories(apple_doubles PRIVATE ${CMAKE_SOURCE_DIR}/tests/apple/doubles)
target_include_directories(apple_doubles SYSTEM PRIVATE ${apple_headers})

include(${CMAKE_CURRENT_LIST_DIR}/msl/msl.cmake)
target_link_libraries(_core PRIVATE apple_doubles apple_shaders ${objc_library})

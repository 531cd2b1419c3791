# The shipped shaders, compiled for this machine's processor. Defines the library apple_shaders.
set(msl_folder ${CMAKE_CURRENT_LIST_DIR})
set(entry_points ${CMAKE_BINARY_DIR}/entry_points.cpp)
file(GLOB shader_files CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/shaders/*.metal ${CMAKE_SOURCE_DIR}/shaders/*.h)
add_custom_command(OUTPUT ${entry_points}
  COMMAND Python::Interpreter ${msl_folder}/generate_entry_points.py ${entry_points}
    shipped=${CMAKE_SOURCE_DIR}/shaders/embed.py probe=${msl_folder}/probe.metal
  DEPENDS ${shader_files} ${msl_folder}/probe.metal ${CMAKE_SOURCE_DIR}/shaders/embed.py ${msl_folder}/generate_entry_points.py
  VERBATIM)
add_library(apple_shaders OBJECT ${entry_points} ${msl_folder}/rasteriser.cpp)
target_link_libraries(apple_shaders PRIVATE zerocopy_flags)
target_include_directories(apple_shaders PRIVATE ${msl_folder})
set_source_files_properties(${entry_points} PROPERTIES COMPILE_OPTIONS
  "-Wno-unknown-attributes;-fno-lax-vector-conversions;-Xclang;-cl-single-precision-constant")

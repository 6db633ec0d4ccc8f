# atelier_add_plugin(<name> SOURCES <file>… [LIBRARIES <target>…])
#
# Builds the plugin <name>.so: hidden visibility, a version script that lets out the entry function alone, no undefined
# symbols, and a check after linking that exactly one symbol is exported. The target <name>_objects holds the same code
# for tests to link. Plugins see sdk/include and their own libraries, nothing else. A project that is about plugins alone
# and says no build type is built optimised (Release).
#
# Without CMake one compiler line does the same (for C: cc -std=c99 … my_policy.c):
#   c++ -std=c++17 -O2 -shared -fPIC -fvisibility=hidden -I<prefix>/include my_policy.cpp \
#       -Wl,--version-script=<prefix>/lib/cmake/AtelierSDK/plugin.map -Wl,-z,defs -o my_policy.so
include_guard(GLOBAL)
find_program(ATELIER_NM NAMES nm REQUIRED)

# Without a build type CMake optimises nothing. In a larger project the type is that project's business.
function(_atelier_default_build_type)
  get_property(many GLOBAL PROPERTY GENERATOR_IS_MULTI_CONFIG)
  if(CMAKE_BUILD_TYPE OR many OR NOT PROJECT_IS_TOP_LEVEL)
    return()
  endif()
  set(CMAKE_BUILD_TYPE Release CACHE STRING "Debug, Release, RelWithDebInfo or MinSizeRel" FORCE)
  message(STATUS "Atelier: no CMAKE_BUILD_TYPE given, so plugins are built as Release")
endfunction()

function(atelier_add_plugin name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "SOURCES;LIBRARIES")
  if(NOT arg_SOURCES OR arg_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "atelier_add_plugin(<name> SOURCES <file>… [LIBRARIES <target>…])")
  endif()

  _atelier_default_build_type()
  add_library(${name}_objects OBJECT ${arg_SOURCES})
  target_link_libraries(${name}_objects PUBLIC Atelier::SDK ${arg_LIBRARIES})
  set_target_properties(${name}_objects PROPERTIES
    POSITION_INDEPENDENT_CODE ON
    C_VISIBILITY_PRESET hidden
    CXX_VISIBILITY_PRESET hidden
    VISIBILITY_INLINES_HIDDEN ON)

  # A module made of objects alone has no language that CMake could infer.
  set(language C)
  if(NOT "${arg_SOURCES}" MATCHES "^[^;]+\\.c(;[^;]+\\.c)*$" OR arg_LIBRARIES)
    set(language CXX)
  endif()
  add_library(${name} MODULE $<TARGET_OBJECTS:${name}_objects>)
  target_link_libraries(${name} PRIVATE ${arg_LIBRARIES})
  set_target_properties(${name} PROPERTIES PREFIX "" SUFFIX ".so" LINKER_LANGUAGE ${language}
    LINK_DEPENDS "${CMAKE_CURRENT_FUNCTION_LIST_DIR}/plugin.map")
  target_link_options(${name} PRIVATE
    "LINKER:--version-script=${CMAKE_CURRENT_FUNCTION_LIST_DIR}/plugin.map" "LINKER:-z,defs" "LINKER:--build-id")
  if(ATELIER_PLUGIN_OUTPUT_DIRECTORY)
    set_target_properties(${name} PROPERTIES LIBRARY_OUTPUT_DIRECTORY "${ATELIER_PLUGIN_OUTPUT_DIRECTORY}")
  endif()
  add_custom_command(TARGET ${name} POST_BUILD VERBATIM
    COMMAND "${CMAKE_COMMAND}" "-DNM=${ATELIER_NM}" "-DFILE=$<TARGET_FILE:${name}>"
            -P "${CMAKE_CURRENT_FUNCTION_LIST_DIR}/check_exports.cmake")
endfunction()

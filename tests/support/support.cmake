# What tests share. Only places.cpp knows where things lie, so that the objects of tests are the same in every folder.
add_library(test_support STATIC "${CMAKE_CURRENT_LIST_DIR}/places.cpp")
target_include_directories(test_support PUBLIC "${CMAKE_CURRENT_LIST_DIR}")
cmake_path(SET checkout NORMALIZE "${CMAKE_CURRENT_LIST_DIR}/../..")
string(REGEX REPLACE "/$" "" checkout "${checkout}")
target_compile_definitions(test_support PRIVATE "ATELIER_SOURCE_DIR=\"${checkout}\""
  "ATELIER_BINARY_DIR=\"${CMAKE_BINARY_DIR}\"" "ATELIER_PLUGIN_FOLDER=\"${ATELIER_PLUGIN_OUTPUT_DIRECTORY}\"")
unset(checkout)

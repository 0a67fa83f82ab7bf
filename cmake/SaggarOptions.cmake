# SPDX-License-Identifier: Apache-2.0
# SPDX-FileCopyrightText: The saggar authors

# Compiles what lies in one folder of a room as one source: half the time for a build from nothing, at the price of longer
# ones after a change. Names of file scope are then unique in their folder; what is common to several has a header.
option(SAGGAR_BUILD_FOLDERS "Compile the sources of a folder together" OFF)

# One place for language level, instruction set and warnings; linked PRIVATE by every target.
add_library(saggar_options INTERFACE)
target_compile_features(saggar_options INTERFACE cxx_std_20)
target_compile_options(
  saggar_options INTERFACE -Wall -Wextra -Wpedantic -Wconversion -Werror
                           # Not on: -ffast-math. Results must not depend on how loops are vectorised.
                           -fno-math-errno -fno-trapping-math -ffp-contract=on)
# False alarms of g++ 12 in std::string once optimised (GCC bugs 105651, 105562), and its note about passing vectors as
# GCC 4.5 did; clang-tidy and the sanitizers look
# for the real ones.
target_compile_options(saggar_options INTERFACE "$<$<CXX_COMPILER_ID:GNU>:-Wno-missing-field-initializers;-Wno-restrict;-Wno-maybe-uninitialized;-Wno-psabi>")
# What only holds where each source is compiled by itself: names that other files have too, and classes of an unnamed
# namespace in what then seems to be a header.
if(SAGGAR_BUILD_FOLDERS)
  target_compile_options(saggar_options INTERFACE "$<$<CXX_COMPILER_ID:GNU>:-Wno-subobject-linkage>")
else()
  target_compile_options(saggar_options INTERFACE -Wshadow)
endif()
if(SAGGAR_MARCH)
  target_compile_options(saggar_options INTERFACE -march=${SAGGAR_MARCH})
endif()

# Builds what generators write (protobuf), so that tools which only read sources find it.
add_custom_target(generated_sources)

# saggar_find_dependency(<arguments of find_package without REQUIRED>)
# Finds a package that a room links. Whoever uses an installed saggar must find it too: static libraries hand their
# dependencies on, so each call is repeated in the installed package configuration.
macro(saggar_find_dependency)
  find_package(${ARGV} REQUIRED)
  string(REPLACE ";" " " saggar_find_arguments "${ARGV}")
  set_property(GLOBAL APPEND_STRING PROPERTY SAGGAR_DEPENDENCIES "find_dependency(${saggar_find_arguments})\n")
endmacro()

# saggar_room(<name> [ROOT_TOGETHER] SOURCES ... HEADERS ... PUBLIC_LINKS ... PRIVATE_LINKS ...)
# A room is one library with its own include root: include/ is public and installed, src/ is private.
function(saggar_room name)
  cmake_parse_arguments(PARSE_ARGV 1 room "ROOT_TOGETHER" "" "SOURCES;HEADERS;PUBLIC_LINKS;PRIVATE_LINKS")
  add_library(saggar_${name} STATIC ${room_SOURCES})
  add_library(saggar::${name} ALIAS saggar_${name})
  target_sources(saggar_${name} PUBLIC FILE_SET HEADERS BASE_DIRS include FILES ${room_HEADERS})
  target_include_directories(saggar_${name} PRIVATE src)
  target_link_libraries(saggar_${name} PUBLIC ${room_PUBLIC_LINKS} PRIVATE $<BUILD_INTERFACE:saggar_options> ${room_PRIVATE_LINKS})
  target_compile_features(saggar_${name} PUBLIC cxx_std_20)
  set_target_properties(saggar_${name} PROPERTIES VERIFY_INTERFACE_HEADER_SETS ON EXPORT_NAME ${name}
                                                  POSITION_INDEPENDENT_CODE ON)
  if(SAGGAR_BUILD_FOLDERS)
    set(root "")
    if(room_ROOT_TOGETHER)
      set(root ROOT)
    endif()
    saggar_build_folders(saggar_${name} ${root} ${room_SOURCES})
  endif()
  install(TARGETS saggar_${name} EXPORT saggar FILE_SET HEADERS)
endfunction()

# saggar_build_folders(<target> [ROOT] <sources>)  ROOT: what lies right under src/ too; else each of it by itself.
function(saggar_build_folders target)
  cmake_parse_arguments(PARSE_ARGV 1 folders "ROOT" "" "")
  foreach(source IN LISTS folders_UNPARSED_ARGUMENTS)
    if(source MATCHES "^src/(.+)/[^/]+[.]cpp$" OR (folders_ROOT AND source MATCHES "^(src)/[^/]+[.]cpp$"))
      string(MAKE_C_IDENTIFIER "${CMAKE_MATCH_1}${CMAKE_MATCH_2}" folder)
      set_source_files_properties(${source} PROPERTIES UNITY_GROUP "${folder}")
    endif()
  endforeach()
  set_target_properties(${target} PROPERTIES UNITY_BUILD ON UNITY_BUILD_MODE GROUP)
endfunction()

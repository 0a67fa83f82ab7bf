# SPDX-License-Identifier: Apache-2.0
# SPDX-FileCopyrightText: The saggar authors

# saggar_embed(<target> HEADER <path> SOURCE <path> FILES <file>...)
# Compiles text files into a target: SOURCE is written at build time and gives, for each file, the
# std::string_view `embedded::<name>` (name: the file's own, dots as underscores) that the hand-written HEADER
# declares.
function(saggar_embed target)
  cmake_parse_arguments(PARSE_ARGV 1 embed "" "HEADER;SOURCE" "FILES")
  set(script ${PROJECT_SOURCE_DIR}/cmake/write_embedded.cmake)
  add_custom_command(
    OUTPUT ${embed_SOURCE}
    COMMAND ${CMAKE_COMMAND} "-DHEADER=${embed_HEADER}" "-DSOURCE=${embed_SOURCE}" "-DFILES=${embed_FILES}" -P ${script}
    DEPENDS ${embed_FILES} ${script}
    COMMENT "Embedding texts for ${target}"
    VERBATIM)
  target_sources(${target} PRIVATE ${embed_SOURCE})
  get_filename_component(name ${embed_SOURCE} NAME_WE)
  add_custom_target(${target}_${name} DEPENDS ${embed_SOURCE})
  add_dependencies(generated_sources ${target}_${name})
endfunction()

# SPDX-License-Identifier: Apache-2.0
# SPDX-FileCopyrightText: The saggar authors

# Run by saggar_embed: turns FILES into the string constants of SOURCE.
set(text "#include \"${HEADER}\"\n\nnamespace saggar::embedded {\n")
foreach(file IN LISTS FILES)
  file(READ ${file} content)
  get_filename_component(name ${file} NAME)
  string(REPLACE "." "_" name ${name})
  string(FIND "${content}" ")saggar~" clash)
  if(NOT clash EQUAL -1)
    message(FATAL_ERROR "${file} holds the end mark of the strings it is turned into")
  endif()
  string(APPEND text "std::string_view const ${name}{R\"saggar~(" "${content}" ")saggar~\"};\n")
endforeach()
string(APPEND text "} // namespace saggar::embedded\n")
file(WRITE ${SOURCE} "${text}")

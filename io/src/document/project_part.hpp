// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// One file of a project: read, and added to what other files of the project gave.

#include "record_reader.hpp"
#include "source.hpp"

#include "saggar/network/project.hpp"

#include <map>
#include <string>
#include <vector>

namespace saggar::detail {

// What one file names that must be read too.
struct Included {
    std::string file;
    std::size_t line{0};
};

struct Collected {
    Project project;
    // What only one file may give (name, sections ...), and where it was given.
    std::map<std::string, ElementOrigin, std::less<>> given;
    std::vector<Problem> problems;
    bool complete{true}; // false: something could not be read at all, so its content is not known
};

// `file` is its name in messages, `folder` where the file lies; names of other files are kept relative to the
// project's folder.
[[nodiscard]] std::vector<Included> read_part(DocumentSource& source, std::string const& file,
                                              std::string const& folder, Collected& collected,
                                              FieldLines* field_lines);

} // namespace saggar::detail

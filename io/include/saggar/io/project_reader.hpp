// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// A project from and to its files. One schema (io/proto/saggar/v1/project.proto), three encodings, told apart
// by the file's ending: .yaml or .yml and .json that people write, .pb (binary protobuf) that programs
// exchange. Reading is strict, and everything that is wrong is reported at once, with file, line, element and
// field (docs/project-format.md).

#include "saggar/network/catalogue.hpp"
#include "saggar/network/error.hpp"
#include "saggar/network/network.hpp"
#include "saggar/network/project.hpp"

#include <filesystem>
#include <functional>
#include <memory>
#include <vector>

namespace saggar {

// Reads a project: a file, or a folder that holds one of project.yaml, project.yml, project.json, project.pb;
// and the files it includes. Origins and folder are set. Throws Error with every problem; where the files
// could be read whole, with what `check` finds in their content too. A project that is returned may still be
// refused by Network::build: its content has not been judged.
[[nodiscard]] Project read_project(std::filesystem::path const& path);

// The built-in pipe catalogue: single steel pipes after EN 253, twin pipes, PEX (data/catalogue).
[[nodiscard]] Catalogue const& built_in_catalogue();

// The built-in catalogue with the project's own CSV files added; their entries replace built-in ones of the
// same id. Names of files start from Project::folder. Throws Error with every problem in them.
[[nodiscard]] Catalogue read_catalogues(Project const& project);

// read_project, read_catalogues and Network::build: throws one Error with all that is wrong.
[[nodiscard]] std::shared_ptr<Network const> load_network(std::filesystem::path const& path);

// The same for whoever needs more of a project than its network: what `further` finds, of the project as far
// as its files could be read, is in the same report.
using FurtherCheck = std::function<std::vector<Problem>(Project const&)>;
[[nodiscard]] std::shared_ptr<Network const> load_network(std::filesystem::path const& path,
                                                          FurtherCheck const& further);

// Writes a project to one file, in the encoding of its ending. Only what differs from a field's default is
// written, numbers as short as they can be and still be read back as the same double; names of other files
// are changed to start from the new file's folder. Throws Error: file_unwritable; value_not_finite and
// value_wrong_type for numbers and texts that no file can hold.
void write_project(Project const& project, std::filesystem::path const& path);

} // namespace saggar

// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// Which files a project is made of, so that results never take the place of what they were made from.

#include <filesystem>
#include <initializer_list>
#include <vector>

namespace saggar {

// The project's file, those that it includes, and those that they name: catalogues, streets, series, maps.
// Of a project that cannot be read whole, those that could be found.
[[nodiscard]] std::vector<std::filesystem::path> files_of_project(std::filesystem::path const& path);

// Throws Error{operation_refused} where one of `outputs` is one of them, by whatever name or link.
void refuse_to_replace_inputs(std::filesystem::path const& project,
                              std::vector<std::filesystem::path> const& outputs);
// The same of files `names` in a folder of results. An empty `folder` is nowhere.
void refuse_to_replace_inputs(std::filesystem::path const& project, std::filesystem::path const& folder,
                              std::initializer_list<char const*> names);

} // namespace saggar

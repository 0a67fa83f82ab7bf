// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// A project as one text that depends on what it says only: JSON with names of files from the root on.

#include "saggar/network/project.hpp"

#include <filesystem>
#include <string>

namespace saggar::detail {

[[nodiscard]] std::string project_json(Project const& project); // project_writer.cpp
// As write_project puts it into a .json file of `folder`.
[[nodiscard]] std::string project_json(Project const& project, std::filesystem::path const& folder);

} // namespace saggar::detail

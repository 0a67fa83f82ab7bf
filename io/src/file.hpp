// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// Whole files in and out, and paths as messages show them.

#include "saggar/network/error.hpp"

#include <filesystem>
#include <string>
#include <string_view>

namespace saggar::detail {

// No project or table is larger; what is, is something else.
inline constexpr std::uintmax_t largest_file_bytes = std::uintmax_t{1} << 30U;

// The content of a file. Throws Error (file_unreadable).
[[nodiscard]] std::string read_file(std::filesystem::path const& path);
// Replaces a file whole: who reads it meanwhile sees the old or the new one. Throws Error (file_unwritable).
void write_file(std::filesystem::path const& path, std::string_view content);

// With forward slashes and without detours.
[[nodiscard]] std::string shown(std::filesystem::path const& path);

// A file named in a document of folder `from`, as a document of folder `to` has to name it.
[[nodiscard]] std::string renamed_from(std::string const& file, std::filesystem::path const& from,
                                       std::filesystem::path const& to);

} // namespace saggar::detail

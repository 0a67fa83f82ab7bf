// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// Planning work that was stopped, on disk, so that it can be gone on with: the pieces that were done
// (saggar/planning/kept_work.hpp), and of what project, files and options. One kind of file for all commands;
// it is for the same program on the same kind of machine.

#include "saggar/io/checkpoint.hpp"
#include "saggar/network/project.hpp"
#include "saggar/planning/kept_work.hpp"

#include <cstdint>
#include <filesystem>
#include <vector>

namespace saggar {

// Of projects made from `like`: they have its folder and its time zone.
[[nodiscard]] ProjectBytes project_bytes(Project const& like);

// What is read beside the project: catalogues and streets; obstacles too; maps and benchmarks of an extension
// too; the series of its cold week as well.
enum class WorkFiles : std::uint8_t { network, obstacles, maps, maps_and_week };

// Other files of a map, as a Shapefile has, belong to it. Throws Error{file_unreadable}.
[[nodiscard]] std::vector<FileFingerprint> planning_files(Project const& project, WorkFiles which);

// Replaces the file whole; makes its folder. Throws Error{file_unwritable}.
void write_work(std::filesystem::path const& path, RunIdentity const& identity, Project const& project,
                KeptWork& work);

// Throws Error{file_unreadable} where there is none or it is damaged, Error{operation_refused} with
// everything in which it is of another run: program, project (with the fields that differ), files, options.
void read_work(std::filesystem::path const& path, RunIdentity const& wanted, Project const& project,
               KeptWork& work);

} // namespace saggar

// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// Where a simulation stands, on disk, so that it can be gone on with: what it keeps between its steps, and of
// what run. A checkpoint is for the same program on the same kind of machine; it is refused where anything
// that the steps before it depend on has changed since.

#include "saggar/engine/simulation/scenario.hpp"
#include "saggar/network/network.hpp"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace saggar {

// What a run depends on, as fingerprints.
struct RunIdentity {
    std::string program;      // with its version
    std::uint64_t project{0}; // all fields, and the catalogue files it names
    std::uint64_t options{0}; // begin, step, what has series
    std::uint64_t series{0};  // weather, demand, ... from the begin to the checkpoint

    // Of program, project and options: what does not change as the run goes on.
    [[nodiscard]] std::uint64_t run() const;
};

// Throws Error{file_unreadable} for a catalogue file that cannot be read.
[[nodiscard]] std::uint64_t project_fingerprint(Project const& project);
// Of the values that rule from the window's begin until `end_s`: rows added behind do not count.
[[nodiscard]] std::uint64_t series_fingerprint(ScenarioSeries const& series, std::int64_t begin_s,
                                               std::int64_t end_s);

// Of options, as a text that names all of them.
[[nodiscard]] std::uint64_t text_fingerprint(std::string_view text);

struct Checkpoint {
    RunIdentity identity;
    std::uint64_t steps{0}; // that were made
    std::vector<std::byte> state;
};

// Replaces the file whole: whatever happens meanwhile, the old one or the new one is there. Throws
// Error{file_unwritable}.
void write_checkpoint(std::filesystem::path const& path, Checkpoint const& checkpoint);
// Throws Error{file_unreadable} where there is none, or it is damaged (it carries a checksum) or of another
// format.
[[nodiscard]] Checkpoint read_checkpoint(std::filesystem::path const& path);

// Throws Error{operation_refused} with everything in which the checkpoint is not of the run that is wanted:
// another program, project, options or series, or further than `steps`. Where inputs.json lies beside it, the
// fields are named in which `project` differs from what was simulated.
void check_resumable(Checkpoint const& found, RunIdentity const& wanted, std::uint64_t steps,
                     std::filesystem::path const& path, Project const& project);

} // namespace saggar

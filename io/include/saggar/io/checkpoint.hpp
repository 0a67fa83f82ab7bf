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
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace saggar {

class StateArchive;

// Of the values that steps were made of.
struct SeriesFingerprints {
    std::uint64_t weather{0};
    std::uint64_t demand{0};
    std::uint64_t sources{0};
    std::uint64_t prices{0};

    bool operator==(SeriesFingerprints const&) const = default;
};

// A file that a project reads whole, before any step.
struct FileFingerprint {
    std::string what; // "shapes file 'own.csv'"
    std::uint64_t content{0};

    void keep(StateArchive& archive);
};

// An option that decides what is in the files: "--step", "3600 s".
struct RunOption {
    std::string name;
    std::string value;

    void keep(StateArchive& archive);
};

// What a run depends on.
struct RunIdentity {
    std::string program;                // with its version
    std::uint64_t project{0};           // all fields, as a fingerprint
    std::vector<FileFingerprint> files; // catalogues and shapes
    std::vector<RunOption> options;     // begin, step, model, what has series
    SeriesFingerprints series;          // of the steps until the checkpoint

    // A fingerprint of all but the series: what does not change as the run goes on.
    [[nodiscard]] std::uint64_t run() const;
};

[[nodiscard]] std::uint64_t project_fingerprint(Project const& project);
// Of its catalogues and shapes. Throws Error{file_unreadable} for one that cannot be read.
[[nodiscard]] std::vector<FileFingerprint> file_fingerprints(Project const& project);

// Takes the fingerprints of a run's series, step after step. Of weather, sources and prices these are the
// rows that rule in the steps, of weather also those that controllers look ahead to; of demand what consumers
// ask for in each step, which hangs on weather far from it: on the days before, on the year that a year's
// heat is met in. Rows that no step was made of do not count.
class SeriesDigest {
public:
    explicit SeriesDigest(Scenario const& scenario); // kept by reference
    // After the first `steps`: no fewer than before.
    [[nodiscard]] SeriesFingerprints after(std::size_t steps);

private:
    Scenario const* scenario_;
    std::size_t steps_{0};
    std::uint64_t demand_; // of these
};

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

// Throws Error{operation_refused} with everything in which the checkpoint is not of the run that is wanted,
// by name: another program, project, file, option or series, or further than `steps`. Where it is known what
// project it was begun with (`before`, else inputs.json beside it), the fields are named in which `project`
// differs.
void check_resumable(Checkpoint const& found, RunIdentity const& wanted, std::uint64_t steps,
                     std::filesystem::path const& path, Project const& project,
                     std::optional<Project> const& before = {});

} // namespace saggar

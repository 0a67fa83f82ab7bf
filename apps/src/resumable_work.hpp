// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// What planning commands that can be gone on with have in common: a checkpoint in the folder of results, as
// long as there are none.

#include "saggar/io/checkpoint.hpp"
#include "saggar/io/planning_checkpoint.hpp"
#include "saggar/network/project.hpp"
#include "saggar/planning/kept_work.hpp"

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace saggar::app {

class ResumableWork {
public:
    // `command` names the file, `options` are those that decide the results; `files`: what they read
    // beside the project. With `resume` the pieces of the checkpoint are there; throws Error where there is
    // none, or it is of another run. Kept by reference: `project`.
    ResumableWork(std::string const& command, Project const& project, std::filesystem::path const& out,
                  bool resume, std::vector<RunOption> options, WorkFiles files = WorkFiles::network);

    [[nodiscard]] KeptWork& kept() { return kept_; }
    // Writes what was done, where there is a folder; says so on the terminal. `how_far` follows "stopped".
    // Returns the exit code.
    [[nodiscard]] int stop(std::string const& how_far = {});
    // There are results (or it is known that there will be none): the checkpoint goes.
    void finish();

private:
    void write();

    Project const& project_;
    std::filesystem::path path_; // empty: nowhere
    RunIdentity identity_;
    KeptWork kept_;
    bool made_folder_{false};
    std::optional<std::chrono::steady_clock::time_point> last_; // checkpoint: the first piece makes one
};

} // namespace saggar::app

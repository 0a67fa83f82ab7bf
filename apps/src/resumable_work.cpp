// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "resumable_work.hpp"

#include "option_time.hpp"
#include "terminal.hpp"

#include "saggar/network/error.hpp"

#include <fmt/format.h>

#include <unistd.h>

#include <cstdio>
#include <system_error>
#include <utility>

namespace saggar::app {

namespace {

constexpr std::chrono::seconds between_checkpoints{30};

// Before hours of work, not after them.
void refuse_unwritable(std::filesystem::path const& folder) {
    std::error_code none;
    std::filesystem::path there = std::filesystem::absolute(folder, none);
    while (there.has_relative_path() && !std::filesystem::exists(there, none)) {
        there = there.parent_path();
    }
    bool const is_folder = std::filesystem::is_directory(there, none);
    if (!is_folder || ::access(there.c_str(), W_OK | X_OK) != 0) {
        throw Error{{.code = ErrorCode::file_unwritable,
                     .place = {.file = folder.string(), .line = 0, .component = {}, .id = {}, .field = {}},
                     .text = fmt::format("cannot be written: {} is {}", there.string(),
                                         is_folder ? "not yours to write in" : "no folder"),
                     .advice = "Name another folder for results"}};
    }
}

} // namespace

ResumableWork::ResumableWork(std::string const& command, Project const& project,
                             std::filesystem::path const& out, bool resume, std::vector<RunOption> options,
                             WorkFiles files)
    : project_{project}, kept_{project_bytes(project), [this](KeptWork&) {
                                   auto const now = std::chrono::steady_clock::now();
                                   if (!path_.empty() && (!last_ || now - *last_ >= between_checkpoints)) {
                                       write();
                                       last_ = now;
                                   }
                               }} {
    if (out.empty()) {
        if (resume) {
            throw Error{{option_problem(ErrorCode::value_missing, "--resume",
                                        "goes on from the folder of results, and none is named",
                                        "Name it as --out")}};
        }
        return;
    }
    refuse_unwritable(out);
    path_ = out / (command + "_checkpoint.bin");
    identity_ = {.program = "saggar " SAGGAR_VERSION,
                 .project = project_fingerprint(project),
                 .files = planning_files(project, files),
                 .options = std::move(options),
                 .series = {}};
    if (resume) {
        read_work(path_, identity_, project_, kept_);
    }
}

int ResumableWork::stop(std::string const& how_far) {
    if (path_.empty() || kept_.size() == 0) {
        fmt::print(stderr, "stopped{}: nothing was written\n", how_far);
    } else {
        write();
        fmt::print(stderr, "stopped{}: what is done so far is in {}; --resume goes on from there\n", how_far,
                   path_.string());
    }
    return interruption_code();
}

void ResumableWork::finish() {
    if (!path_.empty()) {
        std::error_code ignored;
        std::filesystem::remove(path_, ignored);
        if (made_folder_) { // fails where there are results
            std::filesystem::remove(path_.parent_path(), ignored);
        }
    }
}

void ResumableWork::write() {
    std::error_code ignored;
    made_folder_ = made_folder_ || !std::filesystem::exists(path_.parent_path(), ignored);
    write_work(path_, identity_, project_, kept_);
}

} // namespace saggar::app

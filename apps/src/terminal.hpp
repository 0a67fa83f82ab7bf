// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// What the command and the terminal have to do with each other: exit codes, Ctrl-C, progress, colour.

#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>

namespace saggar::app {

// Stable: scripts rely on them.
enum ExitCode : int {
    done = 0, // and everything served within limits
    answer_is_no =
        1, // done and written, but a load is short, something is cut off, a limit broken, or infeasible
    bad_input = 2,   // bad input or usage; nothing was written
    no_solution = 3, // no solution found; nothing was written
    internal_error = 4,
    ended_by_signal = 128 // and the signal's number: 130 for Ctrl-C
};

// From here on Ctrl-C (SIGINT) and SIGTERM only raise a flag, so that files are left whole.
void catch_interrupts();
[[nodiscard]] bool interrupted();
// 130 after Ctrl-C, 143 after SIGTERM: what a shell says of a program that a signal ended.
[[nodiscard]] int interruption_code();

// A line on standard error that is overwritten as the work goes on; nothing where that is no terminal.
class Progress {
public:
    explicit Progress(bool quiet);
    ~Progress();
    Progress(Progress const&) = delete;
    Progress& operator=(Progress const&) = delete;
    Progress(Progress&&) = delete;
    Progress& operator=(Progress&&) = delete;

    // "what DONE+1 of TOTAL": the one that is worked on.
    void show(std::string_view what, std::size_t done, std::size_t total);
    // The same with how much time is left, from how long it took so far; ten times a second at most.
    void show_with_time_left(std::string_view what, std::size_t done, std::size_t total);
    void clear();

private:
    void write(std::string line);

    bool shown_;
    std::string line_;
    std::chrono::steady_clock::time_point begin_{std::chrono::steady_clock::now()};
    std::chrono::steady_clock::time_point last_{};
};

enum class Tone { plain, good, bad, faint };
// `text` in colour where standard output is a terminal and NO_COLOR is not set.
[[nodiscard]] std::string toned(std::string_view text, Tone tone);

} // namespace saggar::app

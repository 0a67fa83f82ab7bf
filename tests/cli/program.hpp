// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// Runs the built command as a person or a script would, and says what came of it.

#include <csignal>
#include <string>
#include <vector>

namespace saggar::testing_support {

struct Outcome {
    int code{-1};       // exit code; -1: ended by a signal that it did not handle
    std::string output; // standard output
    std::string errors; // standard error, or what a terminal in its place was sent
};

struct Manner {
    bool terminal{false};   // standard error is a terminal
    std::string await;      // with a terminal: once this has been shown ...
    int signal{SIGINT};     // ... this is sent, once
    std::string await_file; // once there is a file of this name `signal` is sent, once
    std::string output_to;  // file that standard output goes to instead
};

[[nodiscard]] Outcome run_saggar(std::vector<std::string> const& arguments, Manner const& manner = {});

} // namespace saggar::testing_support

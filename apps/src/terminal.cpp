// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "terminal.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <unistd.h>
#include <utility>

namespace saggar::app {

namespace {
volatile std::sig_atomic_t interrupt_flag = 0;

void on_interrupt(int signal) {
    interrupt_flag = signal;
}
} // namespace

void catch_interrupts() {
    struct sigaction action {};
    action.sa_handler = on_interrupt;
    action.sa_flags = SA_RESTART; // what is being written is written to its end
    sigemptyset(&action.sa_mask);
    sigaction(SIGINT, &action, nullptr);
    sigaction(SIGTERM, &action, nullptr);
}

bool interrupted() {
    return interrupt_flag != 0;
}

int interruption_code() {
    return ended_by_signal + static_cast<int>(interrupt_flag);
}

Progress::Progress(bool quiet) : shown_{!quiet && isatty(STDERR_FILENO) != 0} {}

Progress::~Progress() {
    clear();
}

void Progress::clear() {
    if (!line_.empty()) {
        fmt::print(stderr, "\r{:{}}\r", "", line_.size());
        (void)std::fflush(stderr);
        line_.clear();
    }
}

void Progress::show(std::string_view what, std::size_t done, std::size_t total) {
    if (!shown_) {
        return;
    }
    write(fmt::format("{} {} of {}", what, std::min(done + 1, total), total));
}

void Progress::show_with_time_left(std::string_view what, std::size_t done, std::size_t total) {
    using namespace std::chrono;
    auto const now = steady_clock::now();
    if (!shown_ || now - last_ < milliseconds{100}) {
        return;
    }
    last_ = now;
    std::string line = fmt::format("{} {} of {}", what, std::min(done + 1, total), total);
    if (done > 0) {
        double const spent_s = duration<double>(now - begin_).count();
        auto const left_s = static_cast<long>(
            std::ceil(spent_s * static_cast<double>(total - done) / static_cast<double>(done)));
        line += left_s < 120 ? fmt::format(", {} s left", left_s) : fmt::format(", {} min left", left_s / 60);
    }
    write(std::move(line));
}

void Progress::write(std::string line) {
    if (line == line_) {
        return;
    }
    fmt::print(stderr, "\r{:{}}", line, std::max(line.size(), line_.size()));
    (void)std::fflush(stderr);
    line_ = std::move(line);
}

std::string toned(std::string_view text, Tone tone) {
    // NOLINTNEXTLINE(concurrency-mt-unsafe): nobody changes the environment
    static bool const colours = isatty(STDOUT_FILENO) != 0 && std::getenv("NO_COLOR") == nullptr;
    if (!colours || tone == Tone::plain) {
        return std::string{text};
    }
    char const* const code = tone == Tone::good ? "32" : tone == Tone::bad ? "31;1" : "2";
    return fmt::format("\033[{}m{}\033[0m", code, text);
}

} // namespace saggar::app

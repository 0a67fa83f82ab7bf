// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "program.hpp"

#include "source_dir.hpp"

#include <array>
#include <cerrno>
#include <cstdlib>
#include <fcntl.h>
#include <poll.h>
#include <stdexcept>
#include <sys/wait.h>
#include <unistd.h>

namespace saggar::testing_support {

namespace {

struct Ends {
    int ours{-1};
    int theirs{-1};
};

Ends make_pipe() {
    std::array<int, 2> ends{};
    if (pipe2(ends.data(), O_CLOEXEC) != 0) {
        throw std::runtime_error{"no pipe for the test"};
    }
    return {ends[0], ends[1]};
}

Ends make_terminal() {
    int const ours = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
    if (ours < 0 || grantpt(ours) != 0 || unlockpt(ours) != 0) {
        throw std::runtime_error{"no terminal for the test"};
    }
    std::array<char, 128> name{};
    if (ptsname_r(ours, name.data(), name.size()) != 0) {
        throw std::runtime_error{"no terminal for the test"};
    }
    int const theirs = open(name.data(), O_RDWR | O_NOCTTY | O_CLOEXEC);
    if (theirs < 0) {
        throw std::runtime_error{"no terminal for the test"};
    }
    return {ours, theirs};
}

// Whether there is more to come.
bool take(int from, std::string& into) {
    std::array<char, 65536> buffer{};
    ssize_t const size = read(from, buffer.data(), buffer.size());
    if (size > 0) {
        into.append(buffer.data(), static_cast<std::size_t>(size));
    }
    return size > 0 || (size < 0 && errno == EINTR); // a terminal that nobody holds any more gives EIO
}

} // namespace

Outcome run_saggar(std::vector<std::string> const& arguments, Manner const& manner) {
    Ends output = make_pipe();
    Ends errors = manner.terminal ? make_terminal() : make_pipe();
    std::vector<std::string> words{SAGGAR_COMMAND};
    words.insert(words.end(), arguments.begin(), arguments.end());
    std::vector<char*> argv;
    argv.reserve(words.size() + 1);
    for (std::string& word : words) {
        argv.push_back(word.data());
    }
    argv.push_back(nullptr);

    std::string const root = source_dir().string();

    pid_t const child = fork();
    if (child < 0) {
        throw std::runtime_error{"no process for the test"};
    }
    if (child == 0) {
        int const elsewhere =
            manner.output_to.empty() ? output.theirs : open(manner.output_to.c_str(), O_WRONLY | O_CLOEXEC);
        if (dup2(elsewhere, STDOUT_FILENO) < 0 || dup2(errors.theirs, STDERR_FILENO) < 0 ||
            chdir(root.c_str()) != 0) {
            _exit(126);
        }
        execv(argv[0], argv.data());
        _exit(127);
    }
    close(output.theirs);
    close(errors.theirs);

    Outcome outcome;
    bool sent = manner.await.empty() && manner.await_file.empty();
    std::array<pollfd, 2> from{{{output.ours, POLLIN, 0}, {errors.ours, POLLIN, 0}}};
    std::array<std::string*, 2> into{&outcome.output, &outcome.errors};
    while (from[0].fd >= 0 || from[1].fd >= 0) {
        constexpr int look_again_ms = 5;
        if (poll(from.data(), from.size(), manner.await_file.empty() ? -1 : look_again_ms) < 0 &&
            errno != EINTR) {
            break;
        }
        for (std::size_t i = 0; i < from.size(); ++i) {
            if (from[i].fd >= 0 && from[i].revents != 0 && !take(from[i].fd, *into[i])) {
                from[i].fd = -1;
            }
        }
        if (!sent && (manner.await_file.empty() ? outcome.errors.find(manner.await) != std::string::npos
                                                : access(manner.await_file.c_str(), F_OK) == 0)) {
            sent = true;
            kill(child, manner.signal);
        }
    }
    close(output.ours);
    close(errors.ours);
    int status = 0;
    while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    outcome.code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    return outcome;
}

} // namespace saggar::testing_support

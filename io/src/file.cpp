// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "file.hpp"

#include <cerrno>
#include <cstring>
#include <fstream>
#include <system_error>

namespace saggar::detail {

namespace fs = std::filesystem;

namespace {
[[noreturn]] void fail(ErrorCode code, fs::path const& path, std::string text, std::string advice) {
    throw Error{{.code = code,
                 .place = {.file = shown(path), .line = 0, .component = {}, .id = {}, .field = {}},
                 .text = std::move(text),
                 .advice = std::move(advice)}};
}
std::string reason(int error) {
    return std::generic_category().message(error);
}
} // namespace

std::string shown(fs::path const& path) {
    return path.lexically_normal().generic_string();
}

std::string renamed_from(std::string const& file, fs::path const& from, fs::path const& to) {
    fs::path const path{file};
    if (file.empty() || path.is_absolute()) {
        return file;
    }
    std::error_code error;
    fs::path const absolute_from = fs::absolute(from, error);
    fs::path const absolute_to = fs::absolute(to, error);
    if (error || absolute_from.lexically_normal() == absolute_to.lexically_normal()) {
        return file;
    }
    if (to == to.root_path()) { // named from the root on
        return (absolute_from / path).lexically_normal().generic_string();
    }
    return (absolute_from / path)
        .lexically_normal()
        .lexically_proximate(absolute_to.lexically_normal())
        .generic_string();
}

std::string read_file(fs::path const& path) {
    std::error_code error;
    fs::file_status const status = fs::status(path, error);
    if (status.type() == fs::file_type::not_found) {
        fail(ErrorCode::file_unreadable, path, "does not exist", "Check the name and the folder");
    }
    if (error) {
        fail(ErrorCode::file_unreadable, path, "cannot be read: " + error.message(), "");
    }
    if (status.type() != fs::file_type::regular) {
        fail(ErrorCode::file_unreadable, path,
             status.type() == fs::file_type::directory ? "is a folder" : "is no ordinary file",
             "Name a file");
    }
    std::uintmax_t const size = fs::file_size(path, error);
    if (error || size > largest_file_bytes) {
        fail(ErrorCode::file_unreadable, path,
             error ? "cannot be read: " + error.message() : "is larger than 1 GiB", "");
    }
    errno = 0;
    std::ifstream stream{path, std::ios::binary};
    if (!stream) {
        fail(ErrorCode::file_unreadable, path, "cannot be read: " + reason(errno), "");
    }
    std::string content(static_cast<std::size_t>(size), '\0');
    stream.read(content.data(), static_cast<std::streamsize>(content.size()));
    if (static_cast<std::uintmax_t>(stream.gcount()) != size) {
        fail(ErrorCode::file_unreadable, path, "changed while it was read", "");
    }
    return content;
}

void write_file(fs::path const& path, std::string_view content) {
    std::error_code none;
    // A device or a pipe, as /dev/null, is written to, not replaced.
    bool const replaced = !fs::exists(path, none) || fs::is_regular_file(path, none);
    fs::path beside = path;
    if (replaced) {
        beside += ".part";
    }
    {
        errno = 0;
        std::ofstream stream{beside, std::ios::binary | std::ios::trunc};
        stream.write(content.data(), static_cast<std::streamsize>(content.size()));
        stream.flush();
        if (!stream) {
            int const why = errno;
            if (replaced) {
                fs::remove(beside, none);
            }
            fail(ErrorCode::file_unwritable, path, "cannot be written: " + reason(why),
                 "Check that its folder exists, may be written to, and has room");
        }
    }
    if (!replaced) {
        return;
    }
    std::error_code error;
    fs::rename(beside, path, error);
    if (error) {
        std::error_code ignored;
        fs::remove(beside, ignored);
        fail(ErrorCode::file_unwritable, path, "cannot be written: " + error.message(), "");
    }
}

} // namespace saggar::detail

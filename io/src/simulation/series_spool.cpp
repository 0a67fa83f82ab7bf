// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "series_table.hpp"

#include "saggar/network/error.hpp"

#include <array>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace saggar::detail {

namespace {

constexpr std::size_t kept_bytes = std::size_t{1} << 20U; // in memory before they are written

struct Head {
    std::array<char, 16> magic{"saggar series 1"};
    std::uint64_t width{0};
    std::uint64_t run{0};
};

bool put(int file, void const* data, std::size_t size) {
    auto const* at = static_cast<char const*>(data);
    while (size > 0) {
        ssize_t const written = write(file, at, size);
        if (written < 0 && errno == EINTR) {
            continue;
        }
        if (written < 0) {
            return false;
        }
        at += written;
        size -= static_cast<std::size_t>(written);
    }
    return true;
}

bool get(int file, void* data, std::size_t size, off_t from) {
    auto* at = static_cast<char*>(data);
    while (size > 0) {
        ssize_t const got = pread(file, at, size, from);
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got <= 0) {
            return false;
        }
        at += got;
        from += got;
        size -= static_cast<std::size_t>(got);
    }
    return true;
}

} // namespace

SeriesSpool::SeriesSpool(std::filesystem::path path, std::size_t width, std::uint64_t run)
    : path_{std::move(path)}, width_{width}, run_{run} {}

SeriesSpool::~SeriesSpool() {
    if (file_ >= 0) {
        close(file_);
    }
}

void SeriesSpool::must(bool good) const {
    if (!good) {
        throw Error{{.code = ErrorCode::file_unwritable,
                     .place = {.file = path_.string(), .line = 0, .component = {}, .id = {}, .field = {}},
                     .text = "cannot be written: " + std::generic_category().message(errno),
                     .advice = "Check that the folder exists, is yours and has room"}};
    }
}

void SeriesSpool::create() {
    file_ = open(path_.c_str(), O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    must(file_ >= 0);
    Head const head{.width = width_, .run = run_};
    must(put(file_, &head, sizeof head));
}

bool SeriesSpool::resume(std::size_t rows) {
    file_ = open(path_.c_str(), O_RDWR | O_CLOEXEC);
    Head head;
    Head const expected{.width = width_, .run = run_};
    struct stat status {};
    auto const length = static_cast<off_t>(sizeof(Head) + rows * width_ * sizeof(float));
    bool const good = file_ >= 0 && get(file_, &head, sizeof head, 0) &&
                      std::memcmp(&head, &expected, sizeof head) == 0 && fstat(file_, &status) == 0 &&
                      status.st_size >= length;
    if (!good) {
        if (file_ >= 0) {
            close(file_);
        }
        file_ = -1;
        return false;
    }
    must(ftruncate(file_, length) == 0 && lseek(file_, 0, SEEK_END) >= 0);
    rows_ = rows;
    return true;
}

void SeriesSpool::add(std::span<float const> row) {
    kept_.insert(kept_.end(), row.begin(), row.end());
    ++rows_;
    if (kept_.size() * sizeof(float) >= kept_bytes) {
        must(put(file_, kept_.data(), kept_.size() * sizeof(float)));
        kept_.clear();
    }
}

void SeriesSpool::sync() {
    must(put(file_, kept_.data(), kept_.size() * sizeof(float)));
    kept_.clear();
    must(fdatasync(file_) == 0);
}

void SeriesSpool::read(std::size_t first, std::size_t count, std::vector<float>& into) {
    into.resize(count * width_);
    must(get(file_, into.data(), into.size() * sizeof(float),
             static_cast<off_t>(sizeof(Head) + first * width_ * sizeof(float))));
}

void SeriesSpool::remove() {
    if (file_ >= 0) {
        close(file_);
        file_ = -1;
        std::error_code ignored;
        std::filesystem::remove(path_, ignored);
    }
}

} // namespace saggar::detail

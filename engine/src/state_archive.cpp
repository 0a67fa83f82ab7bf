// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "saggar/engine/state_archive.hpp"

#include "saggar/network/error.hpp"

#include <fmt/format.h>

#include <utility>

namespace saggar {

void StateArchive::raw(void* data, std::size_t bytes) {
    if (bytes == 0) {
        return;
    }
    if (!restores_) {
        auto const* const from = static_cast<std::byte const*>(data);
        collected_.insert(collected_.end(), from, from + bytes);
        return;
    }
    if (bytes > kept_.size()) {
        refuse("ends too early");
    }
    std::memcpy(data, kept_.data(), bytes);
    kept_ = kept_.subspan(bytes);
}

std::size_t StateArchive::length(std::size_t count, std::size_t bytes_each) {
    std::uint64_t kept = count;
    raw(&kept, sizeof kept);
    if (restores_ && kept > kept_.size() / bytes_each) {
        refuse(fmt::format("says that {} values follow", kept));
    }
    return static_cast<std::size_t>(kept);
}

void StateArchive::section(std::string_view name) {
    std::string found{name};
    part(found);
    if (found != name) {
        refuse(fmt::format("holds '{}' where '{}' should be", found, name));
    }
    section_ = name;
}

void StateArchive::finish() const {
    if (!kept_.empty()) {
        refuse(fmt::format("holds {} bytes too many", kept_.size()));
    }
}

void StateArchive::refuse(std::string text) const {
    throw Error{{.code = ErrorCode::operation_refused,
                 .place = {.file = {}, .line = 0, .component = "state", .id = section_, .field = {}},
                 .text = std::move(text) + ": it was not kept by this program from this network",
                 .advice = "Begin anew"}};
}

} // namespace saggar

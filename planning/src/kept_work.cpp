// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "saggar/planning/kept_work.hpp"

#include <utility>

namespace saggar {

void KeptWork::project(StateArchive& archive, Project& project) const {
    std::string bytes = archive.restores() ? std::string{} : projects_.write(project);
    archive(bytes);
    if (archive.restores()) {
        project = projects_.read(bytes);
    }
}

std::size_t KeptWork::size() const {
    std::scoped_lock const lock{changing_};
    return pieces_.size();
}

bool KeptWork::holds(std::string const& name) const {
    std::scoped_lock const lock{changing_};
    return pieces_.contains(name);
}

void KeptWork::keep(StateArchive& archive) {
    std::scoped_lock const lock{changing_};
    archive.section("pieces of work");
    std::uint64_t count = pieces_.size();
    archive(count);
    if (!archive.restores()) {
        for (auto& [name, bytes] : pieces_) {
            std::string copy = name;
            archive(copy, bytes);
        }
        return;
    }
    pieces_.clear();
    for (std::uint64_t i = 0; i < count; ++i) {
        std::string name;
        std::vector<std::byte> bytes;
        archive(name, bytes);
        pieces_.emplace(std::move(name), std::move(bytes));
    }
}

std::optional<std::vector<std::byte>> KeptWork::find(std::string const& name) const {
    std::scoped_lock const lock{changing_};
    auto const found = pieces_.find(name);
    return found == pieces_.end() ? std::nullopt : std::optional{found->second};
}

void KeptWork::add(std::string const& name, std::vector<std::byte> bytes) {
    {
        std::scoped_lock const lock{changing_};
        pieces_.insert_or_assign(name, std::move(bytes));
    }
    if (added_) {
        std::scoped_lock const lock{telling_};
        added_(*this);
    }
}

} // namespace saggar

// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// Long planning work in pieces, each kept by name as soon as it is done: work that was stopped is begun again
// with the pieces that an earlier run kept, and does only the others. A piece must depend on nothing but the
// inputs of the work and on pieces before it, so that what comes of a resumed run is what comes of one that
// was not stopped. Whoever keeps pieces over runs answers for the inputs being the same
// (saggar/io/checkpoint.hpp).
//
// May be used from several threads.

#include "saggar/engine/state_archive.hpp"
#include "saggar/network/project.hpp"

#include <cstddef>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace saggar {

// Projects that are part of a piece, as bytes and back, origins left out: files are io's.
struct ProjectBytes {
    std::function<std::string(Project const&)> write;
    std::function<Project(std::string const&)> read;
};

class KeptWork {
public:
    // Told after each piece that is added, by one thread at a time. May throw: the work ends with that.
    using Added = std::function<void(KeptWork&)>;

    explicit KeptWork(ProjectBytes projects = {}, Added added = {})
        : projects_{std::move(projects)}, added_{std::move(added)} {}

    // Fills `piece` (what a StateArchive takes) with what is kept under this name; else by
    // `work`, and keeps it. Work that throws keeps nothing. Throws Error{operation_refused} where what is
    // kept is something else.
    template <class Piece, class Work>
    void piece(std::string const& name, Piece& piece, Work const& work) {
        if (std::optional<std::vector<std::byte>> const kept = find(name)) {
            StateArchive archive{*kept};
            archive(piece);
            archive.finish();
            return;
        }
        work();
        StateArchive archive;
        archive(piece);
        add(name, archive.bytes());
    }
    // A project within a piece.
    void project(StateArchive& archive, Project& project) const;

    [[nodiscard]] std::size_t size() const;
    // Of this name.
    [[nodiscard]] bool holds(std::string const& name) const;
    // All pieces; from within Added, or while no work is going on.
    void keep(StateArchive& archive);

private:
    [[nodiscard]] std::optional<std::vector<std::byte>> find(std::string const& name) const;
    void add(std::string const& name, std::vector<std::byte> bytes);

    ProjectBytes projects_;
    Added added_;
    mutable std::mutex changing_; // pieces_
    std::mutex telling_;
    std::map<std::string, std::vector<std::byte>> pieces_;
};

// `work` fills `piece`, which is kept where there is something to keep it in.
template <class Piece, class Work>
void keep_piece(KeptWork* kept, std::string const& name, Piece& piece, Work const& work) {
    if (kept != nullptr) {
        kept->piece(name, piece, work);
    } else {
        work();
    }
}

} // namespace saggar

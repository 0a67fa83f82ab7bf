// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// Chunks of the variables of a NetCDF-4 file, which is an HDF5 file, shuffled and deflated as the file
// declares them and put there past the library's own filters: libdeflate does in half of the time what
// they do with zlib, and several threads at once.

#include "saggar/engine/team.hpp"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

namespace saggar::detail {

// Which columns of a variable a chunk has.
struct ChunkPlace {
    std::size_t variable; // as SeriesChunks was given them
    std::size_t column;   // first
    std::size_t columns;  // of the variable that are in it
};

class SeriesChunks {
public:
    struct Variable {
        std::string name;
        std::size_t first; // place in a row
        std::size_t width;
    };
    // Opens a closed file that has these variables of floats: chunks of `rows` by at most `columns` values,
    // of which none is written yet, shuffle and deflate as filters. Each becomes `length` rows long.
    // `threads` at most compress; 0: all cores.
    SeriesChunks(std::filesystem::path const& path, std::vector<Variable> variables, std::size_t rows,
                 std::size_t columns, std::size_t length, int threads);
    ~SeriesChunks();
    SeriesChunks(SeriesChunks const&) = delete;
    SeriesChunks& operator=(SeriesChunks const&) = delete;
    SeriesChunks(SeriesChunks&&) = delete;
    SeriesChunks& operator=(SeriesChunks&&) = delete;

    // False once something could not be opened or written: nothing more is written then.
    [[nodiscard]] bool good() const { return good_; }
    // Rows from `first` on, a multiple of the rows of a chunk; `width` values each. As many as a chunk has,
    // or the last ones.
    void write(std::size_t first, std::span<float const> values, std::size_t width);
    void close();

private:
    struct Compressed {
        std::vector<std::uint8_t> bytes;
        std::size_t size{0}; // 0: failed
    };
    void compress(ChunkPlace const& place, std::span<float const> values, std::size_t width,
                  Compressed& out) const;

    std::int64_t file_{-1};
    std::vector<Variable> variables_;
    std::vector<std::int64_t> datasets_;
    std::vector<ChunkPlace> places_;
    std::vector<Compressed> compressed_; // by place
    std::size_t rows_;
    std::size_t columns_;
    Team team_;
    bool good_{true};
};

} // namespace saggar::detail

// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// What of a simulation becomes series: variables by kind of element, the elements that are wanted of each,
// and one row of values for each step.

#include "saggar/io/simulation_results.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace saggar::detail {

enum class Kind : std::size_t { network, plant, substation, pipe, node, source, store, building };
inline constexpr std::array<char const*, 8> kind_names{"",     "plant",  "substation", "pipe",
                                                       "node", "source", "store",      "building"};

// What a variable is made from.
struct Source {
    Network const& network;
    SimulatedStep const& step;
    double outdoor_c;
    ConsumerModel const& consumers;
};
using Fill = void (*)(Source const& from, std::vector<float>& out);

// A variable whose values are codes, 0, 1, ..., and what they say; without codes its values are numbers.
struct CodeWords {
    std::size_t codes;
    std::string_view (*word)(std::size_t code);
};

struct Variable {
    char const* name;
    char const* units;
    Kind kind;
    char const* meaning;
    bool mean; // over the step; otherwise at its end
    Fill fill;
    CodeWords words; // of codes alone
};

// Every variable there is.
[[nodiscard]] std::span<Variable const> all_variables();
// Every element of a kind, in the network's order.
[[nodiscard]] std::vector<std::string> ids_of(Network const& network, Kind kind);

// What is wanted of a kind.
struct WantedKind {
    bool wanted{false};
    std::vector<std::int32_t> places; // among ids_of
    std::vector<std::string> ids;
};

struct SeriesColumn {
    Variable const* variable;
    std::size_t first; // place in a row
    std::size_t width;
};

class SeriesTable {
public:
    // Throws Error{unknown_option, unknown_id, values_conflict} with all that is wrong with the choice.
    SeriesTable(std::shared_ptr<Network const> network, SeriesChoice const& choice);

    [[nodiscard]] std::vector<SeriesColumn> const& columns() const { return columns_; }
    [[nodiscard]] WantedKind const& of(Kind kind) const { return kinds_[static_cast<std::size_t>(kind)]; }
    [[nodiscard]] std::size_t width() const { return width_; } // of a row
    [[nodiscard]] Network const& network() const { return *network_; }
    // The row of a step.
    void fill(SimulatedStep const& step, double outdoor_c, ConsumerModel const& consumers,
              std::span<float> row);

private:
    std::shared_ptr<Network const> network_;
    std::array<WantedKind, kind_names.size()> kinds_;
    std::vector<SeriesColumn> columns_;
    std::size_t width_{0};
    std::vector<float> scratch_;
};

// Rows on disk while a run goes on: numbers as they lie in memory, one row after the other, which is whole
// after any interruption up to the row that a checkpoint counts.
class SeriesSpool {
public:
    // `run`: fingerprint that a later `resume` must have too.
    SeriesSpool(std::filesystem::path path, std::size_t width, std::uint64_t run);
    ~SeriesSpool();
    SeriesSpool(SeriesSpool const&) = delete;
    SeriesSpool& operator=(SeriesSpool const&) = delete;
    SeriesSpool(SeriesSpool&&) = delete;
    SeriesSpool& operator=(SeriesSpool&&) = delete;

    // Throws Error{file_unwritable}, as all that follows does.
    void create();
    // Opens one that holds at least so many rows of that run, and drops what is behind them; false where
    // there is none.
    [[nodiscard]] bool resume(std::size_t rows);
    void add(std::span<float const> row);
    void sync(); // to the disk
    [[nodiscard]] std::size_t rows() const { return rows_; }
    // `count` rows from `first` on.
    void read(std::size_t first, std::size_t count, std::vector<float>& into);
    void remove();
    [[nodiscard]] std::filesystem::path const& path() const { return path_; }

private:
    void must(bool good) const;

    std::filesystem::path path_;
    std::size_t width_;
    std::uint64_t run_;
    int file_{-1};
    std::size_t rows_{0};
    std::vector<float> kept_; // not written yet
};

// The whole of a spool as NetCDF-4; replaces the file at once. `threads`: that compress; 0: all cores. Throws
// Error{file_unwritable}.
void write_netcdf(std::filesystem::path const& path, SeriesTable const& table, TimeWindow const& window,
                  SeriesSpool& spool, std::uint64_t run, int threads);
// The same as CSV: one line a step.
void write_csv(std::filesystem::path const& path, SeriesTable const& table, TimeWindow const& window,
               SeriesSpool& spool);
// The first `steps` rows of a NetCDF file of that run into the spool, which is empty; false where there is no
// such file.
[[nodiscard]] bool spool_from_netcdf(std::filesystem::path const& path, SeriesTable const& table,
                                     std::size_t steps, std::uint64_t run, SeriesSpool& spool);

} // namespace saggar::detail

// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// Series as NetCDF-4 after the CF conventions, and back.

#include "series_chunks.hpp"
#include "series_table.hpp"

#include "saggar/engine/simulation/run.hpp"
#include "saggar/network/error.hpp"

#include <fmt/format.h>
#include <hdf5.h>
#include <netcdf.h>

#include <algorithm>
#include <array>
#include <limits>
#include <system_error>
#include <utility>

namespace saggar::detail {

namespace {

namespace fs = std::filesystem;

// Rows that are read or written at once, and those of a chunk of the file: some 2 MiB of all variables.
std::size_t rows_of_block(SeriesTable const& table, std::size_t rows) {
    constexpr std::size_t values = std::size_t{1} << 19U;
    constexpr std::size_t least = 48;
    return std::clamp<std::size_t>(values / std::max<std::size_t>(1, table.width()), least,
                                   std::max(least, rows));
}
constexpr std::size_t columns_of_chunk = 1024;

class Writer {
public:
    Writer(fs::path path, SeriesTable const& table, TimeWindow const& window, std::size_t rows)
        : path_{std::move(path)},
          part_{path_},
          table_{table},
          window_{window},
          rows_{rows},
          block_{rows_of_block(table, rows)} {
        part_ += ".part";
        // What HDF5 does at the end of the program ends in a fault where a file could not be closed for want
        // of room; every file is closed here.
        H5dont_atexit();
    }
    ~Writer() {
        if (open_) {
            nc_close(file_);
        }
        if (!done_) {
            std::error_code ignored;
            fs::remove(part_, ignored);
        }
    }
    Writer(Writer const&) = delete;
    Writer& operator=(Writer const&) = delete;
    Writer(Writer&&) = delete;
    Writer& operator=(Writer&&) = delete;

    // All but the series.
    void create(std::uint64_t run);
    void write(SeriesSpool& spool, int threads);
    void close();

private:
    [[noreturn]] void unwritable(std::string why) const {
        throw Error{{.code = ErrorCode::file_unwritable,
                     .place = {.file = path_.string(), .line = 0, .component = {}, .id = {}, .field = {}},
                     .text = "cannot be written: " + std::move(why),
                     .advice = "Check that the folder exists, is yours and has room"}};
    }
    void must(int code) const {
        if (code != NC_NOERR) {
            unwritable(nc_strerror(code));
        }
    }
    void text(int variable, char const* name, std::string_view value) const {
        must(nc_put_att_text(file_, variable, name, value.size(), value.data()));
    }
    void define_time();
    void chunk_by_time(int variable, std::size_t columns, bool single) const;
    void write_times();
    void define_kind(Kind kind);
    void define(SeriesColumn const& column);

    fs::path path_, part_;
    SeriesTable const& table_;
    TimeWindow const& window_;
    std::size_t rows_;
    std::size_t block_; // rows of a chunk
    int file_{0};
    bool open_{false};
    bool done_{false};
    int time_dimension_{0};
    int time_variable_{0};
    int bounds_variable_{0};
    std::array<int, kind_names.size()> dimension_{};
    std::vector<std::pair<int, Kind>> names_; // variables of ids, written once all is defined
};

void Writer::chunk_by_time(int variable, std::size_t columns, bool single) const {
    std::array<std::size_t, 2> const chunk{block_, single ? 1 : columns};
    must(nc_def_var_chunking(file_, variable, NC_CHUNKED, chunk.data()));
    must(nc_def_var_deflate(file_, variable, 1, 1, 1));
}

void Writer::define_time() {
    must(nc_def_dim(file_, "time", NC_UNLIMITED, &time_dimension_));
    int ends = 0;
    must(nc_def_dim(file_, "bounds", 2, &ends));
    must(nc_def_var(file_, "time", NC_DOUBLE, 1, &time_dimension_, &time_variable_));
    text(time_variable_, "standard_name", "time");
    text(time_variable_, "long_name", "beginning of the step");
    text(time_variable_, "units", "seconds since 1970-01-01T00:00:00Z");
    text(time_variable_, "calendar", "standard");
    text(time_variable_, "axis", "T");
    text(time_variable_, "bounds", "time_bounds");
    std::array<int, 2> const dimensions{time_dimension_, ends};
    must(nc_def_var(file_, "time_bounds", NC_DOUBLE, 2, dimensions.data(), &bounds_variable_));
    chunk_by_time(time_variable_, 1, true);
    chunk_by_time(bounds_variable_, 2, false);
}

void Writer::define_kind(Kind kind) {
    auto const k = static_cast<std::size_t>(kind);
    if (!table_.of(kind).wanted || table_.of(kind).ids.empty()) {
        return;
    }
    must(nc_def_dim(file_, kind_names[k], table_.of(kind).ids.size(), &dimension_[k]));
    int id = 0;
    must(nc_def_var(file_, fmt::format("{}_id", kind_names[k]).c_str(), NC_STRING, 1, &dimension_[k], &id));
    text(id, "long_name", fmt::format("id of the {} in the project", kind_names[k]));
    names_.emplace_back(id, kind);
}

void Writer::define(SeriesColumn const& column) {
    Variable const& variable = *column.variable;
    auto const k = static_cast<std::size_t>(variable.kind);
    bool const single = variable.kind == Kind::network;
    std::array<int, 2> const dimensions{time_dimension_, dimension_[k]};
    int const rank = single ? 1 : 2;
    int id = 0;
    must(nc_def_var(file_, variable.name, NC_FLOAT, rank, dimensions.data(), &id));
    chunk_by_time(id, std::min(column.width, columns_of_chunk), single);
    float const missing = std::numeric_limits<float>::quiet_NaN();
    must(nc_put_att_float(file_, id, "_FillValue", NC_FLOAT, 1, &missing));
    text(id, "units", variable.units);
    text(id, "long_name", variable.meaning);
    text(id, "cell_methods", variable.mean ? "time: mean" : "time: point");
    if (!single) {
        text(id, "coordinates", fmt::format("{}_id", kind_names[k]));
    }
    if (variable.words.codes > 0) {
        std::vector<float> flags;
        std::string meanings; // one word each, with blanks between them
        for (std::size_t code = 0; code < variable.words.codes; ++code) {
            flags.push_back(static_cast<float>(code));
            std::string word{variable.words.word(code)};
            std::ranges::replace(word, ' ', '_');
            meanings += (code > 0 ? " " : "") + word;
        }
        must(nc_put_att_float(file_, id, "flag_values", NC_FLOAT, flags.size(), flags.data()));
        text(id, "flag_meanings", meanings);
    }
}

void Writer::create(std::uint64_t run) {
    must(nc_create(part_.c_str(), NC_NETCDF4 | NC_CLOBBER, &file_));
    open_ = true;
    text(NC_GLOBAL, "Conventions", "CF-1.10");
    text(NC_GLOBAL, "title", table_.network().project().name);
    text(NC_GLOBAL, "source", "saggar simulate");
    text(NC_GLOBAL, "run", fmt::format("{:016x}", run));
    must(nc_put_att_double(file_, NC_GLOBAL, "step_s", NC_DOUBLE, 1,
                           std::array{static_cast<double>(window_.step_s)}.data()));
    define_time();
    for (std::size_t k = 1; k < kind_names.size(); ++k) {
        define_kind(static_cast<Kind>(k));
    }
    for (SeriesColumn const& column : table_.columns()) {
        define(column);
    }
    must(nc_enddef(file_));
    for (auto const& [id, kind] : names_) {
        std::vector<char const*> words;
        for (std::string const& word : table_.of(kind).ids) {
            words.push_back(word.c_str());
        }
        must(nc_put_var_string(file_, id, words.data()));
    }
    write_times();
    open_ = false;
    must(nc_close(file_));
}

void Writer::write_times() {
    std::vector<double> times;
    std::vector<double> ends;
    auto const step_s = static_cast<double>(window_.step_s);
    for (std::size_t i = 0; i < rows_; ++i) {
        double const begin = static_cast<double>(window_.begin_s) + step_s * static_cast<double>(i);
        times.push_back(begin);
        ends.push_back(begin);
        ends.push_back(begin + step_s);
    }
    std::array<std::size_t, 2> const start{0, 0};
    std::array<std::size_t, 2> const extent{rows_, 2};
    must(nc_put_vara_double(file_, time_variable_, start.data(), extent.data(), times.data()));
    must(nc_put_vara_double(file_, bounds_variable_, start.data(), extent.data(), ends.data()));
}

void Writer::write(SeriesSpool& spool, int threads) {
    std::vector<SeriesChunks::Variable> variables;
    for (SeriesColumn const& column : table_.columns()) {
        variables.push_back({column.variable->name, column.first, column.width});
    }
    SeriesChunks chunks{part_, std::move(variables), block_, columns_of_chunk, rows_, threads};
    std::vector<float> rows;
    for (std::size_t first = 0; chunks.good() && first < rows_; first += block_) {
        spool.read(first, std::min(block_, rows_ - first), rows);
        chunks.write(first, rows, table_.width());
    }
    chunks.close();
    if (!chunks.good()) {
        unwritable("HDF5 reports an error");
    }
}

void Writer::close() {
    std::error_code error;
    fs::rename(part_, path_, error);
    done_ = !error;
    if (error) {
        unwritable(error.message());
    }
}

// One that is open for reading; 0 rows where it is not of the run.
class Reader {
public:
    explicit Reader(fs::path const& path) : open_{nc_open(path.c_str(), NC_NOWRITE, &file_) == NC_NOERR} {}
    ~Reader() {
        if (open_) {
            nc_close(file_);
        }
    }
    Reader(Reader const&) = delete;
    Reader& operator=(Reader const&) = delete;
    Reader(Reader&&) = delete;
    Reader& operator=(Reader&&) = delete;

    [[nodiscard]] std::size_t rows_of(std::uint64_t run) const {
        std::string const wanted = fmt::format("{:016x}", run);
        std::string found(wanted.size(), ' ');
        std::size_t length = 0;
        int time = 0;
        std::size_t rows = 0;
        bool const good =
            open_ && nc_inq_attlen(file_, NC_GLOBAL, "run", &length) == NC_NOERR && length == wanted.size() &&
            nc_get_att_text(file_, NC_GLOBAL, "run", found.data()) == NC_NOERR && found == wanted &&
            nc_inq_dimid(file_, "time", &time) == NC_NOERR && nc_inq_dimlen(file_, time, &rows) == NC_NOERR;
        return good ? rows : 0;
    }
    [[nodiscard]] bool read(SeriesTable const& table, std::size_t first, std::size_t count,
                            std::vector<float>& rows) {
        rows.resize(count * table.width());
        for (SeriesColumn const& column : table.columns()) {
            int id = 0;
            std::array<std::size_t, 2> const start{first, 0};
            std::array<std::size_t, 2> const extent{count, column.width};
            block_.resize(count * column.width);
            if (nc_inq_varid(file_, column.variable->name, &id) != NC_NOERR ||
                nc_get_vara_float(file_, id, start.data(), extent.data(), block_.data()) != NC_NOERR) {
                return false;
            }
            for (std::size_t row = 0; row < count; ++row) {
                std::copy_n(block_.begin() + static_cast<std::ptrdiff_t>(row * column.width), column.width,
                            rows.begin() + static_cast<std::ptrdiff_t>(row * table.width() + column.first));
            }
        }
        return true;
    }

private:
    int file_{0};
    bool open_;
    std::vector<float> block_;
};

} // namespace

void write_netcdf(fs::path const& path, SeriesTable const& table, TimeWindow const& window,
                  SeriesSpool& spool, std::uint64_t run, int threads) {
    Writer writer{path, table, window, spool.rows()};
    writer.create(run);
    writer.write(spool, threads);
    writer.close();
}

bool spool_from_netcdf(fs::path const& path, SeriesTable const& table, std::size_t steps, std::uint64_t run,
                       SeriesSpool& spool) {
    Reader reader{path};
    if (reader.rows_of(run) < steps) {
        return false;
    }
    spool.create();
    std::vector<float> rows;
    std::size_t const block = rows_of_block(table, steps);
    for (std::size_t first = 0; first < steps; first += block) {
        std::size_t const count = std::min(block, steps - first);
        if (!reader.read(table, first, count, rows)) {
            spool.remove();
            return false;
        }
        for (std::size_t row = 0; row < count; ++row) {
            spool.add(std::span{rows}.subspan(row * table.width(), table.width()));
        }
    }
    return true;
}

} // namespace saggar::detail

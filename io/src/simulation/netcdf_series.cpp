// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// Series as NetCDF-4 after the CF conventions, and back.

#include "series_table.hpp"

#include "saggar/engine/simulation/run.hpp"
#include "saggar/network/error.hpp"

#include <fmt/format.h>
#include <netcdf.h>

#include <algorithm>
#include <array>
#include <limits>
#include <system_error>
#include <utility>

namespace saggar::detail {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t block_steps = 48; // written at once, and a chunk of the file

class Writer {
public:
    Writer(fs::path path, SeriesTable const& table, TimeWindow const& window)
        : path_{std::move(path)}, part_{path_}, table_{table}, window_{window} {
        part_ += ".part";
    }
    ~Writer() {
        if (open_) {
            nc_close(file_);
            std::error_code ignored;
            fs::remove(part_, ignored);
        }
    }
    Writer(Writer const&) = delete;
    Writer& operator=(Writer const&) = delete;
    Writer(Writer&&) = delete;
    Writer& operator=(Writer&&) = delete;

    void create(std::uint64_t run);
    // Rows of the table, as they lie in the spool.
    void write(std::size_t first, std::size_t count, std::vector<float> const& rows);
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
    void define_kind(Kind kind);
    void define(SeriesColumn const& column);

    fs::path path_, part_;
    SeriesTable const& table_;
    TimeWindow const& window_;
    int file_{0};
    bool open_{false};
    int time_dimension_{0};
    int time_variable_{0};
    int bounds_variable_{0};
    std::array<int, kind_names.size()> dimension_{};
    std::vector<std::pair<int, Kind>> names_; // variables of ids, written once all is defined
    std::vector<int> variable_;               // by column
    std::vector<float> block_;
};

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
    std::array<std::size_t, 2> const chunk{block_steps, std::min<std::size_t>(column.width, 1024)};
    must(nc_def_var_chunking(file_, id, NC_CHUNKED, chunk.data()));
    must(nc_def_var_deflate(file_, id, 1, 1, 1));
    float const missing = std::numeric_limits<float>::quiet_NaN();
    must(nc_put_att_float(file_, id, "_FillValue", NC_FLOAT, 1, &missing));
    text(id, "units", variable.units);
    text(id, "long_name", variable.meaning);
    text(id, "cell_methods", variable.mean ? "time: mean" : "time: point");
    if (!single) {
        text(id, "coordinates", fmt::format("{}_id", kind_names[k]));
    }
    if (std::string_view{variable.name} == "substation_unmet_cause") {
        std::array<float, unmet_causes + 1> const flags{0.0F, 1.0F, 2.0F, 3.0F, 4.0F, 5.0F};
        must(nc_put_att_float(file_, id, "flag_values", NC_FLOAT, flags.size(), flags.data()));
        text(id, "flag_meanings", "none pressure temperature capacity cut_off beyond_peak");
    }
    variable_.push_back(id);
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
}

void Writer::write(std::size_t first, std::size_t count, std::vector<float> const& rows) {
    std::vector<double> times;
    std::vector<double> ends;
    auto const step_s = static_cast<double>(window_.step_s);
    for (std::size_t i = 0; i < count; ++i) {
        double const begin = static_cast<double>(window_.begin_s) + step_s * static_cast<double>(first + i);
        times.push_back(begin);
        ends.push_back(begin);
        ends.push_back(begin + step_s);
    }
    std::array<std::size_t, 2> const start{first, 0};
    std::array<std::size_t, 2> extent{count, 2};
    must(nc_put_vara_double(file_, time_variable_, start.data(), extent.data(), times.data()));
    must(nc_put_vara_double(file_, bounds_variable_, start.data(), extent.data(), ends.data()));
    for (std::size_t c = 0; c < table_.columns().size(); ++c) {
        SeriesColumn const& column = table_.columns()[c];
        extent[1] = column.width;
        block_.resize(count * column.width);
        for (std::size_t row = 0; row < count; ++row) {
            std::copy_n(rows.begin() + static_cast<std::ptrdiff_t>(row * table_.width() + column.first),
                        column.width, block_.begin() + static_cast<std::ptrdiff_t>(row * column.width));
        }
        must(nc_put_vara_float(file_, variable_[c], start.data(), extent.data(), block_.data()));
    }
}

void Writer::close() {
    int const code = nc_close(file_);
    open_ = false;
    std::error_code error;
    if (code == NC_NOERR) {
        fs::rename(part_, path_, error);
    }
    if (code != NC_NOERR || error) {
        std::error_code ignored;
        fs::remove(part_, ignored);
        unwritable(error ? error.message() : nc_strerror(code));
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
                  SeriesSpool& spool, std::uint64_t run) {
    Writer writer{path, table, window};
    writer.create(run);
    std::vector<float> rows;
    for (std::size_t first = 0; first < spool.rows(); first += block_steps) {
        std::size_t const count = std::min(block_steps, spool.rows() - first);
        spool.read(first, count, rows);
        writer.write(first, count, rows);
    }
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
    for (std::size_t first = 0; first < steps; first += block_steps) {
        std::size_t const count = std::min(block_steps, steps - first);
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

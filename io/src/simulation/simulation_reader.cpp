// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "saggar/io/simulation_reader.hpp"

#include "../file.hpp"

#include "saggar/network/error.hpp"

#include <netcdf.h>

#include <algorithm>
#include <array>
#include <utility>

namespace saggar {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t block_values = std::size_t{1} << 20U;

[[noreturn]] void unreadable(fs::path const& path, std::string why) {
    throw Error{{.code = ErrorCode::file_unreadable,
                 .place = {.file = detail::shown(path), .line = 0, .component = {}, .id = {}, .field = {}},
                 .text = std::move(why),
                 .advice = "Name a folder that saggar simulate wrote, with simulation.nc in it"}};
}

} // namespace

struct SimulationReader::Impl {
    explicit Impl(fs::path const& folder)
        : path{folder / "simulation.nc"}, totals{detail::read_file(folder / "simulation.json")} {
        (void)detail::read_file(path); // says what is wrong with it as a file
        open = nc_open(path.c_str(), NC_NOWRITE, &file) == NC_NOERR;
        int time = 0;
        int dimension = 0;
        std::size_t const first = 0;
        double begin = 0.0;
        bool const good = open && nc_inq_dimid(file, "time", &dimension) == NC_NOERR &&
                          nc_inq_dimlen(file, dimension, &steps) == NC_NOERR && steps > 0 &&
                          nc_inq_varid(file, "time", &time) == NC_NOERR &&
                          nc_get_var1_double(file, time, &first, &begin) == NC_NOERR &&
                          nc_get_att_double(file, NC_GLOBAL, "step_s", &step_s) == NC_NOERR && step_s > 0.0;
        if (!good) {
            if (open) {
                nc_close(file);
            }
            unreadable(path, "is no file of a simulation");
        }
        begin_s = static_cast<std::int64_t>(begin);
    }
    ~Impl() { nc_close(file); }
    Impl(Impl const&) = delete;
    Impl& operator=(Impl const&) = delete;
    Impl(Impl&&) = delete;
    Impl& operator=(Impl&&) = delete;

    // Elements of a variable, 1 for the network's; 0: there is none of that name.
    [[nodiscard]] std::size_t width(std::string const& variable, int& id) const {
        int rank = 0;
        std::array<int, NC_MAX_VAR_DIMS> dimensions{};
        if (nc_inq_varid(file, variable.c_str(), &id) != NC_NOERR ||
            nc_inq_varndims(file, id, &rank) != NC_NOERR || rank < 1 || rank > 2 ||
            nc_inq_vardimid(file, id, dimensions.data()) != NC_NOERR) {
            return 0;
        }
        std::size_t count = 1;
        if (rank == 2 && nc_inq_dimlen(file, dimensions[1], &count) != NC_NOERR) {
            return 0;
        }
        return count;
    }

    fs::path path;
    std::string totals;
    int file{0};
    bool open{false};
    std::size_t steps{0};
    std::int64_t begin_s{0};
    double step_s{0.0};
};

SimulationReader::SimulationReader(fs::path const& folder) : impl_{std::make_unique<Impl>(folder)} {}
SimulationReader::~SimulationReader() = default;
SimulationReader::SimulationReader(SimulationReader&&) noexcept = default;
SimulationReader& SimulationReader::operator=(SimulationReader&&) noexcept = default;

std::size_t SimulationReader::steps() const {
    return impl_->steps;
}
std::int64_t SimulationReader::begin_s() const {
    return impl_->begin_s;
}
double SimulationReader::step_s() const {
    return impl_->step_s;
}
std::string const& SimulationReader::totals_json() const {
    return impl_->totals;
}

bool SimulationReader::has(std::string_view variable) const {
    int id = 0;
    return impl_->width(std::string{variable}, id) > 0;
}

std::vector<std::string> SimulationReader::ids(std::string_view kind) const {
    int id = 0;
    int dimension = 0;
    std::size_t count = 0;
    if (nc_inq_varid(impl_->file, (std::string{kind} + "_id").c_str(), &id) != NC_NOERR ||
        nc_inq_vardimid(impl_->file, id, &dimension) != NC_NOERR ||
        nc_inq_dimlen(impl_->file, dimension, &count) != NC_NOERR) {
        return {};
    }
    std::vector<char*> words(count, nullptr);
    if (nc_get_var_string(impl_->file, id, words.data()) != NC_NOERR) {
        unreadable(impl_->path, "cannot be read: its ids");
    }
    std::vector<std::string> list;
    for (char const* const word : words) {
        list.emplace_back(word != nullptr ? word : "");
    }
    nc_free_string(count, words.data());
    return list;
}

void SimulationReader::each_row(std::string_view variable, TakeRow const& take) const {
    int id = 0;
    std::size_t const width = impl_->width(std::string{variable}, id);
    if (width == 0) {
        return;
    }
    std::size_t const rows = std::max<std::size_t>(1, block_values / width);
    std::vector<float> block;
    for (std::size_t first = 0; first < impl_->steps; first += rows) {
        std::array<std::size_t, 2> const start{first, 0};
        std::array<std::size_t, 2> const count{std::min(rows, impl_->steps - first), width};
        block.resize(count[0] * width);
        if (nc_get_vara_float(impl_->file, id, start.data(), count.data(), block.data()) != NC_NOERR) {
            unreadable(impl_->path, "cannot be read: " + std::string{variable});
        }
        for (std::size_t row = 0; row < count[0]; ++row) {
            take(first + row, std::span<float const>{block}.subspan(row * width, width));
        }
    }
}

std::vector<float> SimulationReader::read(std::string_view variable) const {
    std::vector<float> values;
    each_row(variable, [&](std::size_t, std::span<float const> row) {
        values.insert(values.end(), row.begin(), row.end());
    });
    return values;
}

} // namespace saggar

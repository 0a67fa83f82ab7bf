// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

#include <gtest/gtest.h>

#include <netcdf.h>

#include <cmath>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <vector>

namespace saggar::testing_support {

// The file as whoever opens it with libnetcdf sees it.
class Opened {
public:
    explicit Opened(std::filesystem::path const& path) {
        if (nc_open(path.c_str(), NC_NOWRITE, &file_) != NC_NOERR) {
            throw std::runtime_error{"no NetCDF file: " + path.string()};
        }
    }
    ~Opened() { nc_close(file_); }
    Opened(Opened const&) = delete;
    Opened& operator=(Opened const&) = delete;

    [[nodiscard]] std::size_t size(char const* dimension) const {
        int id = 0;
        std::size_t length = 0;
        return nc_inq_dimid(file_, dimension, &id) == NC_NOERR &&
                       nc_inq_dimlen(file_, id, &length) == NC_NOERR
                   ? length
                   : 0;
    }
    [[nodiscard]] bool has(char const* variable) const {
        int id = 0;
        return nc_inq_varid(file_, variable, &id) == NC_NOERR;
    }
    // Row by row.
    [[nodiscard]] std::vector<double> values(char const* variable, std::size_t count) const {
        int id = 0;
        std::vector<double> read(count, std::nan(""));
        EXPECT_EQ(nc_inq_varid(file_, variable, &id), NC_NOERR) << variable;
        EXPECT_EQ(nc_get_var_double(file_, id, read.data()), NC_NOERR) << variable;
        return read;
    }
    [[nodiscard]] std::string attribute(char const* variable, char const* name) const {
        int id = NC_GLOBAL;
        std::size_t length = 0;
        if (variable != nullptr) {
            EXPECT_EQ(nc_inq_varid(file_, variable, &id), NC_NOERR) << variable;
        }
        EXPECT_EQ(nc_inq_attlen(file_, id, name, &length), NC_NOERR) << name;
        std::string text(length, ' ');
        EXPECT_EQ(nc_get_att_text(file_, id, name, text.data()), NC_NOERR) << name;
        return text;
    }
    [[nodiscard]] std::string first_id(char const* variable) const {
        int id = 0;
        std::size_t const at = 0;
        char* word = nullptr;
        EXPECT_EQ(nc_inq_varid(file_, variable, &id), NC_NOERR) << variable;
        EXPECT_EQ(nc_get_var1_string(file_, id, &at, &word), NC_NOERR) << variable;
        std::string text{word};
        nc_free_string(1, &word);
        return text;
    }

private:
    int file_{0};
};

} // namespace saggar::testing_support

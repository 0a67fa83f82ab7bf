// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// GDAL's datasets closed and its messages kept to itself. Only for files that use GDAL.

#include "saggar/network/error.hpp"

#include <gdal_priv.h>

#include <memory>
#include <string>

namespace saggar::detail {

struct CloseDataset {
    void operator()(GDALDataset* dataset) const { GDALClose(dataset); }
};
using Dataset = std::unique_ptr<GDALDataset, CloseDataset>;

// Quiet for as long as it lives: GDAL prints its errors otherwise. They are read and thrown by us.
class QuietGdal {
public:
    QuietGdal() { CPLPushErrorHandler(CPLQuietErrorHandler); }
    ~QuietGdal() { CPLPopErrorHandler(); }
    QuietGdal(QuietGdal const&) = delete;
    QuietGdal& operator=(QuietGdal const&) = delete;
};

[[noreturn]] inline void refuse_system(std::string const& name) {
    throw Error{{.code = ErrorCode::value_unknown,
                 .place = {.file = {},
                           .line = 0,
                           .component = "project",
                           .id = {},
                           .field = "coordinate_reference_system"},
                 .text = "'" + name + "' is not a known coordinate reference system",
                 .advice = "Give an EPSG code, as EPSG:27700, or leave it empty for local metres"}};
}

} // namespace saggar::detail

// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// GDAL's datasets closed and its messages kept to itself. Only for files that use GDAL.

#include <gdal_priv.h>

#include <memory>

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

} // namespace saggar::detail

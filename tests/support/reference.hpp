// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// Where the reference data lie that are too large, or not ours, to stand in the project: other programs'
// results and measurements. $SAGGAR_REFERENCE, or shared/reference beside the checkout.

#include "source_dir.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <string>

namespace saggar::testing_support {

inline std::filesystem::path reference_folder() {
    if (char const* const given = std::getenv("SAGGAR_REFERENCE"); given != nullptr) {
        return given;
    }
    return saggar::testing_support::source_dir() / ".." / "shared" / "reference";
}

} // namespace saggar::testing_support

// Skips the running test, visibly, where the file or folder `relative` of the reference data is absent.
#define SAGGAR_NEEDS_REFERENCE(relative)                                                                     \
    if (!std::filesystem::exists(saggar::testing_support::reference_folder() / (relative))) {                \
        GTEST_SKIP() << "skipped: no reference data at "                                                     \
                     << (saggar::testing_support::reference_folder() / (relative)).string()                  \
                     << " (set SAGGAR_REFERENCE)";                                                           \
    }

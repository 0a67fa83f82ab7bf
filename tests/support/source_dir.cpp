// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "source_dir.hpp"

namespace saggar::testing_support {

std::filesystem::path source_dir() {
    return SAGGAR_SOURCE_DIR;
}

} // namespace saggar::testing_support

// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// A project as binary protobuf; the same project always gives the same bytes.

#include "saggar/network/project.hpp"

#include <string>

namespace saggar::detail {

[[nodiscard]] std::string message_bytes(Project const& project); // texts must be UTF-8

} // namespace saggar::detail

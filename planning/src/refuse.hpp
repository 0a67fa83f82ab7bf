// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// Ends planning with one problem of the project.

#include "saggar/network/error.hpp"

#include <string>
#include <utility>

namespace saggar::detail {

[[noreturn]] inline void refuse(ErrorCode code, std::string component, std::string field, std::string text,
                                std::string advice) {
    throw Error{
        {.code = code,
         .place =
             {.file = {}, .line = 0, .component = std::move(component), .id = {}, .field = std::move(field)},
         .text = std::move(text),
         .advice = std::move(advice)}};
}

} // namespace saggar::detail

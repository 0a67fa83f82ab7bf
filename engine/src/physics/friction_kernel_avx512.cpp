// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "physics/friction_kernel_body.hpp"

namespace saggar::detail {

FrictionKernel friction_kernel_avx512(FrictionLaw law) {
    return kernel_of(law);
}

} // namespace saggar::detail

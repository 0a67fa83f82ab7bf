// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "limited_face.hpp"

namespace saggar::detail {

namespace {

// (2 a b + e)/(a^2 + b^2 + e): 1 where two differences agree, 0 where one of them is large.
struct Agreement {
    double value{};
    double by_a{};
    double by_b{};
};
Agreement agreement(double a, double b, double e) {
    double const sum = a * a + b * b + e;
    double const value = (2.0 * a * b + e) / sum;
    return {value, 2.0 * (b - value * a) / sum, 2.0 * (a - value * b) / sum};
}

} // namespace

LimitedFace limited_face(double own, double behind, double ahead, double small) {
    // own + s/4 ((1 - s/3) behind + (1 + s/3) ahead)
    Agreement const s = agreement(behind, ahead, small * small);
    double const by_s = 0.25 * (behind + ahead + 2.0 / 3.0 * s.value * (ahead - behind));
    double const by_behind = 0.25 * s.value * (1.0 - s.value / 3.0) + by_s * s.by_a;
    double const by_ahead = 0.25 * s.value * (1.0 + s.value / 3.0) + by_s * s.by_b;
    return {.value = own + 0.25 * s.value * ((1.0 - s.value / 3.0) * behind + (1.0 + s.value / 3.0) * ahead),
            .by_before = -by_behind,
            .by_own = 1.0 + by_behind - by_ahead,
            .by_after = by_ahead};
}

LimitedFace limited_end(double own, double behind, double second_behind, double small) {
    Agreement const s = agreement(behind, second_behind, small * small);
    LimitedFace const inner = limited_face(own, behind, s.value * behind, small);
    // As own, behind and ahead are independent in limited_face: by_own = 1 - by_before - by_after.
    double const by_behind = -inner.by_before + inner.by_after * (s.value + s.by_a * behind);
    double const by_second = inner.by_after * s.by_b * behind;
    return {.value = inner.value,
            .by_second_before = -by_second,
            .by_before = by_second - by_behind,
            .by_own = 1.0 + by_behind,
            .by_after = 0.0};
}

} // namespace saggar::detail

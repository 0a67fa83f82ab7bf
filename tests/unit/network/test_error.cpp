// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "saggar/network/error.hpp"

#include <gtest/gtest.h>

namespace {

TEST(Error, NamesFileLineElementFieldAndAdvice) {
    saggar::Problem const problem{.code = saggar::ErrorCode::value_out_of_range,
                                  .place = {"project.yaml", 12, "pipe_pairs", "p17", "length_m"},
                                  .text = "-4 is not allowed, must be above 0",
                                  .advice = "Measure along the trench"};
    EXPECT_EQ(saggar::to_string(problem),
              "project.yaml:12: pipe_pairs 'p17', length_m: -4 is not allowed, must "
              "be above 0. Measure along the trench");
}

TEST(Error, CarriesEveryProblem) {
    saggar::Error const error{
        {{.code = saggar::ErrorCode::duplicate_id, .place = {}, .text = "one", .advice = ""},
         {.code = saggar::ErrorCode::unknown_id, .place = {}, .text = "two", .advice = ""}}};
    EXPECT_STREQ(error.what(), "one\ntwo");
    EXPECT_EQ(error.code(), saggar::ErrorCode::duplicate_id);
    EXPECT_EQ(error.problems().size(), 2U);
}

} // namespace

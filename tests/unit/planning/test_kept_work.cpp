// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "saggar/planning/kept_work.hpp"

#include "saggar/network/error.hpp"

#include <gtest/gtest.h>

#include <stdexcept>
#include <string>
#include <vector>

namespace {

using namespace saggar;

std::vector<std::byte> bytes_of(KeptWork& work) {
    StateArchive archive;
    work.keep(archive);
    return archive.bytes();
}

TEST(KeptWork, DoesEachPieceOnce) {
    int told = 0;
    KeptWork work{{}, [&](KeptWork&) { ++told; }};
    for (int i = 0; i < 2; ++i) {
        std::vector<double> piece;
        int done = 0;
        work.piece("a", piece, [&] {
            ++done;
            piece = {1.0, 2.0};
        });
        EXPECT_EQ(piece, (std::vector<double>{1.0, 2.0}));
        EXPECT_EQ(done, i == 0 ? 1 : 0);
    }
    EXPECT_EQ(told, 1);
    EXPECT_EQ(work.size(), 1U);
}

TEST(KeptWork, KeepsNothingOfWorkThatEnds) {
    KeptWork work;
    std::string piece;
    EXPECT_THROW(work.piece("a", piece, [] { throw std::runtime_error{"stopped"}; }), std::runtime_error);
    EXPECT_FALSE(work.holds("a"));
}

TEST(KeptWork, GoesOnInAnotherRun) {
    KeptWork first;
    std::string text;
    first.piece("a", text, [&] { text = "done"; });
    std::vector<std::byte> const kept = bytes_of(first);
    KeptWork second;
    StateArchive archive{kept};
    second.keep(archive);
    archive.finish();
    std::string again;
    second.piece("a", again, [] { FAIL() << "it is done"; });
    EXPECT_EQ(again, "done");
    std::vector<double> other;
    EXPECT_THROW(second.piece("a", other, [] {}), Error) << "it is no list of numbers";
    EXPECT_EQ(bytes_of(second), kept);
}

} // namespace

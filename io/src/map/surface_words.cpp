// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "surface_words.hpp"

#include <algorithm>
#include <array>

namespace saggar::detail {

namespace {

constexpr std::array<std::string_view, 22> soft_words{
    "soft",        "unpaved", "grass",       "gravel", "ground", "dirt",      "earth", "sand",
    "fine_gravel", "mud",     "wood",        "rock",   "shells", "compacted", "clay",  "salt",
    "snow",        "ice",     "pebblestone", "stone",  "grit",   "woodchips"};
constexpr std::array<std::string_view, 24> hard_words{"hard",
                                                      "paved",
                                                      "asphalt",
                                                      "concrete",
                                                      "concrete:plates",
                                                      "concrete:lanes",
                                                      "paving_stones",
                                                      "paving_stones:lanes",
                                                      "paving_stones:30",
                                                      "sett",
                                                      "cobblestone",
                                                      "cobblestone:flattened",
                                                      "unhewn_cobblestone",
                                                      "bricks",
                                                      "brick",
                                                      "metal",
                                                      "metal_grid",
                                                      "chipseal",
                                                      "tarmac",
                                                      "grass_paver",
                                                      "stepping_stones",
                                                      "tiles",
                                                      "rubber",
                                                      "tartan"};

} // namespace

std::optional<Surface> surface_of(std::string_view word) {
    if (std::ranges::find(hard_words, word) != hard_words.end()) {
        return Surface::hard;
    }
    return std::ranges::find(soft_words, word) != soft_words.end() ? std::optional{Surface::soft}
                                                                   : std::nullopt;
}

} // namespace saggar::detail

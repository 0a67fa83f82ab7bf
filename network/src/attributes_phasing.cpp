// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "attribute_helpers.hpp"

namespace saggar {

using namespace detail;

namespace {
constexpr Need optional = Need::optional;
constexpr std::array<std::string_view, 2> goal_words{"expected_value", "least_regret"};
constexpr std::string_view id_text{"no blanks, colons or control characters"};
constexpr std::string_view source_text{"where the values come from, or the word assumption"};
} // namespace

template <>
std::span<Attribute<PhasingSettings> const> attributes<PhasingSettings>() {
    using P = PhasingSettings;
    static std::array const table{
        Attribute<P>{
            "goal",
            choice<&P::goal>(goal_words),
            optional,
            {},
            "what the first phase is chosen by; expected_value: the largest mean of the futures' net "
            "present values; least_regret: the smallest of the largest regrets"},
        Attribute<P>{"uptake",
                     &P::uptake,
                     optional,
                     {},
                     "the future under `uptakes` that the plan is drawn for; absent: the most probable"},
        Attribute<P>{"source", &P::source, optional, {}, source_text}};
    return table;
}

template <>
std::span<Attribute<BuildPhase> const> attributes<BuildPhase>() {
    using P = BuildPhase;
    static std::array const table{
        Attribute<P>{"id", &P::id, Need::required, {}, id_text},
        Attribute<P>{"year", &P::year, Need::required, between(1900.0, 2300.0),
                     "in which is built; income begins with the next"},
        Attribute<P>{"description", &P::description, optional, {}, "for the report"},
        Attribute<P>{"source", &P::source, optional, {}, source_text}};
    return table;
}

template <>
std::span<Attribute<UptakeScenario> const> attributes<UptakeScenario>() {
    using U = UptakeScenario;
    static std::array const table{
        Attribute<U>{"id", &U::id, Need::required, {}, id_text},
        Attribute<U>{"description", &U::description, optional, {}, "for the report"},
        Attribute<U>{"probability", &U::probability, optional, above_to(0.0, 1e6),
                     "relative to the other futures'"},
        Attribute<U>{"uptake_percent", &U::uptake_percent, optional, between(0.0, 100.0),
                     "of the annual use that could connect after the first phase and by the last: that much "
                     "comes, the likeliest buildings first",
                     "per cent: 0.5 is 50", "assumption: everybody comes"},
        Attribute<U>{"delay_years", &U::delay_years, optional, between(0.0, 50.0),
                     "by which everybody that comes after the first phase comes later"},
        Attribute<U>{"source", &U::source, optional, {}, source_text}};
    return table;
}

} // namespace saggar

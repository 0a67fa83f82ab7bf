// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "commands.hpp"
#include "terminal.hpp"
#include "text_tables.hpp"

#include "saggar/io/run_comparison.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace saggar::app {

namespace {

constexpr std::size_t elements_shown = 10;
constexpr std::size_t inputs_shown = 20;
constexpr std::size_t text_shown = 28; // letters of a value

std::string shortened(std::string const& text) {
    std::string const value = text.empty() ? "not given" : text;
    return value.size() > text_shown ? value.substr(0, text_shown - 3) + "..." : value;
}

std::string shown(std::optional<double> number, std::string const& text) {
    if (number) {
        return fmt::format("{:.6g}", *number);
    }
    return text.empty() ? "-" : shortened(text);
}

std::string change_of(ValueDifference const& one) {
    return one.a && one.b ? fmt::format("{:+.4g}", one.change()) : "";
}

// Empty where it says nothing: against nothing, or next to nothing.
std::string percent_of(ValueDifference const& one) {
    constexpr double most = 100.0;
    if (!one.a || !one.b || *one.a == 0.0 || std::abs(one.change()) > most * std::abs(*one.a)) {
        return "";
    }
    return fmt::format("{:+.1f} %", 100.0 * one.change() / std::abs(*one.a));
}

void print_inputs(RunComparison const& comparison, bool verbose) {
    if (!comparison.inputs_known) {
        fmt::print("  what went in is not compared: {} is not in both folders\n\n", comparison.inputs_file);
        return;
    }
    if (comparison.inputs.empty()) {
        fmt::print("  the projects are the same\n\n");
        return;
    }
    TextTable table{{"input", "field", "A", "B"}};
    std::size_t const count =
        verbose ? comparison.inputs.size() : std::min(comparison.inputs.size(), inputs_shown);
    for (std::size_t i = 0; i < count; ++i) {
        FieldDifference const& one = comparison.inputs[i];
        std::string element = one.component;
        element += one.id.empty() ? "" : " " + one.id;
        bool const whole = one.field.empty();
        auto const value = [&](std::string const& text) {
            return whole && text.empty() ? std::string{"-"} : verbose ? text : shortened(text);
        };
        table.add({element, one.field, value(one.a), value(one.b)});
    }
    fmt::print("{}", table.text());
    if (count < comparison.inputs.size()) {
        fmt::print("  and {} more (--verbose shows them)\n", comparison.inputs.size() - count);
    }
    fmt::print("\n");
}

// Round-off and how well a solution closed say nothing about what it is.
bool is_noise(ValueDifference const& one) {
    constexpr double nothing = 1e-9;
    bool const none = (one.a || one.b) && std::abs(one.a.value_or(0.0)) < nothing &&
                      std::abs(one.b.value_or(0.0)) < nothing;
    return none || one.name.starts_with("balance.");
}

void print_totals(std::vector<ValueDifference> const& values, bool verbose) {
    TextTable table{{"total", ">A", ">B", ">change", ">"}};
    for (ValueDifference const& one : values) {
        if (one.group.empty() && (verbose || !is_noise(one))) {
            table.add({one.name, shown(one.a, one.text_a), shown(one.b, one.text_b), change_of(one),
                       percent_of(one)});
        }
    }
    if (!table.empty()) {
        fmt::print("{}\n", table.text());
    }
}

// Elements of a list, those that changed most first: what is in one list only, then by their largest change
// of a number, relative to the largest value that this field has in the list (of a text: as if it were all of
// it).
std::vector<std::string> by_change(std::vector<ValueDifference const*> const& values) {
    std::map<std::string, double> scale;
    for (ValueDifference const* const one : values) {
        double& largest = scale[one->name];
        largest = std::max({largest, std::abs(one->a.value_or(0.0)), std::abs(one->b.value_or(0.0))});
    }
    std::map<std::string, double> most;
    std::vector<std::string> ids;
    for (ValueDifference const* const one : values) {
        double const of = scale[one->name];
        constexpr double in_one_only = 2.0; // first of all
        constexpr double other_text = 1.0;
        double const change = one->name.empty()                              ? in_one_only
                              : !one->text_a.empty() || !one->text_b.empty() ? other_text
                              : of > 0.0                                     ? std::abs(one->change()) / of
                                                                             : 0.0;
        auto const [found, added] = most.emplace(one->id, change);
        found->second = std::max(found->second, change);
        if (added) {
            ids.push_back(one->id);
        }
    }
    std::stable_sort(ids.begin(), ids.end(),
                     [&](std::string const& a, std::string const& b) { return most[a] > most[b]; });
    return ids;
}

void print_group(std::string const& group, std::vector<ValueDifference const*> const& values, bool verbose) {
    std::vector<std::string> const ids = by_change(values);
    TextTable table{{group, "", ">A", ">B", ">change", ">"}};
    std::size_t const count = verbose ? ids.size() : std::min(ids.size(), elements_shown);
    for (std::size_t i = 0; i < count; ++i) {
        bool first = true;
        for (ValueDifference const* const one : values) {
            if (one->id == ids[i]) {
                table.add({first ? one->id : "", one->name, shown(one->a, one->text_a),
                           shown(one->b, one->text_b), change_of(*one), percent_of(*one)});
                first = false;
            }
        }
    }
    fmt::print("{}", table.text());
    if (count < ids.size()) {
        fmt::print("  and {} more that changed less (--verbose shows them)\n", ids.size() - count);
    }
    fmt::print("\n");
}

// What of a long table is shown without being asked for; of a table that is not named here everything is.
bool is_main(ValueDifference const& one) {
    static std::map<std::string, std::set<std::string>> const shown{
        {"plants",
         {"heat_w", "mass_flow_kg_s", "supply_temperature_c", "return_temperature_c",
          "differential_pressure_bar", "electricity_w", "status", "capacity_w", "broken_limits"}},
        {"substations",
         {"heat_w", "unmet_heat_w", "mass_flow_kg_s", "supply_temperature_c", "differential_pressure_bar",
          "status", "broken_limits"}},
        {"pipes",
         {"from", "to", "mass_flow_kg_s", "velocity_m_s", "pressure_gradient_pa_m", "length_m",
          "inner_diameter_mm", "catalogue", "status", "broken_limits"}},
        {"nodes", {"status", "broken_limits"}},
        {"limits.csv", {}}};
    auto const found = shown.find(one.group);
    return one.group != "limits.csv" &&
           (one.name.empty() || found == shown.end() || found->second.contains(one.name));
}

// Lists in the file's order. Details of single limits and of who warms the return only if asked for, as are
// columns of tables that are not the main ones.
void print_elements(RunComparison const& comparison, bool verbose) {
    std::vector<std::string> groups;
    std::map<std::string, std::vector<ValueDifference const*>> of_group;
    std::map<std::string, std::size_t> left_out;
    for (ValueDifference const& one : comparison.values) {
        if (comparison.solved_point && !verbose && !one.group.empty() && !is_main(one)) {
            ++left_out[one.group];
            continue;
        }
        if (one.group.empty() || (!verbose && one.group.starts_with("indicators."))) {
            continue;
        }
        if (!of_group.contains(one.group)) {
            groups.push_back(one.group);
        }
        of_group[one.group].push_back(&one);
    }
    for (std::string const& group : groups) {
        print_group(group, of_group[group], verbose);
    }
    if (!left_out.empty()) {
        std::string text;
        for (auto const& [group, count] : left_out) {
            text += fmt::format("{}{} of {}", text.empty() ? "" : ", ", count,
                                group.ends_with(".csv") ? group : group + ".csv");
        }
        fmt::print("  other values that differ (--verbose shows them): {}\n\n", text);
    }
}

std::string listed(std::vector<std::string> const& words) {
    std::string text;
    for (std::size_t i = 0; i < words.size(); ++i) {
        text += (i == 0 ? "" : i + 1 == words.size() ? " and " : ", ") + words[i];
    }
    return text;
}

void print_verdict(RunComparison const& comparison) {
    std::string const values = counted(comparison.compared, "value", "values");
    std::string const of = fmt::format("{} of {}", values, listed(comparison.files));
    if (!comparison.same()) {
        fmt::print("{} of {} differ.\n", comparison.values.size(), of);
    } else if (comparison.inputs_known && comparison.missing.empty()) {
        fmt::print("{} Compared: the projects and {}.\n", toned("They are the same.", Tone::good), of);
    } else {
        fmt::print("What is compared is the same: {}{}.\n",
                   comparison.inputs_known ? "the projects and " : "", of);
    }
    if (!comparison.missing.empty()) {
        fmt::print("Not compared, in one folder only: {}.\n", listed(comparison.missing));
    }
}

nlohmann::ordered_json json_of(RunComparison const& comparison, CompareOptions const& options) {
    using Json = nlohmann::ordered_json;
    Json inputs = Json::array();
    for (FieldDifference const& one : comparison.inputs) {
        inputs.push_back(
            {{"component", one.component}, {"id", one.id}, {"field", one.field}, {"a", one.a}, {"b", one.b}});
    }
    auto const value = [](std::optional<double> number, std::string const& text) {
        return number ? Json(*number) : text.empty() ? Json(nullptr) : Json(text);
    };
    Json values = Json::array();
    for (ValueDifference const& one : comparison.values) {
        Json made{{"list", one.group},
                  {"id", one.id},
                  {"name", one.name},
                  {"a", value(one.a, one.text_a)},
                  {"b", value(one.b, one.text_b)}};
        if (one.a && one.b) {
            made["change"] = one.change();
        }
        values.push_back(made);
    }
    return {{"a", options.a.string()},
            {"b", options.b.string()},
            {"same", comparison.same()},
            {"compared", comparison.compared},
            {"files", comparison.files},
            {"missing", comparison.missing},
            {"inputs", comparison.inputs_known ? inputs : Json(nullptr)},
            {"values", values}};
}

} // namespace

int run_compare(CommonOptions const& common, CompareOptions const& options) {
    RunComparison const comparison = compare_runs(options.a, options.b);
    if (common.format == "json") {
        fmt::print("{}\n", json_of(comparison, options).dump(2));
    } else if (!common.quiet) {
        fmt::print("A {}\nB {}\n\n", options.a.string(), options.b.string());
        print_inputs(comparison, common.verbose);
        print_totals(comparison.values, common.verbose);
        print_elements(comparison, common.verbose);
        print_verdict(comparison);
    }
    return comparison.same() ? done : answer_is_no;
}

} // namespace saggar::app

// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "saggar/io/run_comparison.hpp"

#include "../file.hpp"

#include "saggar/io/project_reader.hpp"
#include "saggar/network/error.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <map>
#include <tuple>
#include <utility>

namespace saggar {

namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

constexpr double same_to = 1e-9;

[[noreturn]] void refuse(ErrorCode code, fs::path const& path, std::string text, std::string advice) {
    throw Error{{.code = code,
                 .place = {.file = detail::shown(path), .line = 0, .component = {}, .id = {}, .field = {}},
                 .text = std::move(text),
                 .advice = std::move(advice)}};
}

struct Document {
    std::string name; // of the file
    Json content;
};

Document read(fs::path const& folder) {
    for (char const* const name : {"simulation.json", "summary.json"}) {
        fs::path const file = folder / name;
        std::error_code error;
        if (!fs::exists(file, error)) {
            continue;
        }
        Json content = Json::parse(detail::read_file(file), nullptr, false);
        if (!content.is_object()) {
            refuse(ErrorCode::syntax_error, file, "is no JSON document", "Write it anew");
        }
        return {name, std::move(content)};
    }
    refuse(ErrorCode::file_unreadable, folder, "holds neither simulation.json nor summary.json",
           "Name folders that saggar simulate or saggar solve wrote");
}

// Every value of a document by group, id and name.
class Values {
public:
    using Key = std::tuple<std::string, std::string, std::string>;

    explicit Values(Json const& document) { walk(document, {}, {}, {}, false); }

    [[nodiscard]] std::vector<Key> const& keys() const { return keys_; }
    [[nodiscard]] Json const* find(Key const& key) const {
        auto const found = values_.find(key);
        return found == values_.end() ? nullptr : &found->second;
    }

private:
    void walk(Json const& value, std::string const& group, std::string const& id, std::string const& name,
              bool of_list) {
        if (value.is_object()) {
            for (auto const& [key, inner] : value.items()) {
                if (!of_list || key != "id") {
                    walk(inner, group, id, name.empty() ? key : name + "." + key, false);
                }
            }
        } else if (value.is_array()) {
            for (Json const& each : value) {
                if (each.is_object() && (each.contains("id") || each.contains("limit"))) {
                    bool const named = each.contains("id");
                    std::string const whole = id.empty() ? name : id + "." + name;
                    walk(each, group.empty() ? whole : group + "." + whole,
                         each.value(named ? "id" : "limit", std::string{}), {}, true);
                }
            }
        } else if (values_.emplace(Key{group, id, name}, value).second) {
            keys_.emplace_back(group, id, name);
        }
    }

    std::vector<Key> keys_; // in the document's order
    std::map<Key, Json> values_;
};

bool same(Json const* a, Json const* b) {
    if (a == nullptr || b == nullptr) {
        return false;
    }
    if (a->is_number() && b->is_number()) {
        double const x = a->get<double>();
        double const y = b->get<double>();
        return std::abs(x - y) <= same_to * std::max(std::abs(x), std::abs(y));
    }
    return *a == *b;
}

ValueDifference difference(Values::Key const& key, Json const* a, Json const* b) {
    ValueDifference made{.group = std::get<0>(key),
                         .id = std::get<1>(key),
                         .name = std::get<2>(key),
                         .a = {},
                         .b = {},
                         .text_a = {},
                         .text_b = {}};
    auto const put = [](Json const* value, std::optional<double>& number, std::string& text) {
        if (value != nullptr && value->is_number()) {
            number = value->get<double>();
        } else if (value != nullptr && !value->is_null()) {
            text = value->is_string() ? value->get<std::string>() : value->dump();
        }
    };
    put(a, made.a, made.text_a);
    put(b, made.b, made.text_b);
    return made;
}

} // namespace

RunComparison compare_runs(fs::path const& a, fs::path const& b) {
    Document const first = read(a);
    Document const second = read(b);
    if (first.name != second.name) {
        refuse(ErrorCode::operation_refused, b,
               fmt::format("holds {} where the first holds {}", second.name, first.name),
               "Compare results of one command with each other");
    }
    RunComparison comparison;
    std::error_code error;
    comparison.inputs_known = fs::exists(a / "inputs.json", error) && fs::exists(b / "inputs.json", error);
    if (comparison.inputs_known) {
        comparison.inputs =
            project_differences(read_project(a / "inputs.json"), read_project(b / "inputs.json"));
    }
    Values const in_a{first.content};
    Values const in_b{second.content};
    std::vector<Values::Key> keys = in_a.keys();
    for (Values::Key const& key : in_b.keys()) {
        if (in_a.find(key) == nullptr) {
            keys.push_back(key);
        }
    }
    comparison.compared = keys.size();
    for (Values::Key const& key : keys) {
        Json const* const one = in_a.find(key);
        Json const* const other = in_b.find(key);
        if (!same(one, other)) {
            comparison.values.push_back(difference(key, one, other));
        }
    }
    return comparison;
}

} // namespace saggar

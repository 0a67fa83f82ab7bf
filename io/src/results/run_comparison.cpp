// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "saggar/io/run_comparison.hpp"

#include "../csv.hpp"
#include "../file.hpp"

#include "saggar/io/project_reader.hpp"
#include "saggar/io/result_tables.hpp"
#include "saggar/network/error.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <charconv>
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
            for (std::size_t i = 0; i < value.size(); ++i) {
                Json const& each = value[i];
                if (!each.is_object() || !(each.contains("id") || each.contains("limit"))) {
                    walk(each, group, id, fmt::format("{}[{}]", name, i + 1), false);
                } else {
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

// A table of results by row and column; a row is named by its id, one of limits.csv by limit and element.
class Table {
public:
    Table(ResultTable const& table, fs::path const& file) {
        std::vector<Problem> problems;
        detail::CsvTable read = detail::parse_csv(detail::read_file(file), detail::shown(file), problems);
        if (!problems.empty()) {
            throw Error{std::move(problems)};
        }
        columns_ = std::move(read.header.cells);
        bool const named = std::ranges::count(columns_, "id") > 0;
        key_columns_ = named ? std::vector<std::string>{"id"} : std::vector<std::string>{"limit", "element"};
        for (detail::CsvRow& row : read.rows) {
            std::string id;
            for (std::string const& column : key_columns_) {
                auto const at =
                    static_cast<std::size_t>(std::ranges::find(columns_, column) - columns_.begin());
                id += (id.empty() ? "" : " ") + (at < row.cells.size() ? row.cells[at] : std::string{});
            }
            for (int again = 2; rows_.contains(id); ++again) {
                id = again == 2 ? id + " #2" : fmt::format("{} #{}", id.substr(0, id.rfind(" #")), again);
            }
            order_.push_back(id);
            std::map<std::string, Json>& cells = rows_[id];
            for (std::size_t i = 0; i < columns_.size(); ++i) {
                cells.emplace(columns_[i], value_of(table, columns_[i], row.cells[i]));
            }
        }
    }

    [[nodiscard]] std::vector<std::string> const& columns() const { return columns_; }
    [[nodiscard]] std::vector<std::string> const& order() const { return order_; }
    [[nodiscard]] bool is_key(std::string const& column) const {
        return std::ranges::count(key_columns_, column) > 0;
    }
    [[nodiscard]] std::map<std::string, Json> const* find(std::string const& id) const {
        auto const found = rows_.find(id);
        return found == rows_.end() ? nullptr : &found->second;
    }

private:
    static Json value_of(ResultTable const& table, std::string const& column, std::string const& cell) {
        auto const declared = std::ranges::find(table.columns, column, &ResultColumn::name);
        bool const is_text = declared != table.columns.end() && declared->type == ResultType::text;
        double number = 0.0;
        auto const [end, error] = std::from_chars(cell.data(), cell.data() + cell.size(), number);
        if (!is_text && error == std::errc{} && end == cell.data() + cell.size()) {
            return number;
        }
        return cell.empty() ? Json(nullptr) : Json(cell);
    }

    std::vector<std::string> columns_;
    std::vector<std::string> key_columns_;
    std::vector<std::string> order_; // ids
    std::map<std::string, std::map<std::string, Json>> rows_;
};

void compare_rows(std::string const& group, Table const& a, Table const& b, RunComparison& comparison) {
    Json const there = "there";
    for (std::string const& id : a.order()) {
        auto const* const other = b.find(id);
        if (other == nullptr) {
            ++comparison.compared;
            comparison.values.push_back(difference({group, id, {}}, &there, nullptr));
            continue;
        }
        for (std::string const& column : a.columns()) {
            if (a.is_key(column) || !other->contains(column)) {
                continue;
            }
            ++comparison.compared;
            Json const& in_a = a.find(id)->at(column);
            Json const& in_b = other->at(column);
            if (!same(&in_a, &in_b)) {
                comparison.values.push_back(difference({group, id, column}, &in_a, &in_b));
            }
        }
    }
    for (std::string const& id : b.order()) {
        if (a.find(id) == nullptr) {
            ++comparison.compared;
            comparison.values.push_back(difference({group, id, {}}, nullptr, &there));
        }
    }
}

// Those that a reader looks at first come first.
std::vector<ResultTable const*> tables_in_order() {
    std::vector<ResultTable const*> list;
    for (char const* const name : {"plants", "substations", "pipes"}) {
        list.push_back(find_result_table(name));
    }
    for (ResultTable const& table : result_tables()) {
        if (std::ranges::count(list, &table) == 0) {
            list.push_back(&table);
        }
    }
    return list;
}

void compare_tables(fs::path const& a, fs::path const& b, RunComparison& comparison) {
    for (ResultTable const* const table : tables_in_order()) {
        std::string const file = std::string{table->name} + ".csv";
        std::error_code error;
        bool const in_a = fs::exists(a / file, error);
        bool const in_b = fs::exists(b / file, error);
        if (!in_a || !in_b) {
            if (in_a || in_b) {
                comparison.missing.push_back(file);
            }
            continue;
        }
        Table const first{*table, a / file};
        Table const second{*table, b / file};
        for (auto const& [one, other] : {std::pair{&first, &second}, {&second, &first}}) {
            for (std::string const& column : one->columns()) {
                if (std::ranges::count(other->columns(), column) == 0) {
                    comparison.missing.push_back(fmt::format("{} of {}", column, file));
                }
            }
        }
        comparison.files.push_back(file);
        compare_rows(table->name == "limits" ? file : std::string{table->name}, first, second, comparison);
    }
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
    comparison.solved_point = first.name == "summary.json";
    comparison.inputs_file = comparison.solved_point ? "solve_inputs.json" : "inputs.json";
    std::string const& inputs = comparison.inputs_file;
    comparison.inputs_known = fs::exists(a / inputs, error) && fs::exists(b / inputs, error);
    if (comparison.inputs_known) {
        comparison.inputs = project_differences(read_project(a / inputs), read_project(b / inputs));
    }
    comparison.files.push_back(first.name);
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
    if (comparison.solved_point) {
        compare_tables(a, b, comparison);
    }
    return comparison;
}

} // namespace saggar

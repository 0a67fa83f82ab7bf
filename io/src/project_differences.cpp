// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "saggar/io/project_differences.hpp"

#include "document/project_head.hpp"
#include "document/project_text.hpp"
#include "document/text_writer.hpp"
#include "document/written_fields.hpp"
#include "file.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <filesystem>
#include <map>
#include <optional>
#include <type_traits>
#include <utility>
#include <variant>

namespace saggar {

namespace {

using Json = nlohmann::ordered_json;

std::string text_of(Json const& value) {
    return value.is_string() ? value.get<std::string>() : value.dump();
}

// Files of the same name in two places, one a copy of the other.
bool are_copies(std::string const& a, std::string const& b) {
    namespace fs = std::filesystem;
    fs::path const in_a{a};
    fs::path const in_b{b};
    std::error_code error;
    if (!in_a.is_absolute() || !in_b.is_absolute() || in_a.filename() != in_b.filename() ||
        !fs::is_regular_file(in_a, error) || !fs::is_regular_file(in_b, error)) {
        return false;
    }
    try {
        return detail::read_file(in_a) == detail::read_file(in_b);
    } catch (Error const&) {
        return false;
    }
}

bool are_same(Json const& a, Json const& b) {
    return a == b ||
           (a.is_string() && b.is_string() && are_copies(a.get<std::string>(), b.get<std::string>()));
}

// Of every field that has one, by component and field; of a record in a list, by the list's field.
class Defaults {
public:
    Defaults() {
        add<detail::ProjectHead>({});
        Project const project;
        for_each_settings_section(project, [&](std::string_view name, auto const& section) {
            add<std::decay_t<decltype(section)>>(std::string{name});
        });
        for_each_component_list(project, [&](std::string_view name, auto const& records) {
            add<typename std::decay_t<decltype(records)>::value_type>(std::string{name});
        });
    }

    // Null where what stands in for a missing value is no value of its own.
    [[nodiscard]] Json find(std::string const& component, std::string const& field) const {
        auto const found = values_.find({component, field});
        return found == values_.end() ? Json{} : found->second;
    }

private:
    template <class Record>
    void add(std::string const& component) {
        static Record const defaults{};
        for (Attribute<Record> const& attribute : attributes<Record>()) {
            if (attribute.need == Need::required) {
                continue;
            }
            std::string const field{attribute.name};
            std::visit(
                [&](auto const& member) {
                    if constexpr (std::is_same_v<std::decay_t<decltype(member)>, ChoiceMember<Record>>) {
                        put(component, field, member.words[static_cast<std::size_t>(member.get(defaults))]);
                    } else {
                        put(component, field, defaults.*member);
                    }
                },
                attribute.member);
        }
    }

    void put(std::string const& component, std::string const& field, double value) {
        values_[{component, field}] = Json::parse(detail::shortest(value), nullptr, false);
    }
    void put(std::string const& component, std::string const& field, int value) {
        values_[{component, field}] = value;
    }
    void put(std::string const& component, std::string const& field, bool value) {
        values_[{component, field}] = value;
    }
    void put(std::string const& component, std::string const& field, std::string_view value) {
        if (!value.empty()) {
            values_[{component, field}] = value;
        }
    }
    void put(std::string const& component, std::string const& field, std::string const& value) {
        put(component, field, std::string_view{value});
    }
    template <class Value>
    void put(std::string const&, std::string const&, std::optional<Value> const&) {}
    template <class Value>
    void put(std::string const& component, std::string const& field, std::vector<Value> const&) {
        if constexpr (detail::is_setting<Value>) {
            add<Value>(component + "." + field);
        }
    }

    std::map<std::pair<std::string, std::string>, Json> values_;
};

class Comparison {
public:
    std::vector<FieldDifference> run(Json const& a, Json const& b) {
        for (std::string const& name : names(a, b)) {
            Json const& in_a = a.contains(name) ? a[name] : nothing_;
            Json const& in_b = b.contains(name) ? b[name] : nothing_;
            if (are_same(in_a, in_b)) {
                continue;
            }
            if (has_ids(in_a) || has_ids(in_b)) {
                lists(name, in_a, in_b);
            } else if (in_a.is_object() || in_b.is_object()) {
                fields(name, {}, in_a, in_b);
            } else {
                add({}, {}, name, in_a, in_b, defaults().find({}, name));
            }
        }
        return std::move(differences_);
    }

private:
    static Defaults const& defaults() {
        static Defaults const made;
        return made;
    }

    static std::vector<std::string> names(Json const& a, Json const& b) {
        std::vector<std::string> list;
        for (Json const* const each : {&a, &b}) {
            if (!each->is_object()) {
                continue;
            }
            for (auto const& [name, value] : each->items()) {
                if (std::find(list.begin(), list.end(), name) == list.end()) {
                    list.push_back(name);
                }
            }
        }
        return list;
    }

    static bool has_ids(Json const& value) {
        return value.is_array() && !value.empty() && value[0].is_object() && value[0].contains("id");
    }

    void add(std::string component, std::string id, std::string field, Json a, Json b,
             Json const& standing_in = {}) {
        a = a.is_null() ? standing_in : a;
        b = b.is_null() ? standing_in : b;
        differences_.push_back({std::move(component), std::move(id), std::move(field),
                                a.is_null() ? std::string{} : text_of(a),
                                b.is_null() ? std::string{} : text_of(b)});
    }

    void fields(std::string const& component, std::string const& id, Json const& a, Json const& b) {
        for (std::string const& name : names(a, b)) {
            Json const& in_a = a.contains(name) ? a[name] : nothing_;
            Json const& in_b = b.contains(name) ? b[name] : nothing_;
            if (are_same(in_a, in_b)) {
                continue;
            }
            bool const list = (in_a.is_array() || in_a.is_null()) && (in_b.is_array() || in_b.is_null());
            if (!list) {
                add(component, id, name, in_a, in_b, defaults().find(component, name));
                continue;
            }
            for (std::size_t i = 0; i < std::max(in_a.size(), in_b.size()); ++i) {
                Json const& one_a = i < in_a.size() ? in_a[i] : nothing_;
                Json const& one_b = i < in_b.size() ? in_b[i] : nothing_;
                if (are_same(one_a, one_b)) {
                    continue;
                }
                std::string const place = fmt::format("{}[{}]", name, i + 1);
                if (!one_a.is_object() || !one_b.is_object()) {
                    add(component, id, place, one_a, one_b);
                    continue;
                }
                for (std::string const& inner : names(one_a, one_b)) {
                    Json const& value_a = one_a.contains(inner) ? one_a[inner] : nothing_;
                    Json const& value_b = one_b.contains(inner) ? one_b[inner] : nothing_;
                    if (!are_same(value_a, value_b)) {
                        add(component, id, place + "." + inner, value_a, value_b,
                            defaults().find(component + "." + name, inner));
                    }
                }
            }
        }
    }

    void lists(std::string const& component, Json const& a, Json const& b) {
        auto const by_id = [](Json const& list) {
            std::map<std::string, Json const*> found;
            for (Json const& each : list) {
                found.emplace(each.value("id", std::string{}), &each);
            }
            return found;
        };
        std::map<std::string, Json const*> const in_a = by_id(a);
        std::map<std::string, Json const*> const in_b = by_id(b);
        for (auto const& [id, record] : in_a) {
            auto const other = in_b.find(id);
            if (other == in_b.end()) {
                differences_.push_back({component, id, {}, "there", {}});
            } else {
                fields(component, id, *record, *other->second);
            }
        }
        for (auto const& [id, record] : in_b) {
            if (!in_a.contains(id)) {
                differences_.push_back({component, id, {}, {}, "there"});
            }
        }
    }

    Json const nothing_{};
    std::vector<FieldDifference> differences_;
};

} // namespace

std::vector<FieldDifference> project_differences(Project const& a, Project const& b) {
    return Comparison{}.run(Json::parse(detail::project_json(a)), Json::parse(detail::project_json(b)));
}

std::string to_string(FieldDifference const& difference) {
    std::string text = difference.component;
    if (!difference.id.empty()) {
        text += fmt::format(" '{}'", difference.id);
    }
    if (!difference.field.empty()) {
        text += (text.empty() ? "" : ", ") + difference.field;
    }
    auto const shown = [](std::string const& value) { return value.empty() ? "not given" : value; };
    if (difference.field.empty() && difference.component != "" &&
        (difference.a.empty() || difference.b.empty())) {
        return text + (difference.a.empty() ? ": only in the second" : ": only in the first");
    }
    return fmt::format("{}: {} and {}", text, shown(difference.a), shown(difference.b));
}

} // namespace saggar

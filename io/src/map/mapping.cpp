// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "mapping.hpp"

#include "../document/json_source.hpp"
#include "../document/record_reader.hpp"
#include "../document/yaml_source.hpp"
#include "../file.hpp"
#include "mapped_fields.hpp"

#include "saggar/network/nearest_name.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <memory>
#include <set>
#include <utility>

namespace saggar {

using namespace detail;

template <>
std::span<Attribute<Mapping> const> attributes<Mapping>() {
    static std::array const table{
        Attribute<Mapping>{
            "schema_version", &Mapping::schema_version, Need::required, {}, "of the mapping: 1"},
        Attribute<Mapping>{"project", &Mapping::project, Need::optional, {}, "what no map gives"},
        Attribute<Mapping>{"coordinate_reference_system",
                           &Mapping::coordinate_reference_system,
                           Need::optional,
                           {},
                           "of the project that is made"},
        Attribute<Mapping>{"join_m", &Mapping::join_m, Need::optional, {}, "ends nearer than this are one"},
        Attribute<Mapping>{"snap_m", &Mapping::snap_m, Need::optional, {}, "plants are tied within this"}};
    return table;
}

template <>
std::span<Attribute<MappedLayer> const> attributes<MappedLayer>() {
    static std::array const table{
        Attribute<MappedLayer>{
            "component", &MappedLayer::component, Need::required, {}, "list of the project"},
        Attribute<MappedLayer>{"file", &MappedLayer::file, Need::required, {}, "the map"},
        Attribute<MappedLayer>{"layer", &MappedLayer::layer, Need::optional, {}, "of the map"},
        Attribute<MappedLayer>{"side", &MappedLayer::side, Need::optional, {}, "supply or return"}};
    return table;
}

namespace detail {

namespace {

constexpr std::array<std::pair<std::string_view, DrawnAs>, 13> drawn_components{
    {{"pipe_pairs", DrawnAs::cut_line},
     {"pipes", DrawnAs::cut_line},
     {"plants", DrawnAs::at_node},
     {"substations", DrawnAs::at_node},
     {"nodes", DrawnAs::position},
     {"bypasses", DrawnAs::at_node},
     {"valves", DrawnAs::line},
     {"pumps", DrawnAs::line},
     {"reservoirs", DrawnAs::on_a_side},
     {"tanks", DrawnAs::on_a_side},
     {"withdrawals", DrawnAs::on_a_side},
     {"leakages", DrawnAs::on_a_side},
     {"candidates", DrawnAs::position}}};

bool may_have_side(MappedLayer const& layer) {
    DrawnAs const drawn = drawn_as(layer.component);
    return drawn == DrawnAs::on_a_side || drawn == DrawnAs::line || layer.component == "pipes";
}

std::vector<std::string_view> field_names(std::string_view component) {
    std::vector<std::string_view> names;
    Project const empty;
    for_each_component_list(empty, [&](std::string_view list, auto const& records) {
        if (list == component) {
            names = attribute_names<typename std::remove_cvref_t<decltype(records)>::value_type>();
        }
    });
    return names;
}

bool is_of_geometry(std::string_view field) {
    return field == "x_m" || field == "y_m" || field == "route_xy_m";
}

class MappingReader {
public:
    MappingReader(DocumentSource& source, std::string const& file, std::vector<Problem>& problems)
        : reader_{source, file, problems, nullptr}, problems_{problems} {}

    Mapping run() {
        if (!reader_.expect_mapping(reader_.next(), {})) {
            return {};
        }
        std::vector<std::string_view> known = attribute_names<Mapping>();
        known.emplace_back("layers");
        keys(attributes<Mapping>(), mapping_, known, [&](std::string_view name, std::size_t) {
            if (name == "layers") {
                layers();
                return true;
            }
            return false;
        });
        reader_.next(); // nothing may follow: the source says so
        finish();
        return std::move(mapping_);
    }

private:
    // The keys of one mapping, to its end: attributes of the record, or what `other` takes.
    template <class Record, class Other>
    void keys(std::span<Attribute<Record> const> table, Record& record,
              std::vector<std::string_view> const& known, Other const& other) {
        std::set<std::string> seen;
        for (;;) {
            Event const& key = reader_.next();
            if (key.kind == EventKind::mapping_end) {
                break;
            }
            std::size_t const line = key.line;
            if (!RecordReader::is_name(key) || std::ranges::find(known, key.text) == known.end()) {
                reader_.refuse_key(key, known);
                continue;
            }
            std::string const name{key.text};
            if (!seen.insert(name).second) {
                reader_.twice(name, line);
                reader_.skip(reader_.next());
                continue;
            }
            int const found = find_attribute<Record>(name, 0);
            if (found >= 0) {
                reader_.value(table[static_cast<std::size_t>(found)], record);
            } else {
                other(name, line);
            }
        }
        for (Attribute<Record> const& attribute : table) {
            if (attribute.need == Need::required && !seen.contains(std::string{attribute.name})) {
                reader_.add(ErrorCode::value_missing, 0, attribute.name, "is missing",
                            fmt::format("It is required. Meaning: {}", attribute.text));
            }
        }
    }

    void layers() {
        if (!reader_.expect_list(reader_.next(), "layers")) {
            return;
        }
        for (;;) {
            Event const& event = reader_.next();
            if (event.kind == EventKind::list_end) {
                return;
            }
            MappedLayer layer;
            layer.line = event.line;
            layer.number = mapping_.layers.size() + 1;
            std::size_t const first = problems_.size();
            if (reader_.expect_mapping(event, "layers")) {
                one_layer(layer);
            }
            for (std::size_t i = first; i < problems_.size(); ++i) {
                Place& place = problems_[i].place;
                place.component = "layers";
                place.id = name_of(layer);
                place.line = place.line == 0 ? layer.line : place.line;
            }
            mapping_.layers.push_back(std::move(layer));
        }
    }

    void one_layer(MappedLayer& layer) {
        std::vector<std::string_view> known = attribute_names<MappedLayer>();
        known.emplace_back("fields");
        keys(attributes<MappedLayer>(), layer, known, [&](std::string_view name, std::size_t) {
            if (name == "fields") {
                read_mapped_fields(reader_, layer.fields);
                return true;
            }
            return false;
        });
        check_component(layer);
        if (!layer.side.empty() && layer.side != "supply" && layer.side != "return") {
            reader_.add(ErrorCode::value_unknown, layer.line, "side",
                        fmt::format("{} is not allowed, must be one of supply, return",
                                    detail::in_quotes(layer.side)));
        } else if (!layer.side.empty() && drawn_as(layer.component) != DrawnAs::nothing &&
                   !may_have_side(layer)) {
            reader_.add(ErrorCode::values_conflict, layer.line, "side",
                        fmt::format("{} stand on both sides, or on none", layer.component), "Remove it");
        }
    }

    void check_component(MappedLayer const& layer) {
        if (layer.component.empty()) {
            return;
        }
        if (drawn_as(layer.component) == DrawnAs::nothing) {
            std::vector<std::string_view> names;
            for (auto const& [name, drawn] : drawn_components) {
                names.push_back(name);
            }
            bool const is_list = !field_names(layer.component).empty();
            std::string_view const nearest =
                nearest_name(layer.component, names, slip_distance(layer.component));
            reader_.add(ErrorCode::value_unknown, layer.line, "component",
                        is_list ? fmt::format("{} have no place on a map", layer.component)
                                : fmt::format("{} is no component", detail::in_quotes(layer.component)),
                        is_list           ? "Give them in the project that the mapping names"
                        : nearest.empty() ? fmt::format("Known here: {}", fmt::join(names, ", "))
                                          : fmt::format("Did you mean '{}'?", nearest));
            return;
        }
        std::vector<std::string_view> names = field_names(layer.component);
        for (MappedField const& field : layer.fields) {
            bool const known = std::ranges::find(names, field.name) != names.end();
            if (known && is_of_geometry(field.name)) {
                reader_.add(ErrorCode::values_conflict, field.line, "fields." + field.name,
                            "follows from the geometry", "Remove it");
            } else if (!known) {
                std::string_view const nearest = nearest_name(field.name, names, slip_distance(field.name));
                reader_.add(ErrorCode::unknown_field, field.line, "fields." + field.name,
                            fmt::format("is no field of {}", layer.component),
                            nearest.empty() ? fmt::format("Known here: {}", fmt::join(names, ", "))
                                            : fmt::format("Did you mean '{}'?", nearest));
            }
        }
    }

    void finish() {
        auto const distance = [&](double value, std::string_view field) {
            constexpr double most_m = 1000.0;
            if (!(value >= 0.0 && value <= most_m)) {
                reader_.add(
                    ErrorCode::value_out_of_range, 0, field,
                    fmt::format("{:g} is not allowed, must be at least 0 and at most {:g}", value, most_m),
                    "Metres");
            }
        };
        distance(mapping_.join_m, "join_m");
        distance(mapping_.snap_m, "snap_m");
        if (mapping_.schema_version != 0 && mapping_.schema_version != Mapping::supported_schema_version) {
            reader_.add(ErrorCode::schema_version_unsupported, 0, "schema_version",
                        fmt::format("{} is not supported, must be {}", mapping_.schema_version,
                                    Mapping::supported_schema_version));
        }
        if (mapping_.layers.empty()) {
            reader_.add(
                ErrorCode::value_missing, 0, "layers", "is missing or empty",
                "Name a layer of a map, as {component: pipe_pairs, file: network.gpkg, layer: pipes}");
        }
    }

    RecordReader reader_;
    std::vector<Problem>& problems_;
    Mapping mapping_;
};

} // namespace

DrawnAs drawn_as(std::string_view component) {
    auto const found =
        std::ranges::find(drawn_components, component, &std::pair<std::string_view, DrawnAs>::first);
    return found == drawn_components.end() ? DrawnAs::nothing : found->second;
}

std::string name_of(MappedLayer const& layer) {
    return layer.component.empty() ? fmt::format("number {}", layer.number)
                                   : fmt::format("number {}, {}", layer.number, layer.component);
}

Mapping read_mapping(std::filesystem::path const& path, std::vector<Problem>& problems) {
    std::string const content = read_file(path);
    std::unique_ptr<DocumentSource> source;
    if (path.extension() == ".json") {
        source = std::make_unique<JsonSource>(content);
    } else {
        source = std::make_unique<YamlSource>(content);
    }
    try {
        return MappingReader{*source, shown(path), problems}.run();
    } catch (SyntaxFault const& fault) {
        problems.push_back({ErrorCode::syntax_error,
                            {.file = shown(path), .line = fault.line, .component = {}, .id = {}, .field = {}},
                            fault.text,
                            fault.advice});
    } catch (TooManyProblems const&) {
        // The last problem says so.
    }
    throw Error{problems};
}

} // namespace detail

} // namespace saggar

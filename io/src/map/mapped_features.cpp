// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "mapped_features.hpp"

#include "../document/record_reader.hpp"
#include "../file.hpp"

#include "saggar/network/nearest_name.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <iterator>

namespace saggar::detail {

namespace {

// "pipe" of "pipes", as ids that are made begin.
std::string singular(std::string_view list) {
    if (list == "pipe_pairs") {
        return "pair";
    }
    if (list == "bypasses") {
        return "bypass";
    }
    return std::string{list.substr(0, list.size() - 1)};
}

bool is_line(DrawnAs drawn) {
    return drawn == DrawnAs::cut_line || drawn == DrawnAs::line;
}

std::string word_of(ShapeKind kind) {
    switch (kind) {
    case ShapeKind::point: return "a point";
    case ShapeKind::line: return "a line";
    case ShapeKind::area: return "an area";
    case ShapeKind::none: break;
    }
    return "nothing";
}

PlayedField* find(std::vector<PlayedField>& fields, std::string_view name) {
    auto const found = std::ranges::find(fields, name, &PlayedField::name);
    return found == fields.end() ? nullptr : &*found;
}

} // namespace

MappedFeatures::MappedFeatures(Project& project, std::string mapping_file, std::string folder,
                               ImportFindings& findings)
    : project_{project}, mapping_file_{std::move(mapping_file)}, findings_{findings} {
    frame_.folder = std::move(folder);
    frame_.coordinate_reference_system = project.coordinate_reference_system;
    for_each_component_list(project, [&](std::string_view list, auto const& records) {
        for (auto const& record : records) {
            known_.try_emplace(record.id, Known{.list = std::string{list}, .fields = {}, .points = {}});
        }
    });
    for (Node const& node : project.nodes) {
        if (node.x_m && node.y_m) {
            widen({{*node.x_m, *node.y_m}});
        }
    }
}

// Later maps are judged by where the earlier ones lie.
void MappedFeatures::widen(std::vector<Point> const& points) {
    for (Point const& point : points) {
        if (frame_.nodes.empty()) {
            frame_.nodes.resize(2);
            for (Node& corner : frame_.nodes) {
                corner.x_m = point.x_m;
                corner.y_m = point.y_m;
            }
        }
        Node& low = frame_.nodes[0];
        Node& high = frame_.nodes[1];
        low.x_m = std::min(*low.x_m, point.x_m);
        low.y_m = std::min(*low.y_m, point.y_m);
        high.x_m = std::max(*high.x_m, point.x_m);
        high.y_m = std::max(*high.y_m, point.y_m);
    }
}

void MappedFeatures::read(MappedLayer const& layer) {
    map_ = layer.layer.empty() ? layer.file : fmt::format("{}, {}", layer.file, layer.layer);
    attributes_.clear();
    without_.clear();
    features_ = 0;
    std::size_t const first = elements_.size();
    std::size_t const first_unusable = findings_.unusable.size();
    try {
        LayerWish const wish{.file = layer.file,
                             .layer = layer.layer,
                             .openstreetmap_layer = is_line(drawn_as(layer.component)) ? "lines" : "points",
                             .openstreetmap = {},
                             .section = "layers",
                             .field = "file",
                             .system_must_be_named = true};
        read_layer(frame_, wish, [&](VectorFeature const& feature) {
            ++features_;
            this->feature(layer, feature);
        });
    } catch (Error const& error) {
        findings_.mapping.insert(findings_.mapping.end(), error.problems().begin(), error.problems().end());
        return;
    }
    for (std::size_t i = first; i < elements_.size(); ++i) {
        widen(elements_[i].points);
    }
    std::size_t const before = findings_.mapping.size();
    if (features_ == 0) {
        refuse(layer, ErrorCode::value_missing, "file", fmt::format("{} has no features", map_),
               "Name another layer, or remove this one");
    } else {
        missing_attributes(layer);
    }
    if (findings_.mapping.size() > before) { // of which what its features lack is only a consequence
        findings_.unusable.resize(first_unusable);
        return;
    }
    for (auto const& [field, count] : without_) {
        feature_ = fmt::format("{} of {} features", count, features_);
        note(MapFindingKind::suspicious, fmt::format("{} has no value there and is left out", field),
             "Give it where the field's default is not meant");
    }
}

void MappedFeatures::refuse(MappedLayer const& layer, ErrorCode code, std::string field, std::string text,
                            std::string advice) {
    findings_.mapping.push_back({code,
                                 {.file = mapping_file_,
                                  .line = layer.line,
                                  .component = "layers",
                                  .id = name_of(layer),
                                  .field = std::move(field)},
                                 std::move(text),
                                 std::move(advice)});
}

void MappedFeatures::note(MapFindingKind kind, std::string text, std::string advice) {
    findings_.notes.push_back({.kind = kind,
                               .map = map_,
                               .feature = feature_,
                               .text = std::move(text),
                               .advice = std::move(advice),
                               .at = std::nullopt});
}

void MappedFeatures::missing_attributes(MappedLayer const& layer) {
    for (MappedField const& field : layer.fields) {
        for (FieldText const& text : field.texts) {
            for (FieldText::Part const& part : text.parts) {
                if (!part.attribute || attributes_.contains(part.text)) {
                    continue;
                }
                std::string_view const nearest =
                    nearest_name(part.text, attributes_, slip_distance(part.text));
                refuse(layer, ErrorCode::value_missing, "fields." + field.name,
                       fmt::format("no feature of {} has an attribute '{}'", map_, part.text),
                       nearest.empty() ? fmt::format("There are {}", fmt::join(attributes_, ", "))
                                       : fmt::format("Did you mean '{}'?", nearest));
                findings_.mapping.back().place.line = field.line;
            }
        }
    }
}

// Why a feature cannot be this component; empty if it can.
std::string MappedFeatures::unfit(MappedLayer const& layer, VectorFeature const& feature) const {
    if (!feature.unusable.empty()) {
        return feature.unusable;
    }
    bool const wants_line = is_line(drawn_as(layer.component));
    for (Shape const& shape : feature.shapes) {
        if (wants_line != (shape.kind == ShapeKind::line)) {
            return fmt::format("it is {}", word_of(shape.kind));
        }
        if (wants_line && !(length_m(shape.points) > 0.0)) {
            return "its line has no length";
        }
    }
    return {};
}

void MappedFeatures::feature(MappedLayer const& layer, VectorFeature const& feature) {
    for (auto const& [name, value] : feature.attributes) {
        attributes_.insert(name);
    }
    feature_ = feature.number;
    drawn_ = &feature;
    part_ = 0;
    share_ = 1.0;
    std::string const why = unfit(layer, feature);
    if (!why.empty()) {
        std::string const drawn = is_line(drawn_as(layer.component)) ? "lines" : "points or areas";
        findings_.unusable.push_back({ErrorCode::value_wrong_type,
                                      {.file = fmt::format("{}, feature {}", map_, feature_),
                                       .line = 0,
                                       .component = layer.component,
                                       .id = {},
                                       .field = {}},
                                      why,
                                      feature.unusable.empty()
                                          ? fmt::format("{} are drawn as {}", layer.component, drawn)
                                          : feature.advice});
        return;
    }
    auto const fields = values(layer, feature);
    if (!fields) {
        return;
    }
    if (!is_line(drawn_as(layer.component))) {
        Shape const& shape = feature.shapes.front();
        if (feature.shapes.size() > 1) {
            note(MapFindingKind::suspicious,
                 fmt::format("it has {} parts; it stands at the first", feature.shapes.size()),
                 "Draw each as a feature of its own if each is one");
        }
        place(layer, *fields, {shape.kind == ShapeKind::area ? shape.inside : shape.points.front()});
        return;
    }
    double total_m = 0.0;
    for (Shape const& shape : feature.shapes) {
        total_m += length_m(shape.points);
    }
    for (Shape const& shape : feature.shapes) {
        part_ += feature.shapes.size() > 1 ? 1 : 0;
        share_ = length_m(shape.points) / total_m;
        place(layer, *fields, shape.points);
    }
}

// The text with the feature's attributes; nothing where it lacks one.
std::optional<std::string> MappedFeatures::fill(FieldText const& text, VectorFeature const& feature) {
    std::string made;
    for (FieldText::Part const& part : text.parts) {
        if (!part.attribute) {
            made += part.text;
            continue;
        }
        auto const found = feature.attributes.find(part.text);
        if (found == feature.attributes.end()) {
            return std::nullopt;
        }
        made += found->second;
    }
    return made;
}

// By the field's words; false, and a complaint, where they lack it.
bool MappedFeatures::translate(MappedLayer const& layer, MappedField const& field,
                               std::optional<std::string>& value) {
    if (value && !field.words.empty()) {
        auto const found = field.words.find(*value);
        if (found != field.words.end()) {
            value = found->second;
            return true;
        }
        if (!field.otherwise) {
            std::vector<std::string_view> known;
            for (auto const& [word, stands_for] : field.words) {
                known.push_back(word);
            }
            findings_.unusable.push_back({ErrorCode::value_unknown,
                                          {.file = fmt::format("{}, feature {}", map_, feature_),
                                           .line = 0,
                                           .component = layer.component,
                                           .id = {},
                                           .field = field.name},
                                          fmt::format("{} is none of the mapping's words: {}",
                                                      detail::in_quotes(*value), fmt::join(known, ", ")),
                                          "Add it to words, or give otherwise"});
            return false;
        }
        value = field.otherwise;
    } else if (!value) {
        value = field.otherwise;
    }
    return true;
}

std::optional<std::vector<PlayedField>> MappedFeatures::values(MappedLayer const& layer,
                                                               VectorFeature const& feature) {
    std::vector<PlayedField> fields;
    bool complete = true;
    for (MappedField const& field : layer.fields) {
        PlayedField played{.name = field.name, .values = {}, .list = field.list};
        bool given = true;
        for (FieldText const& text : field.texts) {
            std::optional<std::string> value = fill(text, feature);
            complete = translate(layer, field, value) && complete;
            given = given && value.has_value();
            played.values.push_back(value.value_or(""));
        }
        if (given) {
            fields.push_back(std::move(played));
        } else {
            ++without_[field.name];
        }
    }
    return complete ? std::optional{std::move(fields)} : std::nullopt;
}

std::string MappedFeatures::unused_id(std::string const& wanted) {
    std::string id = wanted;
    for (int times = 2; known_.contains(id); ++times) {
        id = fmt::format("{}.{}", wanted, times);
    }
    known_.try_emplace(id);
    return id;
}

// Whether it is drawn a second time; said in either case, and refused where the two differ.
bool MappedFeatures::is_known(std::string const& id, MappedLayer const& layer,
                              std::vector<PlayedField> const& fields, std::vector<Point> const& points) {
    auto const found = known_.find(id);
    if (found == known_.end() || found->second.list != layer.component || found->second.points != points) {
        return false;
    }
    if (found->second.fields == fields) {
        note(MapFindingKind::mended, fmt::format("it is '{}' again, at the same place: used once", id),
             "Remove one of the two");
    } else {
        findings_.unusable.push_back({ErrorCode::duplicate_id,
                                      {.file = fmt::format("{}, feature {}", map_, feature_),
                                       .line = 0,
                                       .component = layer.component,
                                       .id = id,
                                       .field = "id"},
                                      "is drawn twice at the same place, with different attributes",
                                      "Remove one of the two"});
    }
    return true;
}

void MappedFeatures::place(MappedLayer const& layer, std::vector<PlayedField> fields,
                           std::vector<Point> points) {
    PlayedField* id = find(fields, "id");
    if (id == nullptr || id->values.front().empty()) {
        std::string made = unused_id(fmt::format("{}_{}", singular(layer.component), features_));
        std::erase_if(fields, [](PlayedField const& field) { return field.name == "id"; });
        fields.insert(fields.begin(), {.name = "id", .values = {std::move(made)}, .list = false});
    } else {
        std::string const given = id->values.front();
        std::string wanted = given;
        std::ranges::replace_if(
            wanted, [](char c) { return c == ' ' || c == ':' || (c >= 0 && c < 32) || c == 127; }, '_');
        if (part_ <= 1 && is_known(wanted, layer, fields, points)) {
            return;
        }
        Known known{.list = layer.component, .fields = fields, .points = points};
        std::string made = unused_id(wanted);
        known_[made] = std::move(known);
        if (made != wanted && part_ <= 1) {
            note(MapFindingKind::mended,
                 fmt::format("another element has its id '{}'; it is called '{}'", wanted, made),
                 "Give each its own");
        } else if (made != given) {
            note(MapFindingKind::mended,
                 part_ > 1 ? fmt::format("it has several parts; one is called '{}'", made)
                           : fmt::format("its id '{}' cannot be one; it is called '{}'", given, made),
                 part_ > 1 ? "Draw each as a feature of its own" : "Ids have no blanks and colons");
        }
        id->values.front() = std::move(made);
    }
    if (is_line(drawn_as(layer.component))) {
        for (std::string const end : {"from", "to"}) {
            if (find(fields, end) == nullptr) {
                fields.push_back({.name = end, .values = {std::string{not_joined}}, .list = false});
            }
        }
    }
    play(layer, fields, points);
}

void MappedFeatures::play(MappedLayer const& layer, std::vector<PlayedField> const& fields,
                          std::vector<Point> const& points) {
    std::string const file = fmt::format("{}, feature {}", map_, feature_);
    std::size_t const first = findings_.unusable.size();
    for_each_component_list(project_, [&](std::string_view list, auto& records) {
        if (list != layer.component) {
            return;
        }
        std::vector<ElementOrigin>& origins = project_.origins[layer.component];
        std::size_t const position = records.size();
        FeatureSource source{fields};
        std::vector<Problem> problems;
        RecordReader reader{source, file, problems, nullptr};
        reader.components(list, records, origins);
        std::ranges::move(problems, std::back_inserter(findings_.unusable));
        if (findings_.unusable.size() > first) {
            explain(layer, first);
            records.resize(position);
            origins.resize(position);
            return;
        }
        auto& record = records.back();
        if constexpr (requires { record.x_m; }) {
            record.x_m = points.front().x_m;
            record.y_m = points.front().y_m;
        }
        elements_.push_back({.list = layer.component,
                             .position = position,
                             .drawn = drawn_as(layer.component),
                             .side = layer.side,
                             .points = points,
                             .share = share_,
                             .map = map_,
                             .feature = feature_});
    });
}

// Which attributes a value that was refused came from.
void MappedFeatures::explain(MappedLayer const& layer, std::size_t first) {
    for (std::size_t i = first; i < findings_.unusable.size(); ++i) {
        Problem& problem = findings_.unusable[i];
        problem.place.line = 0;
        auto const field = std::ranges::find(layer.fields, problem.place.field, &MappedField::name);
        if (field == layer.fields.end()) {
            continue;
        }
        std::set<std::string> named;
        for (FieldText const& text : field->texts) {
            for (FieldText::Part const& part : text.parts) {
                if (part.attribute && named.insert(part.text).second) {
                    auto const value = drawn_->attributes.find(part.text);
                    problem.text += fmt::format("; attribute {} {}", part.text,
                                                value == drawn_->attributes.end()
                                                    ? "is not set"
                                                    : "is " + detail::in_quotes(value->second));
                }
            }
        }
    }
}

} // namespace saggar::detail

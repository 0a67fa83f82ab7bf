// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// Features of mapped layers as records of a project, without their place in the network yet.

#include "feature_source.hpp"
#include "mapping.hpp"
#include "vector_layer.hpp"

#include "saggar/planning/district_map.hpp"

#include <set>
#include <string>
#include <unordered_map>
#include <vector>

namespace saggar::detail {

// A record that was made, and where it is drawn.
struct DrawnElement {
    std::string list;
    std::size_t position{0}; // in the list
    DrawnAs drawn{DrawnAs::nothing};
    std::string side;
    std::vector<Point> points; // of a line; one of a place
    double share{1.0};         // of the feature, where it has several parts
    std::string map;
    std::string feature;
};

// What is found on the way.
struct ImportFindings {
    std::vector<Problem> mapping;  // wrong with the mapping or a whole map
    std::vector<Problem> unusable; // features that were left out
    std::vector<MapFinding> notes;
};

// What stands for `from` and `to` until ends of lines are joined.
inline constexpr std::string_view not_joined{"?"};

class MappedFeatures {
public:
    MappedFeatures(Project& project, std::string mapping_file, std::string folder, ImportFindings& findings);

    // Reads one layer.
    void read(MappedLayer const& layer);
    [[nodiscard]] std::vector<DrawnElement>& elements() { return elements_; }

    // An id that no element has yet: the one given, or with .2, .3 ... added. It is taken from then on.
    [[nodiscard]] std::string unused_id(std::string const& wanted);

private:
    struct Known {
        std::string list;
        std::vector<PlayedField> fields;
        std::vector<Point> points;
    };

    void feature(MappedLayer const& layer, VectorFeature const& feature);
    [[nodiscard]] std::string unfit(MappedLayer const& layer, VectorFeature const& feature) const;
    [[nodiscard]] std::optional<std::string> fill(FieldText const& text, VectorFeature const& feature);
    bool translate(MappedLayer const& layer, MappedField const& field, std::optional<std::string>& value);
    [[nodiscard]] std::optional<std::vector<PlayedField>> values(MappedLayer const& layer,
                                                                 VectorFeature const& feature);
    void name(MappedLayer const& layer, std::vector<PlayedField>& fields, std::vector<Point> const& points,
              std::string& id);
    [[nodiscard]] bool is_known(std::string const& id, MappedLayer const& layer,
                                std::vector<PlayedField> const& fields, std::vector<Point> const& points);
    void place(MappedLayer const& layer, std::vector<PlayedField> fields, std::vector<Point> points);
    void play(MappedLayer const& layer, std::vector<PlayedField> const& fields,
              std::vector<Point> const& points);
    void explain(MappedLayer const& layer, std::size_t first);
    void missing_attributes(MappedLayer const& layer);
    void widen(std::vector<Point> const& points);
    void refuse(MappedLayer const& layer, ErrorCode code, std::string field, std::string text,
                std::string advice);
    void note(MapFindingKind kind, std::string text, std::string advice);

    Project& project_;
    std::string mapping_file_;
    Project frame_; // the folder, reference system and extent that maps are read in
    ImportFindings& findings_;
    std::vector<DrawnElement> elements_;
    std::unordered_map<std::string, Known> known_;

    // Of the layer, and the feature, being read.
    std::string map_;
    std::string feature_;
    VectorFeature const* drawn_{nullptr};
    std::size_t part_{0};
    double share_{1.0};
    std::set<std::string, std::less<>> attributes_;
    std::map<std::string, std::size_t> without_; // features without a value, by field
    std::size_t features_{0};
};

} // namespace saggar::detail

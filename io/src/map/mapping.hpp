// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// A mapping file: which layers of which maps become which components, and which attributes which fields
// (docs/importing.md).

#include "saggar/network/attribute.hpp"
#include "saggar/network/error.hpp"

#include <cstddef>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace saggar::detail {

// A text with names of attributes in braces: "EN253/2/DN{DN}". Two opening braces stand for one.
struct FieldText {
    struct Part {
        bool attribute{false};
        std::string text;
    };
    std::vector<Part> parts;
};

struct MappedField {
    std::string name;
    std::size_t line{0};
    bool list{false};
    std::vector<FieldText> texts; // one, unless it is a list
    // What stands for what the text says; a text that is not among the words has the last one, if there is.
    std::map<std::string, std::string, std::less<>> words;
    std::optional<std::string> otherwise;
};

// How the elements of a list are drawn.
enum class DrawnAs {
    cut_line,  // pipes: others may end in their middle
    line,      // valves, pumps
    at_node,   // plants, substations: tied to a node
    on_a_side, // likewise, but to one line of it
    position,  // nodes, candidates: have coordinates of their own
    nothing
};
[[nodiscard]] DrawnAs drawn_as(std::string_view component);

struct MappedLayer {
    std::string component;
    std::string file; // beside the mapping
    std::string layer;
    std::string side; // supply, return: of elements of a single line in a network of pairs
    std::size_t line{0};
    std::size_t number{0}; // from 1
    std::vector<MappedField> fields;
};

struct Mapping {
    static constexpr int supported_schema_version = 1;

    int schema_version{0};
    std::string project; // beside the mapping; may be empty
    std::string coordinate_reference_system;
    double join_m{1.0};
    double snap_m{10.0};
    std::vector<MappedLayer> layers;
};

// Every problem of the file's form and names is added to `problems`. Throws Error if it cannot be read.
[[nodiscard]] Mapping read_mapping(std::filesystem::path const& path, std::vector<Problem>& problems);

// "number 2, pipe_pairs": as messages name a layer of a mapping.
[[nodiscard]] std::string name_of(MappedLayer const& layer);

} // namespace saggar::detail

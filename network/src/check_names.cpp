// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// What elements are called, and that what they name is there.

#include "saggar/network/attribute.hpp"
#include "saggar/network/nearest_name.hpp"

#include "problem_list.hpp"

#include <fmt/format.h>
#include <string>
#include <unordered_map>

namespace saggar::detail {

namespace {

// Nearest names are looked for so many times at most: a project whose nodes are all missing must not take
// minutes to refuse.
constexpr int most_suggestions = 50;

// Blanks and control characters do not show, and the colon divides a node from its side. Every other letter
// of any script is welcome: ids come from maps and other programs.
bool is_well_formed(std::string_view id) {
    unsigned char before = 0;
    for (char const letter : id) {
        auto const code = static_cast<unsigned char>(letter);
        bool const control = code < 0x20 || code == 0x7f || (before == 0xc2 && code < 0xa0); // U+0080 to 9F
        if (letter == ':' || letter == ' ' || control) {
            return false;
        }
        before = code;
    }
    return true;
}

// As it can be printed.
std::string shown(std::string_view id) {
    std::string text;
    for (std::size_t i = 0; i < id.size(); ++i) {
        auto const code = static_cast<unsigned char>(id[i]);
        if (code < 0x20 || code == 0x7f) {
            text += fmt::format("\\x{:02x}", code);
        } else if (code == 0xc2 && i + 1 < id.size() && static_cast<unsigned char>(id[i + 1]) < 0xa0) {
            text += fmt::format("\\x{:02x}", static_cast<unsigned char>(id[++i]));
        } else {
            text += id[i];
        }
    }
    return text;
}

// A folder of results is called as its operating point is, and lies in the folder that was named for them.
bool can_name_a_folder(std::string_view id) {
    return id != "." && id != ".." && id.find_first_of("/\\") == std::string_view::npos;
}

class IdCheck {
public:
    IdCheck(Project const& project, ProblemList& problems) : project_{project}, problems_{problems} {}

    void run() {
        std::unordered_map<std::string_view, Element> elements;
        elements.reserve(project_.nodes.size() + project_.pipes.size() + project_.pipe_pairs.size() +
                         project_.substations.size() + 1000);
        for_each_component_list(project_, [&](std::string_view list, auto const& records) {
            // Operating points, candidates, measures, phases and futures are named in places of their own.
            std::unordered_map<std::string_view, Element> own;
            bool const apart = list == "operating_points" || list == "candidates" || list == "measures" ||
                               list == "phases" || list == "uptakes";
            for (std::size_t i = 0; i < records.size(); ++i) {
                judge(Element{list, i, records[i].id}, apart ? own : elements);
            }
        });
    }

private:
    void judge(Element const& element, std::unordered_map<std::string_view, Element>& seen) {
        if (element.id.empty()) {
            return; // already said to be missing
        }
        std::string const printed = shown(element.id);
        if (!is_well_formed(element.id)) {
            problems_.add(ErrorCode::malformed_id, Element{element.list, element.position, printed}, "id",
                          fmt::format("'{}' has a blank, a colon or a control character in it", printed),
                          "Use letters, digits, '.', '_' and '-'; the colon divides a node from its side");
        }
        if (element.list == "operating_points" && !can_name_a_folder(element.id)) {
            problems_.add(
                ErrorCode::malformed_id, Element{element.list, element.position, printed}, "id",
                fmt::format("'{}' cannot be the name of a folder, in which its results would be", printed),
                "Use letters, digits, '.', '_' and '-', no slash, and more than dots");
        }
        auto const [first, is_new] = seen.try_emplace(element.id, element);
        if (!is_new) {
            problems_.add(ErrorCode::duplicate_id, element, "id",
                          fmt::format("'{}' is taken already by {}", printed, describe(first->second)),
                          "Rename one of them, or remove it if it was entered twice");
        }
    }

    [[nodiscard]] std::string describe(Element const& element) const {
        std::string text = fmt::format("number {} of {}", element.position + 1, element.list);
        auto const origins = project_.origins.find(element.list);
        if (origins != project_.origins.end() && element.position < origins->second.size() &&
            origins->second[element.position].line > 0) {
            text += fmt::format(" (line {})", origins->second[element.position].line);
        }
        return text;
    }

    Project const& project_;
    ProblemList& problems_;
};

class NodeNameCheck {
public:
    NodeNameCheck(Project const& project, NodeReferences const& references, ProblemList& problems)
        : project_{project}, references_{references}, problems_{problems} {}

    void run() {
        for_each_node_reference(project_, [&](std::string_view list, std::size_t position, auto const& record,
                                              std::string_view field, std::string_view name, Touch touch) {
            judge(Element{list, position, record.id}, field, name, touch);
        });
    }

private:
    void judge(Element const& element, std::string_view field, std::string_view name, Touch touch) {
        NodeReferences::Name const parsed = references_.parse(name);
        if (parsed.place < 0) {
            unknown(element, field, name);
        } else if (parsed.wrong_side) {
            problems_.add(ErrorCode::side_conflict, element, field,
                          fmt::format("'{}' names no side of node '{}'", name,
                                      project_.nodes[static_cast<std::size_t>(parsed.place)].id),
                          "A side is written ':supply' or ':return'");
        } else if (touch == Touch::both_sides && parsed.side != Side::none) {
            problems_.add(
                ErrorCode::side_conflict, element, field,
                fmt::format("'{}' is one side, but this element joins supply and return", name),
                touches_between(element)
                    ? "Give the node without a side, or one side each in supply_node and return_node"
                    : "Give the node without its side, or draw single lines under pipes");
        } else if (touch != Touch::both_sides) {
            judge_side(element, field, name, parsed, touch);
        }
    }

    static bool touches_between(Element const& element) { return element.list != "pipe_pairs"; }

    void judge_side(Element const& element, std::string_view field, std::string_view name,
                    NodeReferences::Name const& parsed, Touch touch) {
        NodeReferences::Use const& use = references_.use(parsed.place);
        if (parsed.side == Side::none && use.two_sided()) {
            problems_.add(ErrorCode::side_conflict, element, field,
                          fmt::format("node '{}' has a supply and a return side here, not one line", name),
                          fmt::format("Write '{0}:supply' or '{0}:return'", name));
        } else if (touch == Touch::sensed && references_.row(parsed.place, parsed.side) < 0) {
            problems_.add(ErrorCode::side_conflict, element, field,
                          fmt::format("no pipe or other element uses '{}'", name),
                          "Name a node that water passes");
        }
    }

    void unknown(Element const& element, std::string_view field, std::string_view name) {
        std::string_view const bare = name.substr(0, name.find(':'));
        std::string_view nearest;
        if (suggestions_ < most_suggestions) {
            ++suggestions_;
            if (node_ids_.empty()) {
                node_ids_.reserve(project_.nodes.size());
                for (Node const& node : project_.nodes) {
                    node_ids_.emplace_back(node.id);
                }
            }
            nearest = nearest_name(bare, node_ids_, slip_distance(bare));
        }
        problems_.add(ErrorCode::unknown_id, element, field, fmt::format("there is no node '{}'", bare),
                      did_you_mean(nearest, "Add it under nodes, or name one that is there"));
    }

    Project const& project_;
    NodeReferences const& references_;
    ProblemList& problems_;
    std::vector<std::string_view> node_ids_;
    int suggestions_{0};
};

void check_catalogue_names(Project const& project, Catalogue const& catalogue, ProblemList& problems) {
    std::vector<std::string_view> ids;
    int suggestions = 0;
    auto const pipes = [&](std::string_view list, std::vector<Pipe> const& records) {
        for (std::size_t i = 0; i < records.size(); ++i) {
            std::string const& name = records[i].catalogue;
            if (name.empty() || catalogue.find(name) != nullptr) {
                continue;
            }
            bool const search = suggestions++ < most_suggestions;
            problems.add(ErrorCode::unknown_id, Element{list, i, records[i].id}, "catalogue",
                         fmt::format("the pipe catalogue has no entry '{}'", name),
                         did_you_mean(search ? catalogue.nearest_id(name) : std::string{},
                                      "Name an entry of the built-in catalogue or of one under catalogues"));
        }
    };
    pipes("pipes", project.pipes);
    pipes("pipe_pairs", project.pipe_pairs);
}

} // namespace

void check_names(Project const& project, Catalogue const& catalogue, NodeReferences const& references,
                 ProblemList& problems) {
    IdCheck{project, problems}.run();
    NodeNameCheck{project, references, problems}.run();
    check_catalogue_names(project, catalogue, problems);
}

} // namespace saggar::detail

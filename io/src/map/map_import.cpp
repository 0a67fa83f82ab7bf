// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "saggar/io/map_import.hpp"

#include "../file.hpp"
#include "mapped_features.hpp"
#include "mapping.hpp"

#include "saggar/io/project_reader.hpp"
#include "saggar/network/check.hpp"
#include "saggar/network/drawn_network.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <iterator>
#include <unordered_map>
#include <unordered_set>

namespace saggar {

namespace fs = std::filesystem;
using namespace detail;

namespace {

class MapImporter {
public:
    explicit MapImporter(fs::path const& path)
        : file_{shown(path)}, folder_{shown(path.has_parent_path() ? path.parent_path() : fs::path{"."})} {
        mapping_ = read_mapping(path, findings_.mapping);
        read_base();
    }

    MapImport run(MapImportOptions const& options) {
        MappedFeatures features{project_, file_, folder_, findings_};
        read_layers(features);
        if (!findings_.mapping.empty()) {
            std::ranges::move(findings_.unusable, std::back_inserter(findings_.mapping));
            throw Error{std::move(findings_.mapping)};
        }
        features_ = &features;
        join();
        judge();
        if (!findings_.unusable.empty() && !options.allow_incomplete) {
            throw Error{std::move(findings_.unusable)};
        }
        return {.project = std::move(project_),
                .findings = std::move(findings_.notes),
                .unusable = std::move(findings_.unusable)};
    }

private:
    void read_base() {
        project_.folder = folder_;
        if (!mapping_.project.empty()) {
            try {
                project_ = read_project(fs::path{folder_} / mapping_.project);
            } catch (Error const& error) {
                std::ranges::copy(error.problems(), std::back_inserter(findings_.mapping));
            }
        }
        base_nodes_ = project_.nodes.size();
        std::string const& wanted = mapping_.coordinate_reference_system;
        std::string& present = project_.coordinate_reference_system;
        if (!wanted.empty() && !present.empty() && wanted != present) {
            findings_.mapping.push_back(
                {ErrorCode::values_conflict,
                 {.file = file_,
                  .line = 0,
                  .component = {},
                  .id = {},
                  .field = "coordinate_reference_system"},
                 fmt::format("is {}, that of {} is {}", wanted, mapping_.project, present),
                 "Remove one of the two"});
        }
        present = present.empty() ? wanted : present;
    }

    // Nodes first, for what is drawn at them; lines before what stands beside them, so that coordinates far
    // from the network are seen.
    void read_layers(MappedFeatures& features) {
        auto const rank = [](MappedLayer const& layer) {
            DrawnAs const drawn = drawn_as(layer.component);
            return layer.component == "nodes"                             ? 0
                   : drawn == DrawnAs::cut_line || drawn == DrawnAs::line ? 1
                                                                          : 2;
        };
        std::vector<MappedLayer const*> order;
        for (MappedLayer const& layer : mapping_.layers) {
            if (drawn_as(layer.component) != DrawnAs::nothing && !layer.file.empty()) {
                order.push_back(&layer);
            }
        }
        std::ranges::stable_sort(order, {}, [&](MappedLayer const* layer) { return rank(*layer); });
        for (MappedLayer const* const layer : order) {
            features.read(*layer);
        }
    }

    template <class Visit>
    void record_of(DrawnElement const& element, Visit const& visit) {
        for_each_component_list(project_, [&](std::string_view list, auto& records) {
            if (list == element.list) {
                visit(records[element.position]);
            }
        });
    }

    // The node of that name, which is made at `at` if there is none, and takes its place if it has none.
    std::int32_t named_node(std::string const& id, Point const& at) {
        auto const found = node_by_id_.find(id);
        std::size_t place = found == node_by_id_.end() ? project_.nodes.size() : found->second;
        if (found == node_by_id_.end()) {
            add_node(features_->unused_id(id), at);
        } else if (!project_.nodes[place].x_m || !project_.nodes[place].y_m) {
            project_.nodes[place].x_m = at.x_m;
            project_.nodes[place].y_m = at.y_m;
        }
        auto const [drawn, is_new] =
            drawn_node_.try_emplace(place, static_cast<std::int32_t>(drawing_.nodes.size()));
        if (is_new) {
            drawing_.nodes.push_back({.at = at});
            node_place_.push_back(place);
        }
        return drawn->second;
    }

    void add_node(std::string id, Point const& at) {
        Node node;
        node.id = std::move(id);
        node.x_m = at.x_m;
        node.y_m = at.y_m;
        node_by_id_.emplace(node.id, project_.nodes.size());
        project_.nodes.push_back(std::move(node));
        project_.origins["nodes"].push_back({file_, 0});
    }

    void draw_nodes() {
        for (std::size_t i = 0; i < project_.nodes.size(); ++i) {
            Node const& node = project_.nodes[i];
            node_by_id_.emplace(node.id, i);
            if (node.x_m && node.y_m) {
                drawn_node_.emplace(i, static_cast<std::int32_t>(drawing_.nodes.size()));
                drawing_.nodes.push_back({.at = {*node.x_m, *node.y_m}, .connected = i < base_nodes_});
                node_place_.push_back(i);
            }
        }
    }

    void draw_lines() {
        for (DrawnElement const& element : features_->elements()) {
            if (element.drawn != DrawnAs::cut_line && element.drawn != DrawnAs::line) {
                continue;
            }
            DrawnLine line{.points = element.points, .may_be_cut = element.drawn == DrawnAs::cut_line};
            record_of(element, [&](auto& record) {
                if constexpr (requires { record.from; }) {
                    if (record.from != not_joined) {
                        line.from = named_node(record.from, element.points.front());
                    }
                    if (record.to != not_joined) {
                        line.to = named_node(record.to, element.points.back());
                    }
                }
            });
            drawing_.lines.push_back(std::move(line));
            lines_.push_back(&element);
        }
    }

    void draw_places() {
        for (DrawnElement const& element : features_->elements()) {
            if (element.drawn != DrawnAs::at_node && element.drawn != DrawnAs::on_a_side) {
                continue;
            }
            bool named = false;
            record_of(element, [&](auto& record) {
                if constexpr (requires { record.node; }) {
                    named = !record.node.empty();
                    if constexpr (requires { record.supply_node; }) {
                        named = named || !record.supply_node.empty() || !record.return_node.empty();
                    }
                }
            });
            if (!named) {
                drawing_.places.push_back(element.points.front());
                places_.push_back(&element);
            }
        }
    }

    void join() {
        drawing_.join_m = mapping_.join_m;
        drawing_.snap_m = mapping_.snap_m;
        draw_nodes();
        draw_lines();
        draw_places();
        joined_ = join_drawing(drawing_);
        std::size_t number = 0;
        for (std::size_t i = node_place_.size(); i < joined_.nodes.size(); ++i) {
            node_place_.push_back(project_.nodes.size());
            add_node(features_->unused_id(fmt::format("node_{}", ++number)), joined_.nodes[i].at);
        }
        for (std::size_t i = 0; i < lines_.size(); ++i) {
            join_line(*lines_[i], joined_.pieces[i]);
        }
        for (std::size_t i = 0; i < places_.size(); ++i) {
            tie(*places_[i], joined_.places[i]);
        }
        erase_unusable();
        erase_lonely_nodes();
        say_elevations();
    }

    [[nodiscard]] std::string node_name(std::int32_t node, DrawnElement const& element) const {
        std::string const& id = project_.nodes[node_place_[static_cast<std::size_t>(node)]].id;
        return element.side.empty() ? id : id + ':' + element.side;
    }

    template <class Record>
    static void take_share(Record& record, double share) {
        if constexpr (std::is_same_v<Record, Pipe>) {
            if (record.length_m) {
                *record.length_m *= share;
            }
            record.zeta *= share;
            record.equivalent_length_m *= share;
        }
    }

    void join_line(DrawnElement const& element, std::vector<DrawnPiece> const& pieces) {
        bool const ring =
            std::ranges::any_of(pieces, [](auto const& piece) { return piece.from == piece.to; });
        if (pieces.empty() || ring) {
            unusable(element, ErrorCode::self_loop,
                     fmt::format("both ends of a piece of it are one node, at ({:.2f}, {:.2f})",
                                 element.points.front().x_m, element.points.front().y_m),
                     ring ? "Draw it in two parts" : "Remove it, draw it longer, or make join_m smaller");
            return;
        }
        for_each_component_list(project_, [&](std::string_view list, auto& records) {
            if constexpr (requires { records[0].from; }) {
                if (list == element.list) {
                    set_pieces(element, pieces, records, project_.origins[element.list]);
                }
            }
        });
        share_elevation(pieces);
    }

    template <class Record>
    void set_pieces(DrawnElement const& element, std::vector<DrawnPiece> const& pieces,
                    std::vector<Record>& records, std::vector<ElementOrigin>& origins) {
        Record const whole = records[element.position];
        for (std::size_t i = 0; i < pieces.size(); ++i) {
            Record piece = whole;
            piece.from = node_name(pieces[i].from, element);
            piece.to = node_name(pieces[i].to, element);
            take_share(piece, element.share * pieces[i].share);
            if constexpr (requires { piece.route_xy_m; }) {
                for (std::size_t k = 1; k + 1 < pieces[i].points.size(); ++k) {
                    piece.route_xy_m.push_back(pieces[i].points[k].x_m);
                    piece.route_xy_m.push_back(pieces[i].points[k].y_m);
                }
            }
            if (i == 0) {
                records[element.position] = std::move(piece);
                continue;
            }
            piece.id = features_->unused_id(whole.id);
            for (OperatingPointData& point : project_.operating_points) {
                if (std::ranges::find(point.closed, whole.id) != point.closed.end()) {
                    point.closed.push_back(piece.id);
                }
            }
            records.push_back(std::move(piece));
            origins.push_back(ElementOrigin{origins[element.position]});
        }
        if (pieces.size() > 1) {
            note(element, MapFindingKind::mended,
                 fmt::format("'{}' is cut into {} pieces where others end at it", whole.id, pieces.size()),
                 "They are numbered .2, .3 ... behind the first");
        }
    }

    // A node in the middle of a line lies on the slope between the ends, if both have an elevation.
    void share_elevation(std::vector<DrawnPiece> const& pieces) {
        auto const place = [&](std::int32_t node) { return node_place_[static_cast<std::size_t>(node)]; };
        std::size_t const first = place(pieces.front().from);
        std::size_t const last = place(pieces.back().to);
        if (!is_given(first) || !is_given(last)) {
            return;
        }
        double along = 0.0;
        for (std::size_t i = 0; i + 1 < pieces.size(); ++i) {
            along += pieces[i].share;
            std::size_t const middle = place(pieces[i].to);
            if (!is_given(middle)) {
                double const low = project_.nodes[first].elevation_m;
                project_.nodes[middle].elevation_m = low + along * (project_.nodes[last].elevation_m - low);
                sloped_.insert(middle);
            }
        }
    }
    // Nodes that were made come last.
    [[nodiscard]] bool is_given(std::size_t place) const {
        return project_.origins.at("nodes")[place].file != file_;
    }

    void tie(DrawnElement const& element, TiedPlace const& tied) {
        if (tied.node < 0) {
            unusable(element, ErrorCode::not_connected,
                     fmt::format("no pipe is within {:g} m of it, at ({:.2f}, {:.2f})", mapping_.snap_m,
                                 element.points.front().x_m, element.points.front().y_m),
                     "Draw its pipe, or make snap_m larger");
            return;
        }
        std::string const name = node_name(tied.node, element);
        record_of(element, [&](auto& record) {
            if constexpr (requires { record.node; }) {
                record.node = name;
            }
        });
        if (tied.distance_m > mapping_.join_m) {
            note(element, MapFindingKind::mended,
                 fmt::format("it is tied to node '{}', {:.1f} m away", name, tied.distance_m),
                 "Draw its pipe where that way matters");
        }
    }

    void unusable(DrawnElement const& element, ErrorCode code, std::string text, std::string advice) {
        std::string id;
        record_of(element, [&](auto const& record) { id = record.id; });
        findings_.unusable.push_back({code,
                                      {.file = fmt::format("{}, feature {}", element.map, element.feature),
                                       .line = 0,
                                       .component = element.list,
                                       .id = std::move(id),
                                       .field = {}},
                                      std::move(text),
                                      std::move(advice)});
        left_out_[element.list].insert(element.position);
    }

    void note(DrawnElement const& element, MapFindingKind kind, std::string text, std::string advice) {
        findings_.notes.push_back({.kind = kind,
                                   .map = element.map,
                                   .feature = element.feature,
                                   .text = std::move(text),
                                   .advice = std::move(advice),
                                   .at = element.points.front()});
    }

    template <class Record, class Drop>
    void erase(std::string const& list, std::vector<Record>& records, Drop const& drop) {
        std::vector<ElementOrigin>& origins = project_.origins[list];
        std::size_t kept = 0;
        for (std::size_t i = 0; i < records.size(); ++i) {
            if (!drop(i)) {
                if (kept != i) {
                    records[kept] = std::move(records[i]);
                    origins[kept] = std::move(origins[i]);
                }
                ++kept;
            }
        }
        records.resize(kept);
        origins.resize(kept);
    }

    void erase_unusable() {
        for (auto const& [name, places] : left_out_) {
            for_each_component_list(project_, [&](std::string_view list, auto& records) {
                if (list == name) {
                    erase(name, records, [&](std::size_t i) { return places.contains(i); });
                }
            });
        }
    }

    // Points of a survey that no line reaches and nothing names.
    void erase_lonely_nodes() {
        std::unordered_set<std::string> const named = named_nodes();
        std::unordered_set<std::size_t> lonely;
        for (DrawnElement const& element : features_->elements()) {
            if (element.list == "nodes" &&
                !joined_.nodes[static_cast<std::size_t>(drawn_node_.at(element.position))].connected &&
                !named.contains(project_.nodes[element.position].id)) {
                lonely.insert(element.position);
                note(element, MapFindingKind::not_connected,
                     fmt::format("no line is within {:g} m of it: it is left out", mapping_.join_m),
                     "Draw the pipe to it, or make join_m larger");
            }
        }
        erase("nodes", project_.nodes, [&](std::size_t i) { return lonely.contains(i); });
    }

    // Nodes that any element names, without their side.
    [[nodiscard]] std::unordered_set<std::string> named_nodes() const {
        std::unordered_set<std::string> named;
        auto const add = [&](std::string const& name) { named.insert(name.substr(0, name.find(':'))); };
        for_each_component_list(project_, [&](std::string_view, auto const& records) {
            for (auto const& record : records) {
                if constexpr (requires { record.node; }) {
                    add(record.node);
                }
                if constexpr (requires { record.supply_node; }) {
                    add(record.supply_node);
                    add(record.return_node);
                }
                if constexpr (requires { add(record.from); }) {
                    add(record.from);
                    add(record.to);
                }
            }
        });
        return named;
    }

    void say_elevations() {
        auto const given =
            std::ranges::count_if(project_.nodes, [](Node const& node) { return node.elevation_m != 0.0; });
        std::size_t made = 0;
        for (ElementOrigin const& origin : project_.origins["nodes"]) {
            made += origin.file == file_ ? 1 : 0;
        }
        if (given > 0 && made > sloped_.size()) {
            findings_.notes.push_back(
                {.kind = MapFindingKind::suspicious,
                 .map = file_,
                 .feature = fmt::format("nodes without a height: {}", made - sloped_.size()),
                 .text = "made at ends of lines, at 0 m",
                 .advice = "Map a layer of nodes with elevation_m; pressures depend on it",
                 .at = std::nullopt});
        }
    }

    void judge() {
        try {
            std::ranges::move(check(project_, read_catalogues(project_)),
                              std::back_inserter(findings_.unusable));
        } catch (Error const& error) {
            std::ranges::copy(error.problems(), std::back_inserter(findings_.unusable));
        }
    }

    std::string file_;
    std::string folder_;
    ImportFindings findings_;
    Mapping mapping_;
    Project project_;
    std::size_t base_nodes_{0};
    MappedFeatures* features_{nullptr};

    Drawing drawing_;
    JoinedDrawing joined_;
    std::vector<DrawnElement const*> lines_; // as in drawing_
    std::vector<DrawnElement const*> places_;
    std::unordered_map<std::string, std::size_t> node_by_id_;         // positions in Project::nodes
    std::unordered_map<std::size_t, std::int32_t> drawn_node_;        // in drawing_, by position there
    std::vector<std::size_t> node_place_;                             // and back
    std::unordered_set<std::size_t> sloped_;                          // nodes with an elevation from a slope
    std::map<std::string, std::unordered_set<std::size_t>> left_out_; // positions by list
};

} // namespace

MapImport read_maps(fs::path const& mapping, MapImportOptions const& options) {
    return MapImporter{mapping}.run(options);
}

} // namespace saggar

// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// Pipes: dimensions that fit each other, lengths, insulation, and values that would have no effect.

#include "pipe_dimensions.hpp"
#include "problem_list.hpp"

#include <cmath>
#include <fmt/format.h>
#include <optional>
#include <string>
#include <utility>

namespace saggar::detail {

namespace {

class PipeCheck {
public:
    PipeCheck(Project const& project, Catalogue const& catalogue, NodeReferences const& references,
              ProblemList& problems)
        : project_{project}, catalogue_{catalogue}, references_{references}, problems_{problems} {}

    void run(std::string_view list, std::vector<Pipe> const& pipes, bool pair) {
        for (std::size_t i = 0; i < pipes.size(); ++i) {
            pipe_ = &pipes[i];
            pair_ = pair;
            element_ = {list, i, pipes[i].id};
            entry_ = pipe_->catalogue.empty() ? nullptr : catalogue_.find(pipe_->catalogue);
            entry_unknown_ = !pipe_->catalogue.empty() && entry_ == nullptr;
            check_ends();
            check_length();
            check_kind();
            check_friction();
            check_insulation();
            check_diameters();
            check_trench();
        }
    }

private:
    void conflict(std::string_view field, std::string text, std::string advice) {
        problems_.add(ErrorCode::values_conflict, element_, field, std::move(text), std::move(advice));
    }
    void missing(std::string_view field, std::string text, std::string advice) {
        problems_.add(ErrorCode::value_missing, element_, field, std::move(text), std::move(advice));
    }

    void check_ends() {
        if (!pipe_->from.empty() && pipe_->from == pipe_->to) {
            problems_.add(ErrorCode::self_loop, element_, "to",
                          fmt::format("runs from '{0}' to '{0}'", pipe_->from),
                          "Name two different nodes, or remove the pipe");
        }
    }

    void check_length() {
        if (pipe_->route_xy_m.size() % 2 != 0) {
            conflict("route_xy_m",
                     fmt::format("has {} numbers, which is no list of x, y", pipe_->route_xy_m.size()),
                     "Give two numbers for each point: x1, y1, x2, y2");
            return;
        }
        NodeReferences::Name const from = references_.parse(pipe_->from);
        NodeReferences::Name const to = references_.parse(pipe_->to);
        if (pipe_->length_m || from.place < 0 || to.place < 0 || from.place == to.place) {
            return;
        }
        Node const& start = project_.nodes[static_cast<std::size_t>(from.place)];
        Node const& end = project_.nodes[static_cast<std::size_t>(to.place)];
        double const length = drawn_length_m(pipe_->route_xy_m, start, end);
        if (std::isnan(length)) {
            Node const& lacking = start.x_m && start.y_m ? end : start;
            missing("length_m",
                    fmt::format("is missing, and node '{}' has no position to measure from", lacking.id),
                    "Give length_m along the trench, or x_m and y_m of both nodes");
        } else if (!(length > 0.0)) {
            problems_.add(ErrorCode::value_out_of_range, element_, "length_m",
                          fmt::format("is missing, and nodes '{}' and '{}' lie at one place: a pipe of 0 m",
                                      start.id, end.id),
                          "Give length_m, or correct the nodes' positions; for no length at all use a valve");
        }
    }

    void check_kind() {
        if (pair_ && pipe_->one_way) {
            conflict("one_way", "a pair cannot have a check valve built in: its lines run both ways",
                     "Remove it; put a check valve under valves at the node's side where it stands");
        }
        if (!pair_ && pipe_->spacing_mm) {
            conflict("spacing_mm", "a single line has no other beside it",
                     "Remove it, or draw the pipe "
                     "under pipe_pairs");
        }
        if (!pair_ && entry_ != nullptr && entry_->twin) {
            conflict("catalogue",
                     fmt::format("'{}' is a twin pipe: supply and return in one casing", entry_->id),
                     "Draw it under pipe_pairs, or name a single pipe");
        }
        if (entry_ == nullptr && !entry_unknown_ && !pipe_->inner_diameter_mm) {
            missing("inner_diameter_mm", "is missing, and no catalogue entry gives it",
                    "Name a catalogue entry, as EN253/2/DN100, or give inner_diameter_mm");
        }
    }

    void check_friction() {
        FrictionModel const friction = project_.physics.friction;
        struct Own {
            std::string_view field;
            std::optional<double> const& value;
            bool used;
            bool needed;
            std::string_view law;
        };
        bool const hazen = friction == FrictionModel::hazen_williams;
        bool const manning = friction == FrictionModel::chezy_manning;
        for (Own const& own :
             {Own{"roughness_mm", pipe_->roughness_mm, !hazen && !manning, false, "one with a roughness"},
              Own{"hazen_williams_c", pipe_->hazen_williams_c, hazen, hazen, "hazen_williams"},
              Own{"manning_n", pipe_->manning_n, manning, manning, "chezy_manning"}}) {
            if (own.value && !own.used) {
                conflict(own.field,
                         fmt::format("{:g} has no effect with the project's friction law", *own.value),
                         fmt::format("Remove it, or set physics, friction to {}", own.law));
            } else if (!own.value && own.needed) {
                missing(own.field, fmt::format("is missing; the friction law {} needs it", own.law),
                        "Give it, or choose another law under physics, friction");
            }
        }
    }

    struct OwnField {
        std::string_view name;
        std::optional<double> Pipe::*member;
    };

    void check_insulation() {
        if (pipe_->heat_loss_w_mk) {
            refuse_idle("heat_loss_w_mk skips the computation of the heat loss",
                        "Remove it, or remove heat_loss_w_mk to have the loss computed");
        } else if (entry_ == nullptr && !entry_unknown_) {
            if (has_own_insulation(*pipe_)) {
                check_own_insulation();
            } else if (pair_) {
                missing("heat_loss_w_mk", "is missing, and nothing else says how the pair loses heat",
                        "Name a catalogue entry, or give heat_loss_w_mk, or outer_diameter_mm, "
                        "insulation_diameter_mm and insulation_conductivity_w_mk");
            } else {
                refuse_idle("a single line without insulation data is taken to lose no heat",
                            "Remove it, or give insulation_diameter_mm and insulation_conductivity_w_mk too");
            }
        }
    }

    // Values that only a computed heat loss uses.
    void refuse_idle(std::string_view why, std::string_view advice) {
        bool const wave = project_.ground.day_of_year.has_value(); // temperature follows the depth
        for (OwnField const& field :
             {OwnField{"outer_diameter_mm", &Pipe::outer_diameter_mm},
              OwnField{"insulation_diameter_mm", &Pipe::insulation_diameter_mm},
              OwnField{"casing_diameter_mm", &Pipe::casing_diameter_mm},
              OwnField{"insulation_conductivity_w_mk", &Pipe::insulation_conductivity_w_mk},
              OwnField{"wall_conductivity_w_mk", &Pipe::wall_conductivity_w_mk},
              OwnField{"spacing_mm", &Pipe::spacing_mm}, OwnField{"burial_depth_m", &Pipe::burial_depth_m}}) {
            std::optional<double> const& value = pipe_->*field.member;
            bool const used = field.member == &Pipe::burial_depth_m && wave && pipe_->heat_loss_w_mk;
            bool const said = field.member == &Pipe::spacing_mm && !pair_; // by check_kind
            if (value && !used && !said) {
                conflict(field.name, fmt::format("{:g} has no effect: {}", *value, why), std::string{advice});
            }
        }
    }

    void check_own_insulation() {
        for (OwnField const& field :
             {OwnField{"outer_diameter_mm", &Pipe::outer_diameter_mm},
              OwnField{"insulation_diameter_mm", &Pipe::insulation_diameter_mm},
              OwnField{"insulation_conductivity_w_mk", &Pipe::insulation_conductivity_w_mk}}) {
            if (!(pipe_->*field.member)) {
                missing(field.name, "is missing; the heat loss cannot be computed without it",
                        "Give it, or name a catalogue entry, or give heat_loss_w_mk instead");
            }
        }
    }

    // From the inside outwards; the pipe's own value is blamed before its catalogue entry.
    void check_diameters() {
        bool const computed = !pipe_->heat_loss_w_mk && (entry_ != nullptr || has_own_insulation(*pipe_));
        if (entry_unknown_ || !computed) {
            return;
        }
        PipeDimensions const made = pipe_dimensions(*pipe_, pair_, entry_, project_);
        bool const has_outer = pipe_->outer_diameter_mm || entry_ != nullptr;
        if (has_outer && made.outer_diameter_m <= made.inner_diameter_m) {
            nested({"outer_diameter_mm", &Pipe::outer_diameter_mm},
                   {"inner_diameter_mm", &Pipe::inner_diameter_mm}, made.outer_diameter_m,
                   made.inner_diameter_m, "carrier pipe's outer diameter", "its inner diameter");
        }
        bool const has_insulation = pipe_->insulation_diameter_mm || entry_ != nullptr;
        if (has_outer && has_insulation && made.insulation_diameter_m <= made.outer_diameter_m) {
            nested({"insulation_diameter_mm", &Pipe::insulation_diameter_mm},
                   {"outer_diameter_mm", &Pipe::outer_diameter_mm}, made.insulation_diameter_m,
                   made.outer_diameter_m, "insulation's outer diameter", "the carrier pipe's outer diameter");
        }
        if (made.casing_diameter_m < made.insulation_diameter_m) {
            nested({"casing_diameter_mm", &Pipe::casing_diameter_mm},
                   {"insulation_diameter_mm", &Pipe::insulation_diameter_mm}, made.casing_diameter_m,
                   made.insulation_diameter_m, "casing's diameter", "the insulation inside it");
        }
    }

    void nested(OwnField outside, OwnField inside, double outside_m, double inside_m,
                std::string_view outside_name, std::string_view inside_name) {
        std::string_view const field = pipe_->*outside.member  ? outside.name
                                       : pipe_->*inside.member ? inside.name
                                                               : std::string_view{"catalogue"};
        conflict(field,
                 fmt::format("the {} of {:g} mm must be larger than {} of {:g} mm", outside_name,
                             1e3 * outside_m, inside_name, 1e3 * inside_m),
                 entry_ != nullptr ? fmt::format("Compare with catalogue entry '{}'", entry_->id)
                                   : "Correct one of the two");
    }

    void check_trench() {
        if (entry_unknown_ || pipe_->heat_loss_w_mk || (entry_ == nullptr && !has_own_insulation(*pipe_))) {
            return;
        }
        PipeDimensions const made = pipe_dimensions(*pipe_, pair_, entry_, project_);
        if (pipe_->burial_depth_m && *pipe_->burial_depth_m <= 0.5 * made.casing_diameter_m) {
            conflict("burial_depth_m",
                     fmt::format("{:g} m to the centre leaves a casing of {:g} mm above the ground",
                                 *pipe_->burial_depth_m, 1e3 * made.casing_diameter_m),
                     fmt::format("Must be above {:g} m (half the casing): measure from the surface to the "
                                 "pipe's centre",
                                 0.5 * made.casing_diameter_m));
        }
        if (made.twin) {
            check_twin(made);
        } else if (pair_ && pipe_->spacing_mm && made.spacing_m < made.casing_diameter_m) {
            conflict("spacing_mm",
                     fmt::format("{:g} mm between the centres lets two casings of {:g} mm overlap",
                                 *pipe_->spacing_mm, 1e3 * made.casing_diameter_m),
                     fmt::format("Must be at least {:g}; leave it out for casings 150 mm apart",
                                 1e3 * made.casing_diameter_m));
        }
    }

    void check_twin(PipeDimensions const& made) {
        if (std::isnan(made.spacing_m)) {
            missing("spacing_mm", fmt::format("is missing, and twin pipe '{}' does not give it", entry_->id),
                    "Give the distance between the centres of the two carrier pipes");
        } else if (made.spacing_m < made.outer_diameter_m ||
                   made.spacing_m + made.outer_diameter_m > made.insulation_diameter_m) {
            conflict(pipe_->spacing_mm ? "spacing_mm" : "catalogue",
                     fmt::format("two carrier pipes of {:g} mm, {:g} mm apart, do not fit into {:g} mm of "
                                 "insulation",
                                 1e3 * made.outer_diameter_m, 1e3 * made.spacing_m,
                                 1e3 * made.insulation_diameter_m),
                     fmt::format("Must be at least {:g} and at most {:g}", 1e3 * made.outer_diameter_m,
                                 1e3 * (made.insulation_diameter_m - made.outer_diameter_m)));
        }
    }

    Project const& project_;
    Catalogue const& catalogue_;
    NodeReferences const& references_;
    ProblemList& problems_;
    Pipe const* pipe_{nullptr};
    CatalogueEntry const* entry_{nullptr};
    bool entry_unknown_{false};
    bool pair_{false};
    Element element_;
};

} // namespace

void check_pipes(Project const& project, Catalogue const& catalogue, NodeReferences const& references,
                 ProblemList& problems) {
    PipeCheck pipes{project, catalogue, references, problems};
    pipes.run("pipes", project.pipes, false);
    pipes.run("pipe_pairs", project.pipe_pairs, true);
}

} // namespace saggar::detail

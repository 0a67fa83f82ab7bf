// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// EPANET's records as components of a project.

#include "epanet_names.hpp"
#include "epanet_units.hpp"

namespace saggar::detail::epanet {

class Translator {
public:
    // The model must have been read without a problem.
    Translator(EpanetModel const& model, std::string file, EpanetOptions const& options, Findings& findings);

    [[nodiscard]] EpanetImport translate();

private:
    void settings();
    void nodes();
    void fixed_heads(NodeRecord const& record, std::string const& id);
    void tank(NodeRecord const& record, std::string const& id);
    void withdrawal(NodeRecord const& record, std::string const& id);
    void emitter(NodeRecord const& record, std::string const& id);
    void links();
    void pipe(LinkRecord const& record, std::string const& id);
    void pump(LinkRecord const& record, std::string const& id);
    bool pump_curve(LinkRecord const& record, Pump& pump);
    void three_points(LinkRecord const& record, Pump& pump, double h0, double q1, double h1, double q2,
                      double h2);
    void one_point(LinkRecord const& record, Pump& pump, double q, double h);
    void valve(LinkRecord const& record, std::string const& id);
    bool head_loss_curve(LinkRecord const& record, Valve& valve); // false: said, and to be left out
    void set_loss(Valve& valve, double loss_s2_m5) const;
    void pattern_steps();
    void route(LinkRecord const& record, Pipe& pipe);

    [[nodiscard]] double demand_kg_s(NodeRecord const& record, double time_s) const;
    [[nodiscard]] double positional_loss(LinkRecord const& record) const;
    [[nodiscard]] double set_pressure_bar(LinkRecord const& record) const;
    [[nodiscard]] double flow_m3_h(double flow) const { return flow * import_.units.flow_m3_s * 3600.0; }
    void origin(std::string_view list, std::size_t line);
    void note(ImportNoteKind kind, LinkRecord const& record, std::string text);
    void note(ImportNoteKind kind, NodeRecord const& record, std::string text);

    EpanetModel const& model_;
    std::string file_;
    EpanetOptions options_;
    Findings& findings_;
    Names names_;
    EpanetImport import_;
    Project& project_;
    double map_unit_m_{1.0};               // of coordinates; 0: they are not lengths
    std::vector<std::size_t> withdrawing_; // the junction of each withdrawal
};

} // namespace saggar::detail::epanet

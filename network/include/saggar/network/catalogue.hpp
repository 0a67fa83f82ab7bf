// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// The pipes that can be bought: dimensions, thermal data, ratings and cost. An entry is named
// "<family>/<size>", as "EN253/2/DN100": single steel pipe after EN 253, insulation series 2, DN 100.

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace saggar {

// Of the prices in the built-in catalogue.
inline constexpr std::string_view built_in_currency = "GBP";

struct CatalogueEntry {
    std::string id;               // "EN253/2/DN100"
    std::string family;           // "EN253/2"
    double nominal_diameter{0.0}; // DN; of plastic pipe the outer diameter in mm
    bool twin{false};             // supply and return in one casing
    double inner_diameter_mm{0.0};
    double outer_diameter_mm{0.0};      // of the carrier pipe
    double insulation_diameter_mm{0.0}; // outside of the insulation, inside of the casing
    double casing_diameter_mm{0.0};
    std::optional<double> centre_spacing_mm; // twin: between the two carrier pipes' centres
    double roughness_mm{0.1};
    double wall_conductivity_w_mk{50.0};
    double insulation_conductivity_w_mk{0.027};
    double casing_conductivity_w_mk{0.4};
    double pressure_rating_bar{16.0};
    double maximum_temperature_c{120.0};
    // Of the pair (or twin pipe) laid and connected, per metre of trench. Empty where no source gives one.
    std::optional<double> cost_hard_per_m;
    std::optional<double> cost_soft_per_m;
    std::string cost_source; // with currency and year
    std::string source;      // of dimensions and thermal data
};

class Catalogue {
public:
    Catalogue() = default;
    // Later entries replace earlier ones of the same id.
    explicit Catalogue(std::vector<CatalogueEntry> entries);

    [[nodiscard]] CatalogueEntry const* find(std::string_view id) const;
    [[nodiscard]] std::span<CatalogueEntry const> entries() const { return entries_; }
    // The entries of one family, by growing inner diameter.
    [[nodiscard]] std::vector<CatalogueEntry const*> family(std::string_view name) const;
    // The nearest known id, for "did you mean"; empty if the catalogue is.
    [[nodiscard]] std::string nearest_id(std::string_view wrong) const;

private:
    std::vector<CatalogueEntry> entries_;
    std::unordered_map<std::string, std::size_t> by_id_;
};

} // namespace saggar

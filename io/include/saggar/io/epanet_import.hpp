// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// Reads an EPANET 2.x input file (.inp) into a project: the network as it stands at the file's time 0, with
// what was translated how. Section and keyword names are matched by their first letters, as EPANET does
// (EPANET 2.2 User Manual, appendix C; additions of 2.3). docs/importing.md lists what becomes of what.
//
// EPANET's head h is metres of its fluid; pressures here are gauge, p = rho g (h - z) at the elevation z.

#include "saggar/network/error.hpp"
#include "saggar/network/project.hpp"

#include <cstddef>
#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace saggar {

struct EpanetOptions {
    // EPANET's own rounded numbers (28.317 L/s in a cubic foot per second, g = 32.2 ft/s2, 0.4333 psi/ft,
    // minor losses by 0.02517 K/d^4, viscosity in multiples of 1.1e-5 ft2/s, its friction formula), so that
    // results agree with EPANET's. Otherwise exact units, standard gravity and Colebrook-White.
    bool epanet_constants{false};
    // What cannot be translated is left out and listed instead of being an error; what `check` finds in the
    // project that was made is listed too.
    bool allow_incomplete{false};
    // Also an operating point for each pattern step of the file's duration (of the longest pattern if that is
    // 0), named by its time as "h013-30", with the demands of then. Everything else stays as at time 0.
    bool every_pattern_step{false};
};

enum class ImportNoteKind {
    translated,    // became something of another shape or name
    not_simulated, // acts after time 0 or between elements in a way that a steady state does not show
    not_read,      // has no bearing on flows and pressures
};

struct ImportNote {
    ImportNoteKind kind{};
    std::size_t line{0}; // 0: the whole section
    std::string section; // "[VALVES]"
    std::string id;      // of the element, as in the file; may be empty
    std::string text;
};
// "model.inp:12: [CONTROLS] LINK 9 OPEN ...: not simulated, ..."
[[nodiscard]] std::string to_string(ImportNote const& note, std::string_view file);

// What numbers of the file were multiplied by; to compare results with EPANET's.
struct EpanetUnits {
    std::string flow;            // "LPS"
    double flow_m3_s{0.0};       // of one flow unit
    double length_m{0.0};        // of one unit of length, elevation and head
    double diameter_m{0.0};      // of one unit of diameter
    double pressure_head_m{0.0}; // head of the fluid that makes one unit of pressure
    double power_w{0.0};
    double density_kg_m3{0.0};
    double gravity_m_s2{0.0};
};

struct EpanetImport {
    Project project;
    EpanetUnits units;
    std::vector<ImportNote> notes;
    std::vector<Problem> untranslated; // and what `check` finds; only with allow_incomplete

    // The id in the project by the id in the file, of every node (junction, reservoir, tank) and every link
    // (pipe, pump, valve). An id changes where it is used twice (EPANET lets a node and a link share one) or
    // has characters that ids of a project cannot have.
    std::map<std::string, std::string, std::less<>> node_ids;
    std::map<std::string, std::string, std::less<>> link_ids;
};

// Throws Error with everything that is wrong: file_unreadable, syntax_error, unknown_field (sections,
// options), value_*, unknown_id, duplicate_id, and not_translatable for what EPANET allows and this program
// does not model (place: component is the section, id the element); and with everything that `check` finds in
// the project, by the lines of the file.
[[nodiscard]] EpanetImport read_epanet(std::filesystem::path const& path, EpanetOptions const& options = {});

// The same of a text, without the check; `file` is its name in messages.
[[nodiscard]] EpanetImport parse_epanet(std::string_view text, std::string const& file,
                                        EpanetOptions const& options = {});

} // namespace saggar

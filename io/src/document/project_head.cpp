// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "project_head.hpp"

#include <array>

namespace saggar {

using detail::ProjectHead;

ProjectHead detail::head_of(Project const& project) {
    return {.schema_version = project.schema_version,
            .name = project.name,
            .description = project.description,
            .coordinate_reference_system = project.coordinate_reference_system,
            .currency = project.currency,
            .include = {},
            .catalogues = project.catalogues};
}

template <>
std::span<Attribute<ProjectHead> const> attributes<ProjectHead>() {
    static std::array const table{
        Attribute<ProjectHead>{"schema_version",
                               &ProjectHead::schema_version,
                               Need::required,
                               {1.0, static_cast<double>(Project::supported_schema_version), true},
                               "version of this format, in every file: 1"},
        Attribute<ProjectHead>{"name", &ProjectHead::name, Need::optional, {}, "of the project"},
        Attribute<ProjectHead>{
            "description", &ProjectHead::description, Need::optional, {}, "for the report"},
        Attribute<ProjectHead>{"coordinate_reference_system",
                               &ProjectHead::coordinate_reference_system,
                               Need::optional,
                               {},
                               "of every x_m and y_m, as EPSG:27700; absent: metres of a drawing"},
        Attribute<ProjectHead>{
            "currency", &ProjectHead::currency, Need::optional, {}, "of every cost (ISO 4217)"},
        Attribute<ProjectHead>{"include",
                               &ProjectHead::include,
                               Need::optional,
                               {},
                               "further files of this kind, beside this one: their lists are appended"},
        Attribute<ProjectHead>{"catalogues",
                               &ProjectHead::catalogues,
                               Need::optional,
                               {},
                               "CSV files of pipes, beside this file, added to the built-in catalogue"}};
    return table;
}

} // namespace saggar

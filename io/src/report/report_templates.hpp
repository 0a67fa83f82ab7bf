// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// The files of io/report, compiled in.

#include <string_view>

namespace saggar::embedded {

extern std::string_view const report_html;
extern std::string_view const report_css;
extern std::string_view const data_js;
extern std::string_view const format_js;
extern std::string_view const measures_js;
extern std::string_view const map_view_js;
extern std::string_view const map_js;
extern std::string_view const layer_map_js;
extern std::string_view const plan_map_js;
extern std::string_view const cold_week_js;
extern std::string_view const plan_js;
extern std::string_view const phases_js;
extern std::string_view const together_js;
extern std::string_view const hosting_js;
extern std::string_view const contingency_js;
extern std::string_view const profile_js;
extern std::string_view const energy_js;
extern std::string_view const tables_js;
extern std::string_view const panels_js;
extern std::string_view const time_js;
extern std::string_view const app_js;

} // namespace saggar::embedded

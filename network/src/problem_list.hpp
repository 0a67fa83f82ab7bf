// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// The parts of `check`, one file each, and the list that they fill.

#include "saggar/network/catalogue.hpp"
#include "saggar/network/error.hpp"
#include "saggar/network/project.hpp"

#include "node_references.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace saggar::detail {

// Where an element stands: its list and position, and what people call it.
struct Element {
    std::string_view list;
    std::size_t position{0};
    std::string_view id;
};

class ProblemList {
public:
    explicit ProblemList(Project const& project) : project_{project} {}

    void add(ErrorCode code, Element const& element, std::string_view field, std::string text,
             std::string advice = {});
    // Of the project as a whole, or of a settings section: `component` names it.
    void add(ErrorCode code, std::string_view component, std::string_view field, std::string text,
             std::string advice = {});

    [[nodiscard]] std::vector<Problem> const& problems() const { return problems_; }
    [[nodiscard]] std::vector<Problem> take() { return std::move(problems_); }

private:
    Project const& project_;
    std::vector<Problem> problems_;
};

// "'b1', 'b2', 'b3', 'b4', 'b5' and 17 more"
[[nodiscard]] std::string some_of(std::vector<std::string_view> const& names);

// " did you mean 'n12'?", as a sentence, or what to do if nothing is near.
[[nodiscard]] std::string did_you_mean(std::string_view nearest, std::string_view otherwise);

// Numbers against their ranges, required fields, words. (check_values.cpp)
void check_values(Project const& project, ProblemList& problems);
// Names of elements: form, duplicates; that what is named is there, on the right side. (check_names.cpp)
void check_names(Project const& project, Catalogue const& catalogue, NodeReferences const& references,
                 ProblemList& problems);
// Fields of one element that need or exclude each other. (check_pipes.cpp, check_elements.cpp)
void check_pipes(Project const& project, Catalogue const& catalogue, NodeReferences const& references,
                 ProblemList& problems);
void check_elements(Project const& project, ProblemList& problems);

} // namespace saggar::detail

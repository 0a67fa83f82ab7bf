// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "epanet_names.hpp"

#include <fmt/format.h>

namespace saggar::detail::epanet {

namespace {

// Letters, digits, . _ -: a project may have more, but the encoding of EPANET files is not known.
std::string plain(std::string_view id) {
    std::string result{id};
    for (auto& letter : result) {
        bool const allowed = (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
                             (letter >= '0' && letter <= '9') || letter == '.' || letter == '_' ||
                             letter == '-';
        if (!allowed) {
            letter = '_';
        }
    }
    return result.empty() ? "_" : result;
}

std::string_view kind_of(LinkRecord const& link) {
    if (link.is_pipe()) {
        return "pipe";
    }
    return link.type == LinkType::pump ? "pump" : "valve";
}

} // namespace

Names::Names(EpanetModel const& model, Findings& findings) {
    nodes_.reserve(model.nodes.size());
    for (auto const& node : model.nodes) {
        nodes_.push_back(unique(plain(node.id)));
        if (nodes_.back() != node.id) {
            findings.note(ImportNoteKind::translated, node.section, node.line, node.id,
                          fmt::format("node '{}' is called '{}'", node.id, nodes_.back()));
        }
    }
    std::size_t shared = 0;
    for (auto const& link : model.links) {
        auto const wanted = plain(link.id);
        bool const clashes = taken_.contains(wanted);
        links_.push_back(unique(clashes ? fmt::format("{}.{}", wanted, kind_of(link)) : wanted));
        if (links_.back() == link.id) {
            continue;
        }
        if (clashes && wanted == link.id) {
            ++shared; // said once for all
        } else {
            findings.note(ImportNoteKind::translated, link.section, link.line, link.id,
                          fmt::format("{} '{}' is called '{}'", kind_of(link), link.id, links_.back()));
        }
    }
    if (shared > 0) {
        findings.note(ImportNoteKind::translated, Section::pipes, 0, {},
                      fmt::format("{} link{} shared an id with a node and got .pipe, .pump or .valve added",
                                  shared, shared == 1 ? "" : "s"));
    }
}

std::string Names::derived(std::string const& id, std::string_view what) {
    return unique(fmt::format("{}.{}", id, what));
}

std::string Names::unique(std::string wanted) {
    auto candidate = wanted;
    for (int i = 2; !taken_.insert(candidate).second; ++i) {
        candidate = fmt::format("{}-{}", wanted, i);
    }
    return candidate;
}

} // namespace saggar::detail::epanet

// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// YAML 1.1 by libyaml's event parser, which neither resolves nor converts anything: a value without quotes
// is what its field wants, so none of YAML's surprises (no for false, 010 for 8) can happen. One document;
// anchors, aliases and tags are complained about, which also rules out documents that grow by expansion.

#include "source.hpp"

#include <memory>

namespace saggar::detail {

class YamlSource final : public DocumentSource {
public:
    explicit YamlSource(std::string_view content); // must outlive the source
    ~YamlSource() override;
    YamlSource(YamlSource const&) = delete;
    YamlSource& operator=(YamlSource const&) = delete;

    Event const& next() override;

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

} // namespace saggar::detail

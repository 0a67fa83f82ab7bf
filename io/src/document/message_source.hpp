// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// A binary project as events: protobuf's reflection names the fields, so there is no code for any of them.

#include "source.hpp"

#include <memory>

namespace saggar::detail {

class MessageSource final : public DocumentSource {
public:
    explicit MessageSource(std::string_view content); // throws SyntaxFault if it is no project
    ~MessageSource() override;
    MessageSource(MessageSource const&) = delete;
    MessageSource& operator=(MessageSource const&) = delete;

    Event const& next() override;

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

} // namespace saggar::detail

// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// One document as a stream of events, whatever it is encoded in: mappings of keys to values, lists, and
// single values. Who reads pulls the events one by one; nothing of the document is kept. A source reports
// what its encoding allows but the project format does not (aliases, tags) beside the event and goes on;
// where it cannot go on it throws SyntaxFault.

#include "saggar/network/error.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace saggar::detail {

enum class EventKind : std::uint8_t { mapping_begin, mapping_end, list_begin, list_end, scalar, end };

// How a single value was written.
enum class ScalarForm : std::uint8_t {
    plain,   // YAML without quotes: what is wanted there decides what it is
    text,    // in quotes, or a text of a binary file
    number,  // `number` holds it, `text` how it was written
    boolean, // `text` is true or false
    null,    // nothing
    refused  // already complained about; has no value
};

struct Event {
    EventKind kind{EventKind::end};
    ScalarForm form{ScalarForm::plain};
    std::string_view text; // valid until the next event is pulled
    double number{0.0};
    std::size_t line{0};        // 0: the encoding has no lines
    std::string_view complaint; // what the format does not allow about this event; usually empty
    ErrorCode complaint_code{}; // with a complaint
    std::string_view advice;    // with a complaint
};

struct SyntaxFault {
    std::size_t line{0};
    std::string text;
    std::string advice;
};

class DocumentSource {
public:
    DocumentSource() = default;
    DocumentSource(DocumentSource const&) = delete;
    DocumentSource& operator=(DocumentSource const&) = delete;
    virtual ~DocumentSource() = default;

    // The next event; after the last one always `end`. Throws SyntaxFault.
    virtual Event const& next() = 0;
};

} // namespace saggar::detail

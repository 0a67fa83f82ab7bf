// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "yaml_source.hpp"

#include "utf8.hpp"

#include <fmt/format.h>
#include <new>
#include <yaml.h>

namespace saggar::detail {

namespace {
bool is_null_word(std::string_view text) {
    return text.empty() || text == "~" || text == "null" || text == "Null" || text == "NULL";
}

std::string_view as_text(yaml_char_t const* bytes, std::size_t length) {
    return {reinterpret_cast<char const*>(bytes), length}; // NOLINT: libyaml's characters are bytes
}
} // namespace

struct YamlSource::Impl {
    yaml_parser_t parser{};
    yaml_event_t raw{};
    Event event;
    bool begun{false};
    bool ended{false};
    std::string_view content;

    explicit Impl(std::string_view all) : content{all} {
        if (yaml_parser_initialize(&parser) == 0) {
            throw std::bad_alloc{};
        }
        auto const* const bytes = reinterpret_cast<unsigned char const*>(content.data()); // NOLINT: as above
        yaml_parser_set_input_string(&parser, bytes, content.size());
    }
    Impl(Impl const&) = delete;
    Impl& operator=(Impl const&) = delete;
    ~Impl() {
        yaml_event_delete(&raw);
        yaml_parser_delete(&parser);
    }

    [[noreturn]] void fail() const {
        // libyaml counts lines from 0, and knows only the byte where one cannot be read.
        std::size_t line = parser.problem_mark.line + 1;
        if (parser.error == YAML_READER_ERROR) {
            line = line_at(content, parser.problem_offset);
        }
        char const* const problem = parser.problem != nullptr ? parser.problem : "cannot be read";
        std::string text = fmt::format("is no YAML: {}", problem);
        if (parser.context != nullptr) {
            text += fmt::format(", {} that begins in line {}", parser.context, parser.context_mark.line + 1);
        }
        throw SyntaxFault{line, std::move(text), advice(problem)};
    }

    static std::string advice(std::string_view problem) {
        if (problem.find("cannot start any token") != std::string_view::npos) {
            return "Indent with spaces, not tabs, and put texts with special characters in quotes";
        }
        if (problem.find("mapping values are not allowed") != std::string_view::npos) {
            return "A text that contains ': ' needs quotes; fields of one element stand at one indentation";
        }
        if (problem.find("did not find expected key") != std::string_view::npos ||
            problem.find("block") != std::string_view::npos) {
            return "Fields of one element stand at one indentation";
        }
        if (problem.find("UTF-8") != std::string_view::npos ||
            problem.find("octet") != std::string_view::npos) {
            return "Save the file as UTF-8";
        }
        return "";
    }

    void pull() {
        yaml_event_delete(&raw);
        if (yaml_parser_parse(&parser, &raw) == 0) {
            fail();
        }
    }

    void complain(std::string_view text, std::string_view advice_text) {
        event.complaint = text;
        event.complaint_code = ErrorCode::syntax_error;
        event.advice = advice_text;
    }

    void complain_about(yaml_char_t const* anchor, yaml_char_t const* tag) {
        if (anchor != nullptr) {
            complain("an anchor (&) is not part of the project format", "Remove it");
        } else if (tag != nullptr) {
            complain("a tag (!) is not part of the project format",
                     "Remove it; the field decides what its value is");
        }
    }

    void translate() {
        event = {};
        event.line = raw.start_mark.line + 1;
        switch (raw.type) {
        case YAML_MAPPING_START_EVENT:
            event.kind = EventKind::mapping_begin;
            complain_about(raw.data.mapping_start.anchor, raw.data.mapping_start.tag);
            return;
        case YAML_MAPPING_END_EVENT: event.kind = EventKind::mapping_end; return;
        case YAML_SEQUENCE_START_EVENT:
            event.kind = EventKind::list_begin;
            complain_about(raw.data.sequence_start.anchor, raw.data.sequence_start.tag);
            return;
        case YAML_SEQUENCE_END_EVENT: event.kind = EventKind::list_end; return;
        case YAML_SCALAR_EVENT: {
            auto const& scalar = raw.data.scalar;
            event.kind = EventKind::scalar;
            event.text = as_text(scalar.value, scalar.length);
            bool const plain = scalar.style == YAML_PLAIN_SCALAR_STYLE;
            event.form = !plain                     ? ScalarForm::text
                         : is_null_word(event.text) ? ScalarForm::null
                                                    : ScalarForm::plain;
            complain_about(scalar.anchor, scalar.tag);
            return;
        }
        case YAML_ALIAS_EVENT:
            event.kind = EventKind::scalar;
            event.form = ScalarForm::refused;
            complain("an alias (*) is not part of the project format",
                     "Write the value out; put a text that begins with * in quotes");
            return;
        default: event.kind = EventKind::end; return;
        }
    }

    void advance() {
        if (ended) {
            return;
        }
        if (!begun) {
            begun = true;
            pull(); // begin of stream
            pull(); // begin of document, or end of stream
            if (raw.type == YAML_STREAM_END_EVENT) {
                finish();
                return;
            }
        }
        pull();
        if (raw.type == YAML_DOCUMENT_END_EVENT) {
            pull();
            if (raw.type != YAML_STREAM_END_EVENT) {
                throw SyntaxFault{raw.start_mark.line + 1, "a second document begins here (---)",
                                  "One file holds one project; use include for several files"};
            }
            finish();
            return;
        }
        translate();
    }

    void finish() {
        ended = true;
        event = {};
    }
};

YamlSource::YamlSource(std::string_view content) : impl_{std::make_unique<Impl>(content)} {}
YamlSource::~YamlSource() = default;

Event const& YamlSource::next() {
    impl_->advance();
    return impl_->event;
}

} // namespace saggar::detail

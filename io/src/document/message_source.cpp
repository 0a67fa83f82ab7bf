// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "message_source.hpp"

#include "saggar/v1/project.pb.h"

#include <fmt/format.h>
#include <google/protobuf/descriptor.h>
#include <google/protobuf/stubs/logging.h>
#include <google/protobuf/unknown_field_set.h>
#include <limits>
#include <string>
#include <vector>

namespace saggar::detail {

namespace pb = google::protobuf;

namespace {
// A message of which some fields have been told: field and, in a list, its entry.
struct Frame {
    pb::Message const* message{nullptr};
    std::vector<pb::FieldDescriptor const*> fields;
    std::size_t field{0};
    bool keyed{false}; // the field's name has been told
    int told{0};       // of a list: its beginning, then its entries
};
} // namespace

struct MessageSource::Impl {
    v1::Project project;
    std::vector<Frame> stack;
    Event event;
    std::string scratch;
    std::string complaint;
    bool begun{false};

    void enter(pb::Message const& message) {
        Frame frame;
        frame.message = &message;
        message.GetReflection()->ListFields(message, &frame.fields);
        event.kind = EventKind::mapping_begin;
        auto const& unknown = message.GetReflection()->GetUnknownFields(message);
        if (!unknown.empty()) {
            complaint = fmt::format("a {} holds field number {}, which is not known",
                                    message.GetDescriptor()->name(), unknown.field(0).number());
            event.complaint = complaint;
            event.complaint_code = ErrorCode::unknown_field;
            event.advice = "The file was written by another version of the schema or is damaged";
        }
        stack.push_back(std::move(frame));
    }

    void number(double value) {
        event.kind = EventKind::scalar;
        event.form = ScalarForm::number;
        event.number = value;
    }

    void text(std::string_view value, ScalarForm form) {
        event.kind = EventKind::scalar;
        event.form = form;
        event.text = value;
    }

    void single(pb::Message const& message, pb::FieldDescriptor const* field) {
        pb::Reflection const& reflection = *message.GetReflection();
        switch (field->cpp_type()) {
        case pb::FieldDescriptor::CPPTYPE_DOUBLE: number(reflection.GetDouble(message, field)); break;
        case pb::FieldDescriptor::CPPTYPE_INT32: number(reflection.GetInt32(message, field)); break;
        case pb::FieldDescriptor::CPPTYPE_BOOL:
            text(reflection.GetBool(message, field) ? "true" : "false", ScalarForm::boolean);
            break;
        case pb::FieldDescriptor::CPPTYPE_STRING:
            text(reflection.GetStringReference(message, field, &scratch), ScalarForm::text);
            break;
        default: enter(reflection.GetMessage(message, field)); break; // the schema has no other types
        }
    }

    void entry(pb::Message const& message, pb::FieldDescriptor const* field, int index) {
        pb::Reflection const& reflection = *message.GetReflection();
        switch (field->cpp_type()) {
        case pb::FieldDescriptor::CPPTYPE_DOUBLE:
            number(reflection.GetRepeatedDouble(message, field, index));
            break;
        case pb::FieldDescriptor::CPPTYPE_STRING:
            text(reflection.GetRepeatedStringReference(message, field, index, &scratch), ScalarForm::text);
            break;
        default: enter(reflection.GetRepeatedMessage(message, field, index)); break;
        }
    }

    void advance() {
        event = {};
        if (!begun) {
            begun = true;
            enter(project);
            return;
        }
        if (stack.empty()) {
            return;
        }
        Frame& frame = stack.back();
        if (frame.field == frame.fields.size()) {
            stack.pop_back();
            event.kind = EventKind::mapping_end;
            return;
        }
        pb::Message const& message = *frame.message;
        pb::FieldDescriptor const* const field = frame.fields[frame.field];
        if (!frame.keyed) {
            frame.keyed = true;
            frame.told = 0;
            text(field->name(), ScalarForm::text);
            return;
        }
        auto const done = [&frame] {
            ++frame.field;
            frame.keyed = false;
        };
        if (!field->is_repeated()) {
            done();
            single(message, field);
            return;
        }
        int const size = message.GetReflection()->FieldSize(message, field);
        int const at = frame.told++;
        if (at == 0) {
            event.kind = EventKind::list_begin;
        } else if (at <= size) {
            entry(message, field, at - 1);
        } else {
            event.kind = EventKind::list_end;
            done();
        }
    }
};

MessageSource::MessageSource(std::string_view content) : impl_{std::make_unique<Impl>()} {
    pb::LogSilencer const silence; // protobuf prints what is wrong with a text; here it is thrown
    if (content.size() > static_cast<std::size_t>(std::numeric_limits<int>::max()) ||
        !impl_->project.ParseFromArray(content.data(), static_cast<int>(content.size()))) {
        throw SyntaxFault{0, "is no binary project (saggar.v1.Project)",
                          "The file is damaged, cut off, or something else"};
    }
}
MessageSource::~MessageSource() = default;

Event const& MessageSource::next() {
    impl_->advance();
    return impl_->event;
}

} // namespace saggar::detail

// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "message_writer.hpp"

#include "project_head.hpp"
#include "written_fields.hpp"

#include "saggar/v1/project.pb.h"

#include <cassert>
#include <google/protobuf/descriptor.h>
#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>

namespace saggar::detail {

namespace pb = google::protobuf;

namespace {

class MessageWriter {
public:
    template <class Record>
    static void fill(pb::Message& message, Record const& record) {
        for_each_written_field(record, [&](std::string_view name, auto const& value) {
            put(message, *field_of(message, name), value);
        });
    }

    template <class Record>
    static void append(pb::Message& message, std::string_view list, std::vector<Record> const& records) {
        put(message, *field_of(message, list), records);
    }

    template <class Record>
    static void section(pb::Message& message, std::string_view name, Record const& record) {
        bool is_default = true;
        for_each_written_field(record, [&](std::string_view, auto const&) { is_default = false; });
        if (!is_default) {
            fill(*message.GetReflection()->MutableMessage(&message, field_of(message, name)), record);
        }
    }

private:
    static pb::FieldDescriptor const* field_of(pb::Message const& message, std::string_view name) {
        auto const* const field = message.GetDescriptor()->FindFieldByName(std::string{name});
        assert(field != nullptr && "the schema has every attribute");
        return field;
    }

    static void put(pb::Message& to, pb::FieldDescriptor const& field, double value) {
        to.GetReflection()->SetDouble(&to, &field, value);
    }
    static void put(pb::Message& to, pb::FieldDescriptor const& field, int value) {
        to.GetReflection()->SetInt32(&to, &field, value);
    }
    static void put(pb::Message& to, pb::FieldDescriptor const& field, bool value) {
        to.GetReflection()->SetBool(&to, &field, value);
    }
    static void put(pb::Message& to, pb::FieldDescriptor const& field, std::string_view value) {
        to.GetReflection()->SetString(&to, &field, std::string{value});
    }
    static void put(pb::Message& to, pb::FieldDescriptor const& field, std::string const& value) {
        to.GetReflection()->SetString(&to, &field, value);
    }
    template <class Value>
    static void put(pb::Message& to, pb::FieldDescriptor const& field, std::vector<Value> const& values) {
        pb::Reflection const& reflection = *to.GetReflection();
        for (Value const& value : values) {
            if constexpr (std::is_same_v<Value, double>) {
                reflection.AddDouble(&to, &field, value);
            } else if constexpr (std::is_same_v<Value, std::string>) {
                reflection.AddString(&to, &field, value);
            } else {
                fill(*reflection.AddMessage(&to, &field), value);
            }
        }
    }
};

} // namespace

std::string message_bytes(Project const& project) {
    v1::Project message;
    ProjectHead const head = head_of(project);
    MessageWriter::fill(message, head);
    for_each_settings_section(project, [&](std::string_view name, auto const& record) {
        MessageWriter::section(message, name, record);
    });
    for_each_component_list(project, [&](std::string_view name, auto const& records) {
        MessageWriter::append(message, name, records);
    });
    std::string bytes;
    {
        pb::io::StringOutputStream stream{&bytes};
        pb::io::CodedOutputStream coded{&stream};
        coded.SetSerializationDeterministic(true);
        message.SerializeToCodedStream(&coded);
    }
    return bytes;
}

} // namespace saggar::detail

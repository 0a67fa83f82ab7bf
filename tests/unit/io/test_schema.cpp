// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// The schema and the attribute tables say the same: every message has the fields of its table, by name, kind
// and order, and no others.

#include "document/project_head.hpp"

#include "saggar/v1/project.pb.h"

#include <google/protobuf/descriptor.h>
#include <gtest/gtest.h>
#include <set>
#include <string>
#include <vector>

namespace {

using namespace saggar;
using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;

std::string kind_of(FieldDescriptor const& field) {
    std::string kind = field.is_repeated() ? "repeated " : field.has_optional_keyword() ? "optional " : "";
    return kind + (field.message_type() != nullptr ? field.message_type()->name() : field.type_name());
}

template <class Record>
std::string kind_of(typename Attribute<Record>::Member const& member, std::string_view name) {
    return std::visit(
        [&](auto const& m) -> std::string {
            using Member = std::decay_t<decltype(m)>;
            if constexpr (std::is_same_v<Member, std::string Record::*>) {
                // The one text whose default is not empty.
                return name == "currency" ? "optional string" : "string";
            } else if constexpr (std::is_same_v<Member, ChoiceMember<Record>>) {
                return "string";
            } else if constexpr (std::is_same_v<Member, double Record::*> ||
                                 std::is_same_v<Member, std::optional<double> Record::*>) {
                return "optional double";
            } else if constexpr (std::is_same_v<Member, int Record::*>) {
                return "optional int32";
            } else if constexpr (std::is_same_v<Member, bool Record::*> ||
                                 std::is_same_v<Member, std::optional<bool> Record::*>) {
                return "optional bool";
            } else if constexpr (std::is_same_v<Member, std::vector<double> Record::*>) {
                return "repeated double";
            } else if constexpr (std::is_same_v<Member, std::vector<std::string> Record::*>) {
                return "repeated string";
            } else if constexpr (std::is_same_v<Member, std::vector<PlantSetting> Record::*>) {
                return "repeated PlantSetting";
            } else if constexpr (std::is_same_v<Member, std::vector<WithdrawalSetting> Record::*>) {
                return "repeated WithdrawalSetting";
            } else if constexpr (std::is_same_v<Member, std::vector<SupplyCurve> Record::*>) {
                return "repeated SupplyCurve";
            } else if constexpr (std::is_same_v<Member, std::vector<SecondaryCurve> Record::*>) {
                return "repeated SecondaryCurve";
            } else if constexpr (std::is_same_v<Member, std::vector<SimulationEvent> Record::*>) {
                return "repeated SimulationEvent";
            } else {
                return "repeated SubstationSetting";
            }
        },
        member);
}

using Field = std::pair<std::string, std::string>; // name, kind

std::vector<Field> fields_of(Descriptor const& message) {
    std::vector<Field> fields;
    for (int i = 0; i < message.field_count(); ++i) {
        fields.emplace_back(message.field(i)->name(), kind_of(*message.field(i)));
    }
    return fields;
}

template <class Record>
std::vector<Field> table_of() {
    std::vector<Field> fields;
    for (Attribute<Record> const& attribute : attributes<Record>()) {
        fields.emplace_back(attribute.name, kind_of<Record>(attribute.member, attribute.name));
    }
    return fields;
}

Descriptor const& project_message() {
    return *v1::Project::descriptor();
}

template <class Record>
void expect_same(std::set<std::string>& seen, Descriptor const* message) {
    ASSERT_NE(message, nullptr);
    seen.insert(message->name());
    EXPECT_EQ(fields_of(*message), table_of<Record>()) << message->full_name();
}

TEST(Schema, MessagesHaveTheFieldsOfTheAttributeTables) {
    std::set<std::string> seen;
    Project const project;
    std::vector<Field> expected = table_of<detail::ProjectHead>();
    for_each_settings_section(project, [&](std::string_view name, auto const& section) {
        auto const* const field = project_message().FindFieldByName(std::string{name});
        ASSERT_NE(field, nullptr) << name;
        expect_same<std::decay_t<decltype(section)>>(seen, field->message_type());
        expected.emplace_back(name, field->message_type()->name());
    });
    for_each_component_list(project, [&](std::string_view name, auto const& list) {
        auto const* const field = project_message().FindFieldByName(std::string{name});
        ASSERT_NE(field, nullptr) << name;
        expect_same<typename std::decay_t<decltype(list)>::value_type>(seen, field->message_type());
        expected.emplace_back(name, "repeated " + field->message_type()->name());
    });
    auto const* const file = project_message().file();
    expect_same<PlantSetting>(seen, file->FindMessageTypeByName("PlantSetting"));
    expect_same<SubstationSetting>(seen, file->FindMessageTypeByName("SubstationSetting"));
    expect_same<WithdrawalSetting>(seen, file->FindMessageTypeByName("WithdrawalSetting"));
    expect_same<SupplyCurve>(seen, file->FindMessageTypeByName("SupplyCurve"));
    expect_same<SecondaryCurve>(seen, file->FindMessageTypeByName("SecondaryCurve"));
    expect_same<SimulationEvent>(seen, file->FindMessageTypeByName("SimulationEvent"));
    EXPECT_EQ(fields_of(project_message()), expected);
    for (int i = 0; i < file->message_type_count(); ++i) {
        std::string const& name = file->message_type(i)->name();
        EXPECT_TRUE(name == "Project" || seen.contains(name)) << name << " is in the schema alone";
    }
}

} // namespace

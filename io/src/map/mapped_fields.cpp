// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "mapped_fields.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <utility>

namespace saggar::detail {

namespace {

class FieldsReader {
public:
    explicit FieldsReader(RecordReader& reader) : reader_{reader} {}

    void run(std::vector<MappedField>& fields) {
        if (!reader_.expect_mapping(reader_.next(), "fields")) {
            return;
        }
        for (;;) {
            Event const& key = reader_.next();
            if (key.kind == EventKind::mapping_end) {
                return;
            }
            if (!RecordReader::is_name(key)) {
                reader_.refuse_key(key, {});
                continue;
            }
            MappedField field{.name = std::string{key.text}, .line = key.line};
            if (std::ranges::find(fields, field.name, &MappedField::name) != fields.end()) {
                reader_.twice(field.name, field.line);
                reader_.skip(reader_.next());
                continue;
            }
            value(field);
            fields.push_back(std::move(field));
        }
    }

private:
    void value(MappedField& field) {
        Event const& event = reader_.next();
        if (event.kind == EventKind::list_begin) {
            field.list = true;
            for (;;) {
                Event const& item = reader_.next();
                if (item.kind == EventKind::list_end) {
                    return;
                }
                field.texts.push_back(text(item, field.name));
            }
        }
        if (event.kind == EventKind::mapping_begin) {
            translation(field);
        } else {
            field.texts.push_back(text(event, field.name));
        }
    }

    // {text: "{STATUS}", words: {in use: true}, otherwise: false}
    void translation(MappedField& field) {
        for (;;) {
            Event const& key = reader_.next();
            if (key.kind == EventKind::mapping_end) {
                break;
            }
            std::string const name = RecordReader::is_name(key) ? std::string{key.text} : std::string{};
            if (name == "text") {
                field.texts = {text(reader_.next(), field.name)};
            } else if (name == "otherwise") {
                field.otherwise = word(reader_.next(), field.name);
            } else if (name == "words") {
                words(field);
            } else {
                reader_.refuse_key(key, {"text", "words", "otherwise"});
            }
        }
        if (field.texts.empty()) {
            reader_.add(ErrorCode::value_missing, field.line, "fields." + field.name, "has no text",
                        R"(Write {text: "{ATTRIBUTE}", words: {word: value}})");
            field.texts.emplace_back();
        }
    }

    void words(MappedField& field) {
        if (!reader_.expect_mapping(reader_.next(), field.name)) {
            return;
        }
        for (;;) {
            Event const& key = reader_.next();
            if (key.kind == EventKind::mapping_end) {
                return;
            }
            if (!RecordReader::is_name(key)) {
                reader_.refuse_key(key, {});
                continue;
            }
            std::string const from{key.text};
            field.words[from] = word(reader_.next(), field.name);
        }
    }

    std::string word(Event const& event, std::string const& field) {
        if (event.kind != EventKind::scalar || event.form == ScalarForm::null) {
            reader_.add(ErrorCode::value_wrong_type, event.line, "fields." + field,
                        "is no single value where one is wanted", "Remove the field, or give a value");
            reader_.skip(event);
            return {};
        }
        return std::string{event.text};
    }

    FieldText text(Event const& event, std::string const& field) {
        std::size_t const line = event.line;
        std::string const written = word(event, field);
        FieldText made;
        std::string constant;
        for (std::size_t at = 0; at < written.size(); ++at) {
            if (written[at] != '{') {
                constant += written[at];
                continue;
            }
            if (written.compare(at, 2, "{{") == 0) {
                constant += '{';
                ++at;
                continue;
            }
            std::size_t const end = written.find('}', at);
            if (end == std::string::npos || end == at + 1) {
                reader_.add(ErrorCode::syntax_error, line, "fields." + field,
                            fmt::format("{} has a brace without the name of an attribute",
                                        detail::in_quotes(written)),
                            "Write {ATTRIBUTE}; two opening braces stand for one");
                return {};
            }
            if (!constant.empty()) {
                made.parts.push_back({false, std::exchange(constant, {})});
            }
            made.parts.push_back({true, written.substr(at + 1, end - at - 1)});
            at = end;
        }
        if (!constant.empty()) {
            made.parts.push_back({false, std::move(constant)});
        }
        return made;
    }

    RecordReader& reader_;
};

} // namespace

void read_mapped_fields(RecordReader& reader, std::vector<MappedField>& fields) {
    FieldsReader{reader}.run(fields);
}

} // namespace saggar::detail

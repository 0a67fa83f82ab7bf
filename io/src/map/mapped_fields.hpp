// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// What a mapping says of the fields of one layer.

#include "../document/record_reader.hpp"
#include "mapping.hpp"

namespace saggar::detail {

// Reads the value of `fields`; problems are filed with the reader.
void read_mapped_fields(RecordReader& reader, std::vector<MappedField>& fields);

} // namespace saggar::detail

#pragma once

#include <string_view>

#include "results/json_writer.hpp"
#include "stages/stage_type.hpp"

namespace ohmscope {

/// What a parameter of this kind takes, in a word: "Z", "number".
[[nodiscard]] std::string_view kind_text(StageParameterKind kind);

/// A type's parameters, circuit and rule as one object.
void write_json(JsonWriter& json, const StageType& type);

}  // namespace ohmscope

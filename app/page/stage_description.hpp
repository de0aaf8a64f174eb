#pragma once

#include "app/session.hpp"
#include "results/json_writer.hpp"

namespace ohmscope {

/// One line of a chain for the page: name, type, parameters as written and as they are understood, each with its place
/// in the deck (bytes from its beginning; null outside of the main file), and a user's own rule.
void describe_line(JsonWriter& json, const Session& session, const ChainLine& line, const StageSpec& spec);

/// `{"offset": …, "length": …}` in the main file, or null.
void write_place(JsonWriter& json, const Session& session, Span span);

}  // namespace ohmscope

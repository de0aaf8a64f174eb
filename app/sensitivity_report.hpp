#pragma once

#include "app/output.hpp"
#include "app/session.hpp"
#include "results/json_writer.hpp"
#include "solver/analyses/sensitivity.hpp"

namespace ohmscope {

/// The member `name`: an array along the frequencies for each value.
void write_json(JsonWriter& json, std::string_view name, const ImpedanceSensitivities& sensitivities);
/// A table, what matters most first; of more than `most` values those.
void print(Output& out, const ImpedanceSensitivities& sensitivities, const Frequencies& frequencies, std::size_t most);

}  // namespace ohmscope

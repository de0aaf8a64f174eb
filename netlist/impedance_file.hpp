#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "netlist/diagnostics.hpp"
#include "solver/circuit/impedance_table.hpp"

namespace ohmscope {

/// Layouts of measured impedances. Frequencies rise strictly, numbers are plain decimals.
enum class ImpedanceFormat {
  columns,     ///< .zma, .txt, .csv, .tsv: a line a point, see read_impedance_columns()
  touchstone,  ///< any version, one port
};

/// What is made of a file beyond what it holds.
struct ImpedanceOptions {
  bool minimum_phase = false;  ///< the phase is computed from the magnitude, see minimum_phase()
  bool extrapolate = false;    ///< the table has values outside of its points, see ImpedanceTable
  auto operator<=>(const ImpedanceOptions&) const = default;
};

/// Sets the option called `word`, `minphase` or `extrapolate`; false if there is none of that name.
bool set_impedance_option(std::string_view word, ImpedanceOptions& options);
inline constexpr std::string_view impedance_option_names[] = {"minphase", "extrapolate"};

/// Reads a measured impedance from `text`. `name` stands for the file in messages, `mention` is the place in the deck
/// that asks for it. Reports the first thing that is wrong, with its line, and returns null.
[[nodiscard]] std::shared_ptr<const ImpedanceTable> parse_impedance(std::string_view text, ImpedanceFormat format,
                                                                    const ImpedanceOptions& options,
                                                                    const std::string& name, Span mention,
                                                                    Diagnostics& diagnostics);

/// All of a file; nothing, and `why`, if it cannot be read.
[[nodiscard]] std::optional<std::string> text_of_file(const std::filesystem::path& path, std::string& why);

/// Reads measured impedances from files, each file once for the same options; the name's end says the format.
class ImpedanceFiles {
 public:
  /// The file at `path`, taken relative to the folder of the file called `deck`. Reports what is wrong at `mention`, at
  /// the first mention only, and returns null.
  [[nodiscard]] std::shared_ptr<const ImpedanceTable> read(std::string_view path, const ImpedanceOptions& options,
                                                           std::string_view deck, Span mention,
                                                           Diagnostics& diagnostics);

 private:
  std::map<std::pair<std::string, ImpedanceOptions>, std::shared_ptr<const ImpedanceTable>> tables_;
};

}  // namespace ohmscope

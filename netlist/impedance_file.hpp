#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "netlist/diagnostics.hpp"
#include "solver/circuit/impedance_table.hpp"

namespace ohmscope {

/// Layouts of measured impedances. Every line that is neither empty nor a comment is a point; numbers are plain
/// decimals, frequencies rise strictly.
enum class ImpedanceFormat {
  zma,         ///< frequency (Hz), magnitude (ohm), phase (degrees); comment lines begin with `*` or `;`
  touchstone,  ///< version 1, one port: `# HZ|KHZ|MHZ|GHZ S|Z|Y RI|MA|DB R n`, then frequency and a pair; `!` comments
  csv,  ///< columns as in zma, or real and imaginary part where a header line says so; separated by `,`, `;` or tabs,
        ///< and a decimal comma is understood where `,` does not separate; comment lines begin with `#` or `*`
};

/// Reads a measured impedance from `text`. `name` stands for the file in messages, `mention` is the place in the deck
/// that asks for it. Reports the first thing that is wrong, with its line, and returns null.
[[nodiscard]] std::shared_ptr<const ImpedanceTable> parse_impedance(std::string_view text, ImpedanceFormat format,
                                                                    const std::string& name, Span mention,
                                                                    Diagnostics& diagnostics);

/// All of a file; nothing, and `why`, if it cannot be read.
[[nodiscard]] std::optional<std::string> text_of_file(const std::filesystem::path& path, std::string& why);

/// Reads measured impedances from files, each file once; the extension (.zma, .s1p, .csv) says the format.
class ImpedanceFiles {
 public:
  /// The file at `path`, taken relative to the folder of the file called `deck`. Reports what is wrong at `mention`, at
  /// the first mention only, and returns null.
  [[nodiscard]] std::shared_ptr<const ImpedanceTable> read(std::string_view path, std::string_view deck, Span mention,
                                                           Diagnostics& diagnostics);

 private:
  std::unordered_map<std::string, std::shared_ptr<const ImpedanceTable>> tables_;
};

}  // namespace ohmscope

#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "netlist/diagnostics.hpp"
#include "solver/circuit/network_table.hpp"

namespace ohmscope {

/// Reads n-ports from Touchstone files, each file once.
class NetworkFiles {
 public:
  /// The file at `path`, taken relative to the folder of the file called `deck`. Reports what is wrong at `mention`, at
  /// the first mention only, and returns null.
  [[nodiscard]] std::shared_ptr<const NetworkTable> read(std::string_view path, NetworkTable::Rules rules,
                                                         std::string_view deck, Span mention, Diagnostics& diagnostics);

 private:
  struct Entry {
    NetworkTable::Rules rules;
    std::shared_ptr<const NetworkTable> table;
  };
  std::multimap<std::string, Entry> tables_;
};

}  // namespace ohmscope

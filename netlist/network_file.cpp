#include "netlist/network_file.hpp"

#include <filesystem>

#include "netlist/codes.hpp"
#include "netlist/impedance_file.hpp"
#include "results/touchstone.hpp"

namespace ohmscope {

namespace {

NetworkTable::Kind kind_of(results::NetworkParameter parameter) {
  switch (parameter) {
    case results::NetworkParameter::z:
      return NetworkTable::Kind::z;
    case results::NetworkParameter::y:
      return NetworkTable::Kind::y;
    case results::NetworkParameter::h:
      return NetworkTable::Kind::h;
    case results::NetworkParameter::g:
      return NetworkTable::Kind::g;
    case results::NetworkParameter::s:
      break;
  }
  return NetworkTable::Kind::s;
}

std::shared_ptr<const NetworkTable> load(const std::filesystem::path& path, std::string_view name,
                                         NetworkTable::Rules rules, Span mention, Diagnostics& diagnostics) {
  if (!results::is_touchstone_name(path.string())) {
    diagnostics.error(codes::bad_network_file, mention, "unknown kind of network '{}', expected .sNp or .ts", name);
    return nullptr;
  }
  std::string why;
  const std::optional<std::string> text = text_of_file(path, why);
  if (!text) {
    diagnostics.error(codes::unreadable_file, mention, "cannot read '{}': {}", name, why)
        .with_hint("looked for " + path.string());
    return nullptr;
  }
  results::TouchstoneFile file = results::read_touchstone(*text, results::ports_of_suffix(path.string()));
  if (!file.data) {
    const std::string line = file.fault.line > 0 ? fmt::format(", line {}", file.fault.line) : "";
    diagnostics.error(codes::bad_network_file, mention, "'{}'{}: {}", name, line, file.fault.text);
    return nullptr;
  }
  results::NetworkData& data = *file.data;
  return std::make_shared<const NetworkTable>(std::string(name),
                                              NetworkTable::Data{kind_of(data.parameter), std::move(data.references),
                                                                 std::move(data.frequencies), std::move(data.values)},
                                              rules);
}

}  // namespace

std::shared_ptr<const NetworkTable> NetworkFiles::read(std::string_view path, NetworkTable::Rules rules,
                                                       std::string_view deck, Span mention, Diagnostics& diagnostics) {
  const std::filesystem::path full = std::filesystem::path(deck).parent_path() / std::filesystem::path(path);
  const auto [first, last] = tables_.equal_range(full.string());
  for (auto entry = first; entry != last; ++entry) {
    if (entry->second.rules == rules) return entry->second.table;
  }
  return tables_.emplace(full.string(), Entry{rules, load(full, path, rules, mention, diagnostics)})->second.table;
}

}  // namespace ohmscope

#include "results/network_plot.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>

#include "results/plot_names.hpp"
#include "results/text.hpp"

namespace ohmscope::results {

namespace {

constexpr std::string_view letters = "szyhg";  // as in NetworkParameter

/// Of an entry, whose row and column count from 0; that of hybrid forms depends on where it stands.
std::string_view unit_of(NetworkParameter parameter, std::size_t to, std::size_t from) {
  switch (parameter) {
    case NetworkParameter::s:
      return "";
    case NetworkParameter::z:
      return "ohm";
    case NetworkParameter::y:
      return "S";
    case NetworkParameter::h:
      return to != from ? "" : to == 0 ? "ohm" : "S";
    case NetworkParameter::g:
      return to != from ? "" : to == 0 ? "S" : "ohm";
  }
  return "";
}

struct Entry {
  NetworkParameter parameter;
  std::size_t to;
  std::size_t from;
};

/// "s(1,2)", "S12", "S1_2".
std::optional<Entry> entry_of(std::string_view name) {
  const std::string lower = lower_case(name);
  const std::size_t letter = lower.empty() ? std::string::npos : letters.find(lower.front());
  if (letter == std::string::npos) return std::nullopt;
  std::vector<std::string_view> numbers = words_of(std::string_view(lower).substr(1), "(),_[]");
  if (numbers.size() == 1 && numbers.front().size() == 2)
    numbers = {numbers.front().substr(0, 1), numbers.front().substr(1)};
  if (numbers.size() != 2) return std::nullopt;
  const std::optional<double> to = number_of(numbers[0]);
  const std::optional<double> from = number_of(numbers[1]);
  if (!to || !from || !(*to >= 1) || !(*from >= 1) || *to > 1e6 || *from > 1e6) return std::nullopt;
  return Entry{static_cast<NetworkParameter>(letter), static_cast<std::size_t>(*to) - 1,
               static_cast<std::size_t>(*from) - 1};
}

constexpr std::string_view of = " of ";
constexpr std::string_view comma = ", ";

/// What name_with_ports() was given; empty if the name does not tell so many.
std::vector<std::string> ports_in(std::string_view name, std::size_t count) {
  std::vector<std::string> ports;
  const std::size_t begin = name.find(of);
  for (std::size_t at = begin; at != std::string_view::npos;) {
    at += ports.empty() ? of.size() : comma.size();
    const std::size_t end = name.find(comma, at);
    ports.emplace_back(name.substr(at, end - at));
    at = end;
  }
  if (ports.size() != count) ports.clear();
  return ports;
}

std::size_t square_root(std::size_t number) {
  return static_cast<std::size_t>(std::lround(std::sqrt(static_cast<double>(number))));
}

}  // namespace

std::string name_with_ports(std::string_view name, const std::vector<std::string>& ports) {
  return ports.empty() ? std::string(name) : fmt::format("{}{}{}", name, of, fmt::join(ports, comma));
}

Plot plot_of(const NetworkData& data) {
  Plot plot{.type = "network", .name = name_with_ports(plot_name("network"), data.port_names), .is_complex = true};
  plot.references = data.references;
  plot.axes.push_back({"frequency", "Hz", Values(data.frequencies)});
  const char letter = letters[static_cast<std::size_t>(data.parameter)];
  for (std::size_t to = 0; to < data.ports(); ++to) {
    for (std::size_t from = 0; from < data.ports(); ++from) {
      std::vector<std::complex<double>> values;
      for (std::size_t k = 0; k < data.frequencies.size(); ++k) values.push_back(data.at(k, to, from));
      plot.signals.push_back({fmt::format("{}({},{})", letter, to + 1, from + 1),
                              std::string(unit_of(data.parameter, to, from)), Values(std::move(values))});
    }
  }
  return plot;
}

std::optional<NetworkData> network_of(const Plot& plot) {
  std::vector<std::pair<const Column*, Entry>> entries;
  for (const Column& signal : plot.signals) {
    const std::optional<Entry> entry = entry_of(signal.name);
    if (entry) entries.emplace_back(&signal, *entry);
    if (!entry && plot.references.empty()) return std::nullopt;
  }
  const auto is_reflection = [](const auto& e) { return e.second.parameter == NetworkParameter::s; };
  if (std::any_of(entries.begin(), entries.end(), is_reflection)) std::erase_if(entries, std::not_fn(is_reflection));
  const std::size_t ports = square_root(entries.size());
  if (ports == 0 || ports * ports != entries.size() || plot.axes.size() != 1) return std::nullopt;
  NetworkData data;
  data.references = plot.references.empty() ? std::vector<double>(ports, 1.0) : plot.references;
  if (data.references.size() != ports) return std::nullopt;
  data.port_names = ports_in(plot.name, ports);
  for (std::size_t k = 0; k < plot.points(); ++k) data.frequencies.push_back(plot.axes.front().values.real(k));
  data.values.resize(plot.points() * ports * ports);
  std::vector<bool> seen(ports * ports, false);
  for (const auto& [signal, entry] : entries) {
    if (entry.to >= ports || entry.from >= ports) return std::nullopt;
    if (entry.parameter != entries.front().second.parameter) return std::nullopt;
    if (entry.parameter == NetworkParameter::s && plot.references.empty()) return std::nullopt;
    data.parameter = entry.parameter;
    seen[entry.to * ports + entry.from] = true;
    for (std::size_t k = 0; k < plot.points(); ++k) data.at(k, entry.to, entry.from) = signal->values[k];
  }
  if (std::find(seen.begin(), seen.end(), false) != seen.end()) return std::nullopt;
  return data;
}

}  // namespace ohmscope::results

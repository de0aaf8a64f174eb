#include "results/formats/touchstone.hpp"

#include <algorithm>
#include <cmath>

#include "results/mapped_file.hpp"
#include "results/network_plot.hpp"
#include "results/one_impedance.hpp"
#include "results/text.hpp"

namespace ohmscope::results {

namespace {

/// An impedance is a network of one port.
NetworkData network_of_impedance(const Document& document) {
  const auto [frequency, impedance] = only_impedance_of(document, "Touchstone");
  NetworkData data{.parameter = NetworkParameter::z, .references = {1.0}, .frequencies = {}, .values = {}};
  for (std::size_t k = 0; k < impedance->values.size(); ++k) {
    data.frequencies.push_back(frequency->values.real(k));
    data.values.push_back(impedance->values[k]);
  }
  return data;
}

NetworkData network_in(const Document& document) {
  std::optional<NetworkData> found;
  for (const Plot& plot : document.plots) {
    std::optional<NetworkData> network = network_of(plot);
    if (!network) continue;
    if (found) throw Fault("a Touchstone file holds one matrix, and here are several", "choose one");
    found = std::move(network);
  }
  return found ? *found : network_of_impedance(document);
}

/// What no Touchstone file can say.
void check(const NetworkData& data, std::string_view path) {
  const std::size_t ports = ports_of_suffix(path);
  if (ports != 0 && ports != data.ports())
    throw Fault(fmt::format("the suffix '{}' is for {} port{}, and here {} {}", suffix_of(path), ports,
                            ports == 1 ? "" : "s", data.ports() == 1 ? "is" : "are", data.ports()),
                fmt::format("call it .s{}p, or .ts", data.ports()));
  const auto is_finite = [](std::complex<double> z) { return std::isfinite(z.real()) && std::isfinite(z.imag()); };
  const auto bad = std::find_if_not(data.values.begin(), data.values.end(), is_finite);
  if (bad != data.values.end()) {
    const auto point = static_cast<std::size_t>(bad - data.values.begin()) / (data.ports() * data.ports());
    throw Fault(fmt::format("a Touchstone file holds finite numbers, and at {} Hz one is not", data.frequencies[point]),
                "leave that frequency out");
  }
  const auto& frequencies = data.frequencies;
  if (std::adjacent_find(frequencies.begin(), frequencies.end(), std::greater_equal<>()) != frequencies.end())
    throw Fault("the frequencies of a Touchstone file rise, and here they do not");
}

/// Version 1 where the suffix says how many ports there are, version 2 as .ts.
void write(const Document& document, Sink& out, const WriteOptions& options) {
  write_touchstone(document, {.version = ports_of_suffix(options.path) == 0 ? 2 : 1}, options.path, out);
}

Document read(const std::string& path) {
  const MappedFile file(path);
  if (file.bytes().empty()) throw Fault("the file is empty");
  if (file.bytes().find('\0') != std::string_view::npos) throw Fault("this is no text file");
  const TouchstoneFile found = read_touchstone(file.bytes(), ports_of_suffix(path));
  if (!found.data)
    throw Fault(found.fault.line == 0 ? found.fault.text
                                      : fmt::format("line {}: {}", found.fault.line, found.fault.text));
  return {"", "", {plot_of(*found.data)}};
}

}  // namespace

void write_touchstone(const Document& document, const TouchstoneStyle& style, std::string_view path, Sink& out) {
  const NetworkData data = network_in(document);
  check(data, path);
  TouchstoneStyle titled = style;
  titled.comment = one_line(document.title);
  write_touchstone(data, titled, [&](std::string_view text) { out.write(text); });
}

namespace registered {
extern const FileFormat touchstone;
const FileFormat touchstone{.suffix = ".sNp",
                            .description = "Touchstone: .s1p, .s2p … of version 1, .ts of version 2",
                            .write = write,
                            .read = read,
                            .fits = is_touchstone_name,
                            .also = ".ts"};
}  // namespace registered

}  // namespace ohmscope::results

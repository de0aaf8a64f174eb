#include "conformance/reference.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <sstream>
#include <stdexcept>

#include "cli/program.hpp"

namespace ohmscope::testing {

namespace {

using nlohmann::json;

std::complex<double> number(const json& value) {
  if (value.is_array()) return {value.at(0).get<double>(), value.at(1).get<double>()};
  return value.get<double>();
}

ReferenceAnalysis analysis_of(const json& written) {
  ReferenceAnalysis analysis{written.at("type"), written.value("uncertainty", 0.0), 1, {0}, {}, {}};
  const json& plots = written.at("plots");
  const auto is_result = [](const json& plot) { return plot.at("plot") != "constants"; };
  const auto found = std::find_if(plots.begin(), plots.end(), is_result);
  if (found == plots.end()) return analysis;
  const json& plot = *found;
  if (plot.contains("x")) {
    analysis.points = plot.at("points");
    analysis.index = plot.at("index").get<std::vector<std::size_t>>();
    for (const json& x : plot.at("x")) analysis.axis.push_back(number(x).real());
  }
  const bool is_one_point = !plot.contains("x") && plot.at("signals").contains("frequency");
  if (is_one_point) analysis.axis = {number(plot.at("signals").at("frequency")).real()};
  for (const auto& [name, values] : plot.at("signals").items()) {
    if (is_one_point && name == "frequency") continue;
    auto& signal = analysis.signals[name];
    if (!plot.contains("x")) {
      signal.push_back(number(values.is_array() && values.size() == 1 ? values.at(0) : values));
    } else {
      for (const json& value : values) signal.push_back(number(value));
    }
  }
  return analysis;
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

}  // namespace

std::vector<Reference> read_corpus(const std::string& folder) {
  std::vector<Reference> references;
  const std::vector<std::string> rows = lines_of(read_file(folder + "/index.csv"));
  if (rows.empty() || !rows.front().starts_with("deck,kind,"))
    throw std::runtime_error(folder + "/index.csv: no columns 'deck,kind,…'");
  for (std::size_t row = 1; row < rows.size(); ++row) {
    const std::size_t comma = rows[row].find(',');
    Reference reference{rows[row].substr(0, comma), {}, {}};
    reference.kind = rows[row].substr(comma + 1, rows[row].find(',', comma + 1) - comma - 1);
    const json expected = json::parse(read_file(folder + "/expected/" + reference.deck + ".json"));
    for (const json& analysis : expected.at("analyses")) reference.analyses.push_back(analysis_of(analysis));
    references.push_back(std::move(reference));
  }
  return references;
}

Exceptions::Exceptions(const std::string& text) {
  for (const std::string& line : lines_of(text)) {
    std::istringstream words(line);
    std::string deck;
    std::string signal;
    std::string reason;
    if (!(words >> deck) || deck.starts_with('#')) continue;
    if (!(words >> signal >> reason)) throw std::runtime_error("an exception without a reason: " + line);
    used_[{deck, signal}] = false;
  }
}

bool Exceptions::covers(const std::string& deck, const std::string& signal) {
  for (const std::string& name : {signal, std::string("*")}) {
    const auto found = used_.find({deck, name});
    if (found == used_.end()) continue;
    found->second = true;
    return true;
  }
  return false;
}

std::vector<std::string> Exceptions::unused() const {
  std::vector<std::string> names;
  for (const auto& [key, used] : used_) {
    if (!used) names.push_back(key.first + " " + key.second);
  }
  return names;
}

}  // namespace ohmscope::testing

#include "conformance/judge.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>
#include <nlohmann/json.hpp>
#include <regex>
#include <sstream>

namespace ohmscope::testing {

namespace {

using nlohmann::json;

constexpr double smallest_difference = 1e-12;

/// A result's numbers and where they lie on its axis.
struct Row {
  std::vector<double> axis;
  std::map<std::string, json> signals;  ///< by name, lower case; one value each, or a list
};

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) { return std::tolower(c); });
  return text;
}

bool is_known(const std::string& type) {
  return type == "op" || type == "ac" || type == "dc" || type == "pz" || type == "noise";
}

/// The messages of all errors, without their places.
std::vector<std::string> errors_of(const std::string& text) {
  constexpr std::string_view mark = "error: ";
  std::vector<std::string> errors;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) {
    const std::size_t at = line.find(mark);
    const bool begins = at == 0 || (at != std::string::npos && line.compare(at - 2, 2, ": ") == 0);
    if (begins) errors.push_back(line.substr(at + mark.size()));
  }
  return errors;
}

bool is_refusal(const std::string& error) { return error.find("not supported") != std::string::npos; }

/// Instances within subcircuits: "i(v.x1.v1)" there is "i(x1.v1)" here, and "onoise_r1" is "onoise(r1)".
std::string our_name(const std::string& name) {
  static const std::regex prefixed(R"(^i\([a-z]\.(.*)\)$)");
  static const std::regex noise(R"(^([io]noise)_(.*)$)");
  if (name == "onoise_spectrum" || name == "inoise_spectrum") return name.substr(0, name.find('_'));
  if (std::smatch parts; std::regex_match(name, parts, noise)) return fmt::format("{}({})", parts.str(1), parts.str(2));
  return std::regex_replace(name, prefixed, "i($1)");
}

std::complex<double> number(const json& value) {
  if (value.is_number()) return value.get<double>();
  if (value.is_array() && value.size() == 2 && value[0].is_number())
    return {value[0].get<double>(), value[1].get<double>()};
  return {NAN, NAN};
}

Row row_of(const json& analysis) {
  Row row;
  if (analysis.contains("frequencies")) row.axis = analysis["frequencies"].get<std::vector<double>>();
  if (analysis.contains("sweep")) row.axis = analysis["sweep"].at("values").get<std::vector<double>>();
  for (const auto& [name, values] : analysis.at("signals").items()) row.signals.emplace(lower(name), values);
  return row;
}

/// Of a `.pz`: for each pole and zero there the nearest one here that no other has, as the order says nothing. What
/// cancels is among both there.
Row roots_of(const json& analysis, const ReferenceAnalysis& expected) {
  Row row;
  for (const std::string kind : {"pole", "zero"}) {
    std::vector<json> ours = analysis.value(kind + "s", std::vector<json>{});
    for (const json& root : analysis.value("cancelled", json::array())) ours.push_back(root);
    for (const auto& [name, values] : expected.signals) {
      if (name.find(kind) == std::string::npos || ours.empty()) continue;
      const auto distance = [root = values.front()](const json& other) { return std::abs(number(other) - root); };
      const auto nearest = std::min_element(ours.begin(), ours.end(),
                                            [&](const json& a, const json& b) { return distance(a) < distance(b); });
      row.signals.emplace(name, *nearest);
      ours.erase(nearest);
    }
  }
  return row;
}

/// Branch currents that ohmscope puts out only when asked, nodes that ngspice makes for sources of an expression, and
/// what an element's noise is the sum of.
bool is_optional(const std::string& name) {
  if (name.starts_with("onoise_")) {
    constexpr std::array parts{"_thermal", "_1overf", "_id", "_ib", "_ic", "_rb", "_rc", "_re", "_rd", "_rs"};
    return std::any_of(parts.begin(), parts.end(), [&](const char* part) { return name.ends_with(part); });
  }
  if (name.find("_vmeas_") != std::string::npos) return true;
  return (name.starts_with("i(") && (!name.starts_with("i(v") || name.starts_with("i(v_b"))) ||
         name.ends_with("_int1)") || name.ends_with("_int2)");
}

/// What flows in ngspice and not here at an operating point with semiconductors: its gmin, 1e-12 S beside every
/// junction, at the largest voltage there is.
double leakage(const ReferenceAnalysis& expected) {
  constexpr double gmin = 1e-12;
  constexpr double junctions = 10;  // at one node
  double largest = 0;
  for (const auto& [name, values] : expected.signals) {
    if (!name.starts_with("v(")) continue;
    for (const auto& value : values) largest = std::fmax(largest, std::abs(value));
  }
  return gmin * junctions * largest;
}

class Comparison {
 public:
  Comparison(const Reference& reference, Exceptions& exceptions, Verdict& verdict)
      : reference_(reference), exceptions_(exceptions), verdict_(verdict) {}

  /// k-th of a type there against k-th of that type here.
  void run(const json& result) {
    std::map<std::string, std::size_t> met;
    for (const ReferenceAnalysis& expected : reference_.analyses) {
      if (!is_known(expected.type)) continue;
      std::size_t skip = met[expected.type]++;
      const json* found = nullptr;
      for (const json& analysis : result.at("analyses")) {
        if (analysis.at("type") == expected.type && skip-- == 0) found = &analysis;
      }
      if (found == nullptr) {
        complain("*", fmt::format("no result of .{}", expected.type));
      } else {
        compare(expected, expected.type == "pz" ? roots_of(*found, expected) : row_of(*found));
      }
    }
  }

 private:
  void complain(const std::string& signal, std::string reason) {
    if (exceptions_.covers(reference_.deck, signal)) {
      ++verdict_.excepted;
      return;
    }
    if (verdict_.kind != Verdict::Kind::wrong) verdict_.reason = std::move(reason);
    verdict_.kind = Verdict::Kind::wrong;
  }

  void compare(const ReferenceAnalysis& expected, const Row& row) {
    if (expected.axis.empty() ? !row.axis.empty() : row.axis.size() != expected.points) {
      return complain("*",
                      fmt::format(".{} has {} points, expected {}", expected.type, row.axis.size(), expected.points));
    }
    double largest = 0;  // ngspice adds up its steps
    for (const double x : expected.axis) largest = std::fmax(largest, std::fabs(x));
    for (std::size_t k = 0; k < expected.axis.size(); ++k) {
      const double x = row.axis[expected.index[k]];
      if (std::fabs(x - expected.axis[k]) > 1e-9 * largest + smallest_difference)
        return complain("*", fmt::format("point {} of .{} is at {}, expected {}", expected.index[k], expected.type, x,
                                         expected.axis[k]));
    }
    std::size_t compared = 0;
    for (const auto& [name, values] : expected.signals) {
      const auto found = row.signals.find(our_name(name));
      if (found == row.signals.end()) {
        if (!is_optional(name)) complain(name, fmt::format("no signal {}", name));
        continue;
      }
      ++compared;
      compare(expected, name, values, found->second);
    }
    if (compared == 0) complain("*", fmt::format("no signal of .{} is in the reference", expected.type));
    verdict_.compared += compared;
  }

  void compare(const ReferenceAnalysis& expected, const std::string& name,
               const std::vector<std::complex<double>>& values, const json& ours) {
    double largest = 0;
    for (const auto& value : values) largest = std::fmax(largest, std::abs(value));
    double least = expected.type == "noise" ? 0 : smallest_difference;  // densities are all small
    const bool is_bias = expected.type == "op" || expected.type == "dc";
    if (reference_.kind != "linear" && is_bias && name.starts_with("i(")) least += leakage(expected);
    const double tolerance = std::fmax(reference_.kind == "linear" ? 1e-6 : 1e-3, 10 * expected.uncertainty);
    for (std::size_t k = 0; k < values.size(); ++k) {
      const auto value = number(expected.axis.empty() ? ours : ours.at(expected.index[k]));
      if (std::abs(value - values[k]) <= tolerance * largest + least) continue;
      const std::string where = expected.axis.empty() ? "" : fmt::format(" at {}", expected.axis[k]);
      return complain(name, fmt::format(".{} {}{} is {:.9g}{:+.9g}j, expected {:.9g}{:+.9g}j", expected.type, name,
                                        where, value.real(), value.imag(), values[k].real(), values[k].imag()));
    }
  }

  const Reference& reference_;
  Exceptions& exceptions_;
  Verdict& verdict_;
};

/// A deck that was turned down. That there is nothing to run counts only where nothing else is refused.
void judge_refusal(std::vector<std::string> errors, bool has_known_analysis, Verdict& verdict) {
  const bool refuses = std::any_of(errors.begin(), errors.end(), is_refusal);
  const auto says_nothing_to_run = [](const std::string& error) { return error.starts_with("nothing to run"); };
  if (refuses) std::erase_if(errors, says_nothing_to_run);
  const auto other = std::find_if_not(errors.begin(), errors.end(), is_refusal);
  const bool nothing_to_run = errors.size() == 1 && says_nothing_to_run(errors.front());
  verdict.reason = errors.empty() ? "exit 2 without an error" : other == errors.end() ? errors.front() : *other;
  if (nothing_to_run && !has_known_analysis) {
    verdict.kind = Verdict::Kind::not_yet;
  } else {
    verdict.kind = errors.empty()          ? Verdict::Kind::wrong
                   : other == errors.end() ? Verdict::Kind::refused
                                           : Verdict::Kind::misread;
  }
}

}  // namespace

Verdict judge(const Reference& reference, const Outcome& outcome, Exceptions& exceptions) {
  Verdict verdict;
  const bool has_known_analysis = std::any_of(reference.analyses.begin(), reference.analyses.end(),
                                              [](const ReferenceAnalysis& a) { return is_known(a.type); });
  const std::vector<std::string> errors = errors_of(outcome.err);
  verdict.read = outcome.status == 0 || outcome.status == 1;
  verdict.solved = outcome.status == 0;
  if (outcome.status == 2) {
    judge_refusal(errors, has_known_analysis, verdict);
    if (verdict.kind == Verdict::Kind::misread && exceptions.covers(reference.deck, "*"))
      verdict.kind = Verdict::Kind::refused;
    return verdict;
  }
  const json result = json::parse(outcome.out, nullptr, false);
  if (!verdict.read || !result.is_object()) {
    verdict.kind = Verdict::Kind::wrong;
    verdict.reason = verdict.read ? "the result is no JSON" : fmt::format("exit status {}", outcome.status);
    return verdict;
  }
  if (!verdict.solved && !exceptions.covers(reference.deck, "*")) {
    verdict.kind = Verdict::Kind::wrong;
    verdict.reason = errors.empty() ? "exit 1 without an error" : errors.front();
  }
  if (is_stepped(outcome)) {  // which ngspice, whose reference it is, has not
    if (verdict.solved) verdict.kind = Verdict::Kind::not_yet;
    return verdict;
  }
  if (!has_known_analysis && verdict.kind == Verdict::Kind::agrees) verdict.kind = Verdict::Kind::not_yet;
  Comparison(reference, exceptions, verdict).run(result);
  return verdict;
}

bool is_stepped(const Outcome& outcome) {
  const json result = json::parse(outcome.out, nullptr, false);
  if (!result.is_object() || !result.contains("analyses")) return false;
  const json& all = result["analyses"];
  return std::any_of(all.begin(), all.end(), [](const json& analysis) { return analysis.contains("step"); });
}

std::string without_steps(const std::string& deck) {
  static const std::regex step(R"((^|\n)([ \t]*)\.step\b)", std::regex::icase);
  return std::regex_replace(deck, step, "$1$2.list");
}

std::string cause_of(const std::string& message) {
  static const std::regex quoted("'[^']*'");
  static const std::regex digits(R"([-+]?\d[-+.\de]*)");
  return std::regex_replace(std::regex_replace(message, quoted, "'…'"), digits, "N");
}

}  // namespace ohmscope::testing

#include "netlist/plain_names.hpp"

#include <algorithm>
#include <unordered_set>

#include "netlist/text.hpp"
#include "solver/circuit/device.hpp"

namespace ohmscope {

namespace {

bool is_plain(char c) {
  return is_letter(c) || is_digit(c) || std::string_view("_.+-:#").find(c) != std::string_view::npos;
}

/// Makes names unique; those that are plain as they are keep their spelling, whatever comes before them.
std::vector<std::string> make_unique_names(const std::vector<std::string>& wanted, const std::vector<bool>& unchanged) {
  std::unordered_set<std::string> taken;
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    if (unchanged[i]) taken.insert(lower_case(wanted[i]));
  }
  std::vector<std::string> names = wanted;
  std::unordered_map<std::string, std::size_t> last_number;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (unchanged[i]) continue;
    const std::string base = names[i];
    std::size_t& number = last_number.emplace(lower_case(base), 1).first->second;
    while (!taken.insert(lower_case(names[i])).second) names[i] = base + "_" + std::to_string(++number);
  }
  return names;
}

std::string replace_special(std::string_view name) {
  std::string plain(name);
  std::replace_if(
      plain.begin(), plain.end(), [](char c) { return !is_plain(c); }, '_');
  return plain;
}

}  // namespace

PlainNames plain_names(const Circuit& circuit) {
  std::vector<std::string> nodes{"0"};
  std::vector<bool> same_node{true};
  for (std::size_t k = 1; k < circuit.node_count(); ++k) {
    const std::string_view name = circuit.node_name(static_cast<NodeId>(k));
    nodes.push_back(replace_special(name));
    same_node.push_back(nodes.back() == name);
  }
  std::vector<std::string> elements;
  std::vector<bool> same_element;
  for (std::size_t k = 0; k < circuit.element_count(); ++k) {
    const std::string_view name = circuit.element_name(static_cast<ElementId>(k));
    const char letter = circuit.element(static_cast<ElementId>(k)).type->letter;
    elements.push_back(replace_special(name));
    if (to_upper(name.front()) != letter) elements.back().insert(0, {letter, '.'});
    same_element.push_back(elements.back() == name);
  }
  return {make_unique_names(nodes, same_node), make_unique_names(elements, same_element)};
}

}  // namespace ohmscope

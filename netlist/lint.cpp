#include "netlist/lint.hpp"

#include "netlist/codes.hpp"
#include "netlist/lint_checks.hpp"

namespace ohmscope {

namespace {

constexpr std::size_t most_of_a_kind = 100;

struct Check {
  const Code& code;
  void (*look)(const Linted&, const lints::Report&);
};

constexpr Check checks[] = {{codes::single_connection, lints::single_connections},
                            {codes::joined_ends, lints::elements_across_one_node},
                            {codes::unit_slip, lints::unit_slips},
                            {codes::read_otherwise, lints::foreign_scales},
                            {codes::unused_parameter, lints::unused_parameters},
                            {codes::unused_pin, lints::unused_pins}};

}  // namespace

void lint(const Linted& linted, Diagnostics& diagnostics) {
  for (const Check& check : checks) {
    std::size_t count = 0;
    check.look(linted, [&](Span where, std::string message, std::string hint) {
      if (++count > most_of_a_kind) return;
      diagnostics.add(check.code, Severity::warning, where, std::move(message)).with_hint(std::move(hint));
    });
  }
}

std::vector<const Subcircuit*> lints::bodies_in_use(const Linted& linted) {
  std::vector<const Subcircuit*> bodies{&linted.deck.top};
  for (std::size_t k = 0; k < bodies.size(); ++k) {
    for (const auto& inner : bodies[k]->subcircuits) {
      if (linted.elaborator.is_used(*inner)) bodies.push_back(inner.get());
    }
  }
  return bodies;
}

}  // namespace ohmscope

#include "stages/types/types.hpp"

namespace ohmscope::types {

namespace {

constexpr double inf = std::numeric_limits<double>::infinity();

bool is_current(const StageValues& values) { return values.keywords.find("kind")->second == "current"; }

/// An ideal source: no impedance in series with a voltage, none in parallel with a current.
std::optional<std::string> check(StageValues& values) {
  if (!values.has("Z")) values.one_ports.emplace("Z", OnePort::resistance(is_current(values) ? inf : 0));
  return std::nullopt;
}

/// The source has its AC value at 0 Hz too, so that `.op` agrees with `--freq 0`.
void draw(const StageValues& values, Drawing& drawing) {
  const double ac = values.number("AC");
  if (is_current(values)) {
    drawing.element(devices::current_source, "source", {ground, drawing.out()}, {ac, ac, 0});
    drawing.z("Z", values.z("Z"), drawing.out(), ground);
  } else {
    const NodeId source = drawing.node("source");
    drawing.element(devices::voltage_source, "source", {source, ground}, {ac, ac, 0});
    drawing.z("Z", values.z("Z"), source, drawing.out());
  }
}

}  // namespace

/// What a chain begins with: a source and its impedance.
const StageType sensor{.name = "sensor",
                       .doc = "signal source with its impedance; begins a chain",
                       .circuit =
                           "voltage: ideal source, then Z in series to out; "
                           "current: AC amperes from an ideal source into out, Z from out to ground; "
                           "it has no input",
                       .parameters = {{.name = "Z",
                                       .unit = "ohm",
                                       .doc = "source impedance; left out: 0 of a voltage, inf of a current",
                                       .optional = true},
                                      number("AC", "V or A", "amplitude", Range::any, "1"),
                                      {.name = "kind",
                                       .kind = StageParameterKind::keyword,
                                       .doc = "what the source fixes",
                                       .default_text = "voltage",
                                       .keywords = "voltage|current"}},
                       .rule = {.zout = "Z"},
                       .draw = draw,
                       .check_values = check};

}  // namespace ohmscope::types

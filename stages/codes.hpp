#pragma once

#include "netlist/code.hpp"

/// What can be wrong with a chain. E05; W05: the same, milder.
namespace ohmscope::codes {

inline constexpr Code unknown_stage{"E0501", "a stage type that does not exist", R"(
A line of a chain is 'NAME TYPE parameter=value …'. TYPE is a built-in one ('ohmscope stages' lists them) or a '.subckt'
of the deck with exactly two pins, in and out.
)"};

inline constexpr Code empty_chain{"E0503", "a chain without stages", R"(
Between '.chain NAME' and '.endchain' there is no line that could be a stage.
)"};

inline constexpr Code misplaced_stage{"E0504", "a sensor that is not first, or a load that is not last", R"(
A sensor is where the signal comes from; a load is where it ends. Within a chain, use 'shunt' for an impedance across
the signal.
)"};

inline constexpr Code bad_name{"E0505", "a name of a chain or stage that would be ambiguous", R"(
The node at a stage's output is called CHAIN.STAGE, so that neither name can have a '.' in it, nor can a chain be called
like an instance of a subcircuit, whose inner nodes are written alike. Nor can '.global' name a node of a chain.
)"};

inline constexpr Code bad_count{"E0506", "a count of stages that is none, or too large", R"(
'name[COUNT]' takes a whole number from 1.
)"};

inline constexpr Code wrong_pin_count{"E0507", "a subcircuit that is no stage", R"(
A stage has two pins, in and out; ground is common. Supplies and references belong inside the subcircuit.
)"};

inline constexpr Code bad_one_port{"E0508", "an impedance that cannot be read", R"(
    47k   R(47k)   L(10m)   C(1n)   Z(phones.zma)   inf   {2*r}

joined by '+' in series and '|' in parallel ('|' binds tighter), with parentheses: R(10)+(L(1m)|C(1n)). With blanks in
it, it is quoted.
)"};

inline constexpr Code outside_measured_range{"E0509", "a frequency at which the measured impedance was not measured",
                                             R"(
Between its points a measured impedance is interpolated; beyond them nothing is known of it. Narrow the sweep, or ask
for a guess: Z(FILE, extrapolate), or the word 'extrapolate' on the card of an element. Then the phase at either end is
kept, and |Z| goes on as that power of the frequency which belongs to it: a resistance, an inductance, a capacitance stay
what they are. 0 Hz stays out of reach.
)"};

inline constexpr Code shadowed_stage{"W0501", "a subcircuit with the name of a built-in stage", R"(
The chain uses the deck's own subcircuit. Rename it if the built-in stage was meant.
)"};

inline constexpr Code attached_elements{"W0502", "elements that hang on a chain's nodes", R"(
'chain' and 'check' look at the chain alone, so that each stage can be told apart. 'run' and 'port' take everything
in the deck into account. What a user's stage reaches through a node of '.global', such as its supply, belongs to it.
)"};

inline constexpr Code swapped_pins{"W0503", "a stage whose pins are not named in and out, in that order", R"(
Pins are wired by position: the first is the input, the second the output, whatever they are called.
)"};

inline constexpr Code shadowed_rule_name{"W0504", "a parameter that a .rule cannot see", R"(
In a rule s, ZL, ZS, pi and inf mean what rules mean by them. A parameter of that name is hidden there; rename it.
)"};

inline constexpr Code coupled_stages{"W0505", "stages that act on each other through a node beside the chain", R"(
Two stages reach the same '.global' node, whose voltage depends on the current drawn there: InZ and OutZ of each then
depend on both, and on the deck's own elements behind the node. They are found together, from one sweep each way.

    .global vcc
    Vcc vcc 0 15              <- now a supply: part of each stage by itself

A '.rule' speaks of its stage between a source and a load, and can fail for such a stage. Chains that share such a node
act on each other too; but 'chain' and 'check' look at one chain at a time.
)"};

inline constexpr Code floating_interface{"W0506", "a node between two stages that floats at 0 Hz", R"(
    .chain mic
    capsule sensor Z=C(100p)
    amp     follower          <- its input is open, and C conducts no DC

On paper the chain works; a real input takes a bias current, which needs a way to ground, and drifts without one. Add a
'shunt' of some megohms there.
)"};

/// All of the above, in order.
inline constexpr const Code* of_chains[] = {
    &unknown_stage,   &empty_chain,        &misplaced_stage,        &bad_name,          &bad_count,
    &wrong_pin_count, &bad_one_port,       &outside_measured_range, &shadowed_stage,    &attached_elements,
    &swapped_pins,    &shadowed_rule_name, &coupled_stages,         &floating_interface};

}  // namespace ohmscope::codes

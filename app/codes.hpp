#pragma once

#include "netlist/code.hpp"

/// What can be wrong with a command line, and with a circuit that reads well. E06, E07; W: the same, milder.
namespace ohmscope::codes {

// ----------------------------------------------------------------------------------------------------- command line

inline constexpr Code bad_command_line{"E0601", "a command line that cannot be understood", R"(
'ohmscope --help' lists the commands, 'ohmscope COMMAND --help' the options of one, with examples.
)"};

inline constexpr Code bad_option_value{"E0602", "an option with a value that makes no sense", R"(
    --freq 100,1k,10k       frequencies in Hz, 0 for DC
    --ac dec:20:10:100k     kind, points, start, stop, as on an .ac card
    --port N+[,N-]          a node, or two
)"};

inline constexpr Code no_frequencies{"E0603", "no frequencies to compute at", R"(
Add a card to the deck ('.ac dec 20 10 100k') or give --freq or --ac.
)"};

inline constexpr Code nothing_to_do{"E0604", "a deck without what the command is about", R"(
'chain' and 'check' need a '.chain' (or '.port's to check), 'port' needs a '.port' or --port, 'run' an analysis card.
)"};

inline constexpr Code unknown_thing{"E0605", "a node, element, chain or stage that the deck does not have", R"(
The hint names the nearest one. Names in a subcircuit are written with the instance before them: x1.mid; the node at a
stage's output is CHAIN.STAGE.
)"};

inline constexpr Code bad_output{"E0606", "an output that cannot be had", R"(
'.save', '.print' and '.probe' take v(node), v(node,node) and i(source). A voltage source of 0 V in series with an
element measures its current.
)"};

inline constexpr Code no_memory{"E0607", "a deck that needs more memory than there is", R"(
Results are kept until they are written: signals times points of the sweep, 16 bytes each. '.save' takes fewer signals,
a coarser sweep fewer points; --max-elements and its kin stop a deck that asks for too much by mistake.
)"};

inline constexpr Code unfit_format{"E0611", "results that a format of files cannot hold", R"(
A .csv file is one table, a .zma file one impedance. Choose what goes into it, or take a format that holds all of it:
.raw, .json and .h5.
)"};

inline constexpr Code bad_result_file{"E0612", "a file of results that cannot be read", R"(
'ohmscope convert' reads files as simulators write them. The message says at which byte or line one is not as it should
be: most often a simulation was stopped, or a file copied in part or as text.
)"};

inline constexpr Code read_as_short{"W0721", "a source that is zeroed here, and left open by ngspice", R"(
    V1 bias 0 5 AC 1
    .pz in 0 out 0 vol pz     <- 'V1' does not stand between 'in' and 0

For '.pz' a voltage source is a short, as it is for impedances, unless it stands between the two input nodes. ngspice
takes every voltage source that has an AC value out of the circuit. Without the AC value both do the same.
)"};

inline constexpr Code many_poles{"W0723", "a circuit with too many poles to find them all", R"(
Of a part of more than 1000 states, which nothing divides into parts that do not act back, only the 100 poles or zeros
that are nearest to 0 are found. They are what matters at low frequencies. The gain before them is not known then.
)"};

inline constexpr Code no_transfer{"W0722", "a transfer function that is 0", R"(
Nothing of the input reaches the output, at any frequency: there are no poles and zeros of it. The circuit's natural
frequencies are listed as cancelled.
)"};

inline constexpr Code bad_ports{"E0608", "ports that make no network", R"(
    P1 in 0 port=1 z0=50                     <- as Xyce and HSPICE write a port
    V2 out 0 ac 0 portnum 2 z0 75            <- as ngspice does

'.sp' and '.lin' tell the matrices of all ports of the circuit, which are numbered 1, 2, 3, … without gaps; each has a
positive reference resistance z0. 'ohmscope network' takes the deck's '.port's instead.
)"};

inline constexpr Code beyond_double{"W0706", "a result too large for a number", R"(
A voltage or a current is above 1.8e308, the largest number a double holds. It is shown as inf, or as null where JSON
has a complex number. Most often a gain or a value has a wrong unit.
)"};

inline constexpr Code output_left_out{"W0601", "an output that is left out", R"(
'.save', '.print' or '.probe' asks for something that cannot be had: most often a name is misspelt. All others are
there, as in ngspice. If a '.save' asks for nothing else, it is an error.
)"};

// ---------------------------------------------------------------------------------------------------------- circuit

inline constexpr Code voltage_loop{"E0701", "voltages around a loop that do not add up to 0", R"(
    V1 a 0 5
    V2 a 0 3                  <- 'a' cannot be at 5 V and at 3 V

Voltage sources, and at 0 Hz inductors, fix voltages. Around a closed loop of them the sum must be 0. Remove one, or put
a small resistor into the loop.
)"};

inline constexpr Code current_cutset{"E0702", "currents into a node that cannot add up to 0", R"(
    I1 0 a 1m
    C1 a 0 1n                 <- at 0 Hz 1 mA flows into 'a' and none out

Current sources, and at 0 Hz capacitors, fix currents. Give the current a path, for example a resistor to ground.
)"};

inline constexpr Code floating_node{"E0703", "a node whose voltage nothing determines", R"(
Nothing conducts from it to ground, at this frequency: a part tied to nothing, or at 0 Hz a node behind capacitors only.
Give it a path to ground, for example a resistor. Impedances of other parts are not touched by it.
)"};

inline constexpr Code circulating_current{"E0704", "a current that nothing determines", R"(
In a loop without resistance (voltage sources in parallel, at 0 Hz inductors in parallel) any current can circulate.
Put a small resistor into the loop.
)"};

inline constexpr Code no_solution{"E0705", "a circuit without a unique solution", R"(
The equations of the circuit do not fix what was asked for, for these element values at this frequency, though not by
its structure: values cancel exactly, as in a lossless resonance met at its very frequency.
)"};

inline constexpr Code no_feedback{"E0706", "an ideal op-amp without feedback", R"(
    R1 in m 1k
    C1 m out 1n               <- the only way back: at 0 Hz it does not conduct
    X1 0 m out IDEAL

An ideal op-amp has an infinite gain: its output is whatever brings its two inputs together. If nothing leads from the
output back to an input, nothing can. Join the output to the - input, for example by a resistor, or give the model a
finite gain: .model NAME opamp (A0=100k GBW=10meg).
)"};

inline constexpr Code outside_response{"W0705", "a frequency outside of the points of a FREQ source", R"(
    E1 out 0 FREQ {v(in)} = (10,0,0) (1k,-20,-90)    <- nothing is said of 0 Hz

There, and above 1 kHz, the source gives 0, as PSpice has it. Add points, one at 0 Hz for the operating point, or narrow the sweep.
)"};

inline constexpr Code outside_network{"E0709", "a frequency at which a network file says nothing", R"(
    S1 in out 0 mname=filter
    .model filter s tstonefile='filter.s2p' extrapolate=1

Between its points a network is interpolated; beyond them nothing is known of it, at 0 Hz neither unless the file has
that point. Narrow the sweep; or let the values at its ends hold, by 'extrapolate=1'.
)"};

inline constexpr Code refuted{"E0707", "two roads to one impedance that disagree", R"(
'check' finds each impedance twice. For a '.rule' the formula is the likely culprit: the message gives both values at the
frequency of the worst difference, and a note the stage.
)"};

inline constexpr Code nothing_compared{"E0708", "nothing that could be compared", R"(
At every frequency one of the two roads has no value, so that nothing is proved.
)"};

inline constexpr Code bad_probe{"E0723", "a '.loop' whose probe is none", R"(
    Vprobe out fb 0
    .loop Vprobe dec 10 1 10meg

The probe is a voltage source of 0 V, without an AC value, in the wire that closes the loop. For the loop gain it is
cut: no element may be controlled by its current; another source of 0 V in series can do that.
)"};

inline constexpr Code irrational{"E0721", "an element that has no poles and zeros", R"(
    T1 in 0 out 0 Z0=50 TD=1n
    .pz in 0 out 0 vol pz     <- a delay is no quotient of polynomials of s

'.pz' needs elements whose equations are polynomials of s. Transmission lines, measured impedances, FREQ sources, and
values with 'hertz' are none: they have infinitely many poles and zeros, or are known at some frequencies only. A line
can be drawn as a ladder of L and C.
)"};

inline constexpr Code roots_not_found{"E0722", "poles or zeros that could not be found accurately enough", R"(
The iteration did not settle on all of them to 11 digits, even with 100 digits in between. What is shown is as close as it came. Please report
the deck.
)"};

inline constexpr Code undefined_impedance{"W0701", "an impedance that is undefined", R"(
The equations of the circuit do not fix V/I at the port: they leave both free, or allow only V = I = 0. A sensor's input
is so, and an ideal op-amp stage without feedback.
)"};

inline constexpr Code not_compared{"W0702", "stages that were not compared", R"(
A stage without a rule is held against the flat netlist: by itself, and in its place in the chain. The latter costs a
solution of the chain for each stage, so that it ends after 100 of them. --stage picks others; a '.rule' needs none.
)"};

inline constexpr Code unsolved_elsewhere{"W0703", "a part of the circuit without a unique solution", R"(
Nodes that float, voltages around a loop or currents into a node that contradict one another: none of what '.save' and
'.print' ask for depends on it, so that the answers stand. It would be an error (E0701 to E0706) if they did.
)"};

inline constexpr Code undefined_voltage{"W0704", "a chain whose voltages have no value", R"(
With its sensor driving, the chain has no unique solution: the message says why, as E0701 to E0706 do for 'run'. Its
impedances are another matter and stand as they are. Where only some voltages are open, the others keep their values.
)"};

inline constexpr Code no_measurement{"W0707", "a measurement without a value", R"(
    .meas ac f3db WHEN vdb(out)=-3      <- but the output never falls so low

What a '.meas' card looks for does not happen within the sweep, or is sought outside of it. The message says which; JSON
has null in its place. A wider sweep, or another count of RISE, FALL or CROSS, may have it.
)"};

inline constexpr Code no_gnuplot{"E0631", "a picture that needs a program which is not there", R"(
    apt-get install gnuplot-nox

Pictures are drawn by gnuplot, which 'ohmscope plot -o FILE' starts. It has to be in a folder of PATH. Without -o the
plot is drawn as text, for which nothing else is needed.
)"};

inline constexpr Code nothing_to_draw{"E0632", "a picture of nothing, or of too much", R"(
An impedance that is undefined everywhere, as a sensor's input, has no curve. More than 40 curves are more than anyone
can tell apart: --stage and --what choose among them.
)"};

inline constexpr Code broken_rule{"E0731", "a load that is too small for its source", R"(
    src   sensor Z=600
    in    load   Z=2k         <- --rule 8 asks for 4800 ohm and more

'ohmscope interfaces --rule 8' holds every load against what drives it, at every frequency. A buffer between the two, a
lower source impedance or a higher load mends it; --stage NAME looks at one stage's two interfaces alone.
)"};

inline constexpr Code beyond_limit{"W0731", "a load that gets more than it may have", R"(
    phones load Z=32 rated=100m vmax=3 imax=100m

With the amplitude that the sensor has, AC (1 if left out), taken for an rms value, the load's power, voltage or current
is above a limit that it sets itself.
)"};

/// All of the above, in order.
inline constexpr const Code* of_commands[] = {
    &bad_command_line, &bad_option_value,    &no_frequencies,  &nothing_to_do,      &unknown_thing,
    &bad_output,       &no_memory,           &output_left_out, &voltage_loop,       &current_cutset,
    &floating_node,    &circulating_current, &no_solution,     &no_feedback,        &refuted,
    &nothing_compared, &undefined_impedance, &not_compared,    &unsolved_elsewhere, &undefined_voltage,
    &outside_response, &beyond_double,       &unfit_format,    &bad_result_file,    &bad_probe,
    &irrational,       &roots_not_found,     &read_as_short,   &no_transfer,        &many_poles,
    &bad_ports,        &outside_network,     &no_measurement,  &no_gnuplot,         &nothing_to_draw,
    &broken_rule,      &beyond_limit};

}  // namespace ohmscope::codes

#pragma once

#include "netlist/code.hpp"

/// What can be wrong with a netlist. E01: text, E02: cards and files, E03: values, E04: elements; W: the same, milder.
namespace ohmscope::codes {

// ------------------------------------------------------------------------------------------------------------- text

inline constexpr Code not_text{"E0101", "the file is not text", R"(
A deck is plain text: a title line, then one card a line. This file has a zero byte in it, as programs, archives and
UTF-16 text have. Give the deck itself, saved as UTF-8 or Latin-1.
)"};

inline constexpr Code empty_deck{"E0102", "the deck is empty", R"(
Nothing follows the title. The first line of a deck is always its title, whatever it holds; cards begin on the second.
A deck of one line is therefore empty.

    A divider                 <- title
    R1 in out 1k
    R2 out 0 1k
    .port out out
)"};

inline constexpr Code stray_continuation{"E0103", "a continuation line that continues nothing", R"(
A line that begins with '+' goes on with the card before it. Here there is none: it stands first in its file, or after
the title.
)"};

inline constexpr Code not_closed{"E0104", "a parenthesis, brace or quote that is not closed", R"(
'(', '{', ''' and '"' each need their partner before the card ends. The mark is on the one that was opened.

    R1 in out {rload*2        <- '}' is missing
)"};

inline constexpr Code malformed_assignment{"E0105", "'=' without a name or without a value", R"(
'name=value' needs both. Blanks around '=' are fine.

    C1 a 0 1n ic=             <- nothing after '='
)"};

// ------------------------------------------------------------------------------------------------- cards and files

inline constexpr Code unknown_card{"E0201", "a card that neither ohmscope nor SPICE has", R"(
Cards begin with '.'; this one's name is not known. It may be misspelt: the hint names the nearest one.
)"};

inline constexpr Code malformed_card{"E0202", "a card with too few, too many or misplaced words", R"(
The message shows what was found and the form that was expected; '[]' marks what may be left out and '…' what may be
repeated.
)"};

inline constexpr Code block_not_closed{"E0203", "a block that is opened and never closed", R"(
    .subckt  needs  .ends          .chain    needs  .endchain
    .if      needs  .endif         .control  needs  .endc
    .lib SECTION (in a library)    needs     .endl

The mark is on the card that opens it.
)"};

inline constexpr Code block_mismatch{"E0204", "a closing card that does not fit", R"(
It closes something that is not open, or names another block than the one that is. Blocks close in reverse order: the
one opened last is closed first.
)"};

inline constexpr Code misplaced_card{"E0205", "a card where it cannot stand", R"(
For example '.subckt' or '.ac' inside a '.chain' (most often its '.endchain' is missing), '.chain' inside a '.subckt',
'.rule' outside one, '.else' without '.if'.
)"};

inline constexpr Code unsupported_card{"E0206", "a card that would change the circuit and is not supported yet", R"(
SPICE knows this card, ohmscope does not read it yet. Without it the circuit would be another one, so the answer would
be wrong without a word; that is why this is an error and no warning.
)"};

inline constexpr Code unreadable_file{"E0207", "a file that cannot be read", R"(
The deck, or a file that it includes or measures, is missing, is a folder or a device, or may not be read. Paths are
relative to the file in which they are written.
)"};

inline constexpr Code include_loop{"E0208", "files that include themselves, or too many of them", R"(
A file includes itself, directly or through others; or there are more of them, or deeper ones, than the limit allows.
)"};

inline constexpr Code unknown_section{"E0209", "a library without the section asked for", R"(
'.lib FILE SECTION' reads what stands between '.lib SECTION' and '.endl' in FILE. The hint names the nearest section
that the file has.
)"};

inline constexpr Code defined_twice{"E0210", "two things of one name", R"(
Two elements, subcircuits, models, ports, chains or stages have the same name; names ignore case. A second note shows
the first of them.
)"};

inline constexpr Code bad_sweep{"E0211", "a sweep that makes no sense", R"(
    .ac dec POINTS START STOP     POINTS per decade, from START to STOP in Hz
    .ac oct POINTS START STOP     per octave
    .ac lin POINTS START STOP     in all
    .dc SOURCE START STOP STEP

POINTS is a whole number, START is positive ('lin': or 0), STOP is not below START; a step is not 0 and leads from
START towards STOP.
)"};

inline constexpr Code bad_measured_file{"E0212", "a measured impedance that cannot be understood", R"(
Z(FILE) takes columns of numbers (.zma, .txt, .csv, .tsv, .dat) and Touchstone with one port (.s1p, .z1p, .y1p,
.ts); frequencies rise from line to line. The message names the line of the file and what was expected there.

    * Freq(Hz) Z(Ohms) Phase(degrees)        f (kHz);Re(Z);Im(Z)
    20 7.95 12.5                             0,02;7,76;1,72

Without a header the columns are Hz, ohms and degrees.

Blanks, tabs, commas or semicolons separate; a decimal comma is understood where commas do not separate. A file without
phase needs Z(FILE, minphase), which computes it by Bode's integral. That holds for what has no delay, as impedances
of passive parts. With 48 points an octave it is good to a fifth of a degree for a loudspeaker, and to 3 degrees at the
ends of the table, beyond which the magnitude is taken to go on with its slope there. A .frd file is a frequency response, of a loudspeaker for example, and no impedance.
)"};

inline constexpr Code bad_network_file{"E0215", "a network file that cannot be understood", R"(
Touchstone files are read in versions 1.0 to 2.1: name.s1p, name.s2p, … (the number says the ports) and name.ts. The
message names the line of the file and what was expected there.
)"};

inline constexpr Code malformed_stage{"E0213", "a line of a chain that is no stage", R"(
    NAME TYPE parameter=value …         one stage
    NAME[COUNT] TYPE parameter=value …  COUNT equal stages: NAME1, NAME2, …

There are no nodes: the order of the lines is the wiring. A value with blanks in it goes between quotes:
Z='R(10k) | C(1n)'
)"};

inline constexpr Code bad_rule{"E0214", "a .rule that cannot be read", R"(
    .rule zin={r1 + par(ZL, r2)} zout={par(r1 + ZS, r2)}

Names: s (j times the angular frequency), ZL (the load at out), ZS (the source at in), pi, inf, and the subcircuit's
parameters. Operators: + - * / **. Functions: par(a,b,…) sqrt exp log sinh cosh tanh.
)"};

// ----------------------------------------------------------------------------------------------------------- values

inline constexpr Code not_a_number{"E0301", "a word where a number belongs", R"(
Numbers are written as in SPICE: 4.7k, 100n, 1meg, 2.2e-6, with units after them if you like (10kOhm). Scale letters:
t g meg k m u (µ) n p f, and mil; 'm' and 'M' both mean milli, 'meg' is a million. Formulas stand in braces: {2*r}.
A parameter's name alone is a value too, if '.param' defines it.
)"};

inline constexpr Code unknown_name{"E0302", "a name in an expression that nothing defines", R"(
Define it with '.param name=value', or as a parameter of the subcircuit. A subcircuit sees its own parameters, then
those of its callers from the inside out, then those of the deck.
)"};

inline constexpr Code circular_parameter{"E0303", "a parameter or function that depends on itself", R"(
    .param a={b+1} b={2*a}

'a' needs 'b' and 'b' needs 'a': neither has a value. The hint shows the whole circle.
)"};

inline constexpr Code bad_expression{"E0304", "an expression that cannot be read", R"(
The message says what was found and what was expected at the mark. Operators, loosest first:

    ?:   ||   &&   == !=   < <= > >=   + -   * / %   unary - + !   ** ^
)"};

inline constexpr Code bad_function_name{"E0305", "a function with a name that means something else", R"(
In expressions v(…) is a voltage and i(…) a current. Give the function another name.
)"};

inline constexpr Code no_value{"E0306", "an expression without a finite value", R"(
It divides by zero, takes the logarithm of zero or of a negative number, or overflows. No element can have such a value.
)"};

inline constexpr Code out_of_range{"E0307", "a value out of its range", R"(
The message names the parameter, its value, and what is allowed.
)"};

inline constexpr Code given_twice{"E0308", "a value that is given twice", R"(
Two values for one parameter on one card: which one counts would be a guess. A note shows the first.
)"};

inline constexpr Code missing_value{"E0309", "a value that must be given and is not", R"(
The message names the parameter; it has no default. 'ohmscope stages TYPE' tells those of a stage.
)"};

inline constexpr Code unknown_parameter{"E0310",
                                        "a parameter that the element, model, subcircuit or stage does not have", R"(
The hint names the nearest one, or all there are.
)"};

// --------------------------------------------------------------------------------------------------------- elements

inline constexpr Code unknown_element{"E0401", "a card that begins with a letter no element has", R"(
The first letter of an element's name says what it is: R resistor, C capacitor, L inductor, K coupling, V and I sources,
E F G H controlled sources, B sources by expression, T and O lines, X subcircuit. Cards that are no elements begin with
'.'.
)"};

inline constexpr Code unsupported_element{"E0402", "an element that is not supported yet", R"(
SPICE has it, ohmscope does not simulate it yet. It is an error only where it is used: in a subcircuit that no element
calls it does no harm.
)"};

inline constexpr Code malformed_element{"E0403", "an element with too few or too many words", R"(
The message shows the form: 'Ename p n cp cn gain' is a name that begins with E, two nodes, two controlling nodes, and
a value.
)"};

inline constexpr Code unknown_model{"E0404", "a model that nothing defines", R"(
    .model NAME opamp (A0=100k GBW=10meg Rin=1meg Rout=50)

defines one. A subcircuit sees its own models, then those of the definitions around it, then those of the deck.
)"};

inline constexpr Code wrong_model{"E0405", "a model of another type than the element takes", R"(
A note shows where the model is defined.
)"};

inline constexpr Code unknown_subcircuit{"E0406", "a subcircuit that nothing defines", R"(
An X element ends in the name of a '.subckt' or of an op-amp model. If it is in a library, include that:
'.include FILE' or '.lib FILE SECTION'.
)"};

inline constexpr Code wrong_node_count{"E0407", "an instance with another number of nodes than its subcircuit has pins",
                                       R"(
The message shows the definition's pins in order. A forgotten node, or a parameter written without '=', is the usual
cause.
)"};

inline constexpr Code recursion{"E0408", "a subcircuit that contains itself, or nests too deep", R"(
Directly or through others, the definition has an instance of itself: written out, the circuit would never end.
)"};

inline constexpr Code too_large{"E0409", "a circuit larger than the limit", R"(
Subcircuits that contain others twice or more grow fast: forty levels that double are a million million elements. The
limit keeps a small mistake from filling the memory; the option that the hint names raises it.
)"};

inline constexpr Code bad_reference{"E0410", "an element that refers to one that is not there, or of another kind", R"(
F and H sources name the voltage source whose current controls them; K names two inductors or more. Names in a
subcircuit are looked for there first, then in those around it.
)"};

inline constexpr Code no_plain_form{"E0411", "an element that plain SPICE cannot say", R"(
'expand' writes what ngspice runs as it is. An ideal op-amp has no such form: give its model finite values, or let
--ideal-gain 1e9 stand in for its gain. With it a measured impedance is written as straight lines between its points,
and a line with G, or without C, as a hundred sections. A source by a function of s is written where that is a quotient of
polynomials; delays, roots and FREQ tables have no such form, nor have degrees above 100 and coefficients that no double
holds.
)"};

inline constexpr Code impossible_coupling{"E0412", "inductors that cannot be coupled so", R"(
Coupled inductors store the energy 1/2 sum L_ij i_i i_j, with L_ij = k_ij sqrt(L_i L_j). No currents may make that less
than 0, which a set of k can do even if each lies between -1 and 1: two windings that both share nearly all of their
flux with a third one share it with each other too.

    K1 L1 L2 0.9
    K2 L2 L3 0.9
    K3 L1 L3 -0.9     <- with the two above it lies between 0.62 and 1

'K1 L1 L2 L3 0.9' couples every pair. Sets at the limit, as three windings with k = 1, are fine.
)"};

// --------------------------------------------------------------------------------------------------------- warnings

inline constexpr Code ignored_card{"W0201", "a card that has no effect here", R"(
It is read and then left alone: it sets up an analysis or an output that ohmscope does not have, or asks for nothing
that changes a linear circuit's answer.
)"};

inline constexpr Code title_looks_like_card{"W0202", "the title looks like a card", R"(
The first line of a deck is its title and is not read as a card, even if it looks like one. Put a title before it.
)"};

inline constexpr Code unknown_option{"W0203", "an option that is not known", R"(
'.options' settings steer the solver of the simulator a deck was written for. Those ohmscope does not know have no
effect; the exact solver needs none.
)"};

inline constexpr Code unclosed_control{"W0205", "a .control block that is never closed", R"(
Everything below .control is then taken for commands, elements too. The block ends with .endc on a line of its own.
)"};

inline constexpr Code stray_ends{"W0207", "an .ends that ends nothing", R"(
No '.subckt' is open there. Vendors' files have such lines; they are left out, as in other simulators. If one was meant
to end a definition, look for an '.ends' too many above it.
)"};

inline constexpr Code ground_pin{"W0206", "a pin of a subcircuit that is the ground", R"(
Inside a subcircuit '0' is the ground, never a pin: what an instance connects there is left unconnected. Call the pin
otherwise, 'gnd' for example: as a pin of a subcircuit that name is an ordinary node.
)"};

inline constexpr Code unused_mistakes{"N0401", "mistakes in a subcircuit that nothing uses", R"(
Libraries are read lazily: what is wrong in a subcircuit counts once something instantiates it. Until then -v shows how
many mistakes it has.
)"};

inline constexpr Code value_not_used{"W0304", "a value that gives way to another", R"(
An element with a value of its own does not take its model's. PSpice multiplies the two; ngspice, and ohmscope, use the
element's. A line with TD does not take the delay of F and NL.
)"};

inline constexpr Code only_time_zero{"W0303", "a source of which only the value at time 0 counts", R"(
PULSE, SIN, EXP and the like matter in a transient analysis. For the operating point their value at time 0 is used.
)"};

inline constexpr Code read_otherwise{"W0305", "a text that simulators read in different ways", R"(
ohmscope reads it as ngspice does, or as --dialect says; the message says how. Others

    take letters behind a number for a scale (3x, 3a) or a point (4k7)
    take '^' for an exclusive or, and u(0) for 0
    take the only coefficient of POLY(1) for a gain
    take 1 mohm for a resistance of 0 (ngspice)
    look for a parameter around a definition, and not among its callers
    mean the caller's parameter on the card of an instance, where the
    subcircuit has one of that name too

An m within an instance that has an m of its own multiplies it, as in Xyce. Written another way it is the same for all.
)"};

inline constexpr Code unit_slip{"W0306", "a value that looks like a slip of the unit", R"(
    R1 in out 10M             <- 10 milliohm: 10meg is meant, most likely
    C1 out 0 1F               <- 1 femtofarad: 1 is one farad

Letters behind a number scale it, in upper and in lower case alike: m and M are milli, f and F femto. A mega is 'meg'.
In lower case, 10m and 1f, they are taken to be meant so.
)"};

inline constexpr Code unused_parameter{"W0307", "a parameter that nothing uses", R"(
A '.param' whose name stands nowhere else in the deck, nor in the files that it includes. Most often an expression has
another spelling of it.
)"};

inline constexpr Code ignored_parameter{"W0308", "a parameter of a model that is not known", R"(
The model is read without it, as ngspice does. If it is misspelt, what it was to say is missing: the hint names the
nearest one, or all there are.
)"};

inline constexpr Code constant_of_hertz{"W0310", "a part of a source that depends on the frequency alone", R"(
    B1 out 0 V={V(in) + hertz/1k}      <- no voltage multiplies 'hertz/1k'

The operating point is at 0 Hz, so that is where its value counts. Small signals are what voltages and currents make of
it, and this part is made of neither: there it is 0, as in ngspice. For a source whose small signals depend on the
frequency write one with AC 1, and multiply its voltage:

    V1 x 0 AC 1
    B1 out 0 V={V(x)*hertz/1k}
)"};

inline constexpr Code defined_again{"W0309", "a definition that takes the place of another", R"(
    .param r=1k
    .param r=2k               <- r is 2k, in the lines before it too

The last definition of a parameter or a function counts, and of '.temp' and '.options temp=' the last of its kind, as in
ngspice; '.temp' comes before '.options temp='. Where the two say the same, or one stands in a branch of '.if', there
is no warning.
)"};

inline constexpr Code single_connection{"W0401", "a node with one connection", R"(
    R1 in  out 1k
    C1 otu 0   1n             <- 'out' and 'otu' both hang on one element

No current can flow there, so that the element has no effect but for the voltage it passes on. Most often the name is
misspelt. Nodes of '.port', '.print' and the like, and of instances, are taken to be meant so.
)"};

inline constexpr Code joined_ends{"W0402", "an element with both ends at one node", R"(
No current from elsewhere flows through it, and a voltage source there is a loop in itself.
)"};

inline constexpr Code unused_pin{"W0403", "a pin of a subcircuit that nothing in it uses", R"(
What an instance connects to the pin is joined to nothing. Remove the pin, or look for a misspelt node in the body.
)"};

/// All of the above, in order.
inline constexpr const Code* of_netlists[] = {&not_text,
                                              &empty_deck,
                                              &stray_continuation,
                                              &not_closed,
                                              &malformed_assignment,
                                              &unknown_card,
                                              &malformed_card,
                                              &block_not_closed,
                                              &block_mismatch,
                                              &misplaced_card,
                                              &unsupported_card,
                                              &unreadable_file,
                                              &include_loop,
                                              &unknown_section,
                                              &defined_twice,
                                              &bad_sweep,
                                              &bad_measured_file,
                                              &bad_network_file,
                                              &malformed_stage,
                                              &bad_rule,
                                              &no_plain_form,
                                              &not_a_number,
                                              &unknown_name,
                                              &circular_parameter,
                                              &bad_expression,
                                              &bad_function_name,
                                              &no_value,
                                              &out_of_range,
                                              &given_twice,
                                              &missing_value,
                                              &unknown_parameter,
                                              &unknown_element,
                                              &unsupported_element,
                                              &malformed_element,
                                              &unknown_model,
                                              &wrong_model,
                                              &unknown_subcircuit,
                                              &wrong_node_count,
                                              &recursion,
                                              &too_large,
                                              &bad_reference,
                                              &impossible_coupling,
                                              &ignored_card,
                                              &title_looks_like_card,
                                              &unknown_option,
                                              &unclosed_control,
                                              &stray_ends,
                                              &ground_pin,
                                              &unused_mistakes,
                                              &value_not_used,
                                              &only_time_zero,
                                              &read_otherwise,
                                              &unit_slip,
                                              &unused_parameter,
                                              &ignored_parameter,
                                              &defined_again,
                                              &constant_of_hertz,
                                              &single_connection,
                                              &joined_ends,
                                              &unused_pin};

}  // namespace ohmscope::codes

#include <algorithm>
#include <array>

#include "netlist/codes.hpp"
#include "netlist/deck_parser.hpp"
#include "netlist/parameter_reader.hpp"
#include "netlist/text.hpp"

// `.options` and `.temp`.
namespace ohmscope {

namespace {

/// Options of ngspice, LTspice, PSpice and HSPICE that steer methods and printing: no exact answer depends on them.
constexpr std::string_view without_effect[] = {
    "absv",        "accurate",     "acct",          "acout",       "advconv",    "altinit",      "autostop",
    "badmos3",     "baudrate",     "brief",         "bypass",      "captab",     "chgtol",       "co",
    "convabsstep", "convstep",     "cptime",        "dccap",       "dcon",       "defad",        "defas",
    "defl",        "defpd",        "defps",         "defw",        "delmax",     "delmin",       "device",
    "digdrvf",     "distribution", "dvdt",          "dvtol",       "expand",     "fast",         "filetype",
    "gear",        "gmin",         "gmindc",        "gminsteps",   "hier_delim", "ingold",       "interp",
    "itl2",        "itl3",         "itl4",          "itl5",        "itl6",       "keepopinfo",   "kcltest",
    "klu",         "library",      "limpts",        "limtim",      "list",       "lvlcod",       "lvltim",
    "maxevtiter",  "maxopalter",   "maxord",        "maxstep",     "measdgt",    "meascplxfmt",  "measfile",
    "method",      "minbreak",     "mindeltagmin",  "noacct",      "nobias",     "noecho",       "noinit",
    "node",        "nomarch",      "nomod",         "noopac",      "noopalter",  "noopiter",     "nopage",
    "norefvalue",  "nosqrnoise",   "notrapezoidal", "num_threads", "numdgt",     "nxx",          "oldlimit",
    "opts",        "optran",       "outputformat",  "page",        "pivot",      "pivrel",       "pivtol",
    "plotreltol",  "plotvntol",    "plotwinsize",   "plotabstol",  "post",       "post_version", "probe",
    "ptranmax",    "ptrantau",     "ramptime",      "relref",      "relv",       "runlvl",       "savecurrents",
    "seed",        "seedinfo",     "skipbp",        "solver",      "sparse",     "sqrnoise",     "srcstepmethod",
    "srcsteps",    "statistical",  "stepgmin",      "thread",      "threads",    "tnum",         "topologycheck",
    "transpose",   "trtol",        "trytocompact",  "unwrap",      "warn",       "warnlimit",    "wcase",
    "wfilter",     "width",        "wnflag",        "xmu",         "ynflag"};
/// Options of the search for an operating point: kept as cards of their own, beside those that make one.
constexpr std::string_view of_search[] = {"reltol", "abstol", "vntol", "itl1"};
/// Options that change the circuit in other simulators.
constexpr std::string_view with_effect[] = {"cshunt", "gshunt", "rshunt", "scale", "scalm"};

bool is_temperature(std::string_view option) {
  return equal_ignoring_case(option, "temp") || equal_ignoring_case(option, "tnom");
}

}  // namespace

void DeckParser::read_options(const CardView& card) {
  for (const Span word : card.words.subspan(1)) set_option({word, {}});
  for (const Assignment& option : card.assignments) {
    const bool counts = is_temperature(text(option.name));
    if (!counts || expect_first(sources_, option, card.assignments, diagnostics_)) set_option(option);
  }
}

void DeckParser::set_option(const Assignment& option) {
  const std::string_view name = text(option.name);
  const bool has_value = !option.value.nowhere();
  if (has_value && equal_ignoring_case(name, "temp")) {
    replace(option_temperature_, option.value, "option 'temp'");
    if (!card_temperature_) deck_.temperature = option.value;
  } else if (has_value && equal_ignoring_case(name, "tnom")) {
    replace(deck_.nominal_temperature, option.value, "option 'tnom'");
  } else if (equal_ignoring_case(name, "parhier")) {
    set_parhier(option);
  } else if (has_value && is_among(of_search, name)) {
    deck_.analyses.push_back({option.name, {option.name}, {option}, false});
  } else if (is_among(with_effect, name)) {
    diagnostics_.warning(codes::unknown_option, option.name, "option '{}' is not read and has no effect", name);
  } else if (!is_among(without_effect, name) && !is_among(of_search, name)) {
    std::vector<std::string_view> names(std::begin(without_effect), std::end(without_effect));
    names.insert(names.end(), {"temp", "tnom", "parhier"});
    names.insert(names.end(), std::begin(of_search), std::end(of_search));
    diagnostics_.warning(codes::unknown_option, option.name, "unknown option '{}' has no effect", name)
        .with_hint(did_you_mean(name, names));
  }
}

/// HSPICE's `parhier=local` or `global`.
void DeckParser::set_parhier(const Assignment& option) {
  const std::string_view value = text(option.value);
  const bool is_local = equal_ignoring_case(value, "local");
  if (is_local || equal_ignoring_case(value, "global")) {
    deck_.is_parhier_global = !is_local;
  } else {
    diagnostics_.warning(codes::unknown_option, option.name, "option 'parhier' is '{}', expected 'local' or 'global'",
                         value);
  }
}

/// Sets what an earlier card may have set to another value.
void DeckParser::replace(std::optional<Span>& place, Span value, std::string_view what) {
  if (place && text(*place) != text(value))
    diagnostics_.warning(codes::defined_again, value, "{} is given again: this value counts", what)
        .note(*place, "given here before");
  place = value;
}

/// `.temp T …`: other simulators run once for each temperature.
void DeckParser::set_temperature(const CardView& card) {
  if (card.words.size() < 2) {
    diagnostics_.error(codes::malformed_card, card.words.front(), "'.temp' has no value, expected '.temp DEGREES'");
    return;
  }
  replace(card_temperature_, card.words[1], "the temperature");
  deck_.temperature = card_temperature_;
  if (card.words.size() > 2)
    diagnostics_.warning(codes::ignored_card, card.words[2], "'.temp' has further values: only the first one counts");
}

}  // namespace ohmscope

#include "app/command.hpp"
#include "app/expansion.hpp"

namespace ohmscope {

namespace {

void add_options(CLI::App& app, Options& options) {
  add_deck(app, options);
  add_text(app, "--ideal-gain", options.ideal_gain, "GAIN",
           "stands in for infinite gains; what else SPICE lacks is approximated");
  add_frequencies(app, options);
  add_chain_choice(app, options);
  add_output_file(app, options);
}

ExitStatus run(Session& session) {
  const double ideal_gain = positive_option(session, "--ideal-gain", session.options.ideal_gain, 0);
  const std::optional<std::string> deck = expanded(session, ideal_gain);
  if (!deck) return ExitStatus::misuse;
  session.out.write(*deck);
  return ExitStatus::done;
}

}  // namespace

namespace registered {
extern const Command expand;
const Command expand{
    .name = "expand",
    .usage = "DECK [OPTIONS]",
    .help = "the flat SPICE netlist, chains drawn, as ngspice runs it",
    .examples =
        "  ohmscope expand headphone-amp.cir -o flat.cir\n"
        "  ohmscope expand follower.cir --ideal-gain 1e9\n",
    .add_options = add_options,
    .run = run,
};
}  // namespace registered

}  // namespace ohmscope

#include "app/command.hpp"
#include "app/operating_point.hpp"
#include "app/page/page.hpp"
#include "app/page/page_data.hpp"

namespace ohmscope {

namespace {

void add_options(CLI::App& app, Options& options) {
  add_deck(app, options);
  add_frequencies(app, options);
  add_chain_choice(app, options);
  add_output_file(app, options);
}

ExitStatus run(Session& session) {
  const PageData data = page_data(session, {});
  if (!data.has_chains) return status_of_failure(session);
  session.out.write(page_with(data.json, false));
  return ExitStatus::done;
}

}  // namespace

namespace registered {
extern const Command report;
const Command report{
    .name = "report",
    .usage = "DECK [OPTIONS]",
    .help = "one HTML file that shows the deck's chains: diagram, curves, interfaces, formulas, check",
    .examples =
        "  ohmscope report headphone-amp.cir -o report.html\n"
        "  ohmscope report headphone-amp.cir --ac dec:100:20:20k -o report.html\n",
    .add_options = add_options,
    .run = run,
};
}  // namespace registered

}  // namespace ohmscope

#include <spdlog/logger.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <system_error>

#include "app/codes.hpp"
#include "app/command.hpp"
#include "app/operating_point.hpp"
#include "app/plot/compose.hpp"
#include "app/plot/gnuplot.hpp"
#include "app/plot/terminal.hpp"
#include "app/render/diagnostics.hpp"
#include "app/stopwatch.hpp"
#include "netlist/number.hpp"
#include "netlist/text.hpp"

namespace ohmscope {

namespace {

constexpr std::size_t most_curves = 40;
constexpr std::string_view formats[] = {"svg", "png", "pdf"};

/// The format that a file's suffix says.
std::string format_of(const std::string& path) {
  const std::size_t dot = path.find_last_of("./");
  if (dot == std::string::npos || path[dot] == '/') return {};
  return lower_case(path.substr(dot + 1));
}

// Before anything is computed.
void check_pictures(Session& session) {
  const std::vector<std::string>& paths = session.options.pictures;
  for (auto path = paths.begin(); path != paths.end(); ++path) {
    if (std::find(paths.begin(), path, *path) != path)
      session.diagnostics.error(codes::bad_command_line, {}, "'{}' is given twice, expected each file once", *path);
    const std::string format = format_of(*path);
    if (is_among(formats, format)) continue;
    session.diagnostics
        .error(codes::bad_command_line, {}, "cannot write '{}': {}", *path,
               format.empty() ? "its name says no format" : fmt::format("unknown suffix '.{}'", format))
        .with_hint(fmt::format("known are .{}; without -o the plot is drawn as text", fmt::join(formats, ", .")));
  }
}

std::optional<plot::Scale> scale_option(Session& session, const std::string& option, const std::string& text) {
  if (text.empty()) return std::nullopt;
  if (equal_ignoring_case(text, "log")) return plot::Scale::logarithmic;
  if (equal_ignoring_case(text, "linear")) return plot::Scale::linear;
  session.diagnostics.error(codes::bad_option_value, session.sources.add(option, text),
                            "'{}' is no kind of axis, expected log or linear", text);
  return std::nullopt;
}

std::vector<std::string> choose_shows(Session& session) {
  std::vector<std::string> chosen;
  if (session.options.show.empty()) return chosen;
  const std::vector<std::string_view> known = plot::known_shows();
  for (const Span word : option_words(session, "--show", session.options.show, ',')) {
    const std::string name = lower_case(session.sources.text(word));
    if (std::find(known.begin(), known.end(), name) != known.end()) {
      chosen.push_back(name);
      continue;
    }
    std::string hint = did_you_mean(name, known);
    if (hint.empty()) hint = fmt::format("one or more of {}", fmt::join(known, ", "));
    session.diagnostics.error(codes::bad_option_value, word, "'{}' is nothing to show of an impedance", name)
        .with_hint(hint);
  }
  return chosen;
}

plot::Choices choices_of(Session& session) {
  plot::Choices choices;
  choices.shows = choose_shows(session);
  choices.x = scale_option(session, "--x", session.options.x_axis);
  choices.y = scale_option(session, "--y", session.options.y_axis).value_or(plot::Scale::logarithmic);
  return choices;
}

/// A size in pixels or characters; 0 if it is not given.
double size_option(Session& session, const std::string& option, const std::string& text) {
  constexpr double most = 20000;
  constexpr double least = 20;
  if (text.empty()) return 0;
  const std::optional<double> value = parse_number(text);
  if (value && *value >= least && *value <= most && *value == std::floor(*value)) return *value;
  session.diagnostics.error(codes::bad_option_value, session.sources.add(option, text),
                            "'{}' is no size, expected a whole number from {} to {}", text, least, most);
  return 0;
}

bool has_something(const plot::Trace& trace) {
  return std::any_of(trace.values.begin(), trace.values.end(), [](auto value) { return !std::isnan(std::abs(value)); });
}

// Reports what no picture can show.
void check_traces(Session& session, const std::vector<plot::Trace>& traces) {
  if (session.diagnostics.has_errors()) return;
  if (std::none_of(traces.begin(), traces.end(), has_something)) {
    session.diagnostics.error(codes::nothing_to_draw, {}, "nothing to draw: {}",
                              traces.empty() ? "nothing that was asked for is there"
                                             : "everything asked for is undefined at every frequency");
  } else if (traces.size() > most_curves) {
    session.diagnostics
        .error(codes::nothing_to_draw, {}, "{} curves in one picture, expected at most {}", traces.size(), most_curves)
        .with_hint("--stage and --what choose among them");
  }
}

/// Whether the terminal's characters are those of Unicode.
bool has_unicode() {
  for (const char* name : {"LC_ALL", "LC_CTYPE", "LANG"}) {
    const char* value = std::getenv(name);
    if (value == nullptr || *value == '\0') continue;
    const std::string locale = lower_case(value);
    return locale.find("utf-8") != std::string::npos || locale.find("utf8") != std::string::npos;
  }
  return false;
}

plot::TextStyle text_style(const Options& options, double width, double height) {
  plot::TextStyle style;
  winsize window{};
  const char* kind = std::getenv("TERM");
  const bool is_terminal = isatty(STDOUT_FILENO) != 0 && kind != nullptr && std::string_view(kind) != "dumb";
  if (is_terminal && ioctl(STDOUT_FILENO, TIOCGWINSZ, &window) == 0 && window.ws_col > 0) {
    style.width = window.ws_col;
    style.height = window.ws_row > 1 ? window.ws_row - 1U : 0;  // the prompt comes back below
  }
  if (width > 0) style.width = static_cast<std::size_t>(width);
  if (height > 0) style.height = static_cast<std::size_t>(height);
  style.braille = options.braille || (is_terminal && has_unicode() && !options.ascii);
  style.colour = is_terminal && wants_colour(stdout);
  return style;
}

/// Nothing, and a report, where gnuplot is missing.
std::optional<std::string> draw(Session& session, const plot::Figure& figure, const plot::PictureStyle& style,
                                const std::string& path) {
  try {
    return plot::draw(figure, style);
  } catch (const std::system_error& error) {
    if (error.code() != std::errc::no_such_file_or_directory) throw;
    session.diagnostics.error(codes::no_gnuplot, {}, "cannot draw '{}': the program 'gnuplot' is not installed", path)
        .with_hint("it comes with Debian's package gnuplot-nox; without -o the plot is drawn as text");
    return std::nullopt;
  }
}

ExitStatus write_pictures(Session& session, const plot::Figure& figure, double width, double height) {
  std::vector<std::string> pictures;
  for (const std::string& path : session.options.pictures) {
    const Stopwatch watch;
    auto picture = draw(session, figure, {format_of(path), lower_case(session.options.theme), width, height}, path);
    if (!picture) return ExitStatus::failed;
    pictures.push_back(std::move(*picture));
    session.log.info(fmt::format("{}: drawn in {:.3f} s", path, watch.seconds()));
  }
  for (std::size_t k = 0; k < pictures.size(); ++k) {
    session.files.push_back(std::make_unique<Output>(session.options.pictures[k]));
    session.files.back()->write(pictures[k]);
  }
  return ExitStatus::done;
}

void add_options(CLI::App& app, Options& options) {
  add_deck(app, options);
  add_text(app, "--what", options.what, "LIST", fmt::format("any of {}", fmt::join(plot::known_whats(), ", ")));
  add_text(app, "--show", options.show, "LIST", fmt::format("any of {}", fmt::join(plot::known_shows(), ", ")));
  add_chain_choice(app, options);
  add_stage_choice(app, options);
  add_texts(app, "--port", options.ports, "N+[,N-]", "in place of the deck's ports; may be repeated");
  add_text(app, "--z0", options.z0, "OHMS[,OHMS]", "reference of S parameters: of all ports, or of each");
  add_frequencies(app, options);
  add_text(app, "--x", options.x_axis, "KIND", "frequency axis: log or linear");
  add_text(app, "--y", options.y_axis, "KIND", "axis of impedances, currents and noise: log or linear");
  add_texts(app, "-o,--output", options.pictures, "FILE",
            "write a picture: .svg, .png or .pdf; without it the plot is drawn as text; may be repeated");
  add_text(app, "--theme", options.theme, "NAME", "colours of a picture: light or dark");
  add_text(app, "--width", options.width, "SIZE", "of a picture in pixels, of text in columns");
  add_text(app, "--height", options.height, "SIZE", "likewise, in pixels or lines");
  app.add_flag("--ascii", options.ascii, "text without Braille patterns, as it is in a pipe");
  app.add_flag("--braille", options.braille, "text with them, wherever it goes");
}

plot::Figure figure_of(const std::string& title, const std::vector<plot::Trace>& traces,
                       const std::vector<std::string>& whats, const plot::Choices& choices) {
  if (whats.front() == "smith") return plot::smith_chart(title, traces);
  if (whats.front() == "nyquist") return plot::nyquist_chart(title, traces);
  return plot::compose(title, traces, choices);
}

ExitStatus run(Session& session) {
  check_pictures(session);
  const plot::Choices choices = choices_of(session);
  const double width = size_option(session, "--width", session.options.width);
  const double height = size_option(session, "--height", session.options.height);
  constexpr std::string_view themes[] = {"light", "dark"};
  if (!is_among(themes, lower_case(session.options.theme))) {
    session.diagnostics.error(codes::bad_option_value, session.sources.add("--theme", session.options.theme),
                              "unknown theme '{}', expected light or dark", session.options.theme);
  }
  const std::vector<std::string> whats = plot::choose_whats(session);
  if (whats.empty()) return ExitStatus::misuse;
  const std::vector<plot::Trace> traces = plot::collect_traces(session, whats);
  check_traces(session, traces);
  if (session.diagnostics.has_errors()) return status_of_failure(session);
  const plot::Figure figure = figure_of(session.deck.title, traces, whats, choices);
  if (figure.panels.empty()) {
    session.diagnostics
        .error(codes::nothing_to_draw, session.sources.add("--show", session.options.show),
               "nothing to draw: what is plotted has nothing of '--show {}'", session.options.show)
        .with_hint("voltages, S parameters and loop gains have a magnitude and a phase");
    return ExitStatus::misuse;
  }
  if (!session.options.pictures.empty()) return write_pictures(session, figure, width, height);
  plot::print(session.out, figure, text_style(session.options, width, height));
  return ExitStatus::done;
}

}  // namespace

namespace registered {
extern const Command plot;
const Command plot{
    .name = "plot",
    .usage = "DECK [-o FILE.svg] [--what LIST] [OPTIONS]",
    .help = "a picture of impedances, voltages, noise, S parameters or loop gain over the frequency",
    .examples =
        "  ohmscope plot headphone-amp.cir\n"
        "  ohmscope plot headphone-amp.cir --stage amp --what overall.zout -o zout.svg\n"
        "  ohmscope plot headphone-amp.cir --what local.zin,overall.zin --theme dark -o zin.png\n"
        "  ohmscope plot headphone-amp.cir --what voltage --stage phones -o bode.pdf\n"
        "  ohmscope plot filter.cir --what smith --port in --port out -o smith.svg\n",
    .add_options = add_options,
    .run = run,
};
}  // namespace registered

}  // namespace ohmscope

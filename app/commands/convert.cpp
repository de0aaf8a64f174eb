#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <system_error>

#include "app/codes.hpp"
#include "app/command.hpp"
#include "app/delivery.hpp"
#include "netlist/text.hpp"
#include "results/format.hpp"

namespace ohmscope {

namespace {

/// All of standard input as a file, as readers want it, called as its format says; gone when it goes.
class SpooledInput {
 public:
  explicit SpooledInput(const std::string& format)
      : path_(std::filesystem::temp_directory_path() / ("ohmscope-XXXXXX." + format)) {
    const int descriptor = ::mkstemps(path_.data(), static_cast<int>(format.size() + 1));
    std::FILE* file = descriptor < 0 ? nullptr : ::fdopen(descriptor, "wb");
    if (file == nullptr) fail();
    char block[1 << 16];
    std::size_t size = 0;
    bool is_whole = true;
    while (is_whole && (size = std::fread(block, 1, sizeof block, stdin)) > 0)
      is_whole = std::fwrite(block, 1, size, file) == size;
    is_whole = std::fclose(file) == 0 && is_whole && std::ferror(stdin) == 0;
    if (!is_whole) fail();
  }
  SpooledInput(const SpooledInput&) = delete;
  SpooledInput& operator=(const SpooledInput&) = delete;
  ~SpooledInput() { ::unlink(path_.c_str()); }

  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  [[noreturn]] void fail() const {
    const std::error_code why(errno, std::generic_category());
    ::unlink(path_.c_str());
    throw std::system_error(why, "cannot keep standard input");
  }

  std::string path_;
};

/// Whether `--from` and `--to` stand where they say something, and nothing else would.
bool check_standard_streams(Session& session) {
  const Options& options = session.options;
  const bool to_output = std::find(options.outputs.begin(), options.outputs.end(), "-") != options.outputs.end();
  const auto check = [&](std::string_view option, bool is_used, const std::string& format, std::string_view stream) {
    if (is_used == !format.empty()) return true;
    if (is_used) {
      session.diagnostics.error(codes::bad_command_line, {}, "nothing says the format of standard {}", stream)
          .with_hint(fmt::format("{} raw, or another format by its suffix", option));
    } else {
      session.diagnostics.error(codes::bad_command_line, {}, "'{}' is of standard {}, and no file is '-'", option,
                                stream);
    }
    return false;
  };
  const bool in = check("--from", options.input == "-", options.from, "input");
  const bool out = check("--to", to_output, options.to, "output");
  return in && out;
}

// A file that is not as it should be is the user's affair, as a wrong deck is.
std::optional<results::Document> read(Session& session, const std::string& path, const std::string& called) {
  const results::FileFormat* format = results::format_of(path);
  if (format == nullptr || format->read == nullptr) {
    session.diagnostics
        .error(codes::bad_result_file, {}, "cannot read '{}': {} suffix '{}'", path,
               format == nullptr ? "unknown" : "only written is the", results::suffix_of(path))
        .with_hint(fmt::format("known are {}", fmt::join(results::read_suffixes(), ", ")));
    return std::nullopt;
  }
  try {
    return format->read(path);
  } catch (const results::Fault& fault) {
    session.diagnostics.error(codes::bad_result_file, {}, "'{}': {}", called, fault.what()).with_hint(fault.hint());
  } catch (const std::system_error& error) {
    session.diagnostics.error(codes::bad_result_file, {}, "{}", error.what());
  }
  return std::nullopt;
}

std::string list_of(const std::vector<results::Plot>& plots) {
  constexpr std::size_t most = 9;
  std::vector<std::string> names;
  for (std::size_t k = 0; k < std::min(plots.size(), most); ++k)
    names.push_back(fmt::format("{} '{}'", k + 1, plots[k].name));
  return fmt::format("the plots are {}{}", fmt::join(names, ", "), plots.size() > most ? ", …" : "");
}

// Those of `--plot`: one by its number, or all of a name or a type.
bool choose_plots(Session& session, results::Document& document) {
  const std::string& wanted = session.options.plot;
  if (wanted.empty()) return true;
  std::size_t number = 0;
  const auto [end, status] = std::from_chars(wanted.data(), wanted.data() + wanted.size(), number);
  const bool is_number = status == std::errc{} && end == wanted.data() + wanted.size();
  std::vector<results::Plot> chosen;
  for (std::size_t k = 0; k < document.plots.size(); ++k) {
    const results::Plot& plot = document.plots[k];
    const bool is_called = equal_ignoring_case(plot.name, wanted) || equal_ignoring_case(plot.type, wanted);
    if (is_number ? number == k + 1 : is_called) chosen.push_back(plot);
  }
  if (chosen.empty()) {
    session.diagnostics.error(codes::unknown_thing, {}, "'{}' has no plot '{}'", session.options.input, wanted)
        .with_hint(list_of(document.plots));
    return false;
  }
  document.plots = std::move(chosen);
  return true;
}

// Those of `--signal`, by their names, and all axes.
bool choose_signals(Session& session, results::Document& document) {
  for (const std::string& wanted : session.options.signals) {
    const auto is_called = [&](const results::Column& signal) { return equal_ignoring_case(signal.name, wanted); };
    const bool found = std::any_of(document.plots.begin(), document.plots.end(), [&](const results::Plot& plot) {
      return std::any_of(plot.signals.begin(), plot.signals.end(), is_called);
    });
    if (found) continue;
    std::vector<std::string_view> names;
    for (const results::Plot& plot : document.plots) {
      for (const results::Column& signal : plot.signals) names.push_back(signal.name);
    }
    session.diagnostics.error(codes::unknown_thing, {}, "'{}' has no signal '{}'", session.options.input, wanted)
        .with_hint(did_you_mean(wanted, names));
    return false;
  }
  if (session.options.signals.empty()) return true;
  for (results::Plot& plot : document.plots) {
    std::erase_if(plot.signals, [&](const results::Column& signal) {
      return std::none_of(session.options.signals.begin(), session.options.signals.end(),
                          [&](const std::string& wanted) { return equal_ignoring_case(signal.name, wanted); });
    });
  }
  std::erase_if(document.plots, [](const results::Plot& plot) { return plot.signals.empty(); });
  return true;
}

void add_options(CLI::App& app, Options& options) {
  add_text(app, "IN", options.input, " ",
           fmt::format("the file to read: {}", fmt::join(results::read_suffixes(), " ")));
  add_texts(app, "OUT", options.outputs, "...",
            fmt::format("the files to write: {}", fmt::join(results::written_suffixes(), " ")));
  add_text(app, "--plot", options.plot, "NAME|N", "only this plot of those in IN, by its name, its type or its number");
  add_texts(app, "--signal", options.signals, "NAME", "only this signal; may be repeated");
  add_text(app, "--from", options.from, "FORMAT", "what standard input is, where IN is -: raw, csv, s2p, …");
  add_text(app, "--to", options.to, "FORMAT", "what standard output becomes, where OUT is -");
  add_ascii(app, options);
}

ExitStatus run(Session& session) {
  const Options& options = session.options;
  if (options.outputs.empty()) {
    session.diagnostics
        .error(codes::bad_command_line, {}, "no file to {} given", options.input.empty() ? "read" : "write")
        .with_hint("usage: ohmscope convert IN OUT...");
    return ExitStatus::misuse;
  }
  if (!check_standard_streams(session)) return ExitStatus::misuse;
  const results::FileFormat* from = options.from.empty() ? nullptr : results::format_of("-." + options.from);
  if (!options.from.empty() && (from == nullptr || from->read == nullptr)) {
    session.diagnostics.error(codes::bad_command_line, {}, "unknown format '{}' of standard input", options.from)
        .with_hint(fmt::format("known are {}", fmt::join(results::read_suffixes(), ", ")));
    return ExitStatus::misuse;
  }
  std::optional<SpooledInput> spooled;
  if (from != nullptr) spooled.emplace(options.from);
  std::optional<results::Document> document = read(session, spooled ? spooled->path() : options.input, options.input);
  if (!document || !choose_plots(session, *document) || !choose_signals(session, *document)) return ExitStatus::misuse;
  return deliver(session, {.document = [&] { return std::move(*document); }}, ExitStatus::done);
}

}  // namespace

namespace registered {
extern const Command convert;
const Command convert{
    .name = "convert",
    .usage = "IN OUT... [OPTIONS]",
    .help = "a file of results in another format",
    .examples =
        "  ohmscope convert amplifier.raw amplifier.csv\n"
        "  ohmscope convert amplifier.raw ac.csv --plot ac\n"
        "  ohmscope convert ltspice.raw for-ngspice.raw --ascii\n"
        "  ohmscope convert chain.h5 input.zma --signal amp.overall.zin\n"
        "  simulator | ohmscope convert - - --from raw --to csv\n",
    .add_options = add_options,
    .run = run,
    .takes_deck = false,
};
}  // namespace registered

}  // namespace ohmscope

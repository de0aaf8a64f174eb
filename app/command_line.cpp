#include "app/command_line.hpp"

#include <CLI/CLI.hpp>
#include <memory>
#include <string_view>
#include <vector>

#include "app/codes.hpp"
#include "app/delivery.hpp"
#include "results/format.hpp"

namespace ohmscope {

namespace {

constexpr std::string_view description =
    "ohmscope: what a signal chain, or any netlist, looks like from each of its ports, at every frequency";
constexpr std::string_view exit_statuses =
    "exit status: 0 done; 1 the circuit could not be solved, or a check failed;\n"
    "             2 the deck or the command line is wrong";

// The library's own line knows nothing of what the arguments are called.
class HouseFormatter : public CLI::Formatter {
 public:
  explicit HouseFormatter(std::string usage) : usage_(std::move(usage)) { column_width(22); }
  std::string make_usage(const CLI::App* /*app*/, std::string /*name*/) const override {
    return fmt::format("usage: ohmscope {}\n", usage_);
  }

 private:
  std::string usage_;
};

void add_command(CLI::App& app, const Command& command, Options& options) {
  CLI::App* sub = app.add_subcommand(std::string(command.name), std::string(command.help));
  sub->formatter(std::make_shared<HouseFormatter>(fmt::format("{} {}", command.name, command.usage)));
  sub->footer(fmt::format("\nexamples:\n{}\n{}", command.examples, exit_statuses));
  sub->allow_extras();  // told below, with a suggestion
  sub->set_help_flag("-h,--help", "print this");
  command.add_options(*sub, options);
  sub->add_flag("-q,--quiet", options.quiet, "no warnings");
  sub->add_option("--diagnostics", options.diagnostics, "form of errors and warnings: text or json")
      ->option_text("FORM")
      ->check(CLI::IsMember({"text", "json"}));
  sub->add_flag("-v,--verbose", options.verbose, "say what is done, with counts and timings");
}

std::vector<std::string_view> command_names() {
  std::vector<std::string_view> names;
  for (const Command* command : commands()) names.push_back(command->name);
  return names;
}

const Command* find_command(std::string_view name) {
  for (const Command* command : commands()) {
    if (command->name == name) return command;
  }
  return nullptr;
}

std::vector<std::string> option_names(const CLI::App& sub) {
  std::vector<std::string> names;
  for (const CLI::Option* option : sub.get_options()) {
    for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
  }
  return names;
}

void check_extras(const CLI::App& sub, Diagnostics& diagnostics) {
  for (const std::string& extra : sub.remaining()) {
    if (extra.size() < 2 || extra[0] != '-') {
      diagnostics.error(codes::bad_command_line, {}, "unexpected argument '{}'", extra);
      continue;
    }
    const std::string name = extra.substr(0, extra.find('='));
    const std::vector<std::string> names = option_names(sub);
    if (std::find(names.begin(), names.end(), name) != names.end()) {
      diagnostics.error(codes::bad_command_line, {}, "unexpected argument '{}': options end at '--'", extra);
      continue;
    }
    std::string hint = did_you_mean(name, {names.begin(), names.end()});
    if (hint.empty()) hint = fmt::format("ohmscope {} --help lists the options", sub.get_name());
    diagnostics.error(codes::bad_command_line, {}, "unknown option '{}' of '{}'", name, sub.get_name()).with_hint(hint);
  }
}

// Files whose names promise a format that nobody or the command does not have.
void check_suffix(const CLI::App& sub, const Options& options, Diagnostics& diagnostics) {
  check_output_names(options, diagnostics);
  const results::FileFormat* format = results::format_of(options.output);
  if (format == nullptr) return;
  const std::string_view name = format->suffix.substr(1);
  if (sub.get_option_no_throw(fmt::format("--{}", name)) != nullptr) return;
  diagnostics.error(codes::bad_command_line, {}, "cannot write '{}': '{}' has no format '{}'", options.output,
                    sub.get_name(), name);
}

void check_options(const Command& command, const Options& options, Diagnostics& diagnostics) {
  if (command.takes_deck && options.deck.empty()) {
    diagnostics.error(codes::bad_command_line, {}, "no deck given")
        .with_hint(fmt::format("usage: ohmscope {} {}; DECK - is standard input", command.name, command.usage));
  }
  if (options.json && options.csv)
    diagnostics.error(codes::bad_command_line, {}, "'--json' and '--csv' are both given, expected one of them");
  if (!options.frequencies.empty() && !options.sweep.empty()) {
    diagnostics.error(codes::bad_command_line, {}, "'--freq' and '--ac' are both given, expected one of them");
  }
}

// CLI11 starts its messages in upper case and may end them in several lines.
std::string house_style(std::string message) {
  message = message.substr(0, message.find('\n'));
  const bool is_word = message.size() > 1 && std::islower(static_cast<unsigned char>(message[1])) != 0;
  if (is_word) message[0] = static_cast<char>(std::tolower(static_cast<unsigned char>(message[0])));
  return message;
}

void add_all(CLI::App& app, Options& options) {
  app.formatter(std::make_shared<HouseFormatter>("COMMAND DECK [OPTIONS]"));
  app.footer(fmt::format("\nohmscope COMMAND --help tells more about a command\n{}", exit_statuses));
  app.set_help_flag("-h,--help", "print this");
  app.set_version_flag("--version", std::string("ohmscope ") + OHMSCOPE_VERSION, "print the version");
  for (const Command* command : commands()) add_command(app, *command, options);
}

bool first_word_is_wrong(int count, const char* const* arguments, Diagnostics& diagnostics) {
  if (count < 2) {
    diagnostics.error(codes::bad_command_line, {}, "no command given").with_hint("ohmscope --help lists them");
    return true;
  }
  const std::string_view word = arguments[1];
  if (word.starts_with('-') || find_command(word) != nullptr) return false;
  std::string hint = did_you_mean(word, command_names());
  if (hint.empty()) hint = fmt::format("the commands are {}", fmt::join(command_names(), ", "));
  diagnostics.error(codes::bad_command_line, {}, "unknown command '{}'", word).with_hint(hint);
  return true;
}

}  // namespace

Invocation parse_command_line(int count, const char* const* arguments, Diagnostics& diagnostics) {
  Invocation invocation;
  if (first_word_is_wrong(count, arguments, diagnostics)) return invocation;
  CLI::App app{std::string(description), "ohmscope"};
  add_all(app, invocation.options);
  try {
    app.parse(count, arguments);
  } catch (const CLI::CallForHelp&) {
    invocation.text = app.help();
    return invocation;
  } catch (const CLI::CallForVersion& version) {
    invocation.text = std::string(version.what()) + "\n";
    return invocation;
  } catch (const CLI::ParseError& error) {
    diagnostics.error(codes::bad_command_line, {}, "{}", house_style(error.what()));
    return invocation;
  }
  if (app.get_subcommands().empty()) {
    diagnostics.error(codes::bad_command_line, {}, "no command given").with_hint("ohmscope --help lists them");
    return invocation;
  }
  const CLI::App& sub = *app.get_subcommands().front();
  const Command* command = find_command(sub.get_name());
  check_extras(sub, diagnostics);
  check_options(*command, invocation.options, diagnostics);
  check_suffix(sub, invocation.options, diagnostics);
  if (!diagnostics.has_errors()) invocation.command = command;
  return invocation;
}

}  // namespace ohmscope

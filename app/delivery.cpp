#include "app/delivery.hpp"

#include <algorithm>
#include <ctime>

#include "app/codes.hpp"
#include "results/format.hpp"

namespace ohmscope {

namespace {

constexpr std::string_view table_suffix = ".txt";

bool is_for_tables(const std::string& path) {
  const std::string suffix = results::suffix_of(path);
  return suffix.empty() || suffix == table_suffix;
}

/// A flag beats the suffix of a single file; of several it is for those whose suffix says nothing.
bool flag_decides(const Options& options, const std::string& path) {
  return (options.json || options.csv) && (options.outputs.size() < 2 || is_for_tables(path));
}

std::string known_suffixes() {
  return fmt::format("known are {}, and {} for tables of results", fmt::join(results::written_suffixes(), ", "),
                     table_suffix);
}

/// As C's asctime writes it, without the end of the line.
std::string date() {
  const std::time_t now = std::time(nullptr);
  std::tm parts{};
  char text[64];
  if (localtime_r(&now, &parts) == nullptr) return {};
  return {text, std::strftime(text, sizeof text, "%a %b %e %H:%M:%S %Y", &parts)};
}

/// What says the format of an output: its path, or `--to` of standard output.
std::string name_of(const Options& options, const std::string& path) {
  return path == "-" && !options.to.empty() ? "-." + options.to : path;
}

Target target_of(const Options& options, const std::string& output) {
  const std::string path = name_of(options, output);
  Target target{output == "-" ? "" : output, path};
  if (flag_decides(options, path)) {
    target.form = options.json ? Format::json : Format::csv;
  } else if (!is_for_tables(path)) {
    target.form.reset();
    target.file = results::format_of(path);
    if (target.file->suffix == ".json") target.form = Format::json;
    if (target.file->suffix == ".csv") target.form = Format::csv;
  }
  return target;
}

class Delivery {
 public:
  Delivery(Session& session, const Telling& telling) : session_(session), telling_(telling) {}

  void write(const Target& target) {
    if (target.form == Format::table && telling_.table) return telling_.table(*target.out);
    if (target.form == Format::json && telling_.json) return telling_.json(*target.out);
    if (target.form == Format::csv && telling_.csv) return telling_.csv(*target.out);
    if (target.file == nullptr) throw results::Fault("its name says no format", known_suffixes());
    if (!document_) document_ = telling_.document();
    if (document_->date.empty()) document_->date = date();
    target.file->write(*document_, *target.out, {.as_text = session_.options.ascii, .path = target.name});
  }

 private:
  Session& session_;
  const Telling& telling_;
  std::optional<results::Document> document_;
};

}  // namespace

std::vector<Target> targets(Session& session) {
  std::vector<Target> all;
  for (const std::string& path : session.options.outputs) {
    all.push_back(target_of(session.options, path));
    all.back().out = &session.out;
    if (all.back().path.empty()) continue;
    session.files.push_back(std::make_unique<Output>(path));
    all.back().out = session.files.back().get();
  }
  if (!all.empty()) return all;
  all.push_back(target_of(session.options, "-"));
  all.back().out = &session.out;
  return all;
}

ExitStatus deliver(Session& session, const Telling& telling, ExitStatus status) {
  Delivery delivery(session, telling);
  for (const Target& target : targets(session)) {
    try {
      delivery.write(target);
    } catch (const results::Fault& fault) {
      session.diagnostics
          .error(codes::unfit_format, {}, "cannot write '{}': {}", target.path.empty() ? "-" : target.path,
                 fault.what())
          .with_hint(fault.hint());
      status = ExitStatus::misuse;
    }
  }
  return status;
}

void check_output_names(const Options& options, Diagnostics& diagnostics) {
  const std::vector<std::string>& paths = options.outputs;
  for (auto path = paths.begin(); path != paths.end(); ++path) {
    if (std::find(paths.begin(), path, *path) != path)
      diagnostics.error(codes::bad_command_line, {}, "'{}' is given twice, expected each file once", *path);
    const std::string name = name_of(options, *path);
    const results::FileFormat* format = results::format_of(name);
    const bool is_known = is_for_tables(name) || (format != nullptr && format->write != nullptr);
    if (is_known || flag_decides(options, *path)) continue;
    diagnostics
        .error(codes::bad_command_line, {}, "cannot write '{}': unknown suffix '{}'", *path, results::suffix_of(name))
        .with_hint(known_suffixes());
  }
}

}  // namespace ohmscope

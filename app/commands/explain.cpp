#include <algorithm>

#include "app/bias_codes.hpp"
#include "app/codes.hpp"
#include "app/command.hpp"
#include "app/text.hpp"
#include "netlist/codes.hpp"
#include "netlist/text.hpp"
#include "results/json_writer.hpp"
#include "stages/codes.hpp"

namespace ohmscope {

namespace {

std::vector<const Code*> all_codes() {
  std::vector<const Code*> all;
  all.insert(all.end(), std::begin(codes::of_netlists), std::end(codes::of_netlists));
  all.insert(all.end(), std::begin(codes::of_chains), std::end(codes::of_chains));
  all.insert(all.end(), std::begin(codes::of_commands), std::end(codes::of_commands));
  all.insert(all.end(), std::begin(codes::of_biases), std::end(codes::of_biases));
  std::sort(all.begin(), all.end(), [](const Code* a, const Code* b) { return a->id < b->id; });
  return all;
}

// Paragraphs folded to the page; what is indented, and lists, stand as they are.
void print_page(Output& out, std::string_view page) {
  std::string paragraph;
  const auto flush = [&] {
    if (paragraph.empty()) return;
    for (const std::string& line : folded(paragraph, page_width)) out.print("{}\n", line);
    paragraph.clear();
  };
  while (!page.empty()) {
    const std::string_view line = page.substr(0, page.find('\n'));
    page.remove_prefix(std::min(line.size() + 1, page.size()));
    if (line.empty() || line.starts_with(' ')) {
      flush();
      out.print("{}\n", line);
    } else {
      paragraph.append(paragraph.empty() ? "" : " ").append(line);
    }
  }
  flush();
}

// The page without the line end that the source text begins with.
std::string_view page_of(const Code& code) { return code.page.substr(1); }

void write_json(Output& out, const std::vector<const Code*>& chosen) {
  JsonWriter json(out);
  json.begin_object();
  json.key("codes");
  json.begin_array();
  for (const Code* code : chosen) {
    json.begin_flat_object();
    json.member("code", code->id);
    json.member("title", code->title);
    json.member("page", page_of(*code));
    json.end_object();
  }
  json.end_array();
  json.end_object();
  json.finish();
}

void write_list(Output& out, const std::vector<const Code*>& all) {
  out.write("codes of errors (E) and warnings (W)\n\n");
  for (const Code* code : all) out.print("  {}  {}\n", code->id, code->title);
  out.write("\n'ohmscope explain CODE' tells what a code means and what to do\n");
}

void add_options(CLI::App& app, Options& options) {
  add_text(app, "CODE", options.code, " ", "a code, as E0301; without it, the list");
  add_json(app, options);
  add_output_file(app, options);
}

ExitStatus run(Session& session) {
  std::vector<const Code*> chosen = all_codes();
  const bool json = session.options.format() == Format::json;
  const std::string& wanted = session.options.code;
  if (wanted.empty()) {
    json ? write_json(session.out, chosen) : write_list(session.out, chosen);
    return ExitStatus::done;
  }
  std::vector<std::string_view> ids;
  for (const Code* code : chosen) ids.push_back(code->id);
  std::erase_if(chosen, [&](const Code* code) { return !equal_ignoring_case(code->id, wanted); });
  if (chosen.empty()) {
    std::string hint = did_you_mean(wanted, ids);
    if (hint.empty()) hint = "'ohmscope explain' lists them";
    session.diagnostics.error(codes::unknown_thing, {}, "no code is called '{}'", wanted).with_hint(hint);
    return ExitStatus::misuse;
  }
  if (json) {
    write_json(session.out, chosen);
  } else {
    session.out.print("{}: {}\n\n", chosen.front()->id, chosen.front()->title);
    print_page(session.out, page_of(*chosen.front()));
  }
  return ExitStatus::done;
}

}  // namespace

namespace registered {
extern const Command explain;
const Command explain{
    .name = "explain",
    .usage = "[CODE] [OPTIONS]",
    .help = "what the code of an error or warning means, and what to do",
    .examples =
        "  ohmscope explain E0301\n"
        "  ohmscope explain\n",
    .add_options = add_options,
    .run = run,
    .takes_deck = false,
};
}  // namespace registered

}  // namespace ohmscope

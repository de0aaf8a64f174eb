#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "netlist/card_scanner.hpp"
#include "netlist/definitions.hpp"
#include "netlist/library.hpp"

namespace ohmscope {

/// Sorts cards into a deck: one pass over the main source and whatever it includes.
class DeckParser {
 public:
  DeckParser(SourceMap& sources, Deck& deck, Diagnostics& diagnostics, const Limits& limits)
      : sources_(sources), deck_(deck), diagnostics_(diagnostics), limits_(limits) {}

  void parse(Span main);

 private:
  struct File {
    CardScanner scanner;
    Span source;
    std::string path = {};     ///< without links and dots, to recognise a file that includes itself
    std::string section = {};  ///< lower case; empty: all of the file
    std::optional<std::vector<LibrarySection>> sections = {};  ///< found when first asked for
  };
  /// A definition, or a branch of `.if`, that is open.
  struct Block {
    Subcircuit* body;
    Span opened_at;
    Subcircuit* definition;  ///< itself, or the innermost around a branch; null at the top level
    bool is_branch = false;
    bool is_last = false;  ///< a branch without a condition
  };
  /// Cards of one kind that have no effect.
  struct Ignored {
    std::string_view name;
    Span first;
    std::size_t count = 0;
  };
  struct DotCard;
  static const std::vector<DotCard>& dot_cards();

  void read_title();
  void read_card(const CardView& card);
  bool report_malformed(const CardView& card);
  [[nodiscard]] bool swallows_names(const CardView& card, const Diagnostic& found) const;
  [[nodiscard]] const DotCard* find_dot_card(const CardView& card) const;
  [[nodiscard]] bool is_loose(const CardView& card) const;
  void read_dot_card(const CardView& card);
  const DotCard* unknown_dot_card(const CardView& card);
  bool expect_text(Span file);
  [[nodiscard]] bool defer(const CardView& card);
  void announce_ignored();
  void settle_conditionals();
  void add_element(const CardView& card);
  [[nodiscard]] Span misplaced_sign(const CardView& card) const;
  void add_chain_line(const CardView& card);
  void close_all();
  void define_stepped();

  // Dot cards; see the table of them.
  void begin_subcircuit(const CardView& card);
  void end_subcircuit(const CardView& card);
  void begin_chain(const CardView& card);
  void end_chain(const CardView& card);
  void add_parameters(const CardView& card);
  void add_function(const CardView& card);
  void define(Definition definition);
  void include(const CardView& card);
  void read_library(const CardView& card);
  void end_library(const CardView& card);
  void add_model(const CardView& card);
  void add_rule(const CardView& card);
  void add_port(const CardView& card);
  void add_analysis(const CardView& card);
  void add_output(const CardView& card);
  void add_step(const CardView& card);
  void add_measure(const CardView& card);
  void add_table(const CardView& card);
  void end_table(const CardView& card);
  void add_globals(const CardView& card);
  void begin_conditional(const CardView& card);
  void begin_branch(const CardView& card);
  void begin_last_branch(const CardView& card);
  void end_conditional(const CardView& card);
  void read_options(const CardView& card);
  void set_temperature(const CardView& card);
  void set_title(const CardView& card);
  void read_control(const CardView& card);
  void end_file(const CardView& card);
  void ignore(const CardView& card);
  void refuse(const CardView& card);

  /// Whether a command of `.control` is the name of an analysis card without its dot.
  [[nodiscard]] static bool is_analysis(std::string_view command);
  void report_control(const CardView& card, const std::vector<std::string_view>& unread);

  [[nodiscard]] std::string_view text(Span span) const { return sources_.text(span); }
  [[nodiscard]] Subcircuit& scope() { return open_.empty() ? deck_.top : *open_.back().body; }
  /// Where mistakes go: within a definition or a branch they wait until it is used.
  [[nodiscard]] Diagnostics& reports() { return open_.empty() ? diagnostics_ : open_.back().body->faults; }
  [[nodiscard]] Span behind_keyword(const CardView& card) const;
  bool expect_words(const CardView& card, std::size_t least, std::size_t most, std::string_view usage);
  void report_open_chain(const CardView& card);
  /// Whether a line without a dot is a stage.
  [[nodiscard]] bool at_chain_line() const { return in_chain_ && open_.size() == chain_depth_; }
  [[nodiscard]] Subcircuit& place_of_block(const CardView& card);
  [[nodiscard]] Subcircuit* innermost_definition() const;
  void open_branch(const CardView& card, std::optional<Span> condition);
  bool expect_branch(const CardView& card);
  void close_branches();
  void read_interface(const CardView& card, Subcircuit& definition);
  void set_option(const Assignment& option);
  void set_parhier(const Assignment& option);
  void replace(std::optional<Span>& place, Span value, std::string_view what);
  [[nodiscard]] std::string path_of(std::string_view written, Span place) const;
  [[nodiscard]] std::function<bool(std::string_view)> file_names_in(Span source) const;
  bool skip_section(Span name);
  void open_file(const CardView& card, Span written, std::optional<Span> section);
  bool find_section(Span name, Span path, Span& file);

  SourceMap& sources_;
  Deck& deck_;
  Diagnostics& diagnostics_;
  const Limits limits_;
  Diagnostics lexical_;        ///< what the scanner found wrong with the card in hand: nothing to cards not read
  bool is_malformed_ = false;  ///< it found something there: what the card lacks is no mistake of its own
  std::vector<File> files_;    ///< being read; the innermost last
  std::size_t included_ = 0;
  std::vector<Block> open_;
  std::vector<Ignored> ignored_;
  bool in_chain_ = false;          ///< the deck's last chain is open
  std::size_t chain_depth_ = 0;    ///< of definitions around it
  bool chain_end_missed_ = false;  ///< said so
  Span chain_opened_at_;
  std::size_t chains_left_ = 0;     ///< without their ends, which may still come
  bool chain_is_deferred_ = false;  ///< a chain in a branch of the top level is open
  std::size_t cards_ = 0;
  std::optional<Span> option_temperature_;  ///< of `.options`
  std::optional<Span> card_temperature_;    ///< of `.temp`, which comes before it
};

/// Warns of parameters and functions that an earlier one of the same body shares its name with: the last counts. What a
/// branch of `.if` defines may well take the place of something.
void warn_of_redefinitions(const SourceMap& sources, Deck& deck);

/// Finds chains, ports, definitions, models, pins and formal parameters that share a name. What shares a definition's
/// or a model's name is a mistake only where it is used, and none at all if it says the same.
void find_duplicates(const SourceMap& sources, Deck& deck, Diagnostics& diagnostics);

}  // namespace ohmscope

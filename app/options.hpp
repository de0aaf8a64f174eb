#pragma once

#include <map>
#include <string>
#include <vector>

namespace CLI {
class App;
class Option;
}  // namespace CLI

namespace ohmscope {

enum class Format { table, json, csv };

/// The command line as typed; what the texts mean is read later, beside the deck, so that mistakes in them are shown
/// like those of a deck.
struct Options {
  std::string deck;
  std::string dialect = "ngspice";
  std::vector<std::string> frequencies;  ///< each a comma list
  std::string sweep;                     ///< `dec:20:10:100k`
  std::vector<std::string> stages;       ///< each a comma list
  std::vector<std::string> chains;       ///< each a comma list
  std::vector<std::string> ports;        ///< each `N+[,N-]`
  std::string matrices;                  ///< a comma list
  std::string z0;                        ///< a comma list
  std::string tolerance;
  std::string rule;  ///< of `interfaces`
  std::string ideal_gain;
  std::map<std::string, std::string> limits;  ///< by option: `--max-elements`
  std::string stage_type;
  std::string output;                ///< of a command that writes one file
  std::vector<std::string> outputs;  ///< of one that tells results; `-` is standard output
  bool ascii = false;
  std::string input;                 ///< of `convert`; `-`: standard input
  std::string plot;                  ///< of `convert`: a name or a number
  std::vector<std::string> signals;  ///< of `convert`: names
  bool all = false;
  std::vector<std::string> pictures;  ///< files that `plot` writes
  std::string what;                   ///< of `plot`: a comma list
  std::string show;                   ///< likewise
  std::string x_axis;                 ///< of `plot`: `log` or `linear`; empty: as it fits
  std::string y_axis;                 ///< likewise, of impedances
  std::string theme = "light";        ///< of `plot`
  std::string width;                  ///< of `plot`: pixels, or columns of text
  std::string height;                 ///< likewise
  bool braille = false;               ///< of `plot`, whatever the terminal
  bool sensitivities = false;
  bool json = false;
  bool csv = false;
  std::string code;         ///< that `explain` is asked for
  std::string diagnostics;  ///< form: `text` (or empty) or `json`
  std::string http_port;    ///< of `serve`
  int jobs = 0;             ///< processors to use; 0: all
  bool quiet = false;
  bool verbose = false;
  std::string from;    ///< of `convert`: the format of standard input, "raw" or "s2p"
  std::string to;      ///< the same of standard output
  bool noise = false;  ///< of `network`

  /// As the flags say, else by the suffix of the output file.
  [[nodiscard]] Format format() const;
};

/// An option with a text, refused if empty.
CLI::Option* add_text(CLI::App& app, const std::string& name, std::string& target, const std::string& metavariable,
                      const std::string& help);
/// The same for one that may be repeated.
CLI::Option* add_texts(CLI::App& app, const std::string& name, std::vector<std::string>& target,
                       const std::string& metavariable, const std::string& help);

// Groups of options that commands share.
void add_deck(CLI::App& app, Options& options);
void add_frequencies(CLI::App& app, Options& options);
void add_chain_choice(CLI::App& app, Options& options);
void add_stage_choice(CLI::App& app, Options& options);
void add_all_signals(CLI::App& app, Options& options);
void add_sensitivities(CLI::App& app, Options& options);
void add_noise(CLI::App& app, Options& options);
void add_json(CLI::App& app, Options& options);
void add_csv(CLI::App& app, Options& options);
/// Behind those of the formats, which its help names.
void add_output_file(CLI::App& app, Options& options);
void add_ascii(CLI::App& app, Options& options);
/// For commands that tell results in any number of files, of any format.
void add_result_files(CLI::App& app, Options& options);

}  // namespace ohmscope

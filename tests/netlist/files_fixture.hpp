#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "netlist/elaborate.hpp"

namespace ohmscope::testing {

/// Files in a directory of their own.
class Files : public ::testing::Test {
 protected:
  Files() : directory_(std::filesystem::temp_directory_path() / ("ohmscope-files-" + std::to_string(getpid()))) {
    std::filesystem::create_directories(directory_ / "parts");
  }
  ~Files() override { std::filesystem::remove_all(directory_); }

  void write(const std::string& name, const std::string& text) const { std::ofstream(directory_ / name) << text; }

  /// Parses and elaborates `main.cir` of that directory.
  void load() {
    const Span main = sources_.read((directory_ / "main.cir").string());
    deck_ = parse_deck(sources_, main, diagnostics_);
    Elaborator(sources_, deck_, diagnostics_).add_top(netlist_);
  }
  [[nodiscard]] std::vector<std::string> messages() const {
    std::vector<std::string> all;
    for (const Diagnostic& d : diagnostics_.all()) {
      const Location at = sources_.locate(d.span);
      all.push_back(fmt::format("{}:{}:{}: {}", std::filesystem::path(at.file).filename().string(), at.line, at.column,
                                d.message));
    }
    return all;
  }
  [[nodiscard]] std::optional<double> value(std::string_view name) const {
    const auto id = netlist_.circuit.find_element(name);
    return id ? std::optional(netlist_.circuit.values(*id)[0]) : std::nullopt;
  }

  std::filesystem::path directory_;
  SourceMap sources_;
  Diagnostics diagnostics_;
  Deck deck_;
  Netlist netlist_;
};

}  // namespace ohmscope::testing

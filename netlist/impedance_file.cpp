#include "netlist/impedance_file.hpp"

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <system_error>

#include "netlist/codes.hpp"
#include "netlist/library.hpp"
#include "netlist/text.hpp"

namespace ohmscope {

namespace {

std::optional<ImpedanceFormat> format_of(const std::filesystem::path& path) {
  const std::string extension = lower_case(path.extension().string());
  constexpr std::string_view columns[] = {".zma", ".txt", ".csv", ".tsv", ".dat"};
  constexpr std::string_view touchstone[] = {".s1p", ".z1p", ".y1p", ".ts"};
  if (is_among(columns, extension)) return ImpedanceFormat::columns;
  if (is_among(touchstone, extension)) return ImpedanceFormat::touchstone;
  return std::nullopt;
}

}  // namespace

std::optional<std::string> text_of_file(const std::filesystem::path& path, std::string& why) {
  why = outside_of_folder(path.string());
  if (why.empty()) why = unfit_to_open(path.string());
  if (!why.empty()) return std::nullopt;
  std::error_code error;
  if (std::filesystem::is_directory(path, error)) error = std::make_error_code(std::errc::is_a_directory);
  std::ifstream file(path, std::ios::binary);
  if (!error && !file) error = std::error_code(errno, std::generic_category());
  std::string text;
  if (!error) text.assign(std::istreambuf_iterator<char>(file), {});
  if (!error && file.bad()) error = std::make_error_code(std::errc::io_error);
  why = error ? lower_case(error.message()) : "";
  return error ? std::nullopt : std::optional(std::move(text));
}

namespace {

std::shared_ptr<const ImpedanceTable> load(const std::filesystem::path& path, const ImpedanceOptions& options,
                                           std::string_view name, Span mention, Diagnostics& diagnostics) {
  if (equal_ignoring_case(path.extension().string(), ".frd")) {
    diagnostics
        .error(codes::bad_measured_file, mention,
               "'{}' is a frequency response, in dB of a sound pressure or a voltage: no impedance", name)
        .with_hint("give the impedance that was measured beside it, most often a .zma");
    return nullptr;
  }
  const std::optional<ImpedanceFormat> format = format_of(path);
  if (!format) {
    diagnostics.error(
        codes::bad_measured_file, mention,
        "unknown kind of measured impedance '{}', expected .zma, .txt, .csv, .tsv, .dat, .s1p, .z1p, .y1p or .ts",
        name);
    return nullptr;
  }
  std::string why;
  const std::optional<std::string> text = text_of_file(path, why);
  if (!text) {
    diagnostics.error(codes::unreadable_file, mention, "cannot read '{}': {}", name, why)
        .with_hint("looked for " + path.string());
    return nullptr;
  }
  return parse_impedance(*text, *format, options, std::string(name), mention, diagnostics);
}

}  // namespace

std::shared_ptr<const ImpedanceTable> ImpedanceFiles::read(std::string_view path, const ImpedanceOptions& options,
                                                           std::string_view deck, Span mention,
                                                           Diagnostics& diagnostics) {
  const std::filesystem::path full = std::filesystem::path(deck).parent_path() / std::filesystem::path(path);
  const auto [entry, added] = tables_.try_emplace({full.string(), options});
  if (added) entry->second = load(full, options, path, mention, diagnostics);
  return entry->second;
}

}  // namespace ohmscope

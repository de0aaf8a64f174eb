#include "results/format.hpp"

#include <algorithm>
#include <array>

#include "results/text.hpp"

namespace ohmscope::results {

namespace registered {
extern const FileFormat raw;
extern const FileFormat qraw;
extern const FileFormat csv;
extern const FileFormat json;
extern const FileFormat hdf5;
extern const FileFormat zma;
extern const FileFormat touchstone;
}  // namespace registered

namespace {

template <class Wanted>
std::vector<std::string_view> suffixes(const Wanted& wanted) {
  std::vector<std::string_view> found;
  for (const FileFormat* format : file_formats()) {
    if (!wanted(*format)) continue;
    found.push_back(format->suffix);
    if (!format->also.empty()) found.push_back(format->also);
  }
  return found;
}

}  // namespace

std::span<const FileFormat* const> file_formats() {
  static constexpr std::array<const FileFormat*, 7> list{
      &registered::raw, &registered::csv,        &registered::json, &registered::hdf5,
      &registered::zma, &registered::touchstone, &registered::qraw,
  };
  return list;
}

std::vector<std::string_view> written_suffixes() {
  return suffixes([](const FileFormat& format) { return format.write != nullptr; });
}

std::vector<std::string_view> read_suffixes() {
  return suffixes([](const FileFormat& format) { return format.read != nullptr; });
}

std::string suffix_of(std::string_view path) {
  const std::string_view name = path.substr(path.find_last_of('/') + 1);
  const std::size_t dot = name.find_last_of('.');
  if (dot == std::string_view::npos || dot == 0) return {};
  return lower_case(name.substr(dot));
}

const FileFormat* format_of(std::string_view path) {
  const std::string suffix = suffix_of(path);
  const auto formats = file_formats();
  const auto found = std::find_if(formats.begin(), formats.end(), [&](const FileFormat* format) {
    return format->fits == nullptr ? format->suffix == suffix : format->fits(path);
  });
  return found == formats.end() ? nullptr : *found;
}

}  // namespace ohmscope::results

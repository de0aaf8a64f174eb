#include "results/formats/hdf5_reader.hpp"

#include <fmt/format.h>

#include "results/fault.hpp"
#include "results/formats/hdf5_library.hpp"
#include "results/mapped_file.hpp"

namespace ohmscope::results {

namespace {

/// The text of an attribute, of fixed or variable length; empty if there is none.
std::string attribute(hid_t object, const char* name) {
  const Hdf5Library& h5 = hdf5();
  if (h5.Aexists(object, name) <= 0) return {};
  const Hdf5Handle attribute(h5.Aopen(object, name, H5P_DEFAULT), h5.Aclose);
  const Hdf5Handle type(h5.Aget_type(attribute.id()), h5.Tclose);
  if (h5.Tget_class(type.id()) != H5T_STRING) return {};
  if (h5.Tis_variable_str(type.id()) > 0) {
    char* text = nullptr;
    if (h5.Aread(attribute.id(), type.id(), static_cast<void*>(&text)) < 0 || text == nullptr) return {};
    std::string result(text);
    h5.free_memory(text);
    return result;
  }
  std::string text(h5.Tget_size(type.id()), '\0');
  if (h5.Aread(attribute.id(), type.id(), text.data()) < 0) return {};
  return text.substr(0, text.find('\0'));
}

std::vector<std::string> names_in(hid_t group) {
  const auto add = [](hid_t /*group*/, const char* name, const H5L_info_t* /*info*/, void* names) {
    static_cast<std::vector<std::string>*>(names)->emplace_back(name);
    return herr_t{0};
  };
  const Hdf5Library& h5 = hdf5();
  std::vector<std::string> names;
  if (h5.Literate(group, H5_INDEX_CRT_ORDER, H5_ITER_INC, nullptr, add, &names) >= 0) return names;
  names.clear();
  h5.Literate(group, H5_INDEX_NAME, H5_ITER_INC, nullptr, add, &names);
  return names;
}

Values values_of(hid_t dataset, const std::string& path) {
  const Hdf5Library& h5 = hdf5();
  const Hdf5Handle space(h5.Dget_space(dataset), h5.Sclose);
  const Hdf5Handle type(h5.Dget_type(dataset), h5.Tclose);
  const H5T_class_t kind = h5.Tget_class(type.id());
  const hssize_t size = h5.Sget_simple_extent_npoints(space.id());
  const bool is_complex = kind == H5T_COMPOUND;
  const auto read = [&](hid_t as, auto numbers) {
    if (h5.Dread(dataset, as, H5S_ALL, H5S_ALL, H5P_DEFAULT, numbers.data()) < 0)
      throw Fault(fmt::format("the numbers of '{}' cannot be read", path),
                  "real numbers, or compounds of r and i, are expected; the file may be incomplete");
    return Values(std::move(numbers));
  };
  const auto count = static_cast<std::size_t>(size < 0 ? 0 : size);
  if (!is_complex) return read(h5.native_double, std::vector<double>(count));
  const Hdf5Handle complex(hdf5_complex_type(), h5.Tclose);
  return read(complex.id(), std::vector<std::complex<double>>(count));
}

void add_column(hid_t dataset, const std::string& path, const std::string& name, Plot& plot) {
  Column column{attribute(dataset, "name"), attribute(dataset, "unit"), values_of(dataset, path)};
  if (column.name.empty()) column.name = name;
  const std::string role = attribute(dataset, "role");
  if (role == "step" && column.values.size() == 1) {
    plot.steps.push_back({column.name, column.unit, column.values.real(0)});
    return;
  }
  if (role == "reference") {
    for (std::size_t k = 0; k < column.values.size(); ++k) plot.references.push_back(column.values.real(k));
    return;
  }
  plot.is_complex = plot.is_complex || (column.values.is_complex() && role != "axis");
  (role == "axis" ? plot.axes : plot.signals).push_back(std::move(column));
}

void check_lengths(const Plot& plot, const std::string& path) {
  for (const auto* columns : {&plot.axes, &plot.signals}) {
    for (const Column& column : *columns) {
      if (column.values.size() != plot.points())
        throw Fault(fmt::format("'{}/{}' holds {} values, others beside it {}", path, column.name, column.values.size(),
                                plot.points()));
    }
  }
}

void add_plots(hid_t group, const std::string& path, Document& document) {
  const Hdf5Library& h5 = hdf5();
  Plot plot;
  plot.type = attribute(group, "type");
  plot.name = attribute(group, "name");
  if (plot.name.empty()) plot.name = path;
  std::vector<std::string> groups;
  for (const std::string& name : names_in(group)) {
    const Hdf5Handle object(h5.Oopen(group, name.c_str(), H5P_DEFAULT), h5.Oclose);
    const H5I_type_t kind = h5.Iget_type(object.id());
    if (kind == H5I_DATASET) add_column(object.id(), path + "/" + name, name, plot);
    if (kind == H5I_GROUP) groups.push_back(name);
  }
  check_lengths(plot, path);
  if (!plot.axes.empty() || !plot.signals.empty()) document.plots.push_back(std::move(plot));
  for (const std::string& name : groups) {
    const Hdf5Handle inner(h5.Oopen(group, name.c_str(), H5P_DEFAULT), h5.Oclose);
    add_plots(inner.id(), path + "/" + name, document);
  }
}

}  // namespace

Document read_hdf5(const std::string& path) {
  constexpr std::string_view signature = "\x89HDF\r\n\x1a\n";
  const MappedFile bytes(path);  // says why, where a file cannot be read at all
  if (bytes.bytes().empty()) throw Fault("the file is empty");
  if (bytes.bytes().find(signature) == std::string_view::npos) throw Fault("byte 0: this is no HDF5 file");
  const Hdf5Library& h5 = hdf5();
  const hid_t id = h5.Fopen(path.c_str(), hdf5_read_only, H5P_DEFAULT);
  if (id < 0) throw Fault(fmt::format("byte {}: the file ends too early, or is damaged", bytes.bytes().size()));
  const Hdf5Handle file(id, h5.Fclose);
  Document document;
  document.title = attribute(file.id(), "title");
  document.date = attribute(file.id(), "date");
  add_plots(file.id(), "", document);
  if (document.plots.empty()) throw Fault("the file holds no numbers");
  return document;
}

}  // namespace ohmscope::results

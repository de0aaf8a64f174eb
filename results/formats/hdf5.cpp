#include <algorithm>
#include <cerrno>
#include <map>
#include <system_error>

#include "results/format.hpp"
#include "results/formats/hdf5_library.hpp"
#include "results/formats/hdf5_reader.hpp"

namespace ohmscope::results {

namespace {

constexpr unsigned in_order = H5P_CRT_ORDER_TRACKED | H5P_CRT_ORDER_INDEXED;

void expect(herr_t status) {
  if (status < 0) throw std::system_error(errno, std::generic_category(), "cannot write a .h5 file");
}

/// Writes plots as groups below the root of one file.
class Writer {
 public:
  explicit Writer(hid_t file)
      : file_(file),
        scalar_(h5_.Screate(H5S_SCALAR), h5_.Sclose),
        complex_(hdf5_complex_type(), h5_.Tclose),
        group_properties_(h5_.Pcreate(h5_.group_creation), h5_.Pclose) {
    expect(h5_.Pset_link_creation_order(group_properties_.id(), in_order));
  }

  void attribute(hid_t object, const char* name, const std::string& text) {
    const Hdf5Handle type(h5_.Tcopy(h5_.c_string), h5_.Tclose);
    expect(h5_.Tset_size(type.id(), H5T_VARIABLE));
    expect(h5_.Tset_cset(type.id(), H5T_CSET_UTF8));
    const Hdf5Handle attribute(h5_.Acreate(object, name, type.id(), scalar_.id(), H5P_DEFAULT, H5P_DEFAULT),
                               h5_.Aclose);
    const char* const characters = text.c_str();
    expect(h5_.Awrite(attribute.id(), type.id(), static_cast<const void*>(&characters)));
  }

  /// "ac", the next one "ac_2"; the steps of one analysis are "ac/step_1" and so on.
  void plot(const Plot& plot) {
    const bool is_next_step = !plot.steps.empty() && previous_ != nullptr && previous_->name == plot.name &&
                              !same_values(plot.steps, first_->steps);
    if (!is_next_step) {
      first_ = &plot;
      steps_ = 0;
      parent_ = unique(plot.type.empty() ? "plot" : plot.type, "");
      if (!plot.steps.empty()) const Hdf5Handle made = group(parent_);
    }
    previous_ = &plot;
    const Hdf5Handle here = group(plot.steps.empty() ? parent_ : fmt::format("{}/step_{}", parent_, ++steps_));
    attribute(here.id(), "type", plot.type);
    attribute(here.id(), "name", plot.name);
    taken_.columns.clear();
    for (const Step& step : plot.steps)
      column(here.id(), {step.name, step.unit, Values(std::vector<double>{step.value})}, "step", false);
    if (!plot.references.empty())
      column(here.id(), {"references", "ohm", Values::of(plot.references)}, "reference", false);
    for (const Column& axis : plot.axes) column(here.id(), axis, "axis", false);
    for (const Column& signal : plot.signals) column(here.id(), signal, "signal", plot.is_complex);
  }

 private:
  /// Names that are taken: at the root, and in the group being filled.
  struct Taken {
    std::map<std::string, std::size_t> groups;
    std::map<std::string, std::size_t> columns;
  };

  static bool same_values(const std::vector<Step>& a, const std::vector<Step>& b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [](const Step& x, const Step& y) { return x.name == y.name && x.value == y.value; });
  }

  /// A name of its own; '/' would be a path.
  std::string unique(std::string name, std::string_view where) {
    std::replace(name.begin(), name.end(), '/', '|');
    if (name.empty() || name == ".") name = "_";
    auto& names = where.empty() ? taken_.groups : taken_.columns;
    const std::size_t count = ++names[name];
    return count == 1 ? name : fmt::format("{}_{}", name, count);
  }

  Hdf5Handle group(const std::string& path) {
    return {h5_.Gcreate(file_, path.c_str(), H5P_DEFAULT, group_properties_.id(), H5P_DEFAULT), h5_.Gclose};
  }

  void column(hid_t where, const Column& column, const char* role, bool is_complex) {
    const hsize_t size = column.values.size();
    const std::string name = unique(column.name, role);
    const Hdf5Handle row(h5_.Screate_simple(1, &size, nullptr), h5_.Sclose);
    const hid_t type = is_complex ? complex_.id() : h5_.native_double;
    const Hdf5Handle dataset(h5_.Dcreate(where, name.c_str(), type, row.id(), H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT),
                             h5_.Dclose);
    numbers_.clear();
    for (std::size_t k = 0; k < size; ++k) {
      const std::complex<double> value = column.values[k];
      numbers_.push_back(value.real());
      if (is_complex) numbers_.push_back(value.imag());
    }
    if (size > 0) expect(h5_.Dwrite(dataset.id(), type, H5S_ALL, H5S_ALL, H5P_DEFAULT, numbers_.data()));
    attribute(dataset.id(), "unit", column.unit);
    attribute(dataset.id(), "role", role);
    if (name != column.name) attribute(dataset.id(), "name", column.name);
  }

  const Hdf5Library& h5_ = hdf5();
  hid_t file_;
  Hdf5Handle scalar_;
  Hdf5Handle complex_;
  Hdf5Handle group_properties_;
  Taken taken_;
  const Plot* first_ = nullptr;     ///< of the analysis whose steps are being written
  const Plot* previous_ = nullptr;  ///< written last
  std::size_t steps_ = 0;
  std::string parent_;
  std::vector<double> numbers_;
};

std::string image_of(hid_t file) {
  const Hdf5Library& h5 = hdf5();
  const ssize_t size = h5.Fget_file_image(file, nullptr, 0);
  std::string image(static_cast<std::size_t>(std::max<ssize_t>(size, 0)), '\0');
  if (h5.Fget_file_image(file, image.data(), image.size()) < 0) throw Fault("the library for .h5 files gives up");
  return image;
}

/// Into a file of the sink; where it has none, as into a pipe, made in memory first.
void write(const Document& document, Sink& out, const WriteOptions& /*options*/) {
  const Hdf5Library& h5 = hdf5();
  const Hdf5Handle access(h5.Pcreate(h5.file_access), h5.Pclose);
  const Hdf5Handle creation(h5.Pcreate(h5.file_creation), h5.Pclose);
  const std::string path = out.file();
  if (path.empty()) expect(h5.Pset_fapl_core(access.id(), 1U << 20U, 0));
  expect(h5.Pset_link_creation_order(creation.id(), in_order));
  const Hdf5Handle file(h5.Fcreate(path.empty() ? "memory" : path.c_str(), hdf5_truncate, creation.id(), access.id()),
                        h5.Fclose);
  Writer writer(file.id());
  writer.attribute(file.id(), "title", document.title);
  writer.attribute(file.id(), "date", document.date);
  for (const Plot& plot : document.plots) writer.plot(plot);
  expect(h5.Fflush(file.id(), H5F_SCOPE_GLOBAL));
  if (path.empty()) out.write(image_of(file.id()));
}

}  // namespace

namespace registered {
extern const FileFormat hdf5;
const FileFormat hdf5{
    .suffix = ".h5", .description = "HDF5, a group for each analysis", .write = write, .read = read_hdf5};
}  // namespace registered

}  // namespace ohmscope::results

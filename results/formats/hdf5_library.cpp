#include "results/formats/hdf5_library.hpp"

#include <dlfcn.h>

#include <complex>

#include "results/fault.hpp"

namespace ohmscope::results {

namespace {

void* handle_of_library() {
  void* handle = dlopen(OHMSCOPE_HDF5_LIBRARY, RTLD_LAZY | RTLD_LOCAL);
  if (handle == nullptr)
    throw Fault("the library for .h5 files is missing: " OHMSCOPE_HDF5_LIBRARY,
                "install it (on Debian: libhdf5-103-1), or take another format");
  return handle;
}

/// Gives each function its own type.
class Symbol {
 public:
  Symbol(void* library, const char* name) : address_(dlsym(library, name)) {
    if (address_ == nullptr) throw Fault(std::string("the library for .h5 files is another one: it has no ") + name);
  }
  template <class Function>
  operator Function*() const {  // NOLINT(google-explicit-constructor)
    return reinterpret_cast<Function*>(address_);
  }
  [[nodiscard]] hid_t id() const { return *static_cast<const hid_t*>(address_); }

 private:
  void* address_;
};

Hdf5Library load() {
  void* handle = handle_of_library();
  const auto symbol = [&](const char* name) { return Symbol(handle, name); };
  Hdf5Library library{
      symbol("H5open"),
      symbol("H5free_memory"),
      symbol("H5Eset_auto2"),
      symbol("H5Pcreate"),
      symbol("H5Pclose"),
      symbol("H5Pset_fapl_core"),
      symbol("H5Pset_link_creation_order"),
      symbol("H5Fcreate"),
      symbol("H5Fopen"),
      symbol("H5Fflush"),
      symbol("H5Fget_file_image"),
      symbol("H5Fclose"),
      symbol("H5Gcreate2"),
      symbol("H5Literate"),
      symbol("H5Oopen"),
      symbol("H5Oclose"),
      symbol("H5Iget_type"),
      symbol("H5Screate"),
      symbol("H5Screate_simple"),
      symbol("H5Sget_simple_extent_npoints"),
      symbol("H5Sclose"),
      symbol("H5Tcreate"),
      symbol("H5Tcopy"),
      symbol("H5Tinsert"),
      symbol("H5Tset_size"),
      symbol("H5Tget_size"),
      symbol("H5Tset_cset"),
      symbol("H5Tget_class"),
      symbol("H5Tis_variable_str"),
      symbol("H5Tclose"),
      symbol("H5Dcreate2"),
      symbol("H5Dwrite"),
      symbol("H5Dread"),
      symbol("H5Dget_space"),
      symbol("H5Dget_type"),
      symbol("H5Dclose"),
      symbol("H5Gclose"),
      symbol("H5Acreate2"),
      symbol("H5Awrite"),
      symbol("H5Aexists"),
      symbol("H5Aopen"),
      symbol("H5Aget_type"),
      symbol("H5Aread"),
      symbol("H5Aclose"),
      {},
      {},
      {},
      {},
      {},
  };
  library.open();
  library.Eset_auto(H5E_DEFAULT, nullptr, nullptr);  // it would print
  library.native_double = symbol("H5T_NATIVE_DOUBLE_g").id();
  library.c_string = symbol("H5T_C_S1_g").id();
  library.file_access = symbol("H5P_CLS_FILE_ACCESS_ID_g").id();
  library.file_creation = symbol("H5P_CLS_FILE_CREATE_ID_g").id();
  library.group_creation = symbol("H5P_CLS_GROUP_CREATE_ID_g").id();
  return library;
}

}  // namespace

const Hdf5Library& hdf5() {
  static const Hdf5Library library = load();
  return library;
}

Hdf5Handle::Hdf5Handle(hid_t id, herr_t (*close)(hid_t)) : id_(id), close_(close) {
  if (id < 0) throw Fault("the library for .h5 files gives up");
}

hid_t hdf5_complex_type() {
  const Hdf5Library& h5 = hdf5();
  const hid_t type = h5.Tcreate(H5T_COMPOUND, sizeof(std::complex<double>));
  h5.Tinsert(type, "r", 0, h5.native_double);
  h5.Tinsert(type, "i", sizeof(double), h5.native_double);
  return type;
}

}  // namespace ohmscope::results

#pragma once

#include <hdf5.h>

namespace ohmscope::results {

/// The functions of libhdf5 that are used, by its own names without "H5". The library is loaded when they are first
/// asked for: linked with it, and with all that it needs in turn, every start of a program would take 5 ms longer.
struct Hdf5Library {
  decltype(&::H5open) open;
  decltype(&::H5free_memory) free_memory;
  decltype(&::H5Eset_auto2) Eset_auto;
  decltype(&::H5Pcreate) Pcreate;
  decltype(&::H5Pclose) Pclose;
  decltype(&::H5Pset_fapl_core) Pset_fapl_core;
  decltype(&::H5Pset_link_creation_order) Pset_link_creation_order;
  decltype(&::H5Fcreate) Fcreate;
  decltype(&::H5Fopen) Fopen;
  decltype(&::H5Fflush) Fflush;
  decltype(&::H5Fget_file_image) Fget_file_image;
  decltype(&::H5Fclose) Fclose;
  decltype(&::H5Gcreate2) Gcreate;
  decltype(&::H5Literate) Literate;
  decltype(&::H5Oopen) Oopen;
  decltype(&::H5Oclose) Oclose;
  decltype(&::H5Iget_type) Iget_type;
  decltype(&::H5Screate) Screate;
  decltype(&::H5Screate_simple) Screate_simple;
  decltype(&::H5Sget_simple_extent_npoints) Sget_simple_extent_npoints;
  decltype(&::H5Sclose) Sclose;
  decltype(&::H5Tcreate) Tcreate;
  decltype(&::H5Tcopy) Tcopy;
  decltype(&::H5Tinsert) Tinsert;
  decltype(&::H5Tset_size) Tset_size;
  decltype(&::H5Tget_size) Tget_size;
  decltype(&::H5Tset_cset) Tset_cset;
  decltype(&::H5Tget_class) Tget_class;
  decltype(&::H5Tis_variable_str) Tis_variable_str;
  decltype(&::H5Tclose) Tclose;
  decltype(&::H5Dcreate2) Dcreate;
  decltype(&::H5Dwrite) Dwrite;
  decltype(&::H5Dread) Dread;
  decltype(&::H5Dget_space) Dget_space;
  decltype(&::H5Dget_type) Dget_type;
  decltype(&::H5Dclose) Dclose;
  decltype(&::H5Gclose) Gclose;
  decltype(&::H5Acreate2) Acreate;
  decltype(&::H5Awrite) Awrite;
  decltype(&::H5Aexists) Aexists;
  decltype(&::H5Aopen) Aopen;
  decltype(&::H5Aget_type) Aget_type;
  decltype(&::H5Aread) Aread;
  decltype(&::H5Aclose) Aclose;
  hid_t native_double;
  hid_t c_string;
  hid_t file_access;
  hid_t file_creation;
  hid_t group_creation;
};

/// H5F_ACC_RDONLY and H5F_ACC_TRUNC, which as macros call the library.
inline constexpr unsigned hdf5_read_only = 0x0000U;
inline constexpr unsigned hdf5_truncate = 0x0002U;

/// Throws Fault if the library is not installed.
[[nodiscard]] const Hdf5Library& hdf5();

/// Something that the library has opened, and closes again.
class Hdf5Handle {
 public:
  /// Throws Fault if `id` says that opening it failed.
  Hdf5Handle(hid_t id, herr_t (*close)(hid_t));
  Hdf5Handle(const Hdf5Handle&) = delete;
  Hdf5Handle& operator=(const Hdf5Handle&) = delete;
  ~Hdf5Handle() { close_(id_); }
  [[nodiscard]] hid_t id() const { return id_; }

 private:
  hid_t id_;
  herr_t (*close_)(hid_t);
};

/// Two doubles called r and i, as h5py has complex numbers.
[[nodiscard]] hid_t hdf5_complex_type();

}  // namespace ohmscope::results

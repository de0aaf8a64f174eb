# SuiteSparse's KLU as the imported target KLU::KLU; static where there is such, for what starts sooner.
find_path(KLU_INCLUDE_DIR klu.h PATH_SUFFIXES suitesparse)
find_library(KLU_LIBRARY NAMES libklu.a klu)
find_library(BTF_LIBRARY NAMES libbtf.a btf)
find_library(AMD_LIBRARY NAMES libamd.a amd)
find_library(COLAMD_LIBRARY NAMES libcolamd.a colamd)
find_library(SUITESPARSECONFIG_LIBRARY NAMES libsuitesparseconfig.a suitesparseconfig)
include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(KLU REQUIRED_VARS KLU_LIBRARY KLU_INCLUDE_DIR AMD_LIBRARY COLAMD_LIBRARY BTF_LIBRARY
                                                    SUITESPARSECONFIG_LIBRARY)
if(KLU_FOUND AND NOT TARGET KLU::KLU)
  add_library(KLU::KLU UNKNOWN IMPORTED)
  set_target_properties(
    KLU::KLU PROPERTIES IMPORTED_LOCATION ${KLU_LIBRARY} INTERFACE_INCLUDE_DIRECTORIES ${KLU_INCLUDE_DIR}
                        INTERFACE_LINK_LIBRARIES
                        "${BTF_LIBRARY};${AMD_LIBRARY};${COLAMD_LIBRARY};${SUITESPARSECONFIG_LIBRARY}")
endif()

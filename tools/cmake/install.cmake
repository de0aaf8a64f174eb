# The program, the libraries with their headers, and the CMake package: find_package(ohmscope) gives a target
# ohmscope::FOLDER for each library and ohmscope::ohmscope for all of them.
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

set(headers ${CMAKE_INSTALL_INCLUDEDIR}/ohmscope)
set(package ${CMAKE_INSTALL_LIBDIR}/cmake/ohmscope)

install(TARGETS ohmscope RUNTIME)
install(TARGETS ohmscope_http LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR}/ohmscope)
install(
  TARGETS ohmscope_results ohmscope_linear ohmscope_circuit ohmscope_devices ohmscope_analyses ohmscope_netlist
          ohmscope_stages
  EXPORT ohmscope
  ARCHIVE)
install(DIRECTORY results solver netlist stages DESTINATION ${headers} FILES_MATCHING PATTERN "*.hpp" PATTERN "*-inl.hpp" EXCLUDE)

install(EXPORT ohmscope NAMESPACE ohmscope:: FILE ohmscope-targets.cmake DESTINATION ${package})
configure_package_config_file(tools/cmake/ohmscope-config.cmake.in ohmscope-config.cmake INSTALL_DESTINATION ${package})
write_basic_package_version_file(ohmscope-config-version.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/ohmscope-config.cmake
              ${CMAKE_CURRENT_BINARY_DIR}/ohmscope-config-version.cmake tools/cmake/FindKLU.cmake tools/cmake/FindMETIS.cmake
        DESTINATION ${package})

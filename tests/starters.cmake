# Test programs that only start ohmscope, or look at the sources.
ohmscope_tests(cli starter_flags)
add_dependencies(cli_tests ohmscope)
ohmscope_tests(structure starter_flags)

add_library(conformance_parts STATIC cli/program.cpp conformance/judge.cpp conformance/reference.cpp
                                     conformance/report.cpp)
target_link_libraries(conformance_parts PRIVATE ohmscope_flags starter_flags PUBLIC nlohmann_json::nlohmann_json fmt::fmt)
target_include_directories(conformance_parts PUBLIC ${CMAKE_CURRENT_SOURCE_DIR})
target_compile_definitions(conformance_parts PRIVATE OHMSCOPE_PROGRAM="$<TARGET_FILE:ohmscope>")
add_executable(conformance conformance/main.cpp)
target_link_libraries(conformance PRIVATE conformance_parts ohmscope_flags starter_flags)
target_compile_definitions(
  conformance PRIVATE CONFORMANCE_EXCEPTIONS="${CMAKE_CURRENT_SOURCE_DIR}/conformance/exceptions.txt")
add_dependencies(conformance ohmscope)
conformance_of(conformance)
add_executable(conformance_tests conformance/judge_test.cpp conformance/opamps_test.cpp)
target_link_libraries(conformance_tests PRIVATE conformance_parts ohmscope_flags starter_flags GTest::gmock_main)
target_compile_definitions(conformance_tests PRIVATE OHMSCOPE_CORPUS="${OHMSCOPE_CORPUS}")
tests_of(conformance_tests)

add_custom_target(starters DEPENDS cli_tests conformance)

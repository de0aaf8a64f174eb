# Installs the build tree BUILD, builds SOURCE/examples/api against what was installed, and holds the programs' output
# against values found by hand. Run as a script; WORK is a directory of its own, emptied first.
set(prefix ${WORK}/prefix)
file(REMOVE_RECURSE ${WORK})
file(MAKE_DIRECTORY ${WORK})

function(run)
  execute_process(COMMAND ${ARGN} OUTPUT_VARIABLE output ERROR_VARIABLE output RESULT_VARIABLE status)
  if(NOT status EQUAL 0)
    message(FATAL_ERROR "failed (${status}): ${ARGN}\n${output}")
  endif()
  set(output "${output}" PARENT_SCOPE)
endfunction()

function(expect text)
  string(FIND "${output}" "${text}" at)
  if(at EQUAL -1)
    message(FATAL_ERROR "expected '${text}' in the output:\n${output}")
  endif()
endfunction()

run(${CMAKE_COMMAND} --install ${BUILD} --prefix ${prefix})
foreach(header solver/circuit/circuit.hpp netlist/deck.hpp stages/chain.hpp)
  if(NOT EXISTS ${prefix}/include/ohmscope/${header})
    message(FATAL_ERROR "not installed: ${header}")
  endif()
endforeach()

run(${prefix}/bin/ohmscope --version)
expect("${VERSION}")

run(${CMAKE_COMMAND} -S ${SOURCE}/examples/api -B ${WORK}/api -G ${GENERATOR} -DCMAKE_PREFIX_PATH=${prefix}
    -DCMAKE_CXX_COMPILER=${COMPILER} -DCMAKE_BUILD_TYPE=Debug "-DCMAKE_CXX_FLAGS=${FLAGS}")
run(${CMAKE_COMMAND} --build ${WORK}/api)

# 3k + 7k par 10k, (50 + 3k) par 7k; a sensor has no input.
run(${WORK}/api/chain_from_text)
expect("mic: InZ undefined, OutZ (50,0)")
expect("volume: InZ (7117.65,0), OutZ (2124.38,0)")

# An ideal source, R par C at 0 Hz and at its corner, and both behind a second C.
run(${WORK}/api/circuit_in_code)
expect("in: (0,0) (0,0)")
expect("out: (1000,0) (500,-500)")
expect("coupled: inf (500,-1500)")

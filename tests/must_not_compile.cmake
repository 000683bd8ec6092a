# SPDX-License-Identifier: BSL-1.0
# tapeless_must_not_compile(folder source): one test for each compiler that is there, whichever compiler
# this build tree uses. Neither sanitizers nor the library's raised limits: a user's plain command line.
set(TAPELESS_FAIL_COMPILERS "")
foreach(family IN ITEMS gxx clang)
  if(family STREQUAL "gxx" AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    set(compiler "${CMAKE_CXX_COMPILER}")
  elseif(family STREQUAL "clang" AND CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
    set(compiler "${CMAKE_CXX_COMPILER}")
  elseif(family STREQUAL "gxx")
    find_program(TAPELESS_GXX NAMES g++ g++-12 g++-13 g++-14)
    set(compiler "${TAPELESS_GXX}")
  else()
    find_program(TAPELESS_CLANG NAMES clang++-16 clang++-17 clang++-18 clang++-19)
    set(compiler "${TAPELESS_CLANG}")
  endif()
  if(compiler)
    set(TAPELESS_FAIL_COMPILER_${family} "${compiler}")
    list(APPEND TAPELESS_FAIL_COMPILERS ${family})
  else()
    message(WARNING "no ${family}: its must-not-compile tests are left out")
  endif()
endforeach()

# The project's own includes, and those of its dependencies, which are system headers as in every target
# that links tapeless::tapeless; less the compilers' own directories: naming those again changes their order.
set(includes "$<TARGET_PROPERTY:tests_support,INCLUDE_DIRECTORIES>")
set(TAPELESS_FAIL_INCLUDES "$<FILTER:${includes},INCLUDE,^${PROJECT_SOURCE_DIR}/>")
set(TAPELESS_FAIL_SYSTEM_INCLUDES "$<FILTER:$<FILTER:${includes},EXCLUDE,^${PROJECT_SOURCE_DIR}/>,EXCLUDE,^/usr/include$>")

function(tapeless_must_not_compile folder source)
  get_filename_component(stem "${source}" NAME)
  string(REGEX REPLACE "[.]fail[.]cpp$" "" stem "${stem}")
  foreach(family IN LISTS TAPELESS_FAIL_COMPILERS)
    set(test ${folder}.${stem}.fail.${family})
    add_test(NAME ${test} COMMAND_EXPAND_LISTS COMMAND
      "${TAPELESS_BASH}" "${PROJECT_SOURCE_DIR}/tests/support/must_not_compile.sh" "${source}"
      "${CMAKE_CURRENT_BINARY_DIR}/must_not_compile/${test}" "${TAPELESS_FAIL_COMPILER_${family}}"
      -std=c++20 "-I$<JOIN:${TAPELESS_FAIL_INCLUDES},;-I>"
      "-isystem$<JOIN:${TAPELESS_FAIL_SYSTEM_INCLUDES},;-isystem>")
    set_tests_properties(${test} PROPERTIES LABELS fail TIMEOUT 900)
  endforeach()
endfunction()

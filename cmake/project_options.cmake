# SPDX-License-Identifier: BSL-1.0
# What the project's own tests, examples and benchmarks are compiled with; never part of the package.
add_library(tapeless_project_options INTERFACE)
target_compile_options(tapeless_project_options INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Werror)
if(TAPELESS_NATIVE)
  target_compile_options(tapeless_project_options INTERFACE -march=native)
endif()

# Apart, because units that are only compiled (static tests, headers alone) do not need them.
add_library(tapeless_sanitizers INTERFACE)
if(TAPELESS_SANITIZE)
  target_compile_options(tapeless_sanitizers INTERFACE
    -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer)
  target_link_options(tapeless_sanitizers INTERFACE -fsanitize=address,undefined)
endif()

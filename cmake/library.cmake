# SPDX-License-Identifier: BSL-1.0
# The library's target. It carries no warning, optimisation or architecture flag: those are the user's.
# The dependencies' targets are seen by a project that adds this one as a subdirectory.
set(CMAKE_FIND_PACKAGE_TARGETS_GLOBAL ON)
find_package(Eigen3 3.4 REQUIRED NO_MODULE)
find_package(Boost 1.74 REQUIRED)
find_package(xsimd 8.1 REQUIRED)
find_package(Threads REQUIRED)
include("${CMAKE_CURRENT_LIST_DIR}/tapeless-xsimd.cmake")
set(CMAKE_FIND_PACKAGE_TARGETS_GLOBAL OFF)

file(GLOB_RECURSE tapeless_headers CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/include/tapeless/*.hpp")

add_library(tapeless INTERFACE)
add_library(tapeless::tapeless ALIAS tapeless)
target_sources(tapeless INTERFACE FILE_SET HEADERS
  BASE_DIRS "${PROJECT_SOURCE_DIR}/include" FILES ${tapeless_headers})
target_compile_features(tapeless INTERFACE cxx_std_20)
target_link_libraries(tapeless INTERFACE Eigen3::Eigen Boost::headers xsimd Threads::Threads)

# The compilers' defaults (clang: about a million steps) are just enough for a traced gradient of 800 nodes.
if(TAPELESS_RAISE_CONSTEXPR_LIMITS)
  target_compile_options(tapeless INTERFACE
    $<$<CXX_COMPILER_ID:GNU>:-fconstexpr-ops-limit=1073741824>
    $<$<CXX_COMPILER_ID:Clang,AppleClang>:-fconstexpr-steps=134217728>)
endif()

# Large products by a BLAS: for those who link this target instead. It is not installed, since the base package has no
# optional dependency; every unit of a program has to link the same one of the two.
if(TAPELESS_USE_BLAS)
  find_package(BLAS REQUIRED)
  add_library(tapeless_blas INTERFACE)
  add_library(tapeless::blas ALIAS tapeless_blas)
  target_link_libraries(tapeless_blas INTERFACE tapeless BLAS::BLAS)
  target_compile_definitions(tapeless_blas INTERFACE TAPELESS_USE_BLAS=1)
endif()

# SPDX-License-Identifier: BSL-1.0
include(CMakePackageConfigHelpers)
include(GNUInstallDirs)

set(package_directory "${CMAKE_INSTALL_DATADIR}/cmake/tapeless")

install(TARGETS tapeless EXPORT tapeless-targets FILE_SET HEADERS)
install(EXPORT tapeless-targets NAMESPACE tapeless:: DESTINATION "${package_directory}")

configure_package_config_file(cmake/tapeless-config.cmake.in tapeless-config.cmake
  INSTALL_DESTINATION "${package_directory}")
write_basic_package_version_file(tapeless-config-version.cmake
  COMPATIBILITY SameMinorVersion ARCH_INDEPENDENT)
install(FILES
  cmake/tapeless-xsimd.cmake
  "${PROJECT_BINARY_DIR}/tapeless-config.cmake"
  "${PROJECT_BINARY_DIR}/tapeless-config-version.cmake"
  DESTINATION "${package_directory}")
install(FILES LICENSE DESTINATION "${CMAKE_INSTALL_DATADIR}/doc/tapeless")

# SPDX-License-Identifier: BSL-1.0
# The version stands in config.hpp alone.
function(tapeless_read_version result header)
  foreach(part IN ITEMS MAJOR MINOR PATCH)
    file(STRINGS "${header}" line REGEX "^#define TAPELESS_VERSION_${part} [0-9]+$")
    if(NOT line)
      message(FATAL_ERROR "no TAPELESS_VERSION_${part} in ${header}")
    endif()
    string(REGEX MATCH "[0-9]+$" ${part} "${line}")
  endforeach()
  set(${result} "${MAJOR}.${MINOR}.${PATCH}" PARENT_SCOPE)
  # A changed version configures anew.
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${header}")
endfunction()

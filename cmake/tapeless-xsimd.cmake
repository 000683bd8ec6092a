# SPDX-License-Identifier: BSL-1.0
# Workaround: the target of xsimd 8.1 as Debian 12 packages it links `xtl`, a library that is not packaged and
# not needed (xsimd uses it for xtl's complex numbers only, when asked to), so that linking ends with
# "cannot find -lxtl". The intended code is to link `xsimd` and nothing else here.
get_target_property(tapeless_xsimd_links xsimd INTERFACE_LINK_LIBRARIES)
if("xtl" IN_LIST tapeless_xsimd_links AND NOT TARGET xtl)
  find_package(xtl QUIET)
  if(NOT TARGET xtl)
    list(REMOVE_ITEM tapeless_xsimd_links xtl)
    set_property(TARGET xsimd PROPERTY INTERFACE_LINK_LIBRARIES "${tapeless_xsimd_links}")
  endif()
endif()
unset(tapeless_xsimd_links)

# SPDX-License-Identifier: Apache-2.0
# SPDX-FileCopyrightText: The saggar authors

# What `cmake --install` adds to libraries and headers: find_package(saggar) gives saggar::network, saggar::engine ...
include(CMakePackageConfigHelpers)

set(saggar_package_folder ${CMAKE_INSTALL_LIBDIR}/cmake/saggar)
get_property(SAGGAR_DEPENDENCIES GLOBAL PROPERTY SAGGAR_DEPENDENCIES)
configure_package_config_file(${CMAKE_CURRENT_LIST_DIR}/saggarConfig.cmake.in ${PROJECT_BINARY_DIR}/saggarConfig.cmake
                              INSTALL_DESTINATION ${saggar_package_folder})
write_basic_package_version_file(${PROJECT_BINARY_DIR}/saggarConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(EXPORT saggar NAMESPACE saggar:: FILE saggarTargets.cmake DESTINATION ${saggar_package_folder})
install(FILES ${PROJECT_BINARY_DIR}/saggarConfig.cmake ${PROJECT_BINARY_DIR}/saggarConfigVersion.cmake
        DESTINATION ${saggar_package_folder})
install(FILES ${PROJECT_SOURCE_DIR}/LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR})

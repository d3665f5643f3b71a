# What `cmake --install BUILD --component keys` gives other programs: keys/, and mint/ without its commands, with crypto/
# and what they need of core/, as headers, static libraries and the CMake package `yiguan_keys` with the target yiguan::keys
# (docs/keys.md). Nothing of the server or a database comes along: the linker takes from libyiguan_core.a what is used.
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

set(headers ${CMAKE_INSTALL_INCLUDEDIR}/yiguan)
set(archives ${CMAKE_INSTALL_LIBDIR}/yiguan)
set(package ${CMAKE_INSTALL_LIBDIR}/cmake/yiguan_keys)

install(TARGETS yiguan_core yiguan_crypto yiguan_keys yiguan_mint ARCHIVE DESTINATION ${archives} COMPONENT keys)
foreach(header error_codes.hpp error_codes.inc ids.hpp json.hpp result.hpp text.hpp time.hpp)
    install(FILES ${CMAKE_SOURCE_DIR}/src/core/${header} DESTINATION ${headers}/core COMPONENT keys)
endforeach()
install(DIRECTORY ${CMAKE_SOURCE_DIR}/src/crypto ${CMAKE_SOURCE_DIR}/src/keys ${CMAKE_SOURCE_DIR}/src/mint
        DESTINATION ${headers} COMPONENT keys
        FILES_MATCHING REGEX "\\.(hpp|inc)$"
        PATTERN "*testing.hpp" EXCLUDE PATTERN "*_impl.hpp" EXCLUDE PATTERN "*_x86.hpp" EXCLUDE
        PATTERN "testdata" EXCLUDE PATTERN "data" EXCLUDE
        REGEX "src/mint/(commands|mint)\\.hpp$" EXCLUDE)
# The dictionary of application identifiers keeps its own licence (Apache-2.0), which its text states.
install(FILES ${CMAKE_SOURCE_DIR}/src/keys/gs1/data/gs1-syntax-dictionary.txt
        DESTINATION ${CMAKE_INSTALL_DATADIR}/yiguan COMPONENT keys)

configure_package_config_file(${CMAKE_SOURCE_DIR}/cmake/yiguan_keys-config.cmake.in
    ${CMAKE_BINARY_DIR}/yiguan_keys-config.cmake INSTALL_DESTINATION ${package} PATH_VARS headers archives)
write_basic_package_version_file(${CMAKE_BINARY_DIR}/yiguan_keys-config-version.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${CMAKE_BINARY_DIR}/yiguan_keys-config.cmake ${CMAKE_BINARY_DIR}/yiguan_keys-config-version.cmake
        DESTINATION ${package} COMPONENT keys)

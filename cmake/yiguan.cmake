# What every room shares: warnings, the precompiled header, and yiguan_room().

find_program(CCACHE ccache)
if(CCACHE)
    set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env
        CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime ${CCACHE})
endif()
find_program(LLD ld.lld)
if(LLD)
    add_link_options(-fuse-ld=lld)
endif()

set(THREADS_PREFER_PTHREAD_FLAG ON)
find_package(Threads REQUIRED)
find_package(OpenSSL 3.0 REQUIRED)
find_package(fmt REQUIRED)
find_package(spdlog REQUIRED)
find_package(GTest REQUIRED)

add_compile_options(-Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wnon-virtual-dtor
                    -Woverloaded-virtual -Werror -fpch-preprocess)
# Known false alarms of g++ 12 at -O2: uninitialised members inside Boost.Outcome and std::optional, string_view::find()
# over an empty or unbounded part.
add_compile_options(-Wno-maybe-uninitialized -Wno-restrict -Wno-stringop-overflow -Wno-stringop-overread -Wno-array-bounds
                    -Wno-missing-field-initializers)  # designated initialisers leave defaults out on purpose
# Units take up to 850 MB: the compiler need not look for garbage below 400 MB (some 7 % of its time).
if(CMAKE_CXX_COMPILER_ID STREQUAL GNU)
    add_compile_options(--param=ggc-min-heapsize=400000)
endif()
add_compile_definitions(BOOST_ASIO_SEPARATE_COMPILATION BOOST_BEAST_SEPARATE_COMPILATION BOOST_ASIO_NO_DEPRECATED)

set(RC_LIB rapidcheck)

# What every test program takes its precompiled header from: that of the rooms and the test libraries' headers.
file(CONFIGURE OUTPUT ${CMAKE_BINARY_DIR}/test_pch.cpp CONTENT "// Made by cmake/yiguan.cmake; do not edit.\n")
add_library(yiguan_test_pch OBJECT EXCLUDE_FROM_ALL ${CMAKE_BINARY_DIR}/test_pch.cpp)
target_link_libraries(yiguan_test_pch PRIVATE yiguan_core GTest::gmock ${RC_LIB})
target_precompile_headers(yiguan_test_pch PRIVATE ${CMAKE_SOURCE_DIR}/src/core/pch_testing.hpp)
# What tests are made of is compiled once and run once: not optimised, it is ready a third sooner.
set(YIGUAN_TEST_FLAGS "" CACHE STRING "Flags of the tests' own sources")
target_compile_options(yiguan_test_pch PRIVATE ${YIGUAN_TEST_FLAGS})

# yiguan_test_sources(target): the sources of `target` are tests: their precompiled header, their flags.
function(yiguan_test_sources target)
    target_precompile_headers(${target} REUSE_FROM yiguan_test_pch)
    target_compile_options(${target} PRIVATE ${YIGUAN_TEST_FLAGS})
endfunction()

# yiguan_embed(target symbol file): the bytes of `file` as `std::string_view yiguan::embedded::<symbol>()` in `target`.
function(yiguan_embed target symbol file)
    set(out ${CMAKE_CURRENT_BINARY_DIR}/embedded_${symbol}.cpp)
    file(CONFIGURE OUTPUT ${out} CONTENT [[// Made by cmake/yiguan.cmake; do not edit.
#include <string_view>
__asm__(".section .rodata\n.balign 16\nyiguan_@symbol@_first:\n.incbin \"@file@\"\nyiguan_@symbol@_last:\n.byte 0\n.previous\n");
extern "C" const char yiguan_@symbol@_first[];
extern "C" const char yiguan_@symbol@_last[];
namespace yiguan::embedded {
std::string_view @symbol@() { return {yiguan_@symbol@_first, static_cast<std::size_t>(yiguan_@symbol@_last - yiguan_@symbol@_first)}; }
}  // namespace yiguan::embedded
]] @ONLY)
    set_source_files_properties(${out} PROPERTIES OBJECT_DEPENDS ${file} SKIP_PRECOMPILE_HEADERS ON
                                                 SKIP_UNITY_BUILD_INCLUSION ON)
    target_sources(${target} PRIVATE ${out})
endfunction()

# Several sources of a target compiled as one: half the time of a whole build, as what headers hold is read and made once.
# A change of one source then compiles its neighbours, too, so `dev` leaves it off. A source that cannot share a unit with
# its neighbours (they use one name for two things inside their own files) is named in `apart`.
option(YIGUAN_UNITY "Compile several sources of a room as one" OFF)
function(yiguan_unity target apart)
    if(YIGUAN_UNITY)
        set_target_properties(${target} PROPERTIES UNITY_BUILD ON UNITY_BUILD_BATCH_SIZE 8)
        target_compile_options(${target} PRIVATE -Wno-shadow)  # of a neighbour's name
        set_source_files_properties(${apart} PROPERTIES SKIP_UNITY_BUILD_INCLUSION ON)
    endif()
endfunction()

# yiguan_room(name DEPENDS rooms... SOURCES files... HEADERS public... TESTS files... APART files... LIBS libraries... TEST_LIBS ...)
# makes the library yiguan_<name>, the test program yiguan_<name>_test, and one object per header that compiles it alone.
function(yiguan_room name)
    cmake_parse_arguments(ROOM "" "" "DEPENDS;SOURCES;HEADERS;TESTS;APART;LIBS;TEST_LIBS" ${ARGN})
    add_library(yiguan_${name} STATIC ${ROOM_SOURCES})
    yiguan_unity(yiguan_${name} "${ROOM_APART}")
    target_include_directories(yiguan_${name} PUBLIC ${CMAKE_SOURCE_DIR}/src)
    foreach(dep ${ROOM_DEPENDS})
        target_link_libraries(yiguan_${name} PUBLIC yiguan_${dep})
    endforeach()
    target_link_libraries(yiguan_${name} PUBLIC ${ROOM_LIBS} Threads::Threads)
    if(name STREQUAL core)
        target_precompile_headers(yiguan_core PRIVATE ${CMAKE_SOURCE_DIR}/src/core/pch.hpp)
    else()
        target_precompile_headers(yiguan_${name} REUSE_FROM yiguan_core)
    endif()
    # Each header compiles alone: a source that includes nothing else.
    set(alone)
    foreach(header ${ROOM_HEADERS})
        string(MAKE_C_IDENTIFIER ${header} id)
        set(unit ${CMAKE_CURRENT_BINARY_DIR}/alone_${id}.cpp)
        file(CONFIGURE OUTPUT ${unit} CONTENT "#include \"${name}/${header}\"\n#include \"${name}/${header}\"\n")
        list(APPEND alone ${unit})
    endforeach()
    if(alone)
        add_library(yiguan_${name}_headers OBJECT EXCLUDE_FROM_ALL ${alone})
        target_link_libraries(yiguan_${name}_headers PRIVATE yiguan_${name})
        set_property(GLOBAL APPEND PROPERTY YIGUAN_HEADER_CHECKS yiguan_${name}_headers)
    endif()
    if(ROOM_TESTS)
        add_executable(yiguan_${name}_test ${ROOM_TESTS})
        target_link_libraries(yiguan_${name}_test PRIVATE yiguan_${name} ${ROOM_TEST_LIBS} GTest::gmock GTest::gtest_main ${RC_LIB})
        yiguan_test_sources(yiguan_${name}_test)
        yiguan_unity(yiguan_${name}_test "${ROOM_APART}")
        add_test(NAME ${name} COMMAND yiguan_${name}_test WORKING_DIRECTORY ${CMAKE_SOURCE_DIR})
        set_tests_properties(${name} PROPERTIES TIMEOUT 600)
    endif()
endfunction()

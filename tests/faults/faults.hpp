// A program whose calls are failed one by one (control.hpp), and the positions at which a sweep fails them.
#pragma once
#include <gtest/gtest.h>

#include <cerrno>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "faults/control.hpp"

namespace yiguan::testing::faults {

/// One way in which the call at `at` fails.
struct Fault {
    const char* name;
    Mode mode;
    std::uint32_t calls = calls_on_files;
    int error = EIO;
    const char* file = "";
    std::int64_t stride = 1;  ///< Of the whole sweep.
    std::int64_t at = 0;
    friend void PrintTo(const Fault& fault, std::ostream* out) { *out << fault.name; }
};

/// The ways of a disk: it breaks for a moment, is full for a moment, moves half, stays full, stays broken.
inline constexpr Fault disk_faults[] = {
    {"one EIO", Mode::error_once},
    {"one ENOSPC", Mode::error_once, calls_that_need_room, ENOSPC, "", 3},
    {"half", Mode::half, call_read | call_write, EIO, "", 3},
    {"a full disk", Mode::error_ever, calls_that_need_room, ENOSPC, "", 3},
    {"a broken disk", Mode::error_ever},
};

/// The name of the fault for a parameterised test.
std::string way_name(const ::testing::TestParamInfo<Fault>& way);

/// Faults of the programs that are started by words(). One object for one folder; nothing is failed until arm().
class Injector {
public:
    explicit Injector(std::filesystem::path folder);
    ~Injector();
    Injector(const Injector&) = delete;

    /// What goes before the program's own words.
    std::vector<std::string> words() const;
    void arm(const Fault& fault);
    void disarm();
    bool hit() const { return control_->hits.load() > 0; }
    std::int64_t count() const { return control_->count.load(); }
    std::string what() const { return control_->what; }

private:
    std::filesystem::path folder_, file_;
    Control* control_ = nullptr;
};

/// True when YIGUAN_FAULTS=all asks for every call.
bool whole_sweep();

/// Runs `run` with the fault at call 1, 1 + stride and so on until it answers that the call was not reached; in the
/// quick tier at `few` positions spread over the calls that a first run without any failure makes. Prints what was
/// done. Stops at the first position at which a test fails, and names it.
/// @param run  Arms the fault, acts, checks; the number of calls counted, and whether one was failed.
struct Reached {
    bool hit;
    std::int64_t calls;
};
void sweep(const char* what, Fault fault, const std::function<Reached(const Fault&)>& run, int few);

}  // namespace yiguan::testing::faults

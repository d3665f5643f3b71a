#include "faults/faults.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <set>
#include <system_error>

namespace yiguan::testing::faults {

std::string way_name(const ::testing::TestParamInfo<Fault>& way) {
    std::string name(way.param.name);
    std::ranges::replace(name, ' ', '_');
    return name;
}

Injector::Injector(std::filesystem::path folder) : folder_(std::move(folder)), file_(folder_.string() + ".faults") {
    const int fd = ::open(file_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    void* memory = MAP_FAILED;
    if (fd >= 0 && ::ftruncate(fd, sizeof(Control)) == 0)
        memory = ::mmap(nullptr, sizeof(Control), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    const int reason = errno;
    if (fd >= 0) ::close(fd);
    if (memory == MAP_FAILED) throw std::system_error(reason, std::generic_category(), file_.string());
    control_ = new (memory) Control{};
}

Injector::~Injector() {
    ::munmap(control_, sizeof(Control));
    std::error_code ignored;
    std::filesystem::remove(file_, ignored);
}

std::vector<std::string> Injector::words() const {
    return {"/usr/bin/env", std::string("LD_PRELOAD=") + YIGUAN_FAULTS_SHIM,
            fmt::format("{}={}", control_variable, file_.string()),
            fmt::format("{}={}", folder_variable, folder_.string())};
}

void Injector::arm(const Fault& fault) {
    control_->armed.store(0);
    control_->mode = fault.mode;
    control_->calls = fault.calls;
    control_->error = fault.error;
    control_->at = fault.at;
    std::strncpy(control_->file, fault.file, sizeof control_->file - 1);
    control_->count = 0;
    control_->hits = 0;
    control_->what[0] = '\0';
    control_->armed.store(1, std::memory_order_release);
}

void Injector::disarm() {
    control_->armed.store(0);
}

bool whole_sweep() {
    const char* const given = std::getenv("YIGUAN_FAULTS");
    return given && std::string_view(given) == "all";
}

void sweep(const char* what, Fault fault, const std::function<Reached(const Fault&)>& run, int few) {
    const auto begun = std::chrono::steady_clock::now();
    int runs = 0;
    std::int64_t last = 0;
    const auto at = [&](std::int64_t n) {
        fault.at = n;
        SCOPED_TRACE(fmt::format("{}: {} at call {}", what, fault.name, n));
        ++runs;
        const Reached reached = run(fault);
        if (reached.hit) last = n;
        return reached;
    };
    if (whole_sweep()) {
        for (std::int64_t n = 1; at(n).hit && !::testing::Test::HasFailure();) n += fault.stride;
    } else {
        const Mode mode = std::exchange(fault.mode, Mode::none);
        const std::int64_t calls = at(0).calls;
        fault.mode = mode;
        EXPECT_GT(calls, 0) << what << ": nothing was counted";
        std::set<std::int64_t> positions;
        for (int i = 0; i < few; ++i) positions.insert(std::max<std::int64_t>(1, calls * i / few + calls / (2 * few)));
        for (const auto n : positions)
            if (!::testing::Test::HasFailure()) at(n);
    }
    EXPECT_GT(last, 0) << what << ": no call was failed";
    fmt::print("{}, {}: {} runs, last call {}, {} ms\n", what, fault.name, runs, last,
               (std::chrono::steady_clock::now() - begun) / std::chrono::milliseconds(1));
}

}  // namespace yiguan::testing::faults

#include "vision/child.hpp"

#include <gmock/gmock.h>

#include <filesystem>

namespace yiguan::vision {
namespace {

using End = ChildOutcome::End;

ChildOutcome shell(const std::string& script, std::string_view input = {}, ChildLimits limits = {}) {
    return run_child("/bin/sh", std::vector<std::string>{"-c", script}, input, limits);
}

TEST(Child, GivesBackWhatItWasGiven) {
    std::string large(3'000'000, 'x');
    for (std::size_t i = 0; i < large.size(); ++i) large[i] = static_cast<char>(i * 31 % 251);
    const auto outcome = run_child("/bin/cat", {}, large);
    EXPECT_EQ(outcome.end, End::finished);
    EXPECT_EQ(outcome.output, large);
}

TEST(Child, SaysHowItEnded) {
    EXPECT_EQ(shell("exit 3").end, End::failed);
    EXPECT_EQ(shell("exit 3").status, 3);
    EXPECT_EQ(shell("kill -SEGV $$").status, 128 + 11);
    EXPECT_EQ(run_child("/no/such/program", {}, "x").status, 127);
    EXPECT_EQ(shell("echo half; exit 1").output, "");
    EXPECT_EQ(shell("exec <&-; echo done", std::string(1'000'000, 'x')).end, End::finished) << "it need not read all";
}

TEST(Child, HasItsLimits) {
    EXPECT_EQ(shell("sleep 60", {}, {.wall = std::chrono::milliseconds{200}}).end, End::timed_out);
    EXPECT_EQ(shell("exec >&-; sleep 60", {}, {.wall = std::chrono::milliseconds{5'000}}).end, End::failed)
        << "closing the output is no way to stay";
    EXPECT_NE(shell("while :; do :; done", {}, {.cpu = std::chrono::seconds{1}}).end, End::finished);
    EXPECT_EQ(shell("cat /dev/zero", {}, {.output_bytes_max = 100'000}).end, End::timed_out);
    EXPECT_EQ(shell("ulimit -f").output, "0\n");
    EXPECT_EQ(shell("ulimit -c").output, "0\n");
    EXPECT_EQ(shell("ulimit -t").output, "20\n");
}

TEST(Child, WritesNoFileAndInheritsNothing) {
    const auto file = std::filesystem::temp_directory_path() / "yiguan-child-test";
    std::filesystem::remove(file);
    const auto outcome = shell("echo secret > " + file.string());
    EXPECT_NE(outcome.end, End::finished);
    EXPECT_TRUE(!std::filesystem::exists(file) || std::filesystem::file_size(file) == 0);
    std::filesystem::remove(file);
    EXPECT_EQ(shell("ls /proc/self/fd | wc -l").output, "4\n") << "three, and that of ls itself";
    EXPECT_THAT(shell("env").output, testing::Not(testing::HasSubstr("HOME=")));
}

}  // namespace
}  // namespace yiguan::vision

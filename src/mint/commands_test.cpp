#include "mint/commands.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>
#include <iterator>
#include <sstream>
#include <thread>

#include "mint/minter.hpp"
#include "mint/testing.hpp"

namespace yiguan::mint {
namespace {

using testing::domain;
using testing::fixed_key_text;
using testing::fixed_keys;
using testing::TemporaryDirectory;
using testing::write_file;

struct Outcome {
    int status;
    std::string out;
    std::string errors;
};

std::string read_all(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

class CommandsTest : public ::testing::Test {
protected:
    CommandsTest() { write_file(keys, fixed_key_text); }

    template <class F>
    Outcome run(F command) {
        const auto out_path = directory.path() / "out";
        const auto errors_path = directory.path() / "errors";
        const int out = ::open(out_path.c_str(), O_CREAT | O_TRUNC | O_WRONLY, 0600);
        std::FILE* const errors = std::fopen(errors_path.c_str(), "w");
        const int status = command(out, errors);
        ::close(out);
        std::fclose(errors);
        return {status, read_all(out_path), read_all(errors_path)};
    }
    Outcome mint(const MintCommand& command) {
        return run([&](int out, std::FILE* errors) { return mint_command(command, out, errors); });
    }
    Outcome verify(std::string_view input) {
        const auto in_path = directory.path() / "in";
        write_file(in_path, input);
        const int in = ::open(in_path.c_str(), O_RDONLY);
        auto outcome = run([&](int out, std::FILE* errors) { return verify_command({keys}, in, out, errors); });
        ::close(in);
        return outcome;
    }
    MintCommand of(std::string nsi, std::int64_t first, std::int64_t count) {
        MintCommand command;
        command.nsi = std::move(nsi);
        command.first = first;
        command.count = count;
        command.keys = keys;
        return command;
    }

    TemporaryDirectory directory;
    std::filesystem::path keys = directory.path() / "keys";
    const Minter minter{fixed_keys(), domain("0128"), 0};
};

TEST_F(CommandsTest, MintPrintsCodesOneALineAndNothingElse) {
    const auto minted = mint(of("0128", 0, 3));
    EXPECT_EQ(minted.status, 0);
    EXPECT_EQ(minted.out, minter.mint(0) + "\n" + minter.mint(1) + "\n" + minter.mint(2) + "\n");
    EXPECT_EQ(minted.errors, "");
    EXPECT_EQ(mint(of("0128", 5, 0)).out, "");
}

TEST_F(CommandsTest, MintCreatesTheKeyFile) {
    std::filesystem::remove(keys);
    const auto minted = mint(of("0128", 0, 1));
    ASSERT_EQ(minted.status, 0) << minted.errors;
    EXPECT_EQ(verify(minted.out).out, "ecode:2:0128 0\n");
}

TEST_F(CommandsTest, VerifyTurnsAMillionCodesBackInOrder) {
    const auto minted = mint(of("0128", 123, 1'000'000));
    ASSERT_EQ(minted.status, 0);
    ASSERT_EQ(minted.out.size(), 34'000'000u);
    const auto verified = verify(minted.out);
    EXPECT_EQ(verified.status, 0);
    std::istringstream lines(verified.out);
    std::string line;
    std::int64_t counter = 123;
    while (std::getline(lines, line)) ASSERT_EQ(line, "ecode:2:0128 " + std::to_string(counter++));
    EXPECT_EQ(counter, 1'000'123);
}

TEST_F(CommandsTest, VerifyTakesEveryNsiAndTheLargestCounter) {
    const auto one = Minter(fixed_keys(), domain("0000"), 0).mint(counter_max);
    const auto two = Minter(fixed_keys(), domain("9999"), 0).mint(1);
    EXPECT_EQ(verify(one + "\n" + two + "\n").out, "ecode:2:0000 999999999999999999\necode:2:9999 1\n");
}

TEST_F(CommandsTest, VerifyPrintsOneLineForEachLineWhateverIsInIt) {
    const auto code = minter.mint(7);
    const std::string good = "ecode:2:0128 7\n";
    EXPECT_EQ(verify("").out, "");
    EXPECT_EQ(verify("\n").out, "forged\n");
    EXPECT_EQ(verify("\n\n" + code).out, "forged\nforged\n" + good);
    EXPECT_EQ(verify(code + "\r\n" + code + "\n").out, good + good);
    EXPECT_EQ(verify(" " + code + "\t\n").out, good);
    EXPECT_EQ(verify("https://t.example.cn/E=" + code + "\nE=" + code + "\n").out, good + good);
    EXPECT_EQ(verify(code + code + "\n" + code.substr(1) + "\n" + code + "0\n").out, "forged\nforged\nforged\n");
    EXPECT_EQ(verify(code.substr(0, 20) + " " + code.substr(20) + "\n").out, "forged\n");
    EXPECT_EQ(verify("201289985296962119819527847024772\nE=100641\n你好\n").out, "forged\nforged\nforged\n");
    EXPECT_EQ(verify(std::string("\0\0\n\0", 4)).out, "forged\nforged\n");
    const auto of_unknown_epoch = Minter(fixed_keys(), domain("0128"), 1).mint(7);
    EXPECT_EQ(verify(of_unknown_epoch + "\n" + code).out, "forged\n" + good);
}

TEST_F(CommandsTest, VerifyTakesLinesOfAnyLength) {
    const auto code = minter.mint(7);
    const std::string good = "ecode:2:0128 7\n";
    for (const std::size_t length : {4'095u, 4'096u, 4'097u, 262'143u, 262'144u, 262'145u, 1'000'000u}) {
        const std::string long_line(length, '2');
        EXPECT_EQ(verify(code + "\n" + long_line + "\n" + code + "\n").out, good + "forged\n" + good) << length;
        EXPECT_EQ(verify(long_line).out, "forged\n") << length;
        // Codes that the end of a buffer cuts in two.
        std::string many = long_line + "\n";
        std::string expected = "forged\n";
        for (int n = 0; n < 20'000; ++n) {
            many += code + "\n";
            expected += good;
        }
        ASSERT_EQ(verify(many).out, expected) << length;
    }
}

// Any bytes: as many lines out as in, and only what was minted verifies.
RC_GTEST_FIXTURE_PROP(CommandsTest, VerifyCountsLinesInAnyBytes, ()) {
    const auto parts = *rc::gen::container<std::vector<std::string>>(
        rc::gen::oneOf(rc::gen::arbitrary<std::string>(),
                       rc::gen::map(rc::gen::inRange(0, 100), [this](int n) { return minter.mint(n); }),
                       rc::gen::element<std::string>("\n", "\r\n", "\n\n", "forged\n", "E=", std::string(1, '\0'))));
    std::string input;
    for (const auto& part : parts) input += part;
    const auto lines = static_cast<std::size_t>(std::count(input.begin(), input.end(), '\n')) +
                       (input.empty() || input.back() == '\n' ? 0u : 1u);
    const auto verified = verify(input);
    RC_ASSERT(verified.status == 0);
    RC_ASSERT(static_cast<std::size_t>(std::count(verified.out.begin(), verified.out.end(), '\n')) == lines);
    std::istringstream out(verified.out);
    for (std::string line; std::getline(out, line);) RC_ASSERT(line == "forged" || line.starts_with("ecode:2:0128 "));
}

// A device that delivers one code at a time gets its answer before the next one.
TEST_F(CommandsTest, VerifyAnswersBeforeItWaits) {
    int in[2];
    int out[2];
    ASSERT_EQ(::pipe(in), 0);
    ASSERT_EQ(::pipe(out), 0);
    int status = -1;
    std::thread running([&] { status = verify_command({keys}, in[0], out[1], stderr); });
    const std::string answer = "ecode:2:0128 7\n";
    for (int n = 0; n < 3; ++n) {
        const auto code = minter.mint(7) + "\n";
        ASSERT_EQ(::write(in[1], code.data(), code.size()), static_cast<ssize_t>(code.size()));
        std::string got(answer.size(), '#');
        ASSERT_EQ(::read(out[0], got.data(), got.size()), static_cast<ssize_t>(got.size()));
        EXPECT_EQ(got, answer);
    }
    ::close(in[1]);
    running.join();
    EXPECT_EQ(status, 0);
    ::close(in[0]);
    ::close(out[0]);
    ::close(out[1]);
}

TEST_F(CommandsTest, FailWhenTheOutputFails) {
    const int full = ::open("/dev/full", O_WRONLY);
    ASSERT_GE(full, 0);
    std::FILE* const errors = std::fopen((directory.path() / "errors").c_str(), "w");
    EXPECT_EQ(mint_command(of("0128", 0, 10), full, errors), 1);
    const auto codes_path = directory.path() / "in";
    write_file(codes_path, minter.mint(1) + "\n");
    const int in = ::open(codes_path.c_str(), O_RDONLY);
    EXPECT_EQ(verify_command({keys}, in, full, errors), 1);
    ::close(in);
    ::close(full);
    std::fclose(errors);
    EXPECT_NE(read_all(directory.path() / "errors").find("写出失败"), std::string::npos);

    ::signal(SIGPIPE, SIG_IGN);
    int closed[2];
    ASSERT_EQ(::pipe(closed), 0);
    ::close(closed[0]);
    EXPECT_EQ(mint_command(of("0128", 0, 10), closed[1], stderr), 1);
    ::close(closed[1]);
    ::signal(SIGPIPE, SIG_DFL);
}

TEST_F(CommandsTest, RefuseWrongArgumentsAndBadKeyFiles) {
    auto wrong_scheme = of("0128", 0, 1);
    wrong_scheme.scheme = "gs2";
    auto unknown_epoch = of("0128", 0, 1);
    unknown_epoch.epoch = 1;
    auto no_epoch = of("0128", 0, 1);
    no_epoch.epoch = 10;
    for (const auto& command :
         {wrong_scheme, of("128", 0, 1), of("01280", 0, 1), of("", 0, 1), of("0128", -1, 1), of("0128", 0, -1),
          of("0128", counter_max, 2), of("0128", 0, INT64_MAX), unknown_epoch, no_epoch}) {
        const auto refused = mint(command);
        EXPECT_EQ(refused.status, 2);
        EXPECT_EQ(refused.out, "");
        EXPECT_FALSE(refused.errors.empty());
    }
    EXPECT_EQ(mint(of("0128", counter_max, 1)).status, 0);

    write_file(keys, fixed_key_text, 0644);
    EXPECT_EQ(mint(of("0128", 0, 1)).status, 1);
    EXPECT_EQ(verify(minter.mint(1)).status, 1);
    std::filesystem::remove(keys);
    // A missing file is made, since in a pipe either command may come first; nothing verifies under its fresh key.
    const auto missing = verify(minter.mint(1));
    EXPECT_EQ(missing.status, 0);
    EXPECT_EQ(missing.out, "forged\n");
    EXPECT_TRUE(std::filesystem::exists(keys));
}

TEST_F(CommandsTest, FollowTheEpochsOfTheKeyFile) {
    ASSERT_TRUE(KeyFile::start_next_epoch(keys).has_value());
    const auto current = mint(of("0128", 9, 1));
    EXPECT_EQ(current.out.substr(0, 6), "201281");
    auto earlier = of("0128", 9, 1);
    earlier.epoch = 0;
    const auto old = mint(earlier);
    EXPECT_EQ(old.out.substr(0, 6), "201280");
    EXPECT_EQ(verify(current.out + old.out).out, "ecode:2:0128 9\necode:2:0128 9\n");
}

}  // namespace
}  // namespace yiguan::mint

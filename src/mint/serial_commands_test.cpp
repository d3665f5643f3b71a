// The commands for serials, key epochs and terminals; commands_test.cpp has those for Ecodes.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <stdlib.h>
#include <unistd.h>

#include <fstream>
#include <iterator>

#include "mint/command_output.hpp"
#include "mint/commands.hpp"
#include "mint/minter.hpp"
#include "mint/serial.hpp"
#include "mint/testing.hpp"

namespace yiguan::mint {
namespace {

using testing::fixed_key_text;
using testing::TemporaryDirectory;
using testing::write_file;

constexpr const char* gtin = "6901234567892";

class SerialCommandsTest : public ::testing::Test {
protected:
    SerialCommandsTest() { write_file(keys, fixed_key_text); }

    struct Outcome {
        int status;
        std::string out, errors;
    };
    std::string read_all(const char* name) {
        std::ifstream file(directory.path() / name, std::ios::binary);
        return {std::istreambuf_iterator<char>(file), {}};
    }
    template <class F>
    Outcome run(F command) {
        const int out = ::open((directory.path() / "out").c_str(), O_CREAT | O_TRUNC | O_WRONLY, 0600);
        std::FILE* const errors = std::fopen((directory.path() / "errors").c_str(), "w");
        const int status = command(out, errors);
        ::close(out);
        std::fclose(errors);
        return {status, read_all("out"), read_all("errors")};
    }
    Outcome mint(MintCommand command) {
        command.keys = keys;
        return run([&](int out, std::FILE* errors) { return mint_command(command, out, errors); });
    }
    std::string verified(std::string_view input) {
        write_file(directory.path() / "in", input);
        const int in = ::open((directory.path() / "in").c_str(), O_RDONLY);
        const auto outcome = run([&](int out, std::FILE* errors) { return verify_command({keys}, in, out, errors); });
        ::close(in);
        EXPECT_EQ(outcome.status, 0);
        return outcome.out;
    }
    Outcome manage(KeysCommand::Action action, std::string cipher = "") {
        return run([&](int out, std::FILE* errors) { return keys_command({action, keys, cipher}, out, errors); });
    }
    MintCommand gs1(std::string form, std::int64_t first = 0, std::int64_t count = 1) {
        return {.scheme = "gs1", .gtin = gtin, .form = std::move(form), .first = first, .count = count};
    }

    TemporaryDirectory directory;
    std::filesystem::path keys = directory.path() / "keys";
    SerialMinter minter{testing::fixed_keys(), SerialDomain::gs1(keys::Gtin::parse(gtin).value()).value(), 0};
    SerialMinter brief{testing::fixed_keys(), SerialDomain::short_code().value(), 0};
};

TEST_F(SerialCommandsTest, MintEveryForm) {
    const auto serial = minter.mint(41), next = minter.mint(42);
    const auto lines = [&](std::string_view prefix) {
        return std::string(prefix) + serial + "\n" + std::string(prefix) + next + "\n";
    };
    EXPECT_EQ(mint(gs1("", 41, 2)).out, lines("https://id.gs1.org/01/06901234567892/21/"));
    EXPECT_EQ(mint(gs1("digital-link", 41, 2)).out, lines("https://id.gs1.org/01/06901234567892/21/"));
    EXPECT_EQ(mint(gs1("element-string", 41, 2)).out, lines("(01)06901234567892(21)"));
    EXPECT_EQ(mint(gs1("epc", 41, 2)).out, lines("urn:epc:id:sgtin:6901234.056789."));
    EXPECT_EQ(mint(gs1("serial", 41, 2)).out, lines(""));
    auto other = gs1("epc", 41, 2);
    other.prefix_digits = 8;
    EXPECT_EQ(mint(other).out, lines("urn:epc:id:sgtin:69012345.06789."));
    other = gs1("", 41, 2);
    other.base_url = "https://t.example.cn/x/";
    EXPECT_EQ(mint(other).out, lines("https://t.example.cn/x/01/06901234567892/21/"));
    const auto bare = mint({.scheme = "short", .first = 7});
    EXPECT_EQ(bare.out, brief.mint(7) + "\n");
    EXPECT_EQ(bare.errors, "");
    for (const auto* base : {"https://t.example.cn", "https://t.example.cn/"})
        EXPECT_EQ(mint({.scheme = "short", .base_url = base, .first = 7}).out,
                  "https://t.example.cn/" + brief.mint(7) + "\n");
}

TEST_F(SerialCommandsTest, VerifyReadsWhatMintPrints) {
    std::string all, expected;
    const auto add = [&](MintCommand command, std::string_view domain) {
        command.first = 5;
        command.count = 700;  // more than a batch
        const auto minted = mint(command);
        ASSERT_EQ(minted.status, 0) << minted.errors;
        all += minted.out;
        for (int n = 5; n < 705; ++n) expected += std::string(domain) + " " + std::to_string(n) + "\n";
    };
    for (const auto* form : {"digital-link", "element-string", "epc"}) add(gs1(form), "gs1:06901234567892:20");
    add({.scheme = "short"}, "short:13");
    add({.scheme = "ecode", .nsi = "0128"}, "ecode:2:0128");
    auto twelve = gs1("element-string");
    twelve.length = 12;
    add(twelve, "gs1:06901234567892:12");
    add({.scheme = "short", .base_url = "https://t.example.cn/s", .length = 12}, "short:12");
    EXPECT_EQ(verified(all), expected);
}

// Serials of two GTINs, short codes, Ecodes and forgeries in turn: each line gets its own verdict.
TEST_F(SerialCommandsTest, VerifyKeepsTheOrderOfMixedLines) {
    const auto s = minter.mint(1), t = minter.mint(2), c = brief.mint(3);
    const auto other =
        SerialMinter(testing::fixed_keys(), SerialDomain::gs1(keys::Gtin::parse("6901234567885").value()).value(), 0)
            .mint(1);
    const auto ecode = Minter(testing::fixed_keys(), testing::domain("0128"), 0).mint(4);
    const std::string link = "https://id.gs1.org/01/06901234567892/21/";
    EXPECT_EQ(verified(link + s + "\n" + link + other + "\nhttps://id.gs1.org/01/06901234567885/21/" + other + "\n\n" +
                       c + "\n" + ecode + "\nE=" + ecode + "\n " + link + t + "\r\n" + link + s + "?a=" + t + "\n" +
                       link + s + "?a=" + s + "\n" + link + t + "?a=" + s + "\n" + link + other + "?a=" + s + "\n" + s),
              "gs1:06901234567892:20 1\nforged\ngs1:06901234567885:20 1\nforged\nshort:13 3\necode:2:0128 4\n"
              "ecode:2:0128 4\ngs1:06901234567892:20 2\ngs1:06901234567892:20 1\ngs1:06901234567892:20 1\n"
              "gs1:06901234567892:20 2\nforged\nforged\n");
}

// Lines of strangers may name any GTIN: the memory for their keys is bounded.
TEST_F(SerialCommandsTest, VerifyTakesAnyNumberOfGtins) {
    std::string all, expected;
    for (int n = 0; n < 10'300; ++n) {
        std::string digits = std::to_string(100'000'000'000 + n);
        digits += keys::check_digit(digits);
        all += "(01)0" + digits + "(21)00000000000000000000\n(01)06901234567892(21)" + minter.mint(n) + "\n";
        expected += "forged\ngs1:06901234567892:20 " + std::to_string(n) + "\n";
    }
    EXPECT_EQ(verified(all), expected);
}

TEST_F(SerialCommandsTest, RefuseWrongArguments) {
    std::vector<MintCommand> wrong(14, gs1(""));
    wrong[0].gtin = "6901234567893";
    wrong[1].gtin = "";
    wrong[2].form = "qr";
    wrong[3].length = 11;
    wrong[4].length = 21;
    wrong[5].nsi = "0128";
    wrong[6].form = "epc";
    wrong[6].prefix_digits = 13;
    wrong[7].prefix_digits = 7;
    wrong[8].base_url = "id.gs1.org";
    wrong[9].form = "serial";
    wrong[9].base_url = "https://id.gs1.org";
    wrong[10].length = 12;
    wrong[10].count = 33'554'433;
    wrong[11] = {.scheme = "short", .gtin = gtin};
    wrong[12] = {.scheme = "short", .base_url = "https://t.cn/?c="};
    wrong[13] = {.scheme = "ecode", .nsi = "0128", .length = 20};
    for (std::size_t i = 0; i < wrong.size(); ++i) {
        const auto refused = mint(wrong[i]);
        EXPECT_EQ(refused.status, 2) << i;
        EXPECT_EQ(refused.out, "") << i;
        EXPECT_FALSE(refused.errors.empty()) << i;
    }
    auto unknown_prefix = gs1("epc");
    unknown_prefix.gtin = "0614141123452";
    EXPECT_EQ(mint(unknown_prefix).status, 2) << "no row for its company prefix";
    auto last = gs1("serial", 33'554'431);
    last.length = 12;
    EXPECT_EQ(mint(last).status, 0);
}

// A new key for new blocks; old codes stay verifiable. Issue: key epochs.
TEST_F(SerialCommandsTest, KeysRotateStartsAnEpoch) {
    const auto old = mint(gs1("", 9)).out + mint({.scheme = "ecode", .nsi = "0128", .first = 9}).out;
    EXPECT_EQ(manage(KeysCommand::Action::show).out, "id 934e01658ceb4d1d\nepoch 0 aes current\n");
    const auto rotated = manage(KeysCommand::Action::rotate, "sm4");
    EXPECT_EQ(rotated.status, 0);
    EXPECT_EQ(rotated.out, "id 934e01658ceb4d1d\nepoch 0 aes\nepoch 1 sm4 current\n");
    EXPECT_NE(rotated.errors.find("重启"), std::string::npos);
    const auto fresh = mint(gs1("", 9)).out + mint({.scheme = "ecode", .nsi = "0128", .first = 9}).out;
    EXPECT_NE(fresh, old);
    const std::string verdicts = "gs1:06901234567892:20 9\necode:2:0128 9\n";
    EXPECT_EQ(verified(old + fresh), verdicts + verdicts);
    auto earlier = gs1("", 9);
    earlier.epoch = 0;
    EXPECT_EQ(mint(earlier).out, old.substr(0, old.find('\n') + 1));
}

TEST_F(SerialCommandsTest, KeysRefuseWhatCannotBe) {
    EXPECT_EQ(manage(KeysCommand::Action::rotate, "des").status, 2);
    EXPECT_EQ(manage(KeysCommand::Action::create).status, 1) << "there is one";
    for (int n = 1; n <= 9; ++n) EXPECT_EQ(manage(KeysCommand::Action::rotate).status, 0);
    EXPECT_EQ(manage(KeysCommand::Action::rotate).status, 1) << "an epoch is one digit";
    std::filesystem::remove(keys);
    EXPECT_EQ(manage(KeysCommand::Action::show).status, 1);
    EXPECT_EQ(manage(KeysCommand::Action::rotate).status, 1);
    EXPECT_FALSE(std::filesystem::exists(keys));
    const auto created = manage(KeysCommand::Action::create, "sm4");
    EXPECT_EQ(created.status, 0);
    EXPECT_NE(created.out.find("epoch 0 sm4 current"), std::string::npos);
    EXPECT_EQ(created.errors, "");
}

// On a terminal, and nowhere else, long work says how far it is, and cleans up behind itself.
TEST_F(SerialCommandsTest, TellProgressOnATerminalOnly) {
    const int master = ::posix_openpt(O_RDWR | O_NOCTTY);
    ASSERT_GE(master, 0);
    ASSERT_EQ(::grantpt(master), 0);
    ASSERT_EQ(::unlockpt(master), 0);
    std::FILE* const terminal = std::fopen(::ptsname(master), "w");
    ASSERT_NE(terminal, nullptr);
    const int file = ::open((directory.path() / "out").c_str(), O_CREAT | O_WRONLY, 0600);
    {
        Progress progress(terminal, file, "已生成", 100);
        progress.at(10);  // within the first second: nothing
        ::usleep(1'050'000);
        progress.at(50);
        progress.at(60);  // too soon after the one before
    }
    {
        Progress silent(terminal, ::fileno(terminal), "已生成", 100);
        ::usleep(1'050'000);
        silent.at(70);
    }
    std::fflush(terminal);
    std::string seen;  // a read gives what one write wrote
    for (char text[1000]; !seen.ends_with("\r\x1b[K") && seen.size() < 1000;) {
        const auto n = ::read(master, text, sizeof text);
        ASSERT_GT(n, 0);
        seen.append(text, static_cast<std::size_t>(n));
    }
    EXPECT_NE(seen.find("已生成 50 / 100（50 %"), std::string::npos) << seen;
    for (const auto* absent : {"10 / 100", "60 / 100", "70 / 100"}) EXPECT_EQ(seen.find(absent), std::string::npos);
    std::fclose(terminal);
    ::close(master);
    ::close(file);
}

}  // namespace
}  // namespace yiguan::mint

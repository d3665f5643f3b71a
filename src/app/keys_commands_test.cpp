#include "app/keys_commands.hpp"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <array>
#include <filesystem>
#include <fstream>
#include <random>
#include <thread>

#include "core/json.hpp"

namespace yiguan::app {
namespace {

using ::testing::AllOf;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

/// A folder of its own, gone at the end.
class KeysCommands : public ::testing::Test {
protected:
    KeysCommands() {
        std::string name = (std::filesystem::temp_directory_path() / "yiguan-keys-XXXXXX").string();
        folder_ = ::mkdtemp(name.data());
    }
    ~KeysCommands() override { std::filesystem::remove_all(folder_); }

    std::string file(const std::string& name, std::string_view text) const {
        const auto path = folder_ / name;
        std::filesystem::create_directories(path.parent_path());
        std::ofstream(path, std::ios::binary) << text;
        return path.string();
    }

    struct Answer {
        int status;
        std::string out, errors;
    };
    template <class Run>
    Answer answer(Run run) const {
        const auto out_path = folder_ / "out", error_path = folder_ / "errors";
        const int out = ::open(out_path.c_str(), O_RDWR | O_CREAT | O_TRUNC, 0600);
        std::FILE* errors = std::fopen(error_path.c_str(), "w");
        const int status = run(out, errors);
        ::close(out);
        std::fclose(errors);
        return {status, text_of(out_path), text_of(error_path)};
    }
    Answer parse(std::string_view input, std::string format = "table") const {
        const std::string path = file("input", input);
        return answer([&](int out, std::FILE* errors) {
            return parse_command({{path}, std::move(format)}, -1, out, errors);
        });
    }
    Answer conform(const std::vector<std::string>& files) const {
        return answer([&](int out, std::FILE* errors) { return conform_command(files, out, errors); });
    }

    static std::string text_of(const std::filesystem::path& path) {
        std::ifstream in(path, std::ios::binary);
        return {std::istreambuf_iterator<char>(in), {}};
    }
    static std::vector<std::string> lines(const std::string& text) {
        std::vector<std::string> out;
        for (std::size_t at = 0; at < text.size(); at = text.find('\n', at) + 1)
            out.push_back(text.substr(at, text.find('\n', at) - at));
        return out;
    }

    std::filesystem::path folder_;
};

// Issue 4, item 7: one text a line, exit codes that scripts can use.
TEST_F(KeysCommands, ParseAnswersEachLineAndTellsWhetherAllWereUnderstood) {
    const auto good = parse("(01)06900000011225(10)L1\r\n\n  6900000011225  \n");
    EXPECT_EQ(good.status, 0);
    const auto rows = lines(good.out);
    ASSERT_EQ(rows.size(), 3u);
    EXPECT_THAT(rows[0], StartsWith("1\tgs1_element_string\t(01)06900000011225(10)L1\t"));
    EXPECT_THAT(rows[1], StartsWith("3\tgtin\t06900000011225\t"));
    EXPECT_THAT(rows[2], StartsWith("3\tgln\t6900000011225\t"));

    const auto bad = parse("6900000011225\n(01)06900000011226\n");
    EXPECT_EQ(bad.status, 1);
    EXPECT_THAT(lines(bad.out).back(), StartsWith("2\t-\t-\t第 18 字节："));
    EXPECT_EQ(parse("").status, 0);
}

TEST_F(KeysCommands, ParseWritesOneJsonObjectALine) {
    const auto answered = parse("]Q30106900000011225\nE=9\n201289985296962119819527847024772", "json");
    EXPECT_EQ(answered.status, 1);
    const auto rows = lines(answered.out);
    ASSERT_EQ(rows.size(), 3u);
    const auto first = parse_json_object(rows[0]).value();
    EXPECT_EQ(first.at("symbology").as_string(), "QR");
    const auto& candidate = first.at("candidates").as_array().at(0).as_object();
    EXPECT_EQ(candidate.at("kind").as_string(), "gs1_element_string");
    EXPECT_EQ(candidate.at("evidence").as_string(), "marked");
    EXPECT_EQ(candidate.at("digitalLink").as_string(), "https://id.gs1.org/01/06900000011225");
    const auto second = parse_json_object(rows[1]).value();
    EXPECT_FALSE(second.at("understood").as_bool());
    EXPECT_EQ(second.at("error").as_object().at("code").as_string(), "ecode_version");
    EXPECT_EQ(second.at("error").as_object().at("position").as_int64(), 2);
    const auto third = parse_json_object(rows[2]).value();
    EXPECT_EQ(third.at("candidates").as_array().at(0).as_object().at("parts").as_object().at("NSI").as_string(),
              "0128");
}

TEST_F(KeysCommands, ParseRefusesWrongArguments) {
    EXPECT_EQ(parse("1", "xml").status, 2);
    const auto missing = answer([&](int out, std::FILE* errors) {
        return parse_command({{(folder_ / "nothing").string()}, "table"}, -1, out, errors);
    });
    EXPECT_EQ(missing.status, 2);
    EXPECT_THAT(missing.errors, HasSubstr("nothing"));
}

// Any bytes, lines of any length, the same memory.
TEST_F(KeysCommands, ParseTakesAnyBytes) {
    std::mt19937 random(5);
    std::string input;
    for (int i = 0; i < 200'000; ++i) input += static_cast<char>(random() % 256);
    input += '\n';
    input += std::string(3'000'000, '1') + "\n6900000011225\n" + std::string(2001, '2');
    for (const char* format : {"json", "table"}) {
        const auto answered = parse(input, format);
        EXPECT_EQ(answered.status, 1);
        EXPECT_THAT(answered.out, HasSubstr("gtin"));
        for (const auto& row : lines(answered.out)) {
            EXPECT_LT(row.size(), 60'000u);
            EXPECT_EQ(row.find('\x1b'), std::string::npos);
            if (*format == 'j') {
                EXPECT_TRUE(parse_json_object(row).has_value()) << row;
            }
        }
    }
}

// However the bytes arrive, a line is one line; what was read is answered before the next read.
TEST_F(KeysCommands, ParseAnswersAPersonAtTheOtherEnd) {
    std::array<int, 2> to{}, from{};
    ASSERT_EQ(::pipe(to.data()), 0);
    ASSERT_EQ(::pipe(from.data()), 0);
    int status = -1;
    std::thread other([&] { status = parse_command({{}, "table"}, to[0], from[1], stderr); });
    for (const std::string_view piece : {"69000", "00011225", "\n"})
        ASSERT_EQ(::write(to[1], piece.data(), piece.size()), static_cast<ssize_t>(piece.size()));
    std::array<char, 500> answer{};
    const ssize_t n = ::read(from[0], answer.data(), answer.size());
    EXPECT_GT(n, 0);
    EXPECT_THAT(std::string(answer.data(), static_cast<std::size_t>(std::max<ssize_t>(n, 0))), StartsWith("1\tgtin\t"));
    ::close(to[1]);
    other.join();
    EXPECT_EQ(status, 0);
    for (const int fd : {to[0], from[0], from[1]}) ::close(fd);
}

// A person's number is not repeated where it may be logged.
TEST_F(KeysCommands, ParseHidesPersonsNumbers) {
    for (const char* format : {"json", "table"}) {
        const auto answered = parse("11010519491231002X", format);
        EXPECT_EQ(answered.status, 0);
        EXPECT_THAT(answered.out, AllOf(HasSubstr("resident_id"), HasSubstr("110***********002X"),
                                        Not(HasSubstr("11010519491231002X"))));
    }
}

// Issue 4, item 7: the file's name decides; a line for each failure; the counts; an unknown name is an error.
TEST_F(KeysCommands, ConformCountsAndNamesFailures) {
    const auto vectors = file("linter-vectors.jsonl",
                              "{\"linter\":\"yesno\",\"data\":\"1\",\"valid\":true}\n"
                              "{\"linter\":\"yesno\",\"data\":\"2\",\"valid\":true}\n"
                              "{\"linter\":\"nobody\",\"data\":\"2\",\"valid\":true}\nnot json\n");
    const auto mixed = conform({vectors});
    EXPECT_EQ(mixed.status, 1);
    const auto rows = lines(mixed.out);
    ASSERT_EQ(rows.size(), 4u);
    EXPECT_EQ(rows[0], vectors + ":2: expected ok, got not_zero_or_one *2*");
    EXPECT_THAT(rows[1], HasSubstr(":3: expected ok, got no such linter"));
    EXPECT_THAT(rows[2], HasSubstr(":4: "));
    EXPECT_EQ(rows[3], "1 passed, 3 failed");

    const auto good = file("a/linter-vectors.jsonl", "{\"linter\":\"yesno\",\"data\":\"1\",\"valid\":true}\n");
    EXPECT_EQ(conform({good}).status, 0);
    EXPECT_EQ(conform({good}).out, "1 passed, 0 failed\n");
    const auto empty = conform({file("b/linter-vectors.jsonl", "")});
    EXPECT_EQ(empty.status, 1);
    EXPECT_THAT(empty.out, EndsWith("0 passed, 1 failed\n"));
}

TEST_F(KeysCommands, ConformRefusesUnknownNames) {
    const auto good = file("linter-vectors.jsonl", "{\"linter\":\"yesno\",\"data\":\"1\",\"valid\":true}\n");
    for (const char* name : {"linkset/valid-basic-example.json", "xlinter-vectors.jsonl", "linter-vectors.json"}) {
        const auto unknown = conform({file(name, "{}"), good});
        EXPECT_EQ(unknown.status, 2) << name;
        EXPECT_THAT(unknown.errors, HasSubstr(name));
        EXPECT_EQ(unknown.out, "1 passed, 0 failed\n");
    }
    EXPECT_EQ(conform({(folder_ / "none" / "uscc.json").string()}).status, 2);
}

// What the room's tests run by themselves is found by name as well.
TEST_F(KeysCommands, ConformRunsTheFilesOfTheTree) {
    for (const char* path : {"src/keys/testdata/uscc.json", "src/keys/testdata/links/dl-parse.jsonl",
                             "src/keys/testdata/gs1/syntax-engine/ai-association.jsonl", "src/mint/testdata/ff1.json",
                             "src/crypto/testdata/sm.json", "src/mint/testdata/ecode.json"}) {
        const auto ran = conform({path});
        EXPECT_EQ(ran.status, 0) << ran.out;
        EXPECT_THAT(ran.out, AllOf(EndsWith(" passed, 0 failed\n"), Not(StartsWith("0 ")))) << path;
    }
}

}  // namespace
}  // namespace yiguan::app

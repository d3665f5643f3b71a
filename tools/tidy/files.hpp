// The repository's files as the rules read them.
#pragma once
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace yiguan::tidy {

struct File {
    std::string path;  ///< From the root of the repository, with '/'.
    std::string text;
};

struct Finding {
    std::string path;
    int line = 0;  ///< 0: the whole file.
    std::string message;
    friend bool operator==(const Finding&, const Finding&) = default;
};
std::string to_string(const Finding& finding);

/// Tracked files, and new ones that are not ignored, as they stand in the working tree. @throws std::runtime_error.
std::vector<File> repository(const std::filesystem::path& root);

/// The standard output of a command of fixed text. @throws std::runtime_error when it fails.
std::string output_of(const std::string& command);

bool is_cpp(const File& file);
bool is_header(const File& file);
/// Tests, measurements, and what only they are made of.
bool is_test(const File& file);
/// What fuzzing made and what others have published as test vectors: any word may stand in it.
bool is_test_input(const File& file);
/// "codes" for src/codes/...; "" outside src/.
std::string room_of(std::string_view path);

/// C++ text with comments and the content of literals blanked out; lines stay where they are.
std::string code_only(std::string_view text);
std::vector<std::string_view> lines_of(std::string_view text);
/// True if `word` stands at `at` and is no part of a longer identifier.
bool is_word_at(std::string_view text, std::size_t at, std::string_view word);
/// The first place of `word` from `from` on, as a whole word; npos if there is none.
std::size_t find_word(std::string_view text, std::string_view word, std::size_t from = 0);
int line_at(std::string_view text, std::size_t offset);

}  // namespace yiguan::tidy

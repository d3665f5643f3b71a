#include "tidy/files.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <stdexcept>

namespace yiguan::tidy {
namespace {

bool is_identifier(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

std::string_view file_name(std::string_view path) {
    return path.substr(path.rfind('/') + 1);
}

// Ends of the literal or comment that begins at `i`, as [end of what stays, end of what is blanked).
struct Extent {
    std::size_t keep;
    std::size_t end;
};

Extent raw_string(std::string_view text, std::size_t quote) {
    const auto open = text.find('(', quote);
    if (open == std::string_view::npos) return {quote + 1, text.size()};
    const std::string close = ")" + std::string(text.substr(quote + 1, open - quote - 1)) + "\"";
    const auto end = text.find(close, open);
    return {quote + 1, end == std::string_view::npos ? text.size() : end + close.size() - 1};
}

Extent quoted(std::string_view text, std::size_t quote) {
    std::size_t i = quote + 1;
    while (i < text.size() && text[i] != text[quote] && text[i] != '\n') i += text[i] == '\\' ? 2u : 1u;
    return {quote + 1, std::min(i, text.size())};
}

}  // namespace

std::string to_string(const Finding& finding) {
    return finding.line == 0 ? fmt::format("{}: {}", finding.path, finding.message)
                             : fmt::format("{}:{}: {}", finding.path, finding.line, finding.message);
}

std::string output_of(const std::string& command) {
    FILE* const pipe = ::popen(command.c_str(), "r");
    if (!pipe) throw std::runtime_error("cannot start: " + command);
    std::string out;
    std::array<char, 65536> part{};
    while (const auto n = std::fread(part.data(), 1, part.size(), pipe)) out.append(part.data(), n);
    if (::pclose(pipe) != 0) throw std::runtime_error("failed: " + command);
    return out;
}

std::vector<File> repository(const std::filesystem::path& root) {
    const auto listed =
        output_of(fmt::format("git -C '{}' ls-files -z --cached --others --exclude-standard", root.string()));
    std::vector<File> files;
    for (std::size_t at = 0; at < listed.size();) {
        const auto end = listed.find('\0', at);
        std::string path = listed.substr(at, end - at);
        at = end + 1;
        std::ifstream in(root / path, std::ios::binary);
        if (!in) continue;  // deleted in the working tree
        files.push_back({std::move(path), std::string(std::istreambuf_iterator<char>(in), {})});
    }
    return files;
}

bool is_header(const File& file) {
    return file.path.ends_with(".hpp") || file.path.ends_with(".h");
}

bool is_cpp(const File& file) {
    return is_header(file) || file.path.ends_with(".cpp");
}

bool is_test(const File& file) {
    for (const auto* place : {"tests/", "tools/", "bench/", "fuzz/"})
        if (file.path.starts_with(place)) return true;
    const auto name = file_name(file.path);
    return name.ends_with("_test.cpp") || name.ends_with("_world.hpp") || name.starts_with("test_") ||
           name.starts_with("testing.") || name == "vectors.hpp";
}

bool is_test_input(const File& file) {
    return file.path.starts_with("fuzz/corpus/") || file.path.find("/testdata/") != std::string::npos;
}

std::string room_of(std::string_view path) {
    if (!path.starts_with("src/")) return {};
    const auto rest = path.substr(4);
    const auto slash = rest.find('/');
    return slash == std::string_view::npos ? std::string() : std::string(rest.substr(0, slash));
}

std::string code_only(std::string_view text) {
    std::string out(text);
    const auto blank = [&](std::size_t from, std::size_t to) {
        for (std::size_t i = from; i < to; ++i)
            if (out[i] != '\n') out[i] = ' ';
    };
    for (std::size_t i = 0; i < text.size();) {
        const auto rest = text.substr(i);
        Extent extent{i, i + 1};
        if (rest.starts_with("//")) {
            extent.end = std::min(text.find('\n', i), text.size());
        } else if (rest.starts_with("/*")) {
            const auto end = text.find("*/", i + 2);
            extent.end = end == std::string_view::npos ? text.size() : end + 2;
        } else if (rest.starts_with("R\"") &&
                   (i == 0 || !is_identifier(text[i - 1]) || text[i - 1] == 'u' || text[i - 1] == '8')) {
            extent = raw_string(text, i + 1);
            blank(extent.keep, extent.end);
            i = extent.end + 1;
            continue;
        } else if (text[i] == '"' || (text[i] == '\'' && (i == 0 || !is_identifier(text[i - 1])))) {
            extent = quoted(text, i);
            blank(extent.keep, extent.end);
            i = extent.end + 1;
            continue;
        } else {
            ++i;
            continue;
        }
        blank(extent.keep, extent.end);
        i = extent.end;
    }
    return out;
}

std::vector<std::string_view> lines_of(std::string_view text) {
    std::vector<std::string_view> lines;
    for (std::size_t at = 0; at < text.size();) {
        const auto end = std::min(text.find('\n', at), text.size());
        lines.push_back(text.substr(at, end - at));
        at = end + 1;
    }
    return lines;
}

bool is_word_at(std::string_view text, std::size_t at, std::string_view word) {
    if (text.substr(at, word.size()) != word) return false;
    if (at > 0 && is_identifier(text[at - 1])) return false;
    return at + word.size() >= text.size() || !is_identifier(text[at + word.size()]);
}

std::size_t find_word(std::string_view text, std::string_view word, std::size_t from) {
    for (auto at = text.find(word, from); at != std::string_view::npos; at = text.find(word, at + 1))
        if (is_word_at(text, at, word)) return at;
    return std::string_view::npos;
}

int line_at(std::string_view text, std::size_t offset) {
    return 1 + static_cast<int>(std::ranges::count(text.substr(0, offset), '\n'));
}

}  // namespace yiguan::tidy

#include "tidy/rules.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace yiguan::tidy {
namespace {

struct Banned {
    std::string_view name;
    std::string_view instead;
};

constexpr Banned calls[] = {
    {"strcpy", "std::string or std::ranges::copy"},
    {"strcat", "std::string or fmt::format"},
    {"sprintf", "fmt::format"},
    {"vsprintf", "fmt::format"},
    {"gets", "std::getline"},
    {"atoi", "std::from_chars, which says when the text is no number"},
    {"atol", "std::from_chars, which says when the text is no number"},
    {"atoll", "std::from_chars, which says when the text is no number"},
    {"atof", "std::from_chars, which says when the text is no number"},
    {"strtok", "std::string_view::find"},
    {"rand", "core/text.hpp fill_random(), or a seeded std::mt19937_64 in tests"},
    {"srand", "a seeded std::mt19937_64"},
    {"system", "posix_spawn with an argument list"},
    {"popen", "posix_spawn with an argument list"},
    {"tmpnam", "mkdtemp or mkstemp"},
    {"localtime", "core/time.hpp"},
    {"gmtime", "core/time.hpp"},
    {"asctime", "core/time.hpp"},
    {"ctime", "core/time.hpp"},
    {"gethostbyname", "getaddrinfo"},
    {"longjmp", "a Result or an exception"},
    {"alloca", "std::vector or std::array"},
};

constexpr Banned words[] = {
    {"std::regex", "a small hand-written parser: <regex> costs 2.8 s a unit"},
    {"std::endl", "'\\n'"},
    {"std::random_shuffle", "std::ranges::shuffle with a seeded generator"},
    {"std::auto_ptr", "std::unique_ptr"},
    {"std::rand", "core/text.hpp fill_random(), or a seeded std::mt19937_64 in tests"},
};

constexpr std::string_view secrets[] = {"password", "passwd", "secret", "token", "cookie", "csrf", "master_key"};

// A call of the C function: not a member, not somebody else's function of that name.
bool is_call(std::string_view code, std::size_t at, std::string_view name) {
    const auto after = code.find_first_not_of(" \n", at + name.size());
    if (after == std::string_view::npos || code[after] != '(') return false;
    if (at == 0) return true;
    const auto before = code.find_last_not_of(" \n", at - 1);
    if (before == std::string_view::npos) return true;
    if (code[before] == '.' || (code[before] == '>' && before > 0 && code[before - 1] == '-')) return false;
    if (code[before] == ':' && before > 0 && code[before - 1] == ':') {
        const bool global =
            before < 2 || code[before - 2] == ' ' || code[before - 2] == '(' || code[before - 2] == '\n';
        const bool standard = before >= 4 && code.substr(before - 4, 3) == "std";
        return global || standard;
    }
    // `int rand(int)` declares, `return rand()` calls.
    const bool after_word =
        (code[before] >= 'a' && code[before] <= 'z') || (code[before] >= 'A' && code[before] <= 'Z');
    return !after_word || (before >= 5 && code.substr(before - 5, 6) == "return");
}

std::size_t matching(std::string_view code, std::size_t open) {
    int depth = 0;
    for (std::size_t i = open; i < code.size(); ++i) {
        if (code[i] == '(') ++depth;
        if (code[i] == ')' && --depth == 0) return i;
    }
    return code.size();
}

void check_logged_secrets(const File& file, std::string_view code, std::vector<Finding>& findings) {
    for (auto at = code.find("log::"); at != std::string_view::npos; at = code.find("log::", at + 1)) {
        const auto open = code.find_first_of("(;", at);
        if (open == std::string_view::npos || code[open] != '(') continue;
        const auto arguments = code.substr(open, matching(code, open) - open);
        for (const auto secret : secrets)
            if (const auto in = arguments.find(secret); in != std::string_view::npos)
                findings.push_back(
                    {file.path, line_at(code, open + in), fmt::format("a log line may not hold a {}", secret)});
    }
}

}  // namespace

std::vector<Finding> check_banned(const File& file) {
    std::vector<Finding> findings;
    if (!is_cpp(file)) return findings;
    const std::string code = code_only(file.text);
    for (const Banned& call : calls) {
        const bool shell = call.name == "popen" || call.name == "system";
        if (shell && is_test(file)) continue;  // commands of fixed text
        for (auto at = find_word(code, call.name); at != std::string::npos; at = find_word(code, call.name, at + 1))
            if (is_call(code, at, call.name))
                findings.push_back(
                    {file.path, line_at(code, at), fmt::format("{}(): use {}", call.name, call.instead)});
    }
    for (const Banned& word : words)
        for (auto at = find_word(code, word.name); at != std::string::npos; at = find_word(code, word.name, at + 1))
            findings.push_back({file.path, line_at(code, at), fmt::format("{}: use {}", word.name, word.instead)});
    int line = 0;
    for (const auto text : lines_of(code)) {
        ++line;
        if (text.starts_with("#include <regex>"))
            findings.push_back({file.path, line, "<regex>: write a small parser, this header costs 2.8 s a unit"});
        if (is_header(file) && !is_test(file))
            for (const auto stream : {"<iostream>", "<sstream>", "<fstream>"})
                if (text.starts_with(fmt::format("#include {}", stream)))
                    findings.push_back(
                        {file.path, line, fmt::format("{} in a header: include it in the source", stream)});
        if (is_header(file) && text.starts_with("using namespace "))
            findings.push_back({file.path, line, "using namespace in a header reaches everybody who includes it"});
    }
    if (!is_test(file)) check_logged_secrets(file, code, findings);
    return findings;
}

namespace {

// The statement around `at`: up to the semicolon before and behind it, outside of brackets.
std::pair<std::size_t, std::size_t> statement_around(std::string_view code, std::size_t at) {
    std::size_t first = at;
    int depth = 0;
    while (first > 0) {
        const char c = code[first - 1];
        if (c == ')' || c == ']' || c == '}') ++depth;
        if (c == '(' || c == '[' || c == '{') {
            if (depth == 0 && c == '{') break;
            depth = std::max(0, depth - 1);
        }
        if (c == ';' && depth == 0) break;
        if (c == '}' && depth == 1) {  // the block before this statement, unless a call goes on behind it
            const auto next = code.find_first_not_of(" \n", first);
            if (next != std::string_view::npos && code[next] != ')' && code[next] != ',' && code[next] != '.' &&
                code[next] != '(')
                break;
        }
        --first;
    }
    std::size_t last = at;
    depth = 0;
    for (; last < code.size(); ++last) {
        const char c = code[last];
        if (c == '(' || c == '[' || c == '{') ++depth;
        if (c == ')' || c == ']' || c == '}') depth = std::max(0, depth - 1);
        if (c == ';' && depth == 0) break;
    }
    return {first, last};
}

// A closure that holds a copy of something: [x], [=], [x = ...]; [&], [&a, &b] and [this] are correct.
bool captures_by_value(std::string_view statement) {
    for (auto at = statement.find('['); at != std::string_view::npos; at = statement.find('[', at + 1)) {
        const auto close = statement.find(']', at);
        if (close == std::string_view::npos) return false;
        const auto behind = statement.find_first_not_of(" \n", close + 1);
        if (behind == std::string_view::npos || (statement[behind] != '(' && statement[behind] != '{')) continue;
        const auto before = at == 0 ? std::string_view::npos : statement.find_last_not_of(" \n", at - 1);
        if (before != std::string_view::npos &&
            std::string_view("(,={&|?:").find(statement[before]) == std::string_view::npos)
            continue;
        std::string_view captures = statement.substr(at + 1, close - at - 1);
        while (!captures.empty()) {
            const auto comma = std::min(captures.find(','), captures.size());
            auto one = captures.substr(0, comma);
            one.remove_prefix(std::min(one.find_first_not_of(" \n"), one.size()));
            if (!one.empty() && one.front() != '&' && one != "this") return true;
            captures.remove_prefix(std::min(comma + 1, captures.size()));
        }
    }
    return false;
}

// f({a, b}), f(Shipment{...}): a temporary made in braces inside the expression; the body of a closure is none.
bool makes_aggregate(std::string_view statement) {
    for (auto at = statement.find('{'); at != std::string_view::npos; at = statement.find('{', at + 1)) {
        if (at == 0) continue;
        const auto before = statement.find_last_not_of(" \n", at - 1);
        if (before == std::string_view::npos) continue;
        const char c = statement[before];
        if (c == '(' || c == ',') return true;
        const bool word =
            (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '>';
        if (!word) continue;
        const auto start = statement.substr(0, before + 1).find_last_of(" \n(,=&");
        const auto name = statement.substr(start + 1, before - start);
        if (name != "mutable" && name != "noexcept" && name != "else" && name != "do" && name != "try") return true;
    }
    return false;
}

constexpr std::string_view keywords[] = {"co_await", "co_return", "co_yield"};

}  // namespace

std::vector<std::pair<std::size_t, std::string>> miscompiled(std::string_view code) {
    std::vector<std::pair<std::size_t, std::string>> found;
    for (auto at = find_word(code, "co_await"); at != std::string_view::npos;
         at = find_word(code, "co_await", at + 1)) {
        const auto [first, last] = statement_around(code, at);
        const auto statement = code.substr(first, last - first);
        if (statement.find('?') != std::string_view::npos || statement.find("&&") != std::string_view::npos ||
            statement.find("||") != std::string_view::npos)
            found.emplace_back(at, "co_await beside ?:, && or ||: use if and locals");
        else if (captures_by_value(statement))
            found.emplace_back(at,
                               "co_await beside a closure that captures by value: name the closure, then move it in");
        else if (makes_aggregate(statement))
            found.emplace_back(at, "co_await beside an aggregate temporary: name it first");
    }
    return found;
}

std::vector<Finding> check_coroutines(const File& file) {
    std::vector<Finding> findings;
    if (!is_cpp(file) || room_of(file.path).empty()) return findings;
    const std::string code = code_only(file.text);
    for (const auto& [at, why] : miscompiled(code))
        findings.push_back({file.path, line_at(code, at), "g++ 12.2 miscompiles " + why});
    for (const auto keyword : keywords)
        for (auto at = find_word(code, keyword); at != std::string::npos; at = find_word(code, keyword, at + 1))
            findings.push_back({file.path, line_at(code, at),
                                fmt::format("{}: the project uses callbacks (docs/decisions/)", keyword)});
    return findings;
}

std::vector<Finding> check_debug_marks(const File& file) {
    // In two parts, so that this file does not find itself.
    static const std::array<std::string, 4> marks{std::string("TO") + "DO", std::string("FIX") + "ME",
                                                  std::string("XX") + "X", std::string("HA") + "CK"};
    std::vector<Finding> findings;
    if (file.path.starts_with("data/") || is_test_input(file) || file.text.find('\0') != std::string::npos)
        return findings;
    for (const auto& mark : marks)
        for (auto at = find_word(file.text, mark); at != std::string::npos; at = find_word(file.text, mark, at + 1))
            findings.push_back(
                {file.path, line_at(file.text, at), fmt::format("{}: finish it or open an issue", mark)});
    return findings;
}

std::vector<Finding> check_machine_paths(const File& file) {
    static const std::array<std::string, 4> paths{std::string("/wo") + "rk/", std::string("/ro") + "ot/",
                                                  std::string("/ho") + "me/", std::string("../sha") + "red"};
    std::vector<Finding> findings;
    if (is_test_input(file) || file.text.find('\0') != std::string::npos) return findings;
    for (const auto& path : paths)
        for (auto at = file.text.find(path); at != std::string::npos; at = file.text.find(path, at + 1)) {
            // https://example.cn/root/ and src/work/ are no paths of a machine.
            const bool inside = at > 0 && path[0] == '/' &&
                                std::string_view(" \t\n\"'`(=:<").find(file.text[at - 1]) == std::string_view::npos;
            if (!inside)
                findings.push_back({file.path, line_at(file.text, at), fmt::format("{}: a path of one machine", path)});
        }
    return findings;
}

std::vector<Finding> check_size(const File& file) {
    constexpr std::size_t bytes_max = 1024 * 1024;
    constexpr std::size_t lines_max = 600;
    if (file.text.size() > bytes_max)
        return {{file.path, 0, fmt::format("{} bytes: keep large files out of the repository", file.text.size())}};
    const auto lines = lines_of(file.text).size();
    if (is_cpp(file) && !is_test(file) && lines > lines_max)
        return {{file.path, 0,
                 fmt::format("{} lines: it hides two concepts, at most {} stand in one file", lines, lines_max)}};
    return {};
}

}  // namespace yiguan::tidy

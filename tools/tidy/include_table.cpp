#include "tidy/include_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <span>

namespace yiguan::tidy {
namespace {

struct Room {
    std::string_view name;
    std::vector<std::string_view> may_use;  // transitive
};

// docs/architecture.md, Rooms. `registry` knows credit codes, which are keys.
const std::vector<Room> rooms{
    {"core", {}},
    {"crypto", {"core"}},
    {"proof", {"crypto"}},
    {"keys", {"core"}},
    {"epcis", {"crypto", "keys"}},
    {"mint", {"crypto", "keys"}},
    {"db", {"core"}},
    {"ledger", {"proof", "db"}},
    {"auth", {"ledger"}},
    {"calendar", {"auth"}},
    {"message", {"auth"}},
    {"review", {"calendar", "message", "keys"}},
    {"registry", {"review", "keys"}},
    {"catalog", {"registry"}},
    {"codes", {"catalog", "mint"}},
    {"events", {"codes", "epcis"}},
    {"dossier", {"codes"}},
    {"trade", {"events", "dossier"}},
    {"quality", {"events", "dossier"}},
    {"feedback", {"events"}},
    {"lookup", {"events", "dossier"}},
    {"print", {"keys"}},
    {"sheet", {"crypto", "keys"}},
    {"imports", {"events", "dossier", "sheet"}},
    {"vision", {"keys", "print"}},
    {"http", {"core"}},
    {"api", {"lookup", "quality", "feedback", "trade", "print", "imports", "vision", "http"}},
    {"app", {"api"}},
    {"tracever", {"proof"}},
};

struct Library {
    std::string_view prefix;  // of what stands between < and >
    std::vector<std::string_view> rooms;
};

// Who may see which library; what is not listed (standard library, fmt, POSIX) is free. The longest prefix decides.
const std::vector<Library> libraries{
    {"boost/", {}},
    {"boost/outcome/", {"core"}},
    {"boost/json", {"core", "http"}},
    {"boost/container/small_vector.hpp", {"keys", "codes"}},
    {"boost/crc.hpp", {"registry"}},
    {"boost/asio", {"http"}},
    {"boost/beast", {"http"}},
    {"sqlite3.h", {"db"}},
    {"libpq-fe.h", {"db"}},
    {"postgresql/", {"db"}},
    {"spdlog/", {"core"}},
    {"prometheus/", {"core"}},
    {"argon2.h", {"auth"}},
    {"openssl/", {"crypto", "db", "auth", "registry"}},
    {"zint.h", {"print"}},
    {"pugixml.hpp", {"epcis"}},
    {"curl/", {"http", "message"}},
    {"xlsxwriter.h", {"events", "sheet"}},
    {"zip.h", {"sheet"}},
    {"expat.h", {"sheet"}},
    {"zlib.h", {"registry"}},
    {"cairo", {"print"}},
    {"pango/", {"print"}},
    {"leptonica/", {"vision"}},
    {"tesseract/", {"vision"}},
    {"png.h", {"print", "app"}},  // app: the pictures of the demonstration
    {"CLI/", {"app"}},
};

// Tests may also read their vectors and compare with what they wrote.
constexpr std::array<std::string_view, 4> libraries_of_tests{"boost/json", "sqlite3.h", "libpq-fe.h", "png.h"};

const Room* find_room(std::string_view name) {
    const auto found = std::ranges::find(rooms, name, &Room::name);
    return found == rooms.end() ? nullptr : &*found;
}

const Library* find_library(std::string_view header) {
    const Library* longest = nullptr;
    for (const Library& library : libraries)
        if (header.starts_with(library.prefix) && (!longest || library.prefix.size() > longest->prefix.size()))
            longest = &library;
    return longest;
}

// Headers that exist for the tests of other rooms.
bool is_test_header(std::string_view path) {
    const auto name = path.substr(path.rfind('/') + 1);
    return name.ends_with("testing.hpp") || name.starts_with("test_") || name.ends_with("_world.hpp") ||
           name == "vectors.hpp";
}

struct Include {
    int line;
    bool quoted;
    std::string_view target;
};

// The directives of the real text, but only where the line is code.
std::vector<Include> includes_of(const File& file) {
    const std::string code = code_only(file.text);
    const auto real = lines_of(file.text);
    const auto bare = lines_of(code);
    std::vector<Include> found;
    for (std::size_t i = 0; i < bare.size(); ++i) {
        if (!bare[i].starts_with("#include")) continue;
        const auto open = real[i].find_first_of("<\"");
        if (open == std::string_view::npos) continue;
        const auto close = real[i].find_first_of(">\"", open + 1);
        if (close == std::string_view::npos) continue;
        found.push_back({static_cast<int>(i) + 1, real[i][open] == '"', real[i].substr(open + 1, close - open - 1)});
    }
    return found;
}

// The words between `keyword` and the next keyword of yiguan_room() or the closing bracket.
std::vector<std::string> listed_after(std::string_view cmake, std::string_view keyword) {
    static constexpr std::array<std::string_view, 8> keywords{"DEPENDS", "SOURCES",   "HEADERS", "TESTS",
                                                              "LIBS",    "TEST_LIBS", ")",       ""};
    std::vector<std::string> words;
    bool inside = false;
    std::string word;
    const auto end_word = [&] {
        if (word == keyword)
            inside = true;
        else if (std::ranges::find(keywords, word) != keywords.end())
            inside = inside && word.empty();
        else if (inside)
            words.push_back(word);
        word.clear();
    };
    for (const char c : cmake) {
        if (c == ' ' || c == '\n' || c == '\t' || c == '(') {
            end_word();
        } else if (c == ')') {
            end_word();
            inside = false;
        } else {
            word += c;
        }
    }
    return words;
}

}  // namespace

bool is_room(std::string_view name) {
    return find_room(name) != nullptr;
}

bool may_use(std::string_view room, std::string_view other) {
    if (room == other) return true;
    const Room* row = find_room(room);
    return row && std::ranges::any_of(row->may_use, [&](std::string_view next) { return may_use(next, other); });
}

std::map<std::string, std::set<std::string>> public_headers(const std::vector<File>& files) {
    std::map<std::string, std::set<std::string>> out;
    for (const File& file : files) {
        const std::string room = room_of(file.path);
        if (room.empty() || file.path != "src/" + room + "/CMakeLists.txt") continue;
        for (const std::string& header : listed_after(file.text, "HEADERS"))
            if (!header.ends_with("_store.hpp")) out[room].insert(room + "/" + header);
    }
    return out;
}

std::vector<Finding> check_includes(const File& file, const std::map<std::string, std::set<std::string>>& headers) {
    std::vector<Finding> findings;
    const std::string room = room_of(file.path);
    if (room.empty() || !is_cpp(file)) return findings;
    const auto complain = [&](const Include& include, std::string message) {
        findings.push_back({file.path, include.line, std::move(message)});
    };
    if (!is_room(room)) return {{file.path, 0, fmt::format("room {} is not in the include table", room)}};

    for (const Include& include : includes_of(file)) {
        if (!include.quoted) {
            const Library* library = find_library(include.target);
            const bool test = is_test(file) && std::ranges::any_of(libraries_of_tests, [&](auto p) {
                                  return include.target.starts_with(p);
                              });
            if (library && !test && std::ranges::find(library->rooms, room) == library->rooms.end())
                complain(include, fmt::format("{}/ may not include <{}>: ask the room that owns this library", room,
                                              include.target));
            continue;
        }
        const auto slash = include.target.find('/');
        const std::string other(include.target.substr(0, slash == std::string_view::npos ? 0 : slash));
        if (!is_room(other)) {
            complain(include, fmt::format("include \"{}\" from the root, as \"{}/...\"", include.target, room));
        } else if (!may_use(room, other)) {
            complain(include, fmt::format("{}/ may not use {}/: includes point one way (tools/tidy/include_table.cpp)",
                                          room, other));
        } else if (other != room) {
            const auto known = headers.find(other);
            const bool is_public = known != headers.end() && known->second.contains(std::string(include.target));
            if (is_test_header(include.target) ? !is_test(file) : !is_public)
                complain(include,
                         fmt::format("\"{}\" is private to {}/: include its public header", include.target, other));
        }
    }
    return findings;
}

std::vector<Finding> check_dead_files(const std::vector<File>& files) {
    std::map<std::string, std::string_view> lists;
    std::set<std::string, std::less<>> included;
    std::string cmake;  // what all rooms share, such as the precompiled header
    for (const File& file : files) {
        const std::string room = room_of(file.path);
        if (!room.empty() && file.path == "src/" + room + "/CMakeLists.txt") lists[room] = file.text;
        if (file.path.ends_with(".cmake")) cmake += file.text;
        if (is_cpp(file))
            for (const Include& include : includes_of(file)) included.emplace(include.target);
    }
    std::vector<Finding> findings;
    for (const File& file : files) {
        const std::string room = room_of(file.path);
        if (room.empty() || !is_cpp(file)) continue;
        const std::string name = file.path.substr(5 + room.size());
        const auto list = lists.find(room);
        if (list != lists.end() && find_word(list->second, name) != std::string_view::npos) continue;
        if (is_header(file) && (included.contains(room + "/" + name) || cmake.find(file.path) != std::string::npos))
            continue;
        findings.push_back({file.path, 0, fmt::format("dead file: src/{}/CMakeLists.txt does not name it", room)});
    }
    return findings;
}

}  // namespace yiguan::tidy

#include "api/console_files.hpp"

#include <array>
#include <charconv>
#include <stdexcept>

namespace yiguan::embedded {
std::string_view console_pack();
std::string_view store_pack();
}  // namespace yiguan::embedded

namespace yiguan::api {
namespace {

constexpr std::size_t fields_count = 9;

std::size_t number(std::string_view text) {
    std::size_t out = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
    if (error != std::errc{} || end != text.data() + text.size()) throw std::invalid_argument("no number in the pack");
    return out;
}

std::array<std::string_view, fields_count> fields_of(std::string_view line) {
    std::array<std::string_view, fields_count> out;
    for (std::size_t i = 0; i < fields_count; ++i) {
        const auto tab = line.find('\t');
        if ((tab == line.npos) != (i + 1 == fields_count)) throw std::invalid_argument("a line of the pack is broken");
        out[i] = line.substr(0, tab);
        if (tab != line.npos) line.remove_prefix(tab + 1);
    }
    return out;
}

std::string_view part(std::string_view bytes, std::string_view offset, std::string_view length) {
    const std::size_t from = number(offset), size = number(length);
    if (from > bytes.size() || size > bytes.size() - from) throw std::invalid_argument("the pack is cut off");
    return bytes.substr(from, size);
}

}  // namespace

std::map<std::string, ConsoleFile, std::less<>> read_console_pack(std::string_view pack) {
    const auto end = pack.find("\n\n");
    if (end == pack.npos) throw std::invalid_argument("the pack has no index");
    std::string_view index = pack.substr(0, end + 1);
    const std::string_view bytes = pack.substr(end + 2);
    std::map<std::string, ConsoleFile, std::less<>> out;
    while (!index.empty()) {
        const auto newline = index.find('\n');
        const auto f = fields_of(index.substr(0, newline));
        out.emplace(f[0], ConsoleFile{.media_type = f[1],
                                      .etag = f[2],
                                      .plain = part(bytes, f[3], f[4]),
                                      .gzip = part(bytes, f[5], f[6]),
                                      .brotli = part(bytes, f[7], f[8])});
        index.remove_prefix(newline + 1);
    }
    if (!out.contains("index.html")) throw std::invalid_argument("the pack has no index.html");
    return out;
}

const ConsoleFile* find_console_file(std::string_view path) {
    static const auto files = read_console_pack(embedded::console_pack());
    const auto found = files.find(path);
    return found == files.end() ? nullptr : &found->second;
}

const ConsoleFile* find_store_file(std::string_view path) {
    static const auto files = read_console_pack(embedded::store_pack());
    const auto found = files.find(path);
    return found == files.end() ? nullptr : &found->second;
}

}  // namespace yiguan::api

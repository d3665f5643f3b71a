// A target whose oracle must fail: it holds a parser with a bug that random bytes do not meet. fuzz/canary_test asserts
// that the replay and libFuzzer both report it.
#include <optional>

#include "fuzz/harness.hpp"

namespace {

// "<digit>:<text>" with a text of so many characters. The planted bug: of a text that begins with "yi" the last
// character is lost.
std::optional<std::string_view> planted_parse(std::string_view framed) {
    if (framed.size() < 2 || framed[0] < '0' || framed[0] > '9' || framed[1] != ':') return std::nullopt;
    const auto text = framed.substr(2);
    if (text.size() != static_cast<std::size_t>(framed[0] - '0')) return std::nullopt;
    return text.starts_with("yi") ? text.substr(0, text.size() - 1) : text;
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view framed(reinterpret_cast<const char*>(data), size);
    if (const auto text = planted_parse(framed)) {
        const std::string written = std::to_string(text->size()) + ":" + std::string(*text);
        yiguan::fuzz::require(written == framed, "canary: what was parsed is not what was written");
    }
    return 0;
}

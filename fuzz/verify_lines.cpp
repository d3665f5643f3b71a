// mint/commands.hpp: verify_command over any bytes, arriving in pieces. Oracle: one verdict for each line, the one that
// a naive reader of the whole text comes to, however the bytes were cut.
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <system_error>

#include "core/text.hpp"
#include "fuzz/harness.hpp"
#include "keys/keys.hpp"
#include "mint/commands.hpp"
#include "mint/serial_text.hpp"
#include "mint/testing.hpp"

namespace {

using namespace yiguan;
using fuzz::require;

/// Messages of a socket: each read of the other side gets one piece, as from a pipe whose writer pauses.
class Pieces {
public:
    Pieces() {
        if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends_) != 0)
            throw std::system_error(errno, std::generic_category(), "socketpair");
    }
    ~Pieces() {
        finish();
        ::close(ends_[0]);
    }
    Pieces(const Pieces&) = delete;
    /// False when the kernel holds no more.
    bool put(std::string_view piece) {
        return ::send(ends_[1], piece.data(), piece.size(), MSG_DONTWAIT) == static_cast<ssize_t>(piece.size());
    }
    void finish() {
        if (ends_[1] >= 0) ::close(ends_[1]);
        ends_[1] = -1;
    }
    int reader() const { return ends_[0]; }

private:
    int ends_[2];
};

struct Fixture {
    fuzz::MemoryFile key_file{mint::testing::fixed_key_text};
    mint::KeyFile keys = mint::KeyFile::load(key_file.path()).value();
    std::FILE* nowhere = std::fopen("/dev/null", "w");
};

Fixture& fixture() {
    static Fixture one;
    return one;
}

std::string naive_serial_verdict(std::string_view line) {
    const auto found = mint::find_serial(line);
    if (!found) return "forged\n";
    const auto minted = mint::SerialVerifier(fixture().keys, found->domain).verify(found->serial);
    return minted ? found->domain.text() + " " + std::to_string(minted->counter) + "\n" : "forged\n";
}

std::string naive_verdict(std::string_view line) {
    if (line.size() > 4096) return "forged\n";
    const auto is_bare = [](std::string_view text) { return text.size() == mint::code_digits && text[0] == '2'; };
    std::string code(is_bare(line) ? line : trim(line));
    if (!is_bare(code)) {
        if (code.find("E=") == std::string::npos) return naive_serial_verdict(code);
        const auto ecode = keys::parse_ecode(code);
        if (ecode.has_error()) return "forged\n";
        code = ecode.value().text();
    }
    if (code.size() != mint::code_digits) return "forged\n";
    const auto domain = mint::CodeDomain::ecode(code.substr(1, 4));
    if (domain.has_error()) return "forged\n";
    const auto minted = mint::Verifier(fixture().keys, {domain.value()}).verify(code);
    return minted ? domain.value().text() + " " + std::to_string(minted->counter) + "\n" : "forged\n";
}

std::string naive_verdicts(std::string_view text) {
    std::string out;
    while (!text.empty()) {
        const auto end = std::min(text.find('\n'), text.size());
        out += naive_verdict(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return out;
}

std::string verdicts_of(int in) {
    const fuzz::MemoryFile out("");
    const int status = mint::verify_command({fixture().key_file.path()}, in, out.fd(), fixture().nowhere);
    require(status == 0, "verify fails over its input");
    return out.content();
}

}  // namespace

// The first two bytes say how the text is cut (0: not at all); in the text digits between two
// control characters 01 stand for the code of that counter, between two 02 for the serial of a GTIN, between two 03 for
// the short code.
int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    fuzz::Input in(data, size);
    const std::size_t cut_first = in.byte(), cut_next = in.byte() % 64u + 1u;
    std::string text;
    static const mint::Minter minter(fixture().keys, mint::testing::domain("0128"), 0);
    static const mint::SerialDomain item = mint::SerialDomain::gs1(keys::Gtin::parse("6901234567892").value()).value();
    static const mint::SerialDomain brief = mint::SerialDomain::short_code().value();
    static const mint::SerialMinter serials(fixture().keys, item, 0), short_codes(fixture().keys, brief, 0);
    for (std::string_view rest = in.rest(); !rest.empty();) {
        const auto open = std::min(rest.find_first_of("\1\2\3"), rest.size());
        text += rest.substr(0, open);
        rest.remove_prefix(open);
        if (rest.empty()) break;
        const char mark = rest[0];
        rest.remove_prefix(1);
        const auto close = std::min(rest.find(mark), rest.size());
        std::int64_t counter = 0;
        for (const char c : rest.substr(0, std::min<std::size_t>(close, 18)))
            counter = counter * 10 + static_cast<unsigned char>(c) % 10;
        text += mark == '\1'   ? minter.mint(counter)
                : mark == '\2' ? serials.mint(counter)
                               : short_codes.mint(counter % (brief.counter_max() + 1));
        rest.remove_prefix(std::min(close + 1, rest.size()));
    }
    const auto expected = naive_verdicts(text);

    if (cut_first == 0) {
        const fuzz::MemoryFile whole(text);
        require(verdicts_of(whole.fd()) == expected, "another verdict than the naive reader's");
        return 0;
    }
    Pieces pieces;
    std::string_view rest = text;
    for (std::size_t n = cut_first; !rest.empty(); n = n * 2 + cut_next) {
        const auto piece = rest.substr(0, n);
        if (!pieces.put(piece)) return 0;
        rest.remove_prefix(piece.size());
    }
    pieces.finish();
    require(verdicts_of(pieces.reader()) == expected, "the verdicts depend on how the bytes arrive");
    return 0;
}

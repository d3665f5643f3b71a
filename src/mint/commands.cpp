#include "mint/commands.hpp"

#include <fmt/compile.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <memory>
#include <system_error>
#include <vector>

#include "core/text.hpp"
#include "keys/keys.hpp"
#include "mint/domain_cipher.hpp"
#include "mint/minter.hpp"

namespace yiguan::mint {

namespace {

constexpr int failed = 1;
constexpr int wrong_argument = 2;
constexpr std::size_t buffer_bytes = 256 * 1024;
constexpr std::size_t line_bytes_max = 4096;  // an address with a code has some hundred

int explain(std::FILE* errors, std::string_view command, std::string_view why, int status) {
    fmt::print(errors, "yiguan {}: {}\n", command, why);
    return status;
}

/// False with errno set.
bool write_all(int fd, std::string_view text) {
    while (!text.empty()) {
        const ssize_t n = ::write(fd, text.data(), text.size());
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) return false;
        text.remove_prefix(static_cast<std::size_t>(n));
    }
    return true;
}

}  // namespace

int mint_command(const MintCommand& command, int out, std::FILE* errors) {
    if (command.scheme != "ecode") return explain(errors, "mint", "码制（--scheme）只支持 ecode", wrong_argument);
    const auto domain = CodeDomain::ecode(command.nsi);
    if (domain.has_error()) return explain(errors, "mint", domain.error().detail, wrong_argument);
    if (command.first < 0 || command.first > counter_max || command.count < 0 ||
        command.count > counter_max - command.first + 1)
        return explain(errors, "mint", "序号（--first）和数量（--count）不能为负，末个序号不能超过 18 位",
                       wrong_argument);
    if (command.epoch && (*command.epoch < 0 || *command.epoch > 9))
        return explain(errors, "mint", "密钥周期（--epoch）为 0 到 9", wrong_argument);
    try {
        const auto keys = KeyFile::load_or_create(command.keys);
        if (keys.has_error()) return explain(errors, "mint", keys.error().detail, failed);
        const int epoch = command.epoch.value_or(keys.value().current_epoch());
        if (!keys.value().knows_epoch(epoch))
            return explain(errors, "mint", fmt::format("密钥文件中没有周期 {}", epoch), wrong_argument);
        const Minter minter(keys.value(), domain.value(), epoch);
        std::vector<char> buffer(buffer_bytes);
        std::int64_t next = command.first;
        for (std::int64_t left = command.count; left > 0;) {
            const auto n = std::min<std::int64_t>(left, buffer_bytes / code_text_bytes);
            minter.mint_many(next, static_cast<std::size_t>(n), buffer.data());
            if (!write_all(out, {buffer.data(), static_cast<std::size_t>(n) * code_text_bytes}))
                return explain(errors, "mint", fmt::format("写出失败：{}", std::strerror(errno)), failed);
            next += n;
            left -= n;
        }
        return 0;
    } catch (const std::system_error& fault) {
        return explain(errors, "mint", fault.what(), failed);
    }
}

namespace {

/// The ciphers of every NSI and epoch in use, derived when one is first asked for.
class AllDomains {
public:
    explicit AllDomains(const KeyFile& keys) : keys_(keys), ciphers_(100'000) {}
    const Cipher* cipher_of(const CodeHead& head) {
        if (!keys_.knows_epoch(head.epoch)) return nullptr;
        auto& cipher = ciphers_[head.nsi * 10 + static_cast<std::size_t>(head.epoch)];
        if (!cipher) cipher = domain_cipher(keys_, fmt::format("{:04}", head.nsi), head.epoch);
        return cipher.get();
    }

private:
    const KeyFile& keys_;
    std::vector<std::shared_ptr<const Cipher>> ciphers_;
};

/// Collects lines and writes their verdicts in order.
class Verdicts {
public:
    Verdicts(const KeyFile& keys, int out) : domains_(keys), out_(out) { text_.reserve(buffer_bytes); }

    /// `line` must live until flush(). False when the output fails.
    bool add(std::string_view line) {
        if (lines_ == batch) {
            judge();
            if (text_.size() > buffer_bytes - batch * verdict_bytes_max && !write()) return false;
        }
        codes_[lines_++] = code_in(line);
        return true;
    }
    bool flush() {
        judge();
        return write();
    }

private:
    static constexpr std::size_t batch = 512;
    static constexpr std::size_t verdict_bytes_max = 40;

    std::string_view code_in(std::string_view line) {
        if (line.size() == code_digits) return line;
        line = trim(line);
        if (line.size() == code_digits) return line;
        if (line.find("E=") == std::string_view::npos) return {};
        const auto ecode = keys::parse_ecode(line);
        if (ecode.has_error()) return {};
        return parsed_[lines_] = ecode.value().text();
    }

    void judge() {
        found_.assign(lines_, {-1, 0});
        decipher_runs(
            std::span(codes_).first(lines_), [this](const CodeHead& head) { return domains_.cipher_of(head); },
            [this](std::size_t i, const CodeHead& head, std::int64_t counter) {
                found_[i] = {counter, head.nsi};
            });
        for (const auto& [counter, nsi] : found_) {
            if (counter < 0)
                text_ += "forged\n";
            else
                fmt::format_to(std::back_inserter(text_), FMT_COMPILE("ecode:2:{:04} {}\n"), nsi, counter);
        }
        lines_ = 0;
    }
    bool write() {
        const bool written = write_all(out_, text_);
        text_.clear();
        return written;
    }

    AllDomains domains_;
    int out_;
    std::size_t lines_ = 0;
    std::array<std::string_view, batch> codes_;
    std::array<std::string, batch> parsed_;
    std::vector<std::pair<std::int64_t, std::uint32_t>> found_;
    std::string text_;
};

}  // namespace

int verify_command(const VerifyCommand& command, int in, int out, std::FILE* errors) {
    try {
        // Created if missing, as in mint_command: in `mint | verify` either may come first.
        const auto keys = KeyFile::load_or_create(command.keys);
        if (keys.has_error()) return explain(errors, "verify", keys.error().detail, failed);
        Verdicts verdicts(keys.value(), out);
        std::vector<char> buffer(buffer_bytes);
        std::size_t held = 0;    // bytes of an unfinished line at the front of the buffer
        bool over_long = false;  // the line under way is longer than any code: skip to its end, then judge it as empty
        const auto write_failed = [&] {
            return explain(errors, "verify", fmt::format("写出失败：{}", std::strerror(errno)), failed);
        };
        for (;;) {
            const ssize_t n = ::read(in, buffer.data() + held, buffer.size() - held);
            if (n < 0 && errno == EINTR) continue;
            if (n < 0) return explain(errors, "verify", fmt::format("读入失败：{}", std::strerror(errno)), failed);
            std::string_view rest(buffer.data(), held + static_cast<std::size_t>(n));
            if (n == 0) {
                if ((!rest.empty() || over_long) && !verdicts.add(over_long ? std::string_view{} : rest))
                    return write_failed();
                return verdicts.flush() ? 0 : write_failed();
            }
            for (auto end = rest.find('\n', held); end != std::string_view::npos; end = rest.find('\n')) {
                if (!verdicts.add(over_long ? std::string_view{} : rest.substr(0, end))) return write_failed();
                over_long = false;
                rest.remove_prefix(end + 1);
            }
            // Written before the next read, which may wait for a person or a device.
            if (!verdicts.flush()) return write_failed();
            if (over_long || rest.size() > line_bytes_max) {
                over_long = true;
                rest = {};
            }
            held = rest.size();
            if (held > 0) std::memmove(buffer.data(), rest.data(), held);
        }
    } catch (const std::system_error& fault) {
        return explain(errors, "verify", fault.what(), failed);
    }
}

}  // namespace yiguan::mint

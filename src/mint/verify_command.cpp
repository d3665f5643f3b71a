// `yiguan verify`: lines in, verdicts out.
#include <fmt/compile.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <memory>
#include <system_error>
#include <unordered_map>
#include <vector>

#include "core/text.hpp"
#include "keys/keys.hpp"
#include "mint/command_output.hpp"
#include "mint/commands.hpp"
#include "mint/domain_cipher.hpp"
#include "mint/minter.hpp"
#include "mint/serial_text.hpp"

namespace yiguan::mint {

namespace {

constexpr std::size_t line_bytes_max = 4096;  // an address with a code has some hundred

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

/// The verifiers of GTINs and short codes, made when one is first asked for.
class SerialDomains {
public:
    explicit SerialDomains(const KeyFile& keys) : keys_(keys) {}
    struct Entry {
        SerialVerifier verifier;
        std::string name;
    };
    /// Lives at least as long as anybody holds it: lines of strangers must not fill the memory, so the table is emptied
    /// when it has grown.
    std::shared_ptr<const Entry> entry_of(const SerialDomain& domain) {
        std::string name = domain.text();
        if (entries_.size() >= entries_max && !entries_.contains(name)) entries_.clear();
        auto& entry = entries_[name];
        if (!entry) entry = std::make_shared<const Entry>(Entry{SerialVerifier(keys_, domain), std::move(name)});
        return entry;
    }

private:
    static constexpr std::size_t entries_max = 10'000;
    const KeyFile& keys_;
    std::unordered_map<std::string, std::shared_ptr<const Entry>> entries_;
};

/// Collects lines and writes their verdicts in order.
class Verdicts {
public:
    Verdicts(const KeyFile& keys, int out) : domains_(keys), serial_domains_(keys), out_(out) {
        text_.reserve(buffer_bytes);
    }

    /// `line` must live until flush(). False when the output fails.
    bool add(std::string_view line) {
        if (lines_ == batch) {
            judge();
            if (text_.size() > buffer_bytes - batch * verdict_bytes_max && !write()) return false;
        }
        codes_[lines_] = code_in(line);
        ++lines_;
        return true;
    }
    bool flush() {
        judge();
        return write();
    }

private:
    static constexpr std::size_t batch = 512;
    static constexpr std::size_t verdict_bytes_max = 48;

    struct Serial {
        std::shared_ptr<const SerialDomains::Entry> entry;
        std::array<char, serial_chars_max> text;
        std::size_t line;
    };

    /// What may be an Ecode; of everything else that may be of ours the serial is noted.
    std::string_view code_in(std::string_view line) {
        if (line.size() == code_digits && line[0] == '2') return line;
        line = trim(line);
        if (line.size() == code_digits && line[0] == '2') return line;
        if (line.find("E=") != std::string_view::npos) {
            const auto ecode = keys::parse_ecode(line);
            if (ecode.has_error()) return {};
            return parsed_[lines_] = ecode.value().text();
        }
        note_serial(line);
        return {};
    }

    void note_serial(std::string_view line) {
        // Neighbours mostly differ in the serial alone, and it comes last: then nothing else need be read again.
        if (before_ && line.size() == head_.size() + static_cast<std::size_t>(before_->verifier.domain().chars()) &&
            line.starts_with(head_) && is_serial(line.substr(head_.size())))
            return note(before_, line.substr(head_.size()));
        const auto found = find_serial(line);
        if (!found) return;
        auto entry = serial_domains_.entry_of(found->domain);
        if (line.ends_with(found->serial) && line.find(found->serial) == line.size() - found->serial.size() &&
            line.find_first_of("?#%") == std::string_view::npos) {
            before_ = entry;
            head_ = line.substr(0, line.size() - found->serial.size());
        }
        note(entry, found->serial);
    }
    void note(const std::shared_ptr<const SerialDomains::Entry>& entry, std::string_view serial) {
        Serial& one = serials_.emplace_back();
        one.entry = entry;
        one.line = lines_;
        std::ranges::copy(serial, one.text.begin());
    }

    /// Neighbours of one domain go through its cipher together.
    void judge_serials() {
        serial_found_.resize(serials_.size());
        serial_views_.clear();
        for (const Serial& one : serials_)
            serial_views_.emplace_back(one.text.data(), static_cast<std::size_t>(one.entry->verifier.domain().chars()));
        for (std::size_t from = 0; from < serials_.size();) {
            std::size_t to = from + 1;
            while (to < serials_.size() && serials_[to].entry == serials_[from].entry) ++to;
            serials_[from].entry->verifier.verify_many(std::span(serial_views_).subspan(from, to - from),
                                                       std::span(serial_found_).subspan(from, to - from));
            from = to;
        }
    }

    void judge() {
        found_.assign(lines_, {-1, 0});
        decipher_runs(
            std::span(codes_).first(lines_), [this](const CodeHead& head) { return domains_.cipher_of(head); },
            [this](std::size_t i, const CodeHead& head, std::int64_t counter) {
                found_[i] = {counter, head.nsi};
            });
        if (!serials_.empty()) judge_serials();
        std::size_t next_serial = 0;
        for (std::size_t i = 0; i < lines_; ++i) {
            const auto& [counter, nsi] = found_[i];
            if (counter >= 0) {
                fmt::format_to(std::back_inserter(text_), FMT_COMPILE("ecode:2:{:04} {}\n"), nsi, counter);
                continue;
            }
            const std::size_t k = next_serial;
            if (k < serials_.size() && serials_[k].line == i && serial_found_[next_serial++])
                fmt::format_to(std::back_inserter(text_), FMT_COMPILE("{} {}\n"), serials_[k].entry->name,
                               serial_found_[k]->counter);
            else
                text_ += "forged\n";
        }
        serials_.clear();
        lines_ = 0;
    }
    bool write() {
        const bool written = write_all(out_, text_);
        text_.clear();
        return written;
    }

    AllDomains domains_;
    SerialDomains serial_domains_;
    int out_;
    std::size_t lines_ = 0;
    std::array<std::string_view, batch> codes_;
    std::array<std::string, batch> parsed_;
    std::vector<std::pair<std::int64_t, std::uint32_t>> found_;
    std::vector<Serial> serials_;  // in the order of their lines
    std::vector<std::string_view> serial_views_;
    std::vector<std::optional<SerialMinted>> serial_found_;
    std::shared_ptr<const SerialDomains::Entry> before_;
    std::string head_;  // what stood in front of the serial of before_
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

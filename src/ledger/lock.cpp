#include "ledger/lock.hpp"

#include <fmt/format.h>

#include <charconv>
#include <stdexcept>

#include "core/secret_file.hpp"
#include "ledger/durable_file.hpp"

namespace yiguan::ledger {
namespace {

constexpr std::size_t lock_bytes_max = 4096;

std::string encode(const CheckpointLock::Entry& entry) {
    std::string text =
        fmt::format("yiguan-checkpoint-lock 1\norigin {}\nsize {}\nroot {}\nepoch {}\n", entry.last.origin,
                    entry.last.size, proof::base64(proof::bytes_of(entry.last.root)), entry.epoch);
    text += "sha256 " + proof::hex(proof::bytes_of(proof::digest(proof::Suite::sha256, text))) + "\n";
    return text;
}

std::optional<std::uint64_t> number(std::optional<std::string_view> text) {
    std::uint64_t n = 0;
    if (!text) return std::nullopt;
    const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), n);
    if (error != std::errc{} || end != text->data() + text->size()) return std::nullopt;
    return n;
}

}  // namespace

std::optional<CheckpointLock::Entry> CheckpointLock::read() const {
    const auto text = read_file(file_, lock_bytes_max);
    if (!text) return std::nullopt;
    std::string_view rest = *text;
    const auto version = take_named_line(rest, "yiguan-checkpoint-lock");
    const auto origin = take_named_line(rest, "origin");
    const auto size = number(take_named_line(rest, "size"));
    const auto root_text = take_named_line(rest, "root");
    const auto epoch = number(take_named_line(rest, "epoch"));
    const auto root_bytes = root_text ? proof::from_base64(*root_text) : std::nullopt;
    const auto root = root_bytes ? proof::hash_from(*root_bytes) : std::nullopt;
    if (version && *version != "1") throw std::runtime_error(file_.string() + " was written by a newer program");
    if (!version || !origin || !size || !root || !epoch) throw std::runtime_error(file_.string() + " is damaged");
    Entry entry{{std::string(*origin), *size, *root}, *epoch};
    // One text for each content; the checksum is part of it.
    if (encode(entry) != *text) throw std::runtime_error(file_.string() + " is damaged");
    return entry;
}

bool CheckpointLock::write(const std::optional<Entry>& before, const Entry& after) {
    if (read() != before) return false;
    replace_file(file_, encode(after));
    return true;
}

}  // namespace yiguan::ledger

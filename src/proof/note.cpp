#include "proof/note.hpp"

#include <algorithm>
#include <charconv>

#include "core/text.hpp"
#include "crypto/sm2.hpp"

namespace yiguan::proof {
namespace {

constexpr std::size_t note_bytes_max = 1'000'000;
constexpr std::size_t signatures_max = 100;
constexpr std::string_view line_start = "— ";

constexpr std::string_view sm2_type = "\xffPKIX-SM2-SM3";
constexpr std::string_view sm2_witness_type = "\xffPKIX-SM2-SM3-cosignature/v1";
// SubjectPublicKeyInfo of an SM2 key in front of x || y: SEQUENCE { SEQUENCE { id-ecPublicKey, 1.2.156.10197.1.301 },
// BIT STRING 04 ... } (RFC 5480, GM/T 0015).
constexpr std::string_view sm2_spki{
    "\x30\x59\x30\x13\x06\x07\x2a\x86\x48\xce\x3d\x02\x01\x06\x08\x2a\x81\x1c\xcf\x55\x01\x82\x2d\x03\x42\x00\x04", 27};

Error refuse(std::string pointer, std::string detail) {
    return Error{Code::invalid, std::move(pointer), std::move(detail)};
}

bool is_sm2(KeyKind kind) {
    return kind == KeyKind::sm2 || kind == KeyKind::sm2_witness;
}

/// Type and key as they stand in a verifier key and under its id.
std::string material(KeyKind kind, std::string_view key) {
    std::string out;
    switch (kind) {
        case KeyKind::ed25519:
            out = '\x01';
            break;
        case KeyKind::ed25519_witness:
            out = '\x04';
            break;
        case KeyKind::sm2:
            out = sm2_type;
            break;
        case KeyKind::sm2_witness:
            out = sm2_witness_type;
            break;
    }
    if (is_sm2(kind)) out += sm2_spki;
    return out.append(key);
}

std::uint32_t number32(std::string_view bytes) {
    std::uint32_t n = 0;
    for (std::size_t i = 0; i < 4; ++i) n = n << 8 | static_cast<unsigned char>(bytes[i]);
    return n;
}

std::string bytes32(std::uint32_t n) {
    std::string out;
    for (int shift = 24; shift >= 0; shift -= 8) out += static_cast<char>(n >> shift);
    return out;
}

std::uint32_t key_id(std::string_view name, std::string_view type_and_key) {
    const Hash h = digest(Suite::sha256, name, "\n", type_and_key);
    return number32(bytes_of(h));
}

/// The white space of Unicode that is not below U+0080, in UTF-8.
constexpr std::string_view wide_spaces[] = {"\u0085", "\u00a0", "\u1680", "\u2000", "\u2001", "\u2002", "\u2003",
                                            "\u2004", "\u2005", "\u2006", "\u2007", "\u2008", "\u2009", "\u200a",
                                            "\u2028", "\u2029", "\u202f", "\u205f", "\u3000"};

bool is_key_name(std::string_view name) {
    if (name.empty() || !is_utf8(name)) return false;
    for (const char c : name)
        if (c == '+' || c == ' ' || (c >= '\t' && c <= '\r')) return false;
    return std::ranges::none_of(wide_spaces, [&](auto space) { return name.find(space) != std::string_view::npos; });
}

std::string cosigned(std::uint64_t time, std::string_view note_text) {
    return "cosignature/v1\ntime " + std::to_string(time) + "\n" + std::string(note_text);
}

crypto::Sm2Public sm2_public(std::string_view key) {
    crypto::Sm2Public out;
    std::ranges::copy(as_bytes(key.substr(0, 32)), out.x.begin());
    std::ranges::copy(as_bytes(key.substr(32, 32)), out.y.begin());
    return out;
}

/// Decimal without leading zeros.
std::optional<std::uint64_t> decimal(std::string_view text) {
    if (text.empty() || (text.size() > 1 && text[0] == '0') || !std::ranges::all_of(text, is_digit))
        return std::nullopt;
    std::uint64_t n = 0;
    const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), n);
    if (fault != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return n;
}

std::optional<std::vector<std::string_view>> lines_of(std::string_view text, std::size_t count) {
    std::vector<std::string_view> lines;
    while (!text.empty()) {
        const auto end = text.find('\n');
        if (end == std::string_view::npos || lines.size() == count) return std::nullopt;
        lines.push_back(text.substr(0, end));
        text.remove_prefix(end + 1);
    }
    if (lines.size() != count) return std::nullopt;
    return lines;
}

std::optional<Hash> hash_in(std::string_view line) {
    const auto bytes = from_base64(line);
    return bytes ? hash_from(*bytes) : std::nullopt;
}

}  // namespace

// ---- keys

Result<VerifierKey> VerifierKey::parse(std::string_view text) {
    const auto first = text.find('+');
    const auto second = first == std::string_view::npos ? first : text.find('+', first + 1);
    if (second == std::string_view::npos) return refuse("", "公钥文本应为“名称+编号+Base64”三部分");
    const auto name = text.substr(0, first), id_text = text.substr(first + 1, second - first - 1);
    if (!is_key_name(name)) return refuse("", "公钥名称不能为空，不能含空白或加号");
    std::string id_digits(id_text);
    std::ranges::transform(id_digits, id_digits.begin(), to_lower);
    const auto id = proof::from_hex(id_digits);
    if (!id || id->size() != 4) return refuse("", "公钥编号应为 8 位十六进制数");
    const auto bytes = from_base64(text.substr(second + 1));
    if (!bytes || bytes->empty()) return refuse("", "公钥不是标准的 Base64");

    VerifierKey key;
    const std::string_view all = *bytes;
    const auto take_sm2 = [&](std::string_view type, KeyKind kind) {
        if (all.size() != type.size() + sm2_spki.size() + 64 || !all.starts_with(type)) return false;
        if (all.substr(type.size(), sm2_spki.size()) != sm2_spki) return false;
        key.kind_ = kind;
        key.key_ = all.substr(all.size() - 64);
        return true;
    };
    if (all[0] == '\x01' || all[0] == '\x04') {
        if (all.size() != 33) return refuse("", "Ed25519 公钥应为 32 字节");
        key.kind_ = all[0] == '\x01' ? KeyKind::ed25519 : KeyKind::ed25519_witness;
        key.key_ = all.substr(1);
    } else if (!take_sm2(sm2_type, KeyKind::sm2) && !take_sm2(sm2_witness_type, KeyKind::sm2_witness)) {
        return refuse("/type", "公钥的签名类型不受支持");
    }
    key.name_ = name;
    key.id_ = number32(*id);
    if (key.id_ != key_id(name, all)) return refuse("", "公钥编号与公钥不符");
    return key;
}

VerifierKey VerifierKey::of(std::string name, KeyKind kind, std::string key) {
    VerifierKey out;
    out.id_ = key_id(name, material(kind, key));
    out.name_ = std::move(name);
    out.kind_ = kind;
    out.key_ = std::move(key);
    return out;
}

std::string VerifierKey::text() const {
    return name_ + "+" + proof::hex(bytes32(id_)) + "+" + base64(material(kind_, key_));
}

std::optional<std::uint64_t> VerifierKey::verify(std::string_view note_text, std::string_view signature) const {
    std::uint64_t time = 0;
    std::string with_time;
    if (witness()) {
        if (signature.size() != 8 + 64) return std::nullopt;
        time = std::uint64_t{number32(signature)} << 32 | number32(signature.substr(4));
        // tlog-cosignature: at most 2^63 - 1.
        if (time >> 63) return std::nullopt;
        signature.remove_prefix(8);
        with_time = cosigned(time, note_text);
        note_text = with_time;
    }
    if (signature.size() != 64) return std::nullopt;
    if (is_sm2(kind_)) {
        const auto of = crypto::sm2_signature_from_raw(as_bytes(signature));
        if (of.has_error() ||
            !crypto::module().sm2_verify(sm2_public(key_), crypto::sm2_default_id, as_bytes(note_text), of.value()))
            return std::nullopt;
        return time;
    }
    crypto::Ed25519Public key;
    crypto::Ed25519Signature of;
    std::ranges::copy(as_bytes(key_), key.begin());
    std::ranges::copy(as_bytes(signature), of.begin());
    if (!crypto::ed25519_verify(key, note_text, of)) return std::nullopt;
    return time;
}

// ---- notes

Result<Note> Note::parse(std::string_view bytes) {
    if (bytes.size() > note_bytes_max) return refuse("", "签名文本不得超过 1000000 字节");
    if (!is_utf8(bytes)) return refuse("", "签名文本必须是 UTF-8");
    if (std::ranges::any_of(bytes, [](char c) { return static_cast<unsigned char>(c) < 0x20 && c != '\n'; }))
        return refuse("", "签名文本不能含换行以外的控制字符");
    const auto split = bytes.rfind("\n\n");
    if (split == std::string_view::npos) return refuse("", "签名文本缺少空行和签名行");
    Note note;
    note.text = bytes.substr(0, split + 1);
    auto rest = bytes.substr(split + 2);
    if (rest.empty() || rest.back() != '\n') return refuse("", "签名文本应以签名行和换行结束");
    while (!rest.empty()) {
        const auto end = rest.find('\n');
        auto line = rest.substr(0, end);
        rest.remove_prefix(end + 1);
        if (note.signatures.size() == signatures_max) return refuse("", "签名行不得超过 100 行");
        if (!line.starts_with(line_start)) return refuse("", "签名行应以“— ”开头");
        line.remove_prefix(line_start.size());
        const auto blank = line.find(' ');
        if (blank == std::string_view::npos || !is_key_name(line.substr(0, blank)))
            return refuse("", "签名行应为名称、空格、Base64");
        const auto signature = from_base64(line.substr(blank + 1));
        if (!signature || signature->size() < 5) return refuse("", "签名行的 Base64 不正确");
        note.signatures.push_back({std::string(line.substr(0, blank)), number32(*signature), signature->substr(4)});
    }
    return note;
}

std::string Note::encode() const {
    std::string out = text + "\n";
    for (const SignatureLine& line : signatures)
        out.append(line_start)
            .append(line.name)
            .append(" ")
            .append(base64(bytes32(line.id) + line.signature))
            .append("\n");
    return out;
}

Result<Signed> verify(const Note& note, std::span<const VerifierKey> keys) {
    Signed out;
    for (std::size_t i = 0; i < note.signatures.size(); ++i) {
        const SignatureLine& line = note.signatures[i];
        const auto known = std::ranges::find_if(
            keys, [&](const VerifierKey& key) { return key.id() == line.id && key.name() == line.name; });
        if (known == keys.end()) continue;
        const auto time = known->verify(note.text, line.signature);
        if (!time) return refuse("/signatures/" + std::to_string(i), "“" + shorten(line.name, 80) + "”的签名不正确");
        const auto at = static_cast<std::size_t>(known - keys.begin());
        if (std::ranges::find(out.keys, at) != out.keys.end()) continue;
        out.keys.push_back(at);
        out.times.push_back(*time);
    }
    if (out.keys.empty()) return refuse("/signatures", "没有已知公钥的签名");
    return out;
}

// ---- signing

Signer::Signer(VerifierKey verifier, crypto::Ed25519Secret secret) : verifier_(std::move(verifier)), secret_(secret) {}

Signer Signer::ed25519(std::string name, crypto::Ed25519Secret secret, bool witness) {
    const auto key = crypto::ed25519_public(secret);
    return {VerifierKey::of(std::move(name), witness ? KeyKind::ed25519_witness : KeyKind::ed25519,
                            std::string(as_text(key))),
            secret};
}

Signer Signer::sm2(std::string name, const crypto::Sm2Private& key, bool witness) {
    const auto point = crypto::module().sm2_public(key).value();
    const crypto::Ed25519Secret secret{key.d};
    return {VerifierKey::of(std::move(name), witness ? KeyKind::sm2_witness : KeyKind::sm2,
                            std::string(as_text(point.x)).append(as_text(point.y))),
            secret};
}

SignatureLine Signer::sign(std::string_view note_text, std::uint64_t witness_time) const {
    SignatureLine line{verifier_.name(), verifier_.id(), {}};
    std::string with_time;
    if (verifier_.witness()) {
        with_time = cosigned(witness_time, note_text);
        note_text = with_time;
        line.signature =
            bytes32(static_cast<std::uint32_t>(witness_time >> 32)) + bytes32(static_cast<std::uint32_t>(witness_time));
    }
    if (is_sm2(verifier_.kind())) {
        const crypto::Sm2Private key{secret_.seed};
        const auto of = crypto::module().sm2_sign(key, crypto::sm2_default_id, as_bytes(note_text)).value();
        line.signature.append(as_text(of.r)).append(as_text(of.s));
    } else {
        const auto of = crypto::ed25519_sign(secret_, note_text);
        line.signature.append(as_text(of));
    }
    return line;
}

// ---- texts

std::string Checkpoint::text() const {
    return origin + "\n" + std::to_string(size) + "\n" + base64(bytes_of(root)) + "\n";
}

Result<Checkpoint> Checkpoint::parse(std::string_view text) {
    const auto lines = lines_of(text, 3);
    if (!lines || (*lines)[0].empty()) return refuse("", "检查点应为三行：来源、大小、根");
    const auto size = decimal((*lines)[1]);
    if (!size) return refuse("", "检查点的大小应为没有前导零的十进制数");
    const auto root = hash_in((*lines)[2]);
    if (!root) return refuse("", "检查点的根应为 32 字节的 Base64");
    return Checkpoint{std::string((*lines)[0]), *size, *root};
}

std::string Promise::text() const {
    return origin + "/promise\n" + std::to_string(first) + " " + std::to_string(count) + "\n" + base64(bytes_of(root)) +
           "\n" + std::to_string(recorded_ms) + "\n";
}

Result<Promise> Promise::parse(std::string_view text) {
    constexpr std::string_view suffix = "/promise";
    const auto lines = lines_of(text, 4);
    if (!lines || !(*lines)[0].ends_with(suffix) || (*lines)[0].size() == suffix.size())
        return refuse("", "承诺应为四行，第一行以 /promise 结束");
    const auto blank = (*lines)[1].find(' ');
    const auto first = decimal((*lines)[1].substr(0, blank));
    const auto count = blank == std::string_view::npos ? std::nullopt : decimal((*lines)[1].substr(blank + 1));
    if (!first || !count || *count == 0 || *first + *count < *first)
        return refuse("", "承诺的第二行应为起始序号和条数");
    const auto root = hash_in((*lines)[2]);
    if (!root) return refuse("", "承诺的根应为 32 字节的 Base64");
    const auto recorded = decimal((*lines)[3]);
    if (!recorded || *recorded > static_cast<std::uint64_t>(INT64_MAX)) return refuse("", "承诺的时间应为毫秒数");
    return Promise{std::string((*lines)[0].substr(0, (*lines)[0].size() - suffix.size())), *first, *count, *root,
                   static_cast<std::int64_t>(*recorded)};
}

}  // namespace yiguan::proof

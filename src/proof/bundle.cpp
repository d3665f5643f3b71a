#include "proof/bundle.hpp"

#include <cstring>
#include <limits>

#include "core/cbor.hpp"
#include "core/text.hpp"

namespace yiguan::proof {
namespace {

constexpr std::string_view version = "yiguan-bundle/1";

template <std::size_t N>
std::string_view text_of(const std::array<std::byte, N>& bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), N};
}

template <std::size_t N>
std::array<std::byte, N> fixed(CborReader& in) {
    const auto bytes = in.bytes();
    if (bytes.size() != N) damaged_cbor();
    std::array<std::byte, N> out;
    std::memcpy(out.data(), bytes.data(), N);
    return out;
}

void put_hashes(CborWriter& out, std::span<const Hash> hashes) {
    out.head(Major::bytes, hashes.size() * 32);
    for (const Hash& hash : hashes) out.raw(bytes_of(hash));
}

std::vector<Hash> take_hashes(CborReader& in) {
    auto bytes = in.bytes();
    if (bytes.size() % 32 != 0) damaged_cbor();
    std::vector<Hash> out;
    out.reserve(bytes.size() / 32);
    for (; !bytes.empty(); bytes.remove_prefix(32)) out.push_back(*hash_from(bytes.substr(0, 32)));
    return out;
}

template <class Number>
Number take_number(CborReader& in) {
    const std::uint64_t n = in.head(Major::number);
    if (n > std::numeric_limits<Number>::max()) damaged_cbor();
    return static_cast<Number>(n);
}

std::size_t take_array(CborReader& in, std::size_t max) {
    const std::size_t n = in.array();
    if (n > max) damaged_cbor();
    return n;
}

void expect_array(CborReader& in, std::size_t n) {
    if (in.array() != n) damaged_cbor();
}

Note take_note(CborReader& in) {
    auto note = Note::parse(in.text());
    if (note.has_error()) damaged_cbor();
    return std::move(note).value();
}

void put(CborWriter& out, const Opening& opening) {
    out.head(Major::array, 6);
    out.head(Major::number, opening.field.id);
    out.bytes(text_of(opening.field.salt));
    out.bytes(opening.field.value);
    out.head(Major::number, opening.position);
    out.head(Major::number, opening.width);
    put_hashes(out, opening.path);
}

Opening take_opening(CborReader& in) {
    expect_array(in, 6);
    Opening opening;
    opening.field.id = take_number<std::uint16_t>(in);
    opening.field.salt = fixed<16>(in);
    opening.field.value = in.bytes();
    opening.position = take_number<std::uint8_t>(in);
    opening.width = take_number<std::uint8_t>(in);
    opening.path = take_hashes(in);
    return opening;
}

void put(CborWriter& out, const Bundle::Entry& entry) {
    out.head(Major::array, 5);
    out.head(Major::number, entry.index);
    if (entry.leaf.empty()) {
        out.null();
        out.bytes(bytes_of(entry.leaf_hash));
    } else {
        out.bytes(entry.leaf);
        out.null();
    }
    out.head(Major::array, entry.openings.size());
    for (const Opening& opening : entry.openings) put(out, opening);
    out.head(Major::array, entry.erased.size());
    for (const std::uint16_t id : entry.erased) out.head(Major::number, id);
}

Bundle::Entry take_entry(CborReader& in) {
    expect_array(in, 5);
    Bundle::Entry entry;
    entry.index = in.head(Major::number);
    if (in.next_is_null()) {
        in.null();
        entry.leaf_hash = fixed<32>(in);
    } else {
        entry.leaf = in.bytes();
        if (entry.leaf.empty()) damaged_cbor();
        in.null();
    }
    for (std::size_t n = take_array(in, 16); n > 0; --n) entry.openings.push_back(take_opening(in));
    for (std::size_t n = take_array(in, 16); n > 0; --n) entry.erased.push_back(take_number<std::uint16_t>(in));
    return entry;
}

void put(CborWriter& out, const RunAnswer& run) {
    out.head(Major::array, 2);
    out.head(Major::array, run.shown.size());
    for (const auto& shown : run.shown) {
        out.head(Major::array, 3);
        out.head(Major::number, shown.position);
        out.bytes(text_of(shown.key));
        if (shown.indices.empty()) {
            out.bytes(bytes_of(shown.rest));
        } else {
            out.head(Major::array, shown.indices.size());
            for (const std::uint64_t index : shown.indices) out.head(Major::number, index);
        }
    }
    put_hashes(out, run.proof);
}

RunAnswer take_run(CborReader& in) {
    expect_array(in, 2);
    RunAnswer run;
    for (std::size_t n = take_array(in, 3 * Bundle::keys_max); n > 0; --n) {
        expect_array(in, 3);
        RunAnswer::Shown shown;
        shown.position = in.head(Major::number);
        shown.key = fixed<16>(in);
        if (in.next() == Major::bytes) {
            shown.rest = fixed<32>(in);
        } else {
            std::size_t indices = in.array();
            if (indices == 0) damaged_cbor();
            for (; indices > 0; --indices) shown.indices.push_back(in.head(Major::number));
        }
        run.shown.push_back(std::move(shown));
    }
    run.proof = take_hashes(in);
    return run;
}

Bundle take_bundle(std::string_view bytes) {
    CborReader in(bytes);
    expect_array(in, 10);
    if (in.text() != version) damaged_cbor();
    Bundle bundle;
    bundle.suite = static_cast<Suite>(in.integer(1, 2));
    bundle.code = in.text();
    if (bundle.code.empty() || bundle.code.size() > Bundle::code_bytes_max || !is_utf8(bundle.code) ||
        has_control(bundle.code, false))
        damaged_cbor();
    for (std::size_t n = take_array(in, Bundle::keys_max); n > 0; --n) bundle.keys.push_back(fixed<16>(in));
    if (bundle.keys.empty()) damaged_cbor();
    bundle.checkpoint = take_note(in);
    for (std::size_t n = in.array(); n > 0; --n) bundle.entries.push_back(take_entry(in));
    bundle.proof = take_hashes(in);
    if (in.next_is_null())
        in.null();
    else
        bundle.commitment = in.head(Major::number);
    for (std::size_t n = take_array(in, runs_max); n > 0; --n) bundle.runs.push_back(take_run(in));
    bundle.claim = take_note(in);
    if (!in.empty()) damaged_cbor();
    return bundle;
}

}  // namespace

std::string Bundle::claim_text(std::string_view origin) const {
    std::string all;
    for (const UnitKey& key : keys) all += text_of(key);
    return std::string(origin) + "/bundle\n" + code + '\n' + base64(bytes_of(digest(suite, all))) + '\n';
}

std::string Bundle::encode() const {
    std::string bytes;
    CborWriter out(bytes);
    out.head(Major::array, 10);
    out.text(version);
    out.integer(static_cast<std::int64_t>(suite));
    out.text(code);
    out.head(Major::array, keys.size());
    for (const UnitKey& key : keys) out.bytes(text_of(key));
    out.text(checkpoint.encode());
    out.head(Major::array, entries.size());
    for (const Entry& entry : entries) put(out, entry);
    put_hashes(out, proof);
    if (commitment)
        out.head(Major::number, *commitment);
    else
        out.null();
    out.head(Major::array, runs.size());
    for (const RunAnswer& run : runs) put(out, run);
    out.text(claim.encode());
    return bytes;
}

Result<Bundle> Bundle::parse(std::string_view bytes) {
    if (bytes.size() > bytes_max) return Error{Code::invalid, "", "证明文件超过 1 MB"};
    try {
        Bundle bundle = take_bundle(bytes);
        if (bundle.encode() == bytes) return bundle;
    } catch (const std::runtime_error&) {
    }
    return Error{Code::invalid, "", "不是完好的追溯证明文件"};
}

}  // namespace yiguan::proof

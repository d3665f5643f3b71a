#include "ledger/ledger.hpp"

#include <algorithm>

#include "crypto/hash.hpp"
#include "ledger/append_all.hpp"
#include "ledger/ledger_store.hpp"
#include "ledger/record_reader.hpp"
#include "proof/tree.hpp"

namespace yiguan::ledger {
namespace {

constexpr proof::Suite suite = proof::Suite::sha256;
// A row of batches has some 100 kB under load and some 200 bytes without: pages of about this size.
constexpr std::int64_t page_bytes = 8 << 20;
constexpr std::int64_t page_rows_max = 2'000;

/// The root over the content's entry, the token's if there is one, and fillers.
proof::Hash private_root(proof::Suite hash, const proof::Seed& seed, std::string_view content,
                         const proof::Token* token) {
    const auto entry = [&](Field field, std::string_view value) {
        const auto id = static_cast<std::uint16_t>(field);
        return proof::hash_field(hash, id, proof::salt_of(seed, id), value);
    };
    std::vector<proof::Hash> entries{entry(Field::content, content)};
    if (token) entries.push_back(entry(Field::token, {reinterpret_cast<const char*>(token->data()), token->size()}));
    proof::pad_fields(seed, entries);
    return proof::tree_hash(hash, entries);
}

// Appends the record; what is left to do is its row of log_object.
ObjectRecord append_leaf(db::Tx& tx, Object kind, std::int64_t id, std::int64_t version, proof::Kind leaf_kind,
                         std::string_view content, const proof::Token* token, proof::PublicMap publics) {
    const auto next = tx.journal().next(tx);
    const auto seed = fresh_seed();
    const proof::Leaf leaf{.suite = suite,
                           .kind = leaf_kind,
                           .recorded_ms = next.time.value,
                           .publics = std::move(publics),
                           .private_root = private_root(suite, seed, content, token)};
    const auto position = tx.journal().append(tx, leaf.encode());
    return {.kind = kind, .id = id, .version = version, .position = position, .seed = seed};
}

}  // namespace

proof::Seed fresh_seed() {
    // 4 kB at a time: a call of the generator costs more than the bytes.
    thread_local std::array<std::byte, 4096> drawn;
    thread_local std::size_t used = drawn.size();
    if (used == drawn.size()) {
        crypto::random_bytes(drawn.data(), drawn.size());
        used = 0;
    }
    proof::Seed seed;
    const auto at = drawn.begin() + static_cast<std::ptrdiff_t>(used);
    std::copy_n(at, seed.size(), seed.begin());
    std::fill_n(at, seed.size(), std::byte{});
    used += seed.size();
    return seed;
}

db::Position append(db::Tx& tx, Object kind, std::int64_t id, std::int64_t version, proof::Kind leaf_kind,
                    std::string_view content, const proof::Token* token) {
    return append(tx, kind, id, version, leaf_kind, content, token, {});
}

db::Position append(db::Tx& tx, Object kind, std::int64_t id, std::int64_t version, proof::Kind leaf_kind,
                    std::string_view content, const proof::Token* token, proof::PublicMap publics) {
    const auto made = append_leaf(tx, kind, id, version, leaf_kind, content, token, std::move(publics));
    if (made.position) store::insert_object(tx, made);  // nowhere: without log, for a measurement
    return made.position;
}

void append_all(db::Tx& tx, Object kind, std::span<const Version> versions) {
    std::vector<ObjectRecord> made;
    made.reserve(versions.size());
    for (const Version& one : versions) {
        const auto record = append_leaf(tx, kind, one.id, one.version, leaf_kind(kind), one.content, nullptr, {});
        if (record.position) made.push_back(record);
    }
    store::insert_objects(tx, made);
}

proof::Kind leaf_kind(Object kind) {
    switch (kind) {
        case Object::organisation:
        case Object::product:
        case Object::document:
        case Object::data_template:
        case Object::certificate:
        case Object::section_opening:
        case Object::calendar_year:
        case Object::production:
        case Object::item:
        case Object::code_alias:
        case Object::application:
        case Object::review_rule:
        case Object::filing:
        case Object::dossier:
        case Object::sale:
        case Object::trade:
        case Object::party:
        case Object::quality_ignore:
        case Object::item_correction:
        case Object::feedback:
            return proof::Kind::decision;
        case Object::code_block:
            return proof::Kind::codes_issued;
        case Object::erasure:
            return proof::Kind::erasure;
        case Object::api_key:
        case Object::user:
        case Object::membership:
        case Object::code_epoch:
        case Object::log_key:
            break;
    }
    return proof::Kind::key_change;
}

std::string content_of(std::string_view recipe, std::initializer_list<std::optional<std::int64_t>> numbers,
                       std::string_view text) {
    std::string content(recipe);
    char before = '\n';
    for (const auto& number : numbers) {
        content += std::exchange(before, ' ');
        content += number ? std::to_string(*number) : "-";
    }
    content += '\n';
    content += text;
    return content;
}

std::optional<ObjectRecord> find_object(db::Tx& tx, Object kind, std::int64_t id, std::int64_t version) {
    return store::object(tx, kind, id, version);
}

std::vector<ObjectRecord> list_objects(db::Tx& tx, Object kind, std::int64_t after_id, std::int64_t after_version,
                                       int limit) {
    return store::objects_of_kind(tx, kind, after_id, after_version, limit);
}

bool commits_to(const proof::Leaf& leaf, const proof::Seed& seed, std::string_view content, const proof::Token* token) {
    return leaf.private_root == private_root(leaf.suite, seed, content, token);
}

void for_each_leaf(db::Tx& tx, std::int64_t log, std::int64_t first, std::int64_t last,
                   const std::function<bool(std::int64_t, std::string_view)>& take) {
    std::vector<store::Batch> page;
    std::int64_t limit = 1;
    while (first < last) {
        if (page.empty()) {
            // Only the first row may begin before what is asked for.
            if (auto batch = store::batch_at(tx, log, first)) page.push_back(*std::move(batch));
        } else {
            page = store::batches_between(tx, log, first - 1, last, limit);
        }
        if (page.empty()) damaged_log(log, first, "records are missing");
        std::size_t bytes = 0;
        const auto rows = static_cast<std::int64_t>(page.size());
        for (auto& batch : page) {
            bytes += batch.records.size();
            RecordReader reader(log, std::move(batch));
            if (!reader.holds(first)) damaged_log(log, first, "records are missing");
            for (; first < std::min(last, reader.end()); ++first)
                if (!take(first, reader.take(first))) return;
        }
        limit = std::clamp<std::int64_t>(page_bytes * rows / static_cast<std::int64_t>(bytes + 1), 1, page_rows_max);
    }
}

std::vector<std::string> leaves_at(db::Tx& tx, std::int64_t log, std::span<const std::int64_t> indices) {
    std::vector<std::string> found;
    found.reserve(indices.size());
    std::optional<RecordReader> reader;
    for (const std::int64_t index : indices) {
        if (!reader || !reader->holds(index)) {
            auto batch = store::batch_at(tx, log, index);
            if (!batch) damaged_log(log, index, "records are missing");
            reader.emplace(log, *std::move(batch));
            if (!reader->holds(index)) damaged_log(log, index, "records are missing");
        }
        found.emplace_back(reader->take(index));
    }
    return found;
}

std::optional<Head> head_of(db::Tx& tx, unsigned node) {
    const auto head = store::head(tx, node);
    return head && head->size > 0 ? head : std::nullopt;
}

std::vector<Head> ends_of_logs(db::Tx& tx) {
    std::vector<Head> found;
    for (const std::int64_t log : store::logs(tx))
        if (const auto last = store::batch_at(tx, log, INT64_MAX))
            found.push_back({log, last->first + last->count, last->recorded_at});
    return found;
}

}  // namespace yiguan::ledger

#include "ledger/ledger.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "crypto/hash.hpp"
#include "ledger/ledger_store.hpp"
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

[[noreturn]] void damaged(std::int64_t log, std::int64_t index, std::string_view what) {
    throw db::Fault(db::Fault::Kind::other, fmt::format("log {}: {} at record {}", log, what, index));
}

/// Records of one row, taken in order.
class Reader {
public:
    Reader(std::int64_t log, store::Batch batch)
        : log_(log), batch_(std::move(batch)), next_(batch_.first), rest_(batch_.records) {}
    Reader(const Reader&) = delete;

    bool holds(std::int64_t index) const { return index >= next_ && index < end(); }
    std::int64_t end() const { return batch_.first + batch_.count; }
    std::int64_t next_index() const { return next_; }
    std::string_view take() {
        std::string_view record;
        try {
            if (!db::take_record(rest_, record)) damaged(log_, next_, "records are missing");
        } catch (const std::runtime_error& e) {
            damaged(log_, next_, e.what());
        }
        ++next_;
        if (next_ == end() && !rest_.empty()) damaged(log_, next_, "more records than the row says");
        return record;
    }
    std::string_view take(std::int64_t index) {
        while (next_ < index) take();
        return take();
    }

private:
    std::int64_t log_;
    store::Batch batch_;
    std::int64_t next_;
    std::string_view rest_;
};

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
    const auto next = tx.journal().next(tx);
    const auto seed = fresh_seed();
    const proof::Leaf leaf{.suite = suite,
                           .kind = leaf_kind,
                           .recorded_ms = next.time.value,
                           .private_root = private_root(suite, seed, content, token)};
    const auto position = tx.journal().append(tx, leaf.encode());
    store::insert_object(tx, {.kind = kind, .id = id, .version = version, .position = position, .seed = seed});
    return position;
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
        if (page.empty()) damaged(log, first, "records are missing");
        std::size_t bytes = 0;
        const auto rows = static_cast<std::int64_t>(page.size());
        for (auto& batch : page) {
            bytes += batch.records.size();
            Reader reader(log, std::move(batch));
            if (!reader.holds(first)) damaged(log, first, "records are missing");
            for (; first < std::min(last, reader.end()); ++first)
                if (!take(first, reader.take(first))) return;
        }
        limit = std::clamp<std::int64_t>(page_bytes * rows / static_cast<std::int64_t>(bytes + 1), 1, page_rows_max);
    }
}

std::vector<std::string> leaves_at(db::Tx& tx, std::int64_t log, std::span<const std::int64_t> indices) {
    std::vector<std::string> found;
    found.reserve(indices.size());
    std::optional<Reader> reader;
    for (const std::int64_t index : indices) {
        if (!reader || !reader->holds(index)) {
            auto batch = store::batch_at(tx, log, index);
            if (!batch) damaged(log, index, "records are missing");
            reader.emplace(log, *std::move(batch));
            if (!reader->holds(index)) damaged(log, index, "records are missing");
        }
        found.emplace_back(reader->take(index));
    }
    return found;
}

std::optional<Head> head_of(db::Tx& tx, unsigned node) {
    const auto head = store::head(tx, node);
    return head && head->size > 0 ? head : std::nullopt;
}

}  // namespace yiguan::ledger

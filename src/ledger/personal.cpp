#include "ledger/personal.hpp"

#include <algorithm>
#include <cstring>
#include <map>

#include "ledger/check.hpp"
#include "ledger/personal_store.hpp"

namespace yiguan::ledger {
namespace {

// Record indices and field ids of one erasure leaf: it stays within leaf_bytes_max.
constexpr std::size_t erased_per_leaf = 700;
constexpr std::size_t ground_bytes_max = 800;

void put(std::string& out, std::uint64_t n, int bytes) {
    for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) out += static_cast<char>(n >> shift);
}
std::string associated(db::Position position, std::uint16_t field) {
    std::string out = "yiguan personal value";
    put(out, static_cast<std::uint64_t>(position.value), 8);
    put(out, field, 2);
    return out;
}

// nonce || AES-256-GCM(salt || value)
std::string seal(const db::Vault::Key& key, std::string_view about, const proof::Salt& salt, std::string_view value) {
    std::string text(reinterpret_cast<const char*>(salt.data()), salt.size());
    text += value;
    std::array<std::byte, crypto::Gcm::nonce_bytes> nonce;
    crypto::random_bytes(nonce.data(), nonce.size());
    const auto gcm = std::move(crypto::Gcm::make(crypto::Algorithm::aes, key)).value();
    const auto sealed = gcm.seal(nonce, std::as_bytes(std::span(about)), std::as_bytes(std::span(text))).value();
    crypto::wipe(std::as_writable_bytes(std::span(text)));
    std::string out(reinterpret_cast<const char*>(nonce.data()), nonce.size());
    return out.append(reinterpret_cast<const char*>(sealed.data()), sealed.size());
}

std::optional<proof::PrivateField> open(const db::Vault::Key& key, std::string_view about, std::uint16_t id,
                                        std::string_view sealed) {
    if (sealed.size() < crypto::Gcm::nonce_bytes) return std::nullopt;
    const auto bytes = std::as_bytes(std::span(sealed));
    const auto gcm = std::move(crypto::Gcm::make(crypto::Algorithm::aes, key)).value();
    const auto text = gcm.open(bytes.first(crypto::Gcm::nonce_bytes), std::as_bytes(std::span(about)),
                               bytes.subspan(crypto::Gcm::nonce_bytes));
    proof::PrivateField field{.id = id};
    if (text.has_error() || text.value().size() < field.salt.size()) return std::nullopt;
    std::memcpy(field.salt.data(), text.value().data(), field.salt.size());
    field.value.assign(reinterpret_cast<const char*>(text.value().data()) + field.salt.size(),
                       text.value().size() - field.salt.size());
    return field;
}

std::int64_t slot_for(db::Tx& tx, const Subject& subject) {
    db::Vault& keys = tx.vault();
    for (;;) {
        if (const auto slot = store::find_slot(tx, subject)) return *slot;
        const std::int64_t fresh = store::next_slot(tx);
        keys.ensure(fresh);
        // Behind a database that was restored there may be slots that were destroyed since.
        const auto key = keys.key(fresh);
        // Another node may have taken it, or made this subject, in the meantime.
        if (store::insert_slot(tx, key ? subject : store::erased_subject(fresh), fresh) && key) return fresh;
    }
}

struct Erasure {
    db::Position position;
    std::uint16_t field = 0;
};

db::Position append_erasure(db::Tx& tx, std::int64_t id, std::int64_t part, std::span<const Erasure> erased,
                            std::string_view ground, Requester requester) {
    // Records of this log by their index; of others, which were closed, by their position.
    const std::int64_t log = tx.journal().next(tx).position.log();
    std::string list, elsewhere;
    for (const Erasure& e : erased) {
        const bool here = e.position.log() == log;
        put(here ? list : elsewhere, static_cast<std::uint64_t>(here ? e.position.index() : e.position.value), 8);
        put(here ? list : elsewhere, e.field, 2);
    }
    proof::PublicMap publics{{1, std::move(list)}, {2, std::string(ground)}, {3, static_cast<std::int64_t>(requester)}};
    if (!elsewhere.empty()) publics.emplace(4, std::move(elsewhere));
    const auto content = content_of("erasure/v1", {id, part, static_cast<std::int64_t>(requester)}, ground);
    return append(tx, Object::erasure, id, part, proof::Kind::erasure, content, nullptr, std::move(publics));
}

}  // namespace

std::vector<proof::Hash> keep_personal(db::Tx& tx, db::Position position, std::span<const PersonalValue> values) {
    std::vector<proof::Hash> hashes;
    for (const PersonalValue& v : values) {
        proof::Salt salt;
        crypto::random_bytes(salt.data(), salt.size());
        auto key = tx.vault().key(slot_for(tx, v.subject));
        // A subject whose key was destroyed and whose rows are not gone yet: the erasure has to be finished first.
        if (!key) throw db::Fault(db::Fault::Kind::other, "a subject's key is missing: run yiguan erase again");
        hashes.push_back(proof::hash_field(proof::Suite::sha256, v.field_id, salt, v.value));
        store::insert_value(tx, {.position = position,
                                 .field_id = v.field_id,
                                 .field_key = v.field_key,
                                 .subject = v.subject,
                                 .sealed = seal(*key, associated(position, v.field_id), salt, v.value),
                                 .entry = hashes.back()});
        crypto::wipe(*key);
    }
    return hashes;
}

std::vector<KeptValue> personal_of(db::Tx& tx, db::Position position) {
    std::vector<KeptValue> kept;
    std::map<Subject, std::optional<db::Vault::Key>> known;
    for (store::Value& row : store::values_of(tx, position)) {
        KeptValue value{.field_id = row.field_id,
                        .field_key = std::move(row.field_key),
                        .subject = row.subject,
                        .entry = row.entry,
                        .erased = row.sealed.empty()};
        if (value.erased) {
            kept.push_back(std::move(value));
            continue;
        }
        auto [at, fresh] = known.try_emplace(row.subject);
        if (fresh)
            if (const auto slot = store::find_slot(tx, row.subject)) at->second = tx.vault().key(*slot);
        if (at->second) value.field = open(*at->second, associated(position, row.field_id), row.field_id, row.sealed);
        kept.push_back(std::move(value));
    }
    for (auto& [subject, key] : known)
        if (key) crypto::wipe(*key);
    return kept;
}

std::vector<proof::Hash> personal_entries(db::Tx& tx, db::Position position) {
    std::vector<proof::Hash> entries;
    for (const store::Value& row : store::values_of(tx, position)) entries.push_back(row.entry);
    return entries;
}

Result<Erased> erase_subject(db::Database& database, const Subject& subject, std::string_view ground,
                             Requester requester) {
    if (!mobile_number_in(ground).empty())
        return Error{.code = Code::invalid, .pointer = "/ground", .detail = "删除依据会公开，不得含个人信息"};
    if (ground.empty() || ground.size() > ground_bytes_max)
        return Error{.code = Code::invalid, .pointer = "/ground", .detail = "删除依据须为 1 到 200 个字"};
    Erased erased;
    std::optional<std::int64_t> slot;
    db::Vault* vault = nullptr;
    TRY_VOID(database.read_now([&](db::Tx& tx) -> Result<void> {
        vault = &tx.vault();
        // Also of who left nothing in the log: what other tables have of him is kept as long.
        if (const auto hold = store::find_hold(tx, subject); hold && hold->until > tx.now())
            return Error{Code::conflict, "", "依法须保存的期限未满，暂不能删除：" + hold->ground};
        slot = store::find_slot(tx, subject);
        if (!slot) return Error{Code::not_found, "", "没有此人的个人信息，或已删除"};
        for (const db::Position position : store::positions_of(tx, subject))
            for (KeptValue& v : personal_of(tx, position))
                if (v.subject == subject && v.field) erased.texts.push_back(std::move(v.field->value));
        return outcome::success();
    }));
    for (const std::string& text : erased.texts)
        if (text.size() >= 4 && ground.find(text) != std::string_view::npos)
            return Error{.code = Code::invalid, .pointer = "/ground", .detail = "删除依据会公开，不得含个人信息"};
    // From here on nothing can be opened, in no copy of the database; what follows can be repeated.
    vault->destroy(*slot);
    TRY_VOID(database.write_now([&](db::Tx& tx) -> Result<void> {
        std::vector<Erasure> fields;
        for (const db::Position position : store::positions_of(tx, subject)) {
            erased.records.push_back(position);
            for (const store::Value& v : store::values_of(tx, position))
                if (v.subject == subject) fields.push_back({position, v.field_id});
        }
        std::ranges::sort(fields, {}, [](const Erasure& e) { return std::pair(e.position, e.field); });
        erased.values = fields.size();
        store::erase_values(tx, subject);
        store::forget_subject(tx, subject, *slot);
        store::delete_hold(tx, subject);
        const std::int64_t id = tx.next_id<Id<struct ErasureTag>>().value;
        for (std::size_t from = 0; from < fields.size(); from += erased_per_leaf) {
            const auto part = std::span(fields).subspan(from, std::min(erased_per_leaf, fields.size() - from));
            erased.leaves.push_back(
                append_erasure(tx, id, static_cast<std::int64_t>(from / erased_per_leaf) + 1, part, ground, requester));
        }
        return outcome::success();
    }));
    database.checkpoint();
    return erased;
}

std::int64_t erasures(db::Tx& tx) {
    return store::newest_object(tx, Object::erasure);
}

void set_legal_hold(db::Tx& tx, const Subject& subject, UtcMs until, std::string_view ground, UserId by) {
    store::delete_hold(tx, subject);
    store::insert_hold(tx, subject, {until, std::string(ground)}, by);
}

std::vector<std::string> check_personal(db::Tx& tx, const std::set<std::pair<db::Position, std::uint16_t>>& erased,
                                        std::size_t limit) {
    std::vector<std::string> found;
    const auto say = [&](db::Position position, const KeptValue& v, std::string_view what) {
        if (found.size() >= limit) return;
        found.push_back(place_of(position) + " 的个人信息 " + v.field_key + " " + std::string(what));
    };
    db::Position after;
    for (;;) {
        const auto positions = store::positions_after(tx, after, 1000);
        if (positions.empty()) return found;
        after = positions.back();
        for (const db::Position position : positions)
            for (const KeptValue& v : personal_of(tx, position)) {
                const bool named = erased.contains({position, v.field_id});
                if (v.erased) {
                    if (!named) say(position, v, "已被清空，却没有删除记录");
                } else if (named) {
                    say(position, v, "已记为删除，数据却仍在");
                } else if (!v.field) {
                    say(position, v, "无法解开：密钥已销毁而数据未删完（请再次运行 yiguan erase），或数据已被改动");
                } else if (proof::hash_field(proof::Suite::sha256, v.field_id, v.field->salt, v.field->value) !=
                           v.entry) {
                    say(position, v, "与日志中的承诺不符");
                }
            }
    }
}

}  // namespace yiguan::ledger

// The transparency log as the rooms above write it: one record for every fact, in the transaction that stores the fact.
#pragma once
#include <functional>
#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/ids.hpp"
#include "db/db.hpp"
#include "proof/leaf.hpp"

namespace yiguan::ledger {

/// Numbers of private fields: append only. 1..15 are one value of the record each, 16.. are personal values.
enum class Field : std::uint16_t {
    step = 1,     ///< Event: CBOR array of event type, action, business step, disposition (numbers of events.hpp), and
                  ///< the template of a fact (text).
    time = 2,     ///< Event: CBOR array of event time (ms UTC) and offset in minutes.
    parties = 3,  ///< Event: CBOR array of organisation, user, partner, the partner's credit code.
    contents =
        4,        ///< Event: code ranges as stored, 0x0A, then the stored body of a captured event or the field values.
    content = 5,  ///< Decision, key change, erasure ...: the stored text of this version.
    token = 6,    ///< Codes issued: token of the block.
    personal = 16,
};

/// Objects that are no events; append only (log_object.object_kind).
enum class Object : std::uint8_t {
    organisation = 1,  ///< version of org_history
    product = 2,       ///< version of product_history
    code_block = 3,
    api_key = 4,
    user = 5,
    code_epoch = 6,
    log_key = 7,
    erasure = 8,
    document = 9,
    application = 10,  ///< version of application_history
    data_template = 11,
    certificate = 12,
    membership = 13,  ///< version of membership_history
    section_opening = 14,
    review_rule = 15,
    filing = 16,
    calendar_year = 17,
    production = 21,       ///< 1: recorded, 2: undone.
    item = 22,             ///< 1: bound, 2: closed.
    code_alias = 23,       ///< 1: added, 2: closed.
    dossier = 24,          ///< version of dossier_history: batches as described, sellers, reports
    quality_ignore = 25,   ///< 1: ignored, 2: ended.
    item_correction = 26,  ///< version of item_correction, by the item.
    party = 27,            ///< version of party_history: stores, partners
    trade = 28,            ///< version of trade_history: stock-out, stock-in, stocktake
    sale = 29,             ///< version of sale_history: sales, customers, returns, their rules
    feedback = 30,         ///< version of feedback_history
};
/// What a record of such an object is.
proof::Kind leaf_kind(Object kind);

/// Fresh salts' seed from the operating system; draws many at once.
proof::Seed fresh_seed();

/// Appends a record about one version of an object: its content as one private field (and the token, if given), nothing
/// personal in public. Stores the row of log_object.
/// @param content  Exactly the bytes that a later check can make again from what is stored (content_of).
db::Position append(db::Tx& tx, Object kind, std::int64_t id, std::int64_t version, proof::Kind leaf_kind,
                    std::string_view content, const proof::Token* token = nullptr);
/// The same with values that anybody may see.
db::Position append(db::Tx& tx, Object kind, std::int64_t id, std::int64_t version, proof::Kind leaf_kind,
                    std::string_view content, const proof::Token* token, proof::PublicMap publics);
inline db::Position append(db::Tx& tx, Object kind, std::int64_t id, std::int64_t version, std::string_view content,
                           const proof::Token* token = nullptr) {
    return append(tx, kind, id, version, leaf_kind(kind), content, token);
}

/// Content of a version, as docs/formats/log-objects.md has it for each kind: the recipe's name, a newline, numbers in
/// decimal with a space between them ("-" for none), a newline, the text as stored. Numbers are as many as the recipe
/// says, so that nothing else reads the same.
std::string content_of(std::string_view recipe, std::initializer_list<std::optional<std::int64_t>> numbers,
                       std::string_view text = {});

/// A record of an object, for checks and bundles.
struct ObjectRecord {
    Object kind{};
    std::int64_t id = 0, version = 0;
    db::Position position;
    std::optional<proof::Seed> seed;
};
std::optional<ObjectRecord> find_object(db::Tx& tx, Object kind, std::int64_t id, std::int64_t version);
/// All of a kind, ascending, a page at a time.
std::vector<ObjectRecord> list_objects(db::Tx& tx, Object kind, std::int64_t after_id, std::int64_t after_version,
                                       int limit);
/// True when `leaf` commits to this content under this seed: what fsck asks. No I/O.
bool commits_to(const proof::Leaf& leaf, const proof::Seed& seed, std::string_view content,
                const proof::Token* token = nullptr);

// ---- reading records

/// Leaves [first, last) of a log, whole, through `take(index, bytes)`; false from it ends the walk. Reads rows of
/// batches, in order. @throws db::Fault when one is missing or damaged.
void for_each_leaf(db::Tx& tx, std::int64_t log, std::int64_t first, std::int64_t last,
                   const std::function<bool(std::int64_t, std::string_view)>& take);
/// Leaves at these positions of one log (ascending). Cost: one look-up each, neighbours together.
std::vector<std::string> leaves_at(db::Tx& tx, std::int64_t log, std::span<const std::int64_t> indices);

struct Head {
    std::int64_t log = 0;
    std::int64_t size = 0;  ///< Committed records.
    UtcMs recorded_at;
};
/// Of this node's log; nothing before its first record.
std::optional<Head> head_of(db::Tx& tx, unsigned node);
/// Of every log that has records, closed ones too, as far as records are there. Cost: one row of records each.
std::vector<Head> ends_of_logs(db::Tx& tx);

}  // namespace yiguan::ledger

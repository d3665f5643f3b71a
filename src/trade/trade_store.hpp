// Every SQL statement of documents of stock-in and stock-out; private to the room.
#pragma once
#include <span>

#include "trade/documents.hpp"

namespace yiguan::trade::store {

enum class Kind : std::uint8_t { stock_out = 1, stock_in = 2, stocktake = 3 };
enum class Act : std::uint8_t { add = 1, update = 2 };

/// A row as it is stored beside what was read of it: for fsck.
struct OutRow {
    StockOut out;
    std::string content, personal;  ///< `personal` sealed.
};
/// False when the number is taken.
bool insert(db::Tx& tx, const StockOut& out, std::string_view content, std::string_view personal);
/// Of the version before; false when somebody else was faster.
bool update(db::Tx& tx, const StockOut& out, std::string_view content, std::string_view personal);
std::optional<OutRow> find_out(db::Tx& tx, StockOutId id);
bool insert(db::Tx& tx, const StockIn& in, std::string_view content);
bool update(db::Tx& tx, const StockIn& in, std::string_view content);
struct InRow {
    StockIn in;
    std::string content;
};
std::optional<InRow> find_in(db::Tx& tx, StockInId id);

/// The greatest number that begins so; "" for none.
std::string last_out_number(db::Tx& tx, OrgId org, std::string_view front);
std::string last_in_number(db::Tx& tx, OrgId org, std::string_view front);

struct OutMatch {
    OrgId org{};        ///< Who sent; null: any.
    OrgId consignee{};  ///< Whom it is addressed to; null: any.
    UserId created_by{};
    StoreId store{}, target_store{};
    int type = 0, state = 0;  ///< 0: any.
    std::string number{};     ///< Part of it.
    std::string partner{};    ///< Part of the name.
    UtcMs from{0}, to{INT64_MAX};
    bool sent_only = false;  ///< Neither drafts nor what was called off.
};
std::vector<StockOut> list_out(db::Tx& tx, const OutMatch& match, StockOutId before, int limit);
struct InMatch {
    OrgId org{};
    UserId created_by{};
    StoreId store{};
    int type = 0, state = 0;
    std::string number{}, supplier{};
    UtcMs from{0}, to{INT64_MAX};
};
std::vector<StockIn> list_in(db::Tx& tx, const InMatch& match, StockInId before, int limit);

/// Notes of these numbers that concern the organisation: it sent them, or they are addressed to it, by its id, its
/// credit code or its name. By number. Cost: one pipelined statement for each way.
std::vector<StockOut> notes_numbered(db::Tx& tx, std::span<const std::string> numbers, OrgId org, std::string_view uscc,
                                     std::string_view name);

struct EventOf {
    std::int64_t document = 0;
    events::EventKey key;
    EventRole role{};
};
void add_events(db::Tx& tx, std::span<const EventOf> events);
std::vector<EventOf> events_of(db::Tx& tx, std::int64_t document);
/// The documents of these events, in their order; 0 for none. Cost: one pipelined statement.
std::vector<std::int64_t> documents_of(db::Tx& tx, std::span<const EventId> events);

void insert(db::Tx& tx, StockInId id, const Difference& difference);
std::vector<Difference> differences_of(db::Tx& tx, StockInId id);
bool answer(db::Tx& tx, StockInId id, const Difference& difference);
/// A difference with this photo is told to the supplier.
bool is_photo_for(db::Tx& tx, DocumentId photo, OrgId supplier);

void insert_move(db::Tx& tx, OrgId org, std::int64_t id, StoreId store, Move move, std::int64_t quantity, UtcMs at);

// ---- what is scanned

struct BatchOf {
    ProductId product;
    std::string production_date;
    codes::FactoryNumbers numbers;
};
/// In the order of the keys. Cost: one pipelined statement.
std::vector<std::optional<BatchOf>> batches(db::Tx& tx, std::span<const std::pair<BlockId, BatchId>> keys);
struct AliasOf {
    std::size_t form;
    OrgId org;
    int kind;
    codes::CodeAt code;
};
/// What these texts stand for, of all producers.
std::vector<AliasOf> aliases(db::Tx& tx, std::span<const std::string> forms);
struct BoxOf {
    std::size_t code;
    OrgId org;
    std::string parent;
};
/// Boxes that are not taken apart, by what is printed on them.
std::vector<BoxOf> boxes(db::Tx& tx, std::span<const std::string> codes);
/// Blocks, in the order of the ids. Cost: one pipelined statement.
struct BlockOf {
    OrgId org;
    ProductId product;
};
std::vector<std::optional<BlockOf>> blocks(db::Tx& tx, std::span<const BlockId> ids);

// ---- versions

struct VersionRow {
    std::int64_t id = 0, version = 0;
    Kind kind{};
    Act act{};
    UtcMs changed_at;
    UserId changed_by;
    OrgId org;
    std::string content;
};
void insert_history(db::Tx& tx, const VersionRow& row);
std::vector<VersionRow> history_after(db::Tx& tx, std::int64_t id, std::int64_t version, int limit);
bool has_history(db::Tx& tx, std::int64_t id, Kind kind);
std::vector<std::int64_t> ids_after(db::Tx& tx, Kind kind, std::int64_t after, int limit);

}  // namespace yiguan::trade::store

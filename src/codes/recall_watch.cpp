#include "codes/recall_watch.hpp"

#include "auth/contacts.hpp"
#include "core/text.hpp"

namespace yiguan::codes {
namespace {

using db::Statement;

const Statement any_sql{"codes.any_watch", "select 1 from recall_watch order by watch_id limit 1"};
const Statement find_sql{
    "codes.find_watch", "select watch_id from recall_watch where block_id = $1 and counter = $2 and address_mark = $3"};
const Statement count_sql{"codes.count_watches",
                          "select count(*) from (select watch_id from recall_watch where address_mark = $1 order by "
                          "watch_id limit $2) w"};
const Statement insert_sql{"codes.insert_watch", R"sql(
    insert into recall_watch (watch_id, block_id, counter, channel, address, address_mark, created_at, told_event)
    values ($1, $2, $3, $4, $5, $6, $7, 0))sql"};
const Statement delete_sql{"codes.delete_watch", "delete from recall_watch where watch_id = $1"};
const Statement forget_sql{"codes.forget_watches", "delete from recall_watch where address_mark = $1"};
const Statement within_sql{
    "codes.watches_within",
    "select 1 from recall_watch where block_id = $1 and counter >= $2 and counter <= $3 limit 1"};
const Statement call_sql{"codes.insert_recall_call", R"sql(
    insert into recall_call (call_id, block_id, first_c, last_c, event_id, next_counter)
    values ($1, $2, $3, $4, $5, $3))sql"};
const Statement calls_sql{"codes.recall_calls",
                          "select call_id, block_id, last_c, event_id, next_counter from recall_call "
                          "order by call_id limit 1"};
const Statement waiting_sql{"codes.watches_to_tell", R"sql(
    select watch_id, counter, channel, address from recall_watch
     where block_id = $1 and counter >= $2 and counter <= $3 and told_event <> $4
     order by counter, watch_id limit $5)sql"};
const Statement told_sql{"codes.watch_told",
                         "update recall_watch set told_event = $2 where watch_id = $1 and told_event <> $2"};
const Statement move_sql{"codes.move_recall_call", "update recall_call set next_counter = $2 where call_id = $1"};
const Statement end_call_sql{"codes.end_recall_call", "delete from recall_call where call_id = $1"};
// Ids grow with time.
const Statement purge_old_sql{"codes.purge_old_watches", "delete from recall_watch where watch_id < $1"};

constexpr std::string_view end_word = "end";

// Of an address, however its letters are typed.
std::string mark_of_address(db::Tx& tx, std::string_view address) {
    std::string folded(address);
    for (char& c : folded) c = to_lower(c);
    return tx.vault().subject_of(folded);
}

std::optional<WatchId> opened(db::Tx& tx, std::string_view token) {
    const auto dash = token.find('-');
    if (dash == std::string_view::npos) return std::nullopt;
    const auto id = parse_id_as<WatchId>(token.substr(0, dash));
    const auto sealed = from_hex(token.substr(dash + 1));
    if (!id || !sealed || auth::unseal(tx, id->value, *sealed) != end_word) return std::nullopt;
    return id;
}

}  // namespace

Result<WatchId> watch(db::Tx& tx, const CodeAt& code, message::Channel channel, std::string_view address) {
    const auto mark = mark_of_address(tx, address);
    if (auto rows = tx.query(find_sql, code.block, code.counter, mark); rows.next()) return rows.get<WatchId>(0);
    {
        auto rows = tx.query(count_sql, mark, watches_max);
        if (rows.next() && rows.integer(0) >= watches_max)
            return Error{.code = Code::too_many_requests,
                         .pointer = "/address",
                         .detail = "同一手机号或邮箱最多关注 100 个码，请先取消不再需要的",
                         .field = "手机号或邮箱"};
    }
    const auto id = tx.next_id<WatchId>();
    const auto sealed = auth::seal(tx, id.value, address);
    tx.execute(insert_sql, id, code.block, code.counter, channel, as_bytes(sealed), mark, tx.now());
    return id;
}

std::string end_token(db::Tx& tx, WatchId id) {
    return to_string(id) + "-" + to_hex(as_bytes(auth::seal(tx, id.value, end_word)));
}

bool is_end_token(db::Tx& tx, std::string_view token) {
    return opened(tx, token).has_value();
}

Result<bool> end_watch(db::Tx& tx, std::string_view token) {
    const auto id = opened(tx, token);
    if (!id) return Error{Code::not_found, "", "这个链接无效"};
    return tx.execute(delete_sql, *id) == 1;
}

std::int64_t forget_address(db::Tx& tx, std::string_view address) {
    return tx.execute(forget_sql, mark_of_address(tx, address));
}

void call_watches(db::Tx& tx, const std::vector<CodeRange>& recalled, EventId event) {
    if (recalled.empty() || !tx.query(any_sql).next()) return;
    for (const CodeRange& range : recalled)
        if (tx.query(within_sql, range.block, range.first, range.last).next())
            tx.execute(call_sql, tx.next_id<WatchId>(), range.block, range.first, range.last, event);
}

bool recalls_wait(db::Tx& tx) {
    return tx.query(calls_sql).next();
}

int tell_recalled(db::Tx& tx, int limit, const std::function<RecallWords(const CodeAt&)>& words_of,
                  const std::function<std::string(std::string_view)>& end_link) {
    struct Call {
        std::int64_t id, last, event, next;
        BlockId block;
    };
    std::optional<Call> call;
    if (auto rows = tx.query(calls_sql); rows.next())
        call = Call{rows.integer(0), rows.integer(2), rows.integer(3), rows.integer(4), rows.get<BlockId>(1)};
    if (!call) return 0;
    struct Waiting {
        WatchId id;
        std::int64_t counter;
        message::Channel channel;
        std::string sealed;
    };
    std::vector<Waiting> waiting;
    {
        auto rows = tx.query(waiting_sql, call->block, call->next, call->last, call->event, limit);
        while (rows.next())
            waiting.push_back(
                {rows.get<WatchId>(0), rows.integer(1), rows.get<message::Channel>(2), rows.get<std::string>(3)});
    }
    for (const Waiting& w : waiting) {
        // Another node may be telling the same: whoever marks the row tells.
        if (tx.execute(told_sql, w.id, call->event) != 1) continue;
        const auto address = auth::unseal(tx, w.id.value, w.sealed);
        if (!address) continue;
        auto words = words_of({call->block, w.counter});
        // An address that no gateway takes any more tells nobody, and holds nobody else up.
        (void)message::post(tx, {.channel = w.channel,
                                 .to = *address,
                                 .template_key = "product_recalled",
                                 .parameters = {{"product", std::move(words.product)},
                                                {"maker", std::move(words.maker)},
                                                {"link", std::move(words.link)},
                                                {"end", end_link(end_token(tx, w.id))}}});
    }
    if (waiting.size() < static_cast<std::size_t>(limit))
        tx.execute(end_call_sql, call->id);
    else
        tx.execute(move_sql, call->id, waiting.back().counter);
    return waiting.empty() ? 1 : static_cast<int>(waiting.size());
}

std::int64_t purge_watches(db::Tx& tx) {
    constexpr std::int64_t kept_ms = 3'653LL * 86'400'000;
    return tx.execute(purge_old_sql, first_id_at(tx.now().value - kept_ms));
}

}  // namespace yiguan::codes

// 关注召回: people who want to hear when a code is recalled. Found by ranges, so that a recall of a million codes looks
// once for each range, and told behind it by a job.
#pragma once
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "codes/codes.hpp"
#include "message/message.hpp"

namespace yiguan::codes {

using WatchId = Id<struct WatchTag>;
inline constexpr int watches_max = 100;  ///< Of one address.

/// Notes whom to tell. The address was confirmed by its owner; it is sealed with a key of the node. The same address
/// and code again is the same watch.
/// @param channel  SMS or e-mail. @return too_many_requests beyond watches_max.
Result<WatchId> watch(db::Tx& tx, const CodeAt& code, message::Channel channel, std::string_view address);

/// What the link in a message holds, for ending the watch: of this node, not to be guessed.
std::string end_token(db::Tx& tx, WatchId id);
/// True for a token of this node, whether its watch is still there or not. Reads no row.
bool is_end_token(db::Tx& tx, std::string_view token);
/// Deletes the watch with its address; false when there is none any more.
/// @return not_found for what is no token of this node.
Result<bool> end_watch(db::Tx& tx, std::string_view token);
/// Deletes every watch of an address: its owner asked for it (PIPL article 47).
std::int64_t forget_address(db::Tx& tx, std::string_view address);

/// Called by change_state() with the ranges that become recalled: remembers those that somebody watches. Cost: one
/// look-up where nobody watches anything, else one a range.
void call_watches(db::Tx& tx, const std::vector<CodeRange>& recalled, EventId event);

/// True while somebody is still to be told of a recall. Cost: one look-up.
bool recalls_wait(db::Tx& tx);

/// What a message says of a code.
struct RecallWords {
    std::string product, maker, link;
};
/// Tells at most `limit` people of the recalls that call_watches() remembered, each once for a recall.
/// @param words_of  Of a code. @param end_link  Of a token.
/// @return 0: nobody waits; else there may be more. Cost: two small writes for each.
int tell_recalled(db::Tx& tx, int limit, const std::function<RecallWords(const CodeAt&)>& words_of,
                  const std::function<std::string(std::string_view)>& end_link);

/// Deletes watches of more than ten years. For a job that runs now and then.
std::int64_t purge_watches(db::Tx& tx);

}  // namespace yiguan::codes

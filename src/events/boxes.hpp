// 装箱 (P14): what is packed in which box. The event log holds it as AggregationEvents; a row beside it says what the
// box is to hold and finds it again. What is in a box now is what its codes say (codes::list_contents).
#pragma once
#include "codes/items.hpp"
#include "events/log.hpp"

namespace yiguan::events {

using BoxId = Id<struct BoxTag>;

/// Stored: append only.
enum class BoxState : std::uint8_t { open = 0, closed = 1, unpacked = 2 };
std::string_view name(BoxState state);
std::string_view name_zh(BoxState state);
/// 层级, as people call it; stored.
enum class BoxLevel : std::uint8_t { inner = 1, carton = 2, pallet = 3 };
std::string_view name(BoxLevel level);
std::string_view name_zh(BoxLevel level);
std::optional<BoxLevel> parse_box_level(std::string_view name);

struct Box {
    BoxId id;
    OrgId org;
    ProductId product;
    std::string code;    ///< As printed: 18 digits of an SSCC, or the organisation's own code.
    std::string parent;  ///< parentID of its events, canonical.
    BoxLevel level = BoxLevel::carton;
    std::int64_t expected = 0;  ///< 应装
    BoxState state = BoxState::open;
    UserId created_by, changed_by;
    UtcMs created_at, changed_at;
    std::int64_t version = 1;
};
inline constexpr std::int64_t box_pieces_max = 10'000;  ///< 应装
inline constexpr std::size_t box_scans_max = 200;       ///< Of one call.
inline constexpr std::int64_t boxes_max = 500;          ///< Of one call of 区间装箱.

/// Who packs: the line's recorder as well as the warehouse.
Result<void> may_pack(const auth::Actor& actor);
/// parentID of a box's events, canonical. That of an SSCC is the same whoever packs it.
std::string box_parent(OrgId org, std::string_view code);
/// SSCC with or without (00) in front, its check digit verified; else 4 to 30 capitals, digits and - / . _
/// @return key_check, key_length, key_character; the pointer is empty.
Result<std::string> read_box_code(std::string_view text);
/// The code that follows: the next SSCC, or the number at the end of an own code one greater in the same width. Nothing
/// when that overflows, or the code ends in no number.
std::optional<std::string> next_box_code(std::string_view code);

struct NewBox {
    std::string code;
    ProductId product;
    std::int64_t expected = 0;
    BoxLevel level = BoxLevel::carton;
};
/// Begins a box, or goes on with the open one of that code that the actor began with the same product, number and
/// level: two lines do not fill one box unawares.
/// @param goes_on  If given: whether the box was there before.
/// @return forbidden, not_found at "/product" for what is not the organisation's own, conflict at "/code" for a box
/// that is closed, somebody else's, otherwise begun, or known to the log already; errors of read_box_code().
Result<Box> open_box(db::Tx& tx, const auth::Actor& actor, const NewBox& box, bool* goes_on = nullptr);

struct Packed {
    Box box;
    std::int64_t count = 0;           ///< 实装, now.
    std::vector<std::size_t> packed;  ///< Of the texts.
    std::vector<std::pair<std::size_t, Error>> refused;
};
/// Packs what was scanned, each by itself: what may not is told and left out. A box that is full closes.
/// @return not_found, wrong_state for a box that is not open, or part of which left; of single texts those of
/// find_scanned(), invalid (another product), wrong_state, conflict (packed already, here or elsewhere; the box is
/// full).
Result<Packed> pack(db::Tx& tx, const Names& names, const auth::Actor& actor, BoxId id,
                    const std::vector<std::string>& texts);
/// 换箱: out of this box into another one of the same product; without `to` only out. All or nothing.
/// @return further: conflict at "/codes/<n>" for what is not in it.
Result<Packed> move_pieces(db::Tx& tx, const Names& names, const auth::Actor& actor, BoxId from, BoxId to,
                           const std::vector<std::string>& texts);
/// 拆箱: everything out; the code may be used again. @return not_found, wrong_state (taken apart, or part of it left).
Result<Box> unpack(db::Tx& tx, const Names& names, const auth::Actor& actor, BoxId id);
/// A box that is not full is closed as it is, or opened again. @return not_found, wrong_state.
Result<Box> close_box(db::Tx& tx, const auth::Actor& actor, BoxId id, BoxState to);

struct RangePacking {
    ProductId product;
    std::vector<codes::CodeRange> ranges;
    std::int64_t per_box = 0;
    std::string first_code;  ///< Of the first box; those of the others follow it.
    BoxLevel level = BoxLevel::carton;
};
/// 区间装箱: the codes in ascending order, `per_box` in each; the last box may hold fewer and stays open.
/// @return out_of_bounds (more than boxes_max), codes_not_bound, codes_not_held, wrong_state, conflict with the code.
Result<std::vector<Box>> pack_ranges(db::Tx& tx, const Names& names, const auth::Actor& actor,
                                     const RangePacking& packing);

struct BoxFilter {
    std::string code{};  ///< Beginning of it, canonical; "": any.
    bool whole = false;  ///< All of it.
    ProductId product{};
    std::optional<BoxState> state{};
    UtcMs from{0}, to{INT64_MAX};  ///< When it was begun.
};
/// The organisation's, newest first, with ids below `before`; of who sees his own alone what he began.
Result<std::vector<Box>> list_boxes(db::Tx& tx, const auth::Actor& actor, const BoxFilter& filter, BoxId before,
                                    int limit);
Result<Box> get_box(db::Tx& tx, const auth::Actor& actor, BoxId id);
/// What is in it now of its organisation's making, by block and counter, at most `limit` segments: others may have
/// packed theirs under the same SSCC.
std::vector<codes::Placed> box_contents(db::Tx& tx, const Box& box, int limit);
codes::ContentCount box_count(db::Tx& tx, const Box& box);
/// Of the boxes of one organisation. Cost: two pipelined statements.
std::vector<codes::ContentCount> box_counts(db::Tx& tx, const std::vector<Box>& boxes);

/// The code for the next box: after the organisation's last one, else the first SSCC of its company prefix (of its
/// GLN);
/// "" without either.
Result<std::string> suggest_box_code(db::Tx& tx, const auth::Actor& actor);

/// For fsck.
std::vector<std::string> check_boxes(db::Tx& tx);

}  // namespace yiguan::events

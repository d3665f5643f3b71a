// 电缆盘线 (P16): drums of cable, and what was cut from them. The event log holds each cut as a TransformationEvent: so
// many metres of the mother became these pieces. A row beside it keeps 盘号, 米标 and what is left.
#pragma once
#include "codes/items.hpp"
#include "events/log.hpp"

namespace yiguan::events {

using DrumId = Id<struct DrumTag>;
using Millimetres = std::int64_t;

struct Drum {
    DrumId id;
    OrgId org;
    ProductId product;
    std::string model;
    codes::CodeAt code;
    std::string number;      ///< 盘号
    DrumId mother{};         ///< 母盘; 0 for a whole drum.
    Millimetres start, end;  ///< 米标起止
    Millimetres cut = 0;     ///< 已裁
    EventKey event{};        ///< The cut that made it.
    UserId created_by;
    UtcMs created_at, changed_at;
    std::int64_t version = 1;
    Millimetres length() const { return end - start; }
    Millimetres rest() const { return length() - cut; }  ///< 余长, never negative.
};
enum class DrumState : std::uint8_t { whole = 0, partly = 1, used_up = 2 };
DrumState state_of(const Drum& drum);
std::string_view name(DrumState state);
std::string_view name_zh(DrumState state);

inline constexpr Millimetres drum_mark_max = 999'999'999;  ///< 米标
inline constexpr std::size_t drum_number_chars_max = 40;   ///< 盘号
inline constexpr std::size_t drum_pieces_max = 50;         ///< Of one cut.
inline constexpr std::size_t drum_cuts_max = 500;          ///< Of one drum, in all.

/// Metres with up to three decimals. @return invalid, without pointer.
Result<Millimetres> read_metres(std::string_view text);
/// Without zeros at the end: "1000", "0.5".
std::string metres_text(Millimetres length);

/// As it was scanned and read off.
struct DrumTexts {
    std::string code, number, start, end;
};
/// @return everything wrong at once, at "/code", "/number", "/startMark", "/endMark": missing_field, those of
/// find_scanned(), codes_not_yours, invalid (no cable; marks), wrong_state, conflict (a code or 盘号 in use).
Result<Drum> add_drum(db::Tx& tx, const Names& names, const auth::Actor& actor, const DrumTexts& texts);

struct Cut {
    Drum mother;
    std::vector<Drum> pieces;
};
/// 裁切: pieces of what is left of the mother, all or none; one event.
/// @return not_found, wrong_state for a drum that is not at its maker; at "/pieces/<n>/..." those of add_drum(),
/// further invalid (another product than the mother's), out_of_bounds (marks outside the mother, more than is left),
/// conflict (overlaps what was cut before). Code::conflict where somebody else was faster.
Result<Cut> cut_drum(db::Tx& tx, const Names& names, const auth::Actor& actor, DrumId mother,
                     const std::vector<DrumTexts>& pieces);

struct DrumFilter {
    std::string number{}, model{};  ///< Their beginnings, the number as read_drum_number() gives it; "": any.
    std::optional<DrumState> state{};
};
/// Canonical: full-width forms folded, capitals.
std::string read_drum_number(std::string_view text);
/// The organisation's, newest first, with ids below `before`; of who sees his own alone what he recorded.
Result<std::vector<Drum>> list_drums(db::Tx& tx, const auth::Actor& actor, const DrumFilter& filter, DrumId before,
                                     int limit);
/// @return not_found, also for those of others.
Result<Drum> get_drum(db::Tx& tx, const auth::Actor& actor, DrumId id);
/// What was cut from it, by 米标, as far as the actor sees it.
std::vector<Drum> cuts_of(db::Tx& tx, const auth::Actor& actor, const Drum& mother);
/// What is left of it, as 米标 from and to.
std::vector<std::pair<Millimetres, Millimetres>> rests_of(db::Tx& tx, const Drum& mother);

/// For fsck: lengths add up, pieces lie apart within their mothers, and each has its event.
std::vector<std::string> check_drums(db::Tx& tx);

}  // namespace yiguan::events

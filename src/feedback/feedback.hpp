// 反馈举报 (P57): what consumers say of a code, who works on it, and what they are told by number.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "codes/codes.hpp"
#include "core/json.hpp"
#include "registry/documents.hpp"

namespace yiguan::feedback {

using FeedbackId = Id<struct FeedbackTag>;

/// The numbers are stored: append only.
enum class Kind : std::uint8_t { mismatch = 1, counterfeit = 2, quality = 3, other = 4 };
inline constexpr int kind_count = 4;
std::string_view name(Kind kind);     ///< "mismatch"
std::string_view name_zh(Kind kind);  ///< 信息不符
std::string_view name_en(Kind kind);
std::optional<Kind> parse_kind(std::string_view name);

enum class State : std::uint8_t { received = 1, processing = 2, replied = 3 };
std::string_view name(State state);     ///< "received"
std::string_view name_zh(State state);  ///< 已收到
std::string_view name_en(State state);
std::optional<State> parse_state(std::string_view name);

enum class Act : std::uint8_t { submit = 1, accept = 2, forward = 3, reply = 4 };
std::string_view name(Act act);
std::string_view name_zh(Act act);

inline constexpr std::size_t body_chars_max = 1'000, reply_chars_max = 500, code_chars_max = 120;
inline constexpr std::size_t photo_bytes_max = 20u << 20;

/// What somebody wrote into the form, checked.
struct NewFeedback {
    std::string code_text;                ///< As asked for.
    std::optional<codes::CodeAt> code{};  ///< If it is one of this platform's.
    Kind kind = Kind::other;
    std::string body;
    std::optional<std::string> phone{};
    std::optional<registry::StoredFile> photo{};  ///< Stored already, without its metadata.
};
/// The form: {"kind","text","phone"?}. Every rule that is broken is named.
Result<NewFeedback> decode(const json::object& form);

struct Feedback {
    FeedbackId id;
    std::int64_t version = 1;
    std::string number;  ///< FK20261122-XXXXXX
    codes::CodeAt code{};
    std::string code_text;
    OrgId org{};
    ProductId product{};
    std::string region{}, category{};
    Kind kind = Kind::other;
    State state = State::received;
    bool forwarded = false;
    std::string body;
    bool has_phone = false;
    std::string photo{};  ///< SHA-256
    registry::MediaType photo_type{};
    std::string answer{};
    UtcMs created_at, changed_at;
    UserId changed_by{};
};

/// By anybody. The organisation of the product is told of what it may see, the operators of what has no organisation.
/// Cost: five small writes.
Feedback submit(db::Tx& tx, const auth::Actor& actor, const NewFeedback& input);

/// The number as people type it, with small letters and without its hyphen; nothing for what is no number: its last
/// character checks the others, so that a typing error does not lead to somebody else's.
std::optional<std::string> canonical_number(std::string_view text);
/// For the page that follows a number. Shows state and answer, nothing else.
std::optional<Feedback> find_number(db::Tx& tx, std::string_view number);

struct Filter {
    std::optional<State> state{};
    std::optional<Kind> kind{};
};
/// Newest first, with ids below `before`. Regulators and the operator: what lies in their scope. The maker of the
/// product: 信息不符 and 其他 at once, the others when they were forwarded to it. Members who see their own alone:
/// nothing, since nobody of the organisation wrote it.
Result<std::vector<Feedback>> list(db::Tx& tx, const auth::Actor& actor, const Filter& filter, FeedbackId before,
                                   int limit);
/// @return not_found, also for what the actor may not see.
Result<Feedback> get(db::Tx& tx, const auth::Actor& actor, FeedbackId id);
/// Regulators learn the number that was left for calling back, if it was not erased; each look is audited. Nobody else:
/// whoever reports a maker need not be known to it.
std::optional<std::string> phone_for(db::Tx& tx, const auth::Actor& actor, const Feedback& feedback);

/// 受理. By a regulator, or by the maker (who decides what of it is open).
/// @return not_found, forbidden, wrong_state.
Result<Feedback> accept(db::Tx& tx, const auth::Actor& actor, FeedbackId id);
/// 转企业: the maker sees it from now on, and is told. By a regulator. @return also wrong_state without a maker.
Result<Feedback> forward(db::Tx& tx, const auth::Actor& actor, FeedbackId id);
/// 回复: public, under the number. Again: the new answer stands. @return also missing_field, too_long at "/answer".
Result<Feedback> reply(db::Tx& tx, const auth::Actor& actor, FeedbackId id, std::string_view answer);

struct Version {
    std::int64_t version = 0;
    Act act = Act::submit;
    State state = State::received;
    bool forwarded = false;
    UtcMs changed_at;
    UserId changed_by{};
    std::string note;
};
std::vector<Version> history(db::Tx& tx, FeedbackId id);

/// Erases the telephone numbers of what was answered more than phone_kept_ms ago. For a job that runs now and then.
inline constexpr std::int64_t phone_kept_ms = 180LL * 86'400'000;
std::int64_t purge(db::Tx& tx);
/// Erases a telephone number wherever it was left: its owner asked for it (PIPL article 47).
std::int64_t forget_phone(db::Tx& tx, std::string_view phone);

}  // namespace yiguan::feedback

// The one engine behind every application (X3): registrations, changes, filings. It knows no object: the rooms above
// describe their kinds, and their `moved` applies what a move means, in the same transaction.
#pragma once
#include <array>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "auth/actor.hpp"
#include "core/json.hpp"
#include "core/result.hpp"
#include "core/time.hpp"
#include "db/db.hpp"

namespace yiguan::review {

using ApplicationId = Id<struct ApplicationTag>;

// ---- words; the numbers are stored

enum class Kind : std::uint8_t {
    registration = 1,
    organisation_change = 2,
    organisation_transfer = 3,
    product_filing = 4,
    product_correction = 5,  ///< 订正
    product_change = 6,      ///< 变更
    product_disable = 7,
    template_request = 8,
    enterprise_filing = 9,
    supply_filing = 10,
    production_filing = 11,
    model = 12,
};
inline constexpr int kind_count = 12;
constexpr std::int64_t bit(Kind kind) {
    return std::int64_t{1} << static_cast<int>(kind);
}

enum class State : std::uint8_t {
    draft = 1,            ///< 草稿
    awaiting_party = 2,   ///< 待对方确认
    submitted = 3,        ///< 待初审
    first_review = 4,     ///< 初审中: claimed
    awaiting_second = 5,  ///< 待复审
    second_review = 6,    ///< 复审中: claimed
    approved = 7,         ///< 已通过
    rejected = 8,         ///< 已驳回
    to_complete = 9,      ///< 待完善
    withdrawn = 10,       ///< 已撤回
    suspended = 11,       ///< 已停用
    cancelled = 12,       ///< 已注销
};
inline constexpr int state_count = 12;

enum class Action : std::uint8_t {
    save = 1,
    submit = 2,
    confirm = 3,  ///< The other party agrees.
    refuse = 4,
    claim = 5,
    release = 6,
    assign = 7,
    approve = 8,
    reject = 9,
    ask_to_complete = 10,
    withdraw = 11,
    cancel = 12,
    suspend = 13,
    resume = 14,
};
inline constexpr int action_count = 14;

/// Whose move it is.
enum class By : std::uint8_t {
    owner = 1,     ///< Somebody of the applying organisation.
    party = 2,     ///< Somebody of the organisation that is named as the other party (OEM / ODM).
    first = 3,     ///< Whoever may make the initial review.
    second = 4,    ///< Whoever may make the re-review.
    operator_ = 5  ///< Whoever may make the initial review, about what was approved.
};

std::string_view name(Kind kind);    ///< "registration", as in JSON.
std::string_view name(State state);  ///< "first_review"
std::string_view name(Action action);
std::string_view name_zh(Kind kind);      ///< 企业注册
std::string_view name_zh(State state);    ///< 初审中
std::string_view name_zh(Action action);  ///< 领取
std::string_view name_zh(By by);          ///< 初审人员
std::optional<Kind> parse_kind(std::string_view name);
std::optional<State> parse_state(std::string_view name);

/// Waits for somebody: neither decided nor still (or again) with the applicant.
constexpr bool is_open(State s) {
    return s >= State::awaiting_party && s <= State::second_review;
}
/// The applicant may change and submit it.
constexpr bool is_with_applicant(State s) {
    return s == State::draft || s == State::rejected || s == State::to_complete || s == State::withdrawn;
}

// ---- values

/// What a reviewer sets beside the decision (ECO-15, ECO-17, ECO-18).
struct Settings {
    std::optional<std::string> industry;          ///< 所属行业
    bool return_rate_limit = false;               ///< 用户回传率限制
    std::optional<std::int64_t> return_rate_pct;  ///< 限制回传比率, 0..100
    bool initialise_password = false;             ///< 用户密码初始化
    bool short_url = false;                       ///< 是否开启短网址
    friend bool operator==(const Settings&, const Settings&) = default;
};

/// A remark pinned on a field of what was proposed.
struct Note {
    std::string pointer;  ///< JSON pointer into the content.
    std::string field{};  ///< 企业名称
    std::string text;
    int round = 0;
    UtcMs at{};
    State step = State::first_review;  ///< During which review.
};

/// Bit n-1 for "CAT-0n"; 0 for what is no category.
std::int64_t category_bit(std::string_view category);

struct Application {
    ApplicationId id;
    std::string number;  ///< SQ20261121-0007
    Kind kind = Kind::registration;
    std::int64_t object = 0;  ///< Organisation, product, ... by kind; 0: none yet.
    OrgId org;                ///< The applicant; empty where nobody has an organisation.
    std::string org_name;
    std::string title;            ///< Name of the object.
    std::string region;           ///< Division of the applicant, six digits; "" if it has none.
    std::int64_t categories = 0;  ///< Bit n-1 for CAT-n.
    OrgId party;                  ///< Must confirm before the review; empty: nobody.
    State state = State::draft;
    int round = 1;               ///< Grows with every submission after the first.
    std::int64_t version = 1;    ///< Grows with every move.
    bool second_review = false;  ///< As the rule was at the submission.
    UserId created_by, submitted_by, claimed_by, first_reviewer, second_reviewer;
    std::string reason;  ///< Of the last move that had one.
    std::optional<Settings> settings;
    UtcMs created_at, updated_at;
    std::optional<UtcMs> submitted_at, first_due_at, total_due_at, due_at, claimed_at, decided_at;
};

struct HistoryRow {
    std::int64_t version = 0;
    int round = 1;
    Action action{};
    State from{}, to{};
    UserId by;
    By role{};
    UserId assignee;
    UtcMs at;
    std::string reason;
};

// ---- kinds, described by the rooms above

/// A new password of the applicant's first user, made off the writer.
struct InitialPassword {
    std::string text;  ///< Goes out by message and nowhere else.
    std::string hash;
};

struct Move {
    Action action{};
    State from{}, to{};
    By by{};
    std::string_view reason;
    const InitialPassword* password = nullptr;  ///< Of an approval.
};

/// A value that was typed beside the same one from elsewhere.
struct CheckField {
    std::string key;  ///< "legalPerson", as in the content.
    std::string zh;   ///< 法定代表人
    std::string typed{}, read{};
    double confidence = 0;     ///< Of what was read, 0 to 1.
    std::optional<bool> ok{};  ///< Nothing: cannot be said.
};
struct Check {
    std::string rule;        ///< "uscc_check"
    std::string zh;          ///< 统一社会信用代码校验码
    std::optional<bool> ok;  ///< Nothing: cannot be said.
    std::string message{};
    std::vector<CheckField> fields{};  ///< What was compared, where it was values.
};

struct KindRules {
    Kind kind;
    std::string_view object_type;  ///< "organisation", "product", "template", "filing"
    auth::Permission apply;        ///< What the applicant's side needs for withdrawals and confirmations.
    auth::Permission first, second;
    /// 停用, 恢复 and 注销 of what was approved go through the application.
    bool lasting = false;
    bool settings = false;
    /// The room tells the applicant of decisions in words of its own.
    bool own_words = false;
    /// Applies a move that the engine has just stored: every one but those of start() and amend(), whose caller does
    /// it. An error undoes the whole move.
    std::function<Result<void>(db::Tx&, const auth::Actor&, const Application&, const Move&)> moved;
    /// What stands now, of what the content proposes; may be empty.
    std::function<json::object(db::Tx&, const Application&)> before{};
    std::function<std::vector<Check>(db::Tx&, const Application&, const json::object& content)> checks{};
    /// What this viewer may see of the content, and of what `before` says: hidden values stay hidden. Nothing: all of
    /// it.
    std::function<json::object(db::Tx&, const auth::Actor&, const Application&, json::object content)> shown{};
    /// Chinese name of the field at a pointer; "" when unknown.
    std::function<std::string(const Application&, std::string_view pointer)> field{};
    /// What lists show of the object beside its name, added to each application: public facts only.
    std::function<json::object(db::Tx&, const Application&)> columns{};
};
/// Declare one at namespace scope in the room that owns the kind: `const review::KindEntry entry{{...}};`
class KindEntry {
public:
    explicit KindEntry(KindRules rules);
    KindEntry(const KindEntry&) = delete;
};
/// Null when the program has no room for this kind.
const KindRules* find_rules(Kind kind);

// ---- the applicant's side; rights and content are for the calling room to check

enum class Submit : std::uint8_t { no, yes };

struct Proposal {
    std::string title;
    std::string org_name;
    std::string region;
    std::int64_t categories = 0;
    OrgId party{};        ///< Has to confirm, if submitted.
    std::string content;  ///< Canonical JSON object.
    std::string reason{};
};
struct NewApplication {
    Kind kind;
    std::int64_t object = 0;
    OrgId org;
    Proposal proposal;
    UserId by{};  ///< Instead of the actor: the user whom a stranger has just registered.
};

/// Code::conflict when an application of this kind for this object is open or with the applicant already.
Result<Application> start(db::Tx& tx, const auth::Actor& actor, const NewApplication& application, Submit submit);
/// Replaces what is proposed while is_with_applicant(); submitting begins the next round after the first.
/// Code::not_found, Code::wrong_state, Code::forbidden (another organisation's), Code::conflict (`version`, if given).
Result<Application> amend(db::Tx& tx, const auth::Actor& actor, ApplicationId id, const Proposal& proposal,
                          Submit submit, std::optional<std::int64_t> version = std::nullopt);
/// Before any review has begun. Reason optional. Errors as amend().
Result<Application> withdraw(db::Tx& tx, const auth::Actor& actor, ApplicationId id, std::string_view reason);
/// The other party confirms or refuses; a refusal needs a reason.
Result<Application> answer_as_party(db::Tx& tx, const auth::Actor& actor, ApplicationId id, bool confirm,
                                    std::string_view reason);

/// An application for what was decided before there were applications: no content is asked for, none notified.
Application adopt(db::Tx& tx, const NewApplication& application, State state, UserId submitted_by, UtcMs submitted_at,
                  std::optional<UtcMs> due_at);

// ---- the reviewer's side

/// The reviewer takes it for himself. Code::conflict naming who has it; Code::forbidden for one's own organisation's,
/// one's own submission, or (re-review) if one made the initial review, or out of one's scope.
Result<Application> claim(db::Tx& tx, const auth::Actor& actor, ApplicationId id);
/// Gives it back; by who holds it.
Result<Application> release(db::Tx& tx, const auth::Actor& actor, ApplicationId id);
/// Gives it to another, who must be one who may review it: Code::forbidden or Code::invalid at "/user".
Result<Application> assign(db::Tx& tx, const auth::Actor& actor, ApplicationId id, UserId to);

enum class Decision : std::uint8_t { approve, reject, to_complete };
struct Verdict {
    Decision decision = Decision::approve;
    std::string reason{};       ///< A rejection must have one, 1..500 characters.
    std::vector<Note> notes{};  ///< Asking to complete needs a reason or notes. At most notes_max.
    std::optional<Settings> settings{};
    std::optional<std::int64_t> version{};
    std::optional<InitialPassword> password{};
};
inline constexpr std::size_t notes_max = 50;
/// Decides the present step; what nobody has taken is claimed by it. Errors as claim(), Code::wrong_state,
/// Code::conflict, Code::missing_field or Code::too_long at "/reason", Code::invalid at "/notes/<i>".
Result<Application> decide(db::Tx& tx, const auth::Actor& actor, ApplicationId id, const Verdict& verdict);

/// 注销: the applicant's of what is with him; a reviewer's of what was approved. Reason needed of reviewers.
Result<Application> cancel(db::Tx& tx, const auth::Actor& actor, ApplicationId id, std::string_view reason);
/// 注销 as the consequence of another decision, which the calling room has checked the right to.
Result<Application> cancel_as_decided(db::Tx& tx, const auth::Actor& actor, ApplicationId id, std::string_view reason);
Result<Application> suspend(db::Tx& tx, const auth::Actor& actor, ApplicationId id, std::string_view reason);
Result<Application> resume(db::Tx& tx, const auth::Actor& actor, ApplicationId id, std::string_view reason);

// ---- look-up

std::optional<Application> find(db::Tx& tx, ApplicationId id);
/// The newest of this kind for the object; open or not.
std::optional<Application> find_newest(db::Tx& tx, Kind kind, std::int64_t object);
/// That which is open or with the applicant.
std::optional<Application> find_open(db::Tx& tx, Kind kind, std::int64_t object);
/// For the applicant, the other party, and those who may review it or read everything in their scope.
/// Code::not_found for everybody else.
Result<Application> read(db::Tx& tx, const auth::Actor& actor, ApplicationId id);
/// True if the actor may review such an application at all, by right and scope.
bool may_review(const auth::Actor& actor, const Application& application);

/// Where an actor's scope lies, as lists are filtered by it.
struct Reach {
    std::string regions{};        ///< ",44,3301,": leading digits of divisions; "": everywhere.
    std::int64_t categories = 0;  ///< Bits; 0: all.
    bool everything() const { return regions.empty() && categories == 0; }
    /// A region without digits lies nowhere; of categories one in common will do.
    bool holds(std::string_view region, std::int64_t of_categories) const;
};
Reach reach_of(const auth::Actor& actor);

/// Lower case, half width: what search keys and what is searched for are compared in.
std::string search_fold(std::string_view text);
/// Patterns for `like ... escape '\'`: texts with `part` in them, or that begin with it.
std::string contains_pattern(std::string_view part);
std::string starts_pattern(std::string_view part);

/// What the round proposes; 0: the present one. "{}" if there is none.
std::string content_of(db::Tx& tx, ApplicationId id, int round = 0);
/// Documents that a content names: under "licence", "document", "documents", "pictures" and "video", and what may be
/// one among "fields". Ascending.
std::vector<DocumentId> documents_in(std::string_view content);
/// What was submitted and names the document, newest first; at most naming_max.
std::vector<Application> applications_naming(db::Tx& tx, DocumentId document);
inline constexpr int naming_max = 100;
/// True if the document is named in what this viewer may see of the application's content, of any round: the document
/// of a hidden field is as hidden as its number. Cost: reads the content of each round.
bool shows_document(db::Tx& tx, const auth::Actor& viewer, const Application& application, DocumentId document);
std::vector<Note> notes_of(db::Tx& tx, ApplicationId id);
std::vector<HistoryRow> history_of(db::Tx& tx, ApplicationId id);

struct Filter {
    std::optional<Kind> kind{};
    std::vector<State> states{};  ///< Empty: all.
    std::string q{};              ///< Part of number, name or organisation.
    std::string region{};         ///< Leading digits.
    bool mine = false;            ///< Claimed by the actor.
    bool overdue = false;
};
struct Cursor {
    UtcMs submitted_at{};
    ApplicationId id{};
    friend auto operator<=>(const Cursor&, const Cursor&) = default;
};
struct Page {
    std::vector<Application> items;
    std::optional<Cursor> next;
    std::int64_t total = 0;  ///< Exact up to total_max.
};
inline constexpr std::int64_t total_max = 100'000;
/// Who may review sees what he may review, the oldest submission first; others their organisation's, newest first.
/// `limit` 1..100. Code::unauthenticated, Code::forbidden (no organisation and nothing to review).
Result<Page> list(db::Tx& tx, const auth::Actor& actor, const Filter& filter, std::optional<Cursor> after, int limit);

/// Where a submitted application stands, and when it should be decided: from the pace of the last decisions, else when
/// it is due.
struct QueuePlace {
    std::int64_t position = 1;
    UtcMs expected;
};
std::optional<QueuePlace> place_of(db::Tx& tx, const Application& application);
bool overdue(const Application& application, UtcMs now);

// ---- rules and reasons, by the operator

/// C-26, C-43: one working day for the initial review, three for the whole answer, unless changed.
struct Rule {
    Kind kind{};
    bool second_review = false;
    int first_days = 1;        ///< Working days, 0..60.
    int total_days = 3;        ///< At least first_days.
    std::int64_t version = 0;  ///< 0: as the program has it.
};
std::vector<Rule> rules(db::Tx& tx);
Rule rule_of(db::Tx& tx, Kind kind);
/// Holds for what is submitted from now on. Code::forbidden; Code::invalid, Code::out_of_bounds at "/items/<i>/...".
Result<void> set_rules(db::Tx& tx, const auth::Actor& actor, std::span<const Rule> changed);

struct ReasonTemplate {
    std::optional<Kind> kind;  ///< Nothing: for all.
    std::string text;
};
inline constexpr std::size_t reason_templates_max = 100;
std::vector<ReasonTemplate> reason_templates(db::Tx& tx);
Result<void> set_reason_templates(db::Tx& tx, const auth::Actor& actor, std::span<const ReasonTemplate> all);

}  // namespace yiguan::review

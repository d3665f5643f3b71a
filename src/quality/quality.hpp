// 数据质量 (P32): how complete, right, timely, consistent, unique and valid an organisation's data are, as a number
// that can be explained: docs/quality.md has the formula, issues.cpp what is counted.
#pragma once
#include <array>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "catalog/certificates.hpp"

namespace yiguan::quality {

enum class Part : std::uint8_t { completeness, accuracy, timeliness, consistency, uniqueness, validity };
inline constexpr std::size_t part_count = 6;
struct PartRule {
    Part part;
    std::string_view key, zh, en;
    int weight;  ///< Points of 100.
};
std::span<const PartRule, part_count> parts();

/// 批量修复: with what many objects of one issue are put right at once.
enum class Repair : std::uint8_t {
    none,         ///< Each is another matter: on its page.
    certificate,  ///< A certificate or report of the organisation, linked with all of the products.
    report,       ///< The same inspection report for each batch.
    fill,         ///< What is missing of each batch, where it is the same.
    codes,        ///< What the codes say, which were bound.
};
std::string_view name(Repair repair);  ///< "certificate"; "" for none.

/// One thing that may be wrong.
struct IssueType {
    std::string_view key, zh, en;
    Part part;
    int weight;  ///< Points of 100 that the part loses when every object has it. Those of a part are 100 together.
    std::string_view unit_zh;  ///< What is counted: 批, 个产品.
    std::string_view page;     ///< Where it is put right: a page of the console.
    Repair repair = Repair::none;
};
std::span<const IssueType> issue_types();
const IssueType* find_issue_type(std::string_view key);

enum class Period : std::uint8_t { week, month, quarter, year };
std::optional<Period> parse_period(std::string_view name);  ///< "month"
int days(Period period);                                    ///< 7, 30, 90, 365

using IgnoreId = Id<struct IgnoreTag>;
/// 忽略(说明): an issue, or one object of it, that costs nothing until a day.
struct Ignore {
    IgnoreId id;
    OrgId org;
    std::string issue;
    std::int64_t object = 0;  ///< 0: all.
    std::string reason;
    UserId created_by;
    UtcMs created_at, expires_at;
    UserId ended_by{};
    UtcMs ended_at{};
    int recorded = 0;  ///< In the transparency log: 1 that it was ignored, 2 that this was ended by somebody.
};

struct Object {
    std::int64_t id = 0;  ///< Of the batch, product, dossier, event or item.
    std::string text;     ///< How people know it.
    std::string page;
    std::optional<Ignore> ignored{};
};
struct Issue {
    const IssueType* type = nullptr;
    std::int64_t base = 0;           ///< Objects that were looked at.
    std::int64_t count = 0;          ///< Those that have it and are not ignored.
    std::int64_t ignored = 0;        ///< Those that have it and are.
    std::int64_t deduction = 0;      ///< Hundredths of a point of the total.
    std::optional<Ignore> ignore{};  ///< Of the issue as a whole: nothing is deducted.
    std::vector<Object> objects{};   ///< Newest first; empty for who may not see them.
};
struct Score {
    int total = 100;
    std::array<int, part_count> parts{};
    std::vector<Issue> issues;  ///< As issue_types(), every one.
    std::string from, to;       ///< YYYY-MM-DD, both included.
    bool cut = false;           ///< There was more than scanned_max of something: the newest were looked at.
};
/// Of each kind of object.
inline constexpr int scanned_max = 2'000;
inline constexpr std::size_t examples_max = 3;

struct Question {
    std::optional<OrgId> org{};  ///< Default: the actor's.
    ProductId product{};         ///< Null: of all.
    Period period = Period::month;
};
/// Batches, facts, dossiers and pieces that were recorded in the period, and filings, certificates, lots and codes as
/// they are. Of members who see their own alone, what they recorded. Others than the organisation (regulators in their
/// scope) see the numbers without objects, since those may hold what is not open.
/// Cost: twelve indexed reads of at most scanned_max rows each, filters included, two of certificates by product, and
/// one of the ignored ones; codes are summed over the organisation's blocks.
/// @param only  The score is of no use then: of other issues nothing is read.
/// @return not_found for an organisation whose registration the actor may not read, and for products of others.
Result<Score> assess(db::Tx& tx, const auth::Actor& actor, const Question& question, const IssueType* only = nullptr);

struct Day {
    std::string day;
    int total = 0;
    std::array<int, part_count> parts{};
};
/// The last score of each day that was asked for one, the oldest first, at most 90 days back; nothing for members who
/// see their own alone.
Result<std::vector<Day>> trend(db::Tx& tx, const auth::Actor& actor, std::optional<OrgId> org);
/// True if this question's score is the organisation's own of the day, and the day has none yet, or another.
bool wants_day(db::Tx& tx, const auth::Actor& actor, const Question& question, const Score& score);
void keep_day(db::Tx& tx, const auth::Actor& actor, const Score& score);

struct NewIgnore {
    std::string issue;
    std::int64_t object = 0;
    std::string reason;
    int days = 90;
};
inline constexpr int ignore_days_max = 365, ignores_max = 1'000;
/// {"issue","object"?,"reason","days"?}
Result<NewIgnore> decode_ignore(const json::object& body);
/// By who decides what is open (open_sections), of his own organisation. Conflict while it is ignored already. Members
/// who see their own alone ignore objects of their own, and end what they ignored.
Result<Ignore> add_ignore(db::Tx& tx, const auth::Actor& actor, const NewIgnore& input);
/// @return not_found, also for what expired.
Result<void> end_ignore(db::Tx& tx, const auth::Actor& actor, IgnoreId id);
json::object encode(const Ignore& ignore);

/// What is to be done to which objects of one issue.
struct RepairInput {
    std::vector<std::int64_t> objects;     ///< 1..repairs_max, each once.
    catalog::CertificateId certificate{};  ///< Repair::certificate.
    json::object values{};                 ///< Of the report, or what is filled in.
};
inline constexpr std::size_t repairs_max = 200;
/// {"objects":[id],"certificate"|"report"|"fill"}: the last as the issue asks for it. fill: {"purchases","production",
/// "sales"} as of a dossier.
Result<RepairInput> decode_repair(const IssueType& type, const json::object& body);
/// All or nothing, by the services of what is changed, with their rights, versions and records: each object that is
/// refused, or has the issue still, is named at "/objects/<n>".
/// @return wrong_state for an issue without batch repair; not_found for objects that do not have the issue; those of
/// the services. Cost: two assessments of the issue, and one change an object.
Result<void> repair(db::Tx& tx, const auth::Actor& actor, const IssueType& type, const RepairInput& input);

}  // namespace yiguan::quality

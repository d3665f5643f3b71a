// Organisations: registration, review, look-up (X1, X3). One record per unified social credit code.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "auth/actor.hpp"
#include "core/result.hpp"
#include "core/time.hpp"
#include "db/db.hpp"
#include "keys/keys.hpp"

namespace yiguan::registry {

// ---- values

enum class OrgKind : std::uint8_t { producer, seller, regulator, platform_operator };
inline constexpr int org_kind_count = 4;
std::string_view name(OrgKind kind);     ///< "producer", as in JSON.
std::string_view name_zh(OrgKind kind);  ///< 生产企业
std::optional<OrgKind> parse_org_kind(std::string_view name);

/// A set of kinds, stored as a bit mask. One organisation may produce and sell.
class OrgKinds {
public:
    constexpr OrgKinds() = default;
    constexpr explicit OrgKinds(std::int64_t bits) : bits_(bits) {}
    constexpr OrgKinds with(OrgKind k) const { return OrgKinds(bits_ | (std::int64_t{1} << static_cast<int>(k))); }
    constexpr bool has(OrgKind k) const { return (bits_ >> static_cast<int>(k)) & 1; }
    constexpr bool empty() const { return bits_ == 0; }
    constexpr std::int64_t bits() const { return bits_; }
    friend constexpr bool operator==(OrgKinds, OrgKinds) = default;

private:
    std::int64_t bits_ = 0;
};

/// The roles that the first user of an organisation of these kinds gets.
auth::Roles roles_of(OrgKinds kinds);

/// The states of 企业 in the user interface reference; the numbers are stored.
enum class OrgStatus : std::uint8_t {
    draft = 1,          ///< 草稿
    first_review = 2,   ///< 待初审
    second_review = 3,  ///< 待复审
    approved = 4,       ///< 已通过
    rejected = 5,       ///< 已驳回
    withdrawn = 6,      ///< 已撤回
    suspended = 7,      ///< 已停用
    deregistered = 8,   ///< 已注销
};
std::string_view name(OrgStatus status);     ///< "first_review"
std::string_view name_zh(OrgStatus status);  ///< 待初审
std::optional<OrgStatus> parse_org_status(std::string_view name);

enum class OrgAction : std::uint8_t { submit, approve, reject, withdraw, suspend, resume, deregister };

/// What an organisation tells of itself: Annex A of the platform guide (ECO-21). The first four are mandatory and
/// public (NAT-48, NAT-54); the others are seen by the organisation and its reviewers only.
struct OrgData {
    std::string name;                         ///< 企业名称
    keys::Uscc uscc;                          ///< 统一社会信用代码
    std::string address;                      ///< 生产/注册地址 or 销售/注册地址
    std::string contact;                      ///< 联系方式: a telephone number or e-mail address for the public.
    std::optional<std::string> name_en;       ///< 英文名称
    std::optional<std::string> postcode;      ///< 邮政编码
    std::optional<std::string> vendor_code;   ///< 厂商识别代码
    std::optional<std::string> legal_person;  ///< 法定代表人
    std::optional<std::string> legal_person_phone;  ///< 法定代表人手机号码
    std::optional<std::string> contact_person;      ///< 联系人
    std::optional<std::string> contact_phone;       ///< 联系人手机号码
    std::optional<std::string> fax;                 ///< 传真
    std::optional<std::string> email;               ///< 电子邮箱
    std::optional<std::string> website;             ///< 企业网站
    std::optional<std::string> remark;              ///< 备注
    std::optional<std::int64_t> capital_10k_yuan;   ///< 注册资金 (万元)
    std::optional<DocumentId> licence;              ///< 营业执照, a document of this organisation.
};

struct Org {
    OrgId id;
    OrgData data;
    OrgKinds kinds;
    std::string region_id;  ///< Six digits: the registering authority's region, characters 3 to 8 of the credit code.
    OrgStatus status = OrgStatus::draft;
    std::string review_reason;  ///< Of the last decision; "" if none was given.
    UserId reviewed_by;
    std::optional<UtcMs> reviewed_at;
    UtcMs submitted_at;
    UtcMs review_due_at;  ///< Working days of the profile after the submission (C-43).
    UtcMs created_at;
    std::int64_t version = 1;  ///< Grows with every change; every version is kept (NAT-35).
};

// ---- registration and review

struct Registration {
    OrgData org;
    OrgKinds kinds;
    std::string login;
    std::string password_hash;  ///< From auth::hash_password, made off the writer thread.
};
struct Registered {
    OrgId org;
    UserId user;
};

/// Registers an organisation (待初审) and its first user together; a stranger may do it for a producer or a seller,
/// a platform_admin for every kind. The roles of the user follow from the kinds. The licence picture comes later, with
/// resubmit_org(), since a stranger cannot upload.
/// Code::org_exists at "/uscc", Code::login_taken or Code::invalid at "/login", Code::invalid at "/kinds" (none),
/// Code::forbidden at "/kinds" (a kind that the actor may not register). Source: ECO-04..09, X1.
Result<Registered> register_org(db::Tx& tx, const auth::Actor& actor, const Registration& registration);

/// Registrations of strangers wait for a person: no more than `most` do. Code::too_many_requests. Cost: one look at the
/// index of states, at most `most` entries long.
Result<void> require_room_for_registration(db::Tx& tx, std::int64_t most);

enum class Decision : std::uint8_t { approve, reject };

/// A reviewer's decision. A rejection names its reason (1 to 500 characters), an approval may.
/// Code::forbidden, Code::not_found, Code::wrong_state, Code::missing_field or Code::too_long at "/reason".
Result<Org> review_org(db::Tx& tx, const auth::Actor& actor, OrgId org, Decision decision, std::string_view reason);

/// The owner puts a rejected or withdrawn application right and submits it again (ECO-19); the credit code may change,
/// since a wrong one is the commonest reason of rejection (ECO-20), the kinds may not.
/// Code::wrong_state, Code::org_exists, Code::document_unknown at "/licence", Code::forbidden.
Result<Org> resubmit_org(db::Tx& tx, const auth::Actor& actor, OrgId org, const OrgData& data);

/// The other moves of the table: withdraw (owner), suspend, resume, deregister (reviewer; with a reason).
Result<Org> move_org(db::Tx& tx, const auth::Actor& actor, OrgId org, OrgAction action, std::string_view reason);

// ---- look-up

std::optional<Org> find_org(db::Tx& tx, OrgId id);
/// Code::not_found.
Result<Org> get_org(db::Tx& tx, OrgId id);
std::optional<Org> find_org_by_uscc(db::Tx& tx, const keys::Uscc& uscc);
/// The organisation, if it may produce and sell now; Code::not_found, Code::org_not_approved.
Result<Org> require_approved(db::Tx& tx, OrgId id);

struct OrgFilter {
    std::optional<OrgStatus> status;
};
struct OrgPage {
    std::vector<Org> items;     ///< Newest first.
    std::optional<OrgId> next;  ///< Give it as `before` for the next page; empty at the end.
};
/// `limit` 1..100. For those who may read every organisation (reviewers, regulators): Code::forbidden else.
Result<OrgPage> list_orgs(db::Tx& tx, const auth::Actor& actor, OrgFilter filter, std::optional<OrgId> before,
                          int limit);

/// One kept version of an organisation, as canonical JSON of everything it said then.
struct OrgVersion {
    std::int64_t version = 0;
    OrgStatus status = OrgStatus::draft;
    UserId changed_by;
    UtcMs changed_at;
    std::string content;
};
/// All versions, oldest first.
std::vector<OrgVersion> org_history(db::Tx& tx, OrgId id);

}  // namespace yiguan::registry

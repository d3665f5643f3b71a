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
#include "review/review.hpp"

namespace yiguan::registry {

// ---- values

/// The numbers are bits: append only.
enum class OrgKind : std::uint8_t {
    producer,
    seller,
    regulator,
    platform_operator,
    commissioning_party,  ///< 委托方
    commissioned_party,   ///< 受托方
    certification_body,   ///< 认证机构
    professional_body,    ///< 专业机构: makes the re-review of qualification (ECO-04).
    association,          ///< 行业协会
    online_shop,          ///< 电商平台
    buyer,                ///< 采购使用单位
};
inline constexpr int org_kind_count = 11;
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
    to_complete = 9,    ///< 待完善 (ECO-16)
};
/// What the state of its registration makes of an organisation.
OrgStatus status_of(review::State state);
/// The credit code is taken: not by drafts, rejected and withdrawn registrations.
constexpr bool claims_uscc(OrgStatus s) {
    return s != OrgStatus::draft && s != OrgStatus::rejected && s != OrgStatus::withdrawn;
}
std::string_view name(OrgStatus status);     ///< "first_review"
std::string_view name_zh(OrgStatus status);  ///< 待初审
std::optional<OrgStatus> parse_org_status(std::string_view name);

/// 企业类型 of GDP-72; they do not fit industrial goods, so 普通企业 unless said otherwise (C-42).
enum class CompanyType : std::uint8_t { ordinary, health_food, cold_chain };
std::string_view name(CompanyType type);     ///< "cold_chain"
std::string_view name_zh(CompanyType type);  ///< 涉及冷链企业
std::optional<CompanyType> parse_company_type(std::string_view name);

/// 电动自行车, 电池, 充电器 (EBM-08); bits of OrgData::product_types. Each has its commitment letter (EBM-10).
enum class ProductType : std::uint8_t { vehicle, battery, charger };
inline constexpr int product_type_count = 3;
std::string_view name(ProductType type);
std::string_view name_zh(ProductType type);
std::optional<ProductType> parse_product_type(std::string_view name);

/// Which commitment letter: of a product type, or the general one of those that make or sell none of them.
enum class LetterType : std::uint8_t { vehicle, battery, charger, general };
inline constexpr int letter_type_count = 4;
std::string_view name(LetterType type);
std::optional<LetterType> parse_letter_type(std::string_view name);

/// A commitment letter, signed and uploaded.
struct Letter {
    LetterType type{};
    DocumentId document;
    friend bool operator==(const Letter&, const Letter&) = default;
};

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
    std::string region;  ///< 行政区域, six digits (EBM-07); "": the division in the credit code.
    std::optional<std::string> production_address{};  ///< 生产地址, beside the registered one (C-36).
    std::optional<std::string> gln{};                 ///< 企业 GLN (GDP-71)
    std::optional<std::string> card_number{};         ///< 条码卡号 (GDP-04)
    CompanyType company_type = CompanyType::ordinary;
    std::int64_t product_types = 0;     ///< Bits of ProductType.
    std::int64_t categories = 0;        ///< Bit n-1 for CAT-n of the product catalogue.
    std::vector<std::string> brands{};  ///< EBM-09
    std::vector<Letter> letters{};      ///< At most one of each type.
};

/// 企业介绍 (GDP-66): what is filled in is shown, what is not is not (GDP-67).
struct Introduction {
    std::optional<std::string> overview;   ///< 企业概况
    std::optional<std::string> business;   ///< 主营产品与业务
    std::optional<std::string> strengths;  ///< 优势与产品特色
};

struct Org {
    OrgId id;
    OrgData data;
    OrgKinds kinds;
    std::string region_id;  ///< Six digits: OrgData::region, or characters 3 to 8 of the credit code.
    OrgStatus status = OrgStatus::draft;
    std::string review_reason;  ///< Of the last decision; "" if none was given.
    UserId reviewed_by;
    std::optional<UtcMs> reviewed_at;
    UtcMs submitted_at;
    UtcMs review_due_at;  ///< Working days of the profile after the submission (C-43).
    UtcMs created_at;
    std::int64_t version = 1;             ///< Grows with every change; every version is kept (NAT-35).
    review::ApplicationId application{};  ///< Its registration; none of what is older than applications.
    Introduction introduction{};
    std::optional<std::string> industry{};       ///< 所属行业, assigned by the reviewer (ECO-05).
    std::optional<review::Settings> settings{};  ///< ECO-15
    OrgId successor{};                           ///< Who took over its duty to trace.
};

// ---- registration and review

struct Registration {
    OrgData org;
    OrgKinds kinds;
    std::string login;
    std::string password_hash;  ///< From auth::hash_password, made off the writer thread.
    review::Submit submit = review::Submit::yes;
    /// The applicant chose no password: nobody knows it, and the approval brings one (C-20).
    bool password_later = false;
    std::string phone{};  ///< Of the first user, 13800000001; that it is his is for the caller to check.
};
struct Registered {
    OrgId org;
    UserId user;
};

/// Registers an organisation (待初审, or 草稿) and its first user together; a stranger may do it for every kind but
/// regulators and operators, a platform_admin for all. The roles of the user follow from the kinds.
/// Code::org_exists at "/uscc" (of what is submitted), Code::login_taken or Code::invalid at "/login", Code::invalid
/// at "/kinds" (none), Code::forbidden at "/kinds" (a kind that the actor may not register). Source: ECO-04..09, X1.
Result<Registered> register_org(db::Tx& tx, const auth::Actor& actor, const Registration& registration);

/// Registrations of strangers wait for a person: no more than `most` do, and no more than `most` are drafts.
/// Code::too_many_requests. Cost: a look at the index of states, at most `most` entries long.
Result<void> require_room_for_registration(db::Tx& tx, std::int64_t most);

enum class Decision : std::uint8_t { approve, reject };

/// A reviewer's decision of the present step, short for claiming and deciding the registration. A rejection names its
/// reason (1 to 500 characters), an approval may. Code::forbidden, Code::self_review, Code::not_found,
/// Code::wrong_state, Code::conflict, Code::missing_field or Code::too_long at "/reason".
Result<Org> review_org(db::Tx& tx, const auth::Actor& actor, OrgId org, Decision decision, std::string_view reason,
                       const review::InitialPassword* password = nullptr);

/// The owner puts a registration right that is with him and submits it, perhaps again (ECO-19); the credit code may
/// change, since a wrong one is the commonest reason of rejection (ECO-20), the kinds may not. `version`: of the
/// organisation, when given. Code::wrong_state, Code::org_exists, Code::document_unknown at "/licence" or
/// "/letters/<i>", Code::forbidden, Code::conflict.
Result<Org> resubmit_org(db::Tx& tx, const auth::Actor& actor, OrgId org, const OrgData& data,
                         review::Submit submit = review::Submit::yes,
                         std::optional<std::int64_t> version = std::nullopt);

/// 停用, 恢复, 注销 of an approved organisation, by a reviewer with a reason.
Result<Org> suspend_org(db::Tx& tx, const auth::Actor& actor, OrgId org, std::string_view reason);
Result<Org> resume_org(db::Tx& tx, const auth::Actor& actor, OrgId org, std::string_view reason);
Result<Org> deregister_org(db::Tx& tx, const auth::Actor& actor, OrgId org, std::string_view reason);

// ---- what an approved organisation tells anew

/// An application to change facts: `changes` are fields as in a registration, null takes an optional one away; "kinds"
/// may be among them, "uscc" not. Reason needed. Code::org_not_approved; Code::invalid at "/changes" (nothing changes).
Result<review::Application> apply_for_change(db::Tx& tx, const auth::Actor& actor, OrgId org,
                                             const json::object& changes, std::string_view reason,
                                             const std::vector<DocumentId>& documents);

enum class TransferGround : std::uint8_t { merged, renamed, split };
std::string_view name(TransferGround ground);
std::string_view name_zh(TransferGround ground);  ///< 合并
std::optional<TransferGround> parse_transfer_ground(std::string_view name);
/// An application that another, approved organisation takes over the duty to trace; approved, this one is 已注销 and
/// its objects are read by the successor's members. Code::not_found or Code::invalid at "/successor".
Result<review::Application> apply_for_transfer(db::Tx& tx, const auth::Actor& actor, OrgId org,
                                               const keys::Uscc& successor, TransferGround ground,
                                               std::string_view reason, const std::vector<DocumentId>& documents);

/// True if an approval has to bring the first user's password.
bool awaits_password(db::Tx& tx, const Org& org);

/// Needs no review: shown as it is filled in.
Result<Org> set_introduction(db::Tx& tx, const auth::Actor& actor, OrgId org, const Introduction& introduction);

// ---- look-up

std::optional<Org> find_org(db::Tx& tx, OrgId id);
/// Code::not_found.
Result<Org> get_org(db::Tx& tx, OrgId id);
std::optional<Org> find_org_by_uscc(db::Tx& tx, const keys::Uscc& uscc);
/// The organisation, if it may produce and sell now; Code::not_found, Code::org_not_approved.
Result<Org> require_approved(db::Tx& tx, OrgId id);

/// Code::unauthenticated, Code::forbidden: `permission` on what belongs to `owner` (a few categories of it, as bits),
/// in the actor's scope unless it is his own organisation's.
Result<void> require_reach(db::Tx& tx, const auth::Actor& actor, auth::Permission permission, OrgId owner,
                           std::int64_t categories = -1);
/// Organisations whose duty `org` has taken over, and theirs.
std::vector<OrgId> predecessors_of(db::Tx& tx, OrgId org);

struct OrgFilter {
    std::optional<OrgStatus> status{};
    std::optional<OrgKind> kind{};
    std::int64_t categories = 0;  ///< Bits, any of them; 0: all.
    std::string q{};              ///< Part of the name or credit code.
    std::string uscc{};           ///< Leading characters of the credit code.
    std::string region{};         ///< Leading digits of the division.
};
struct OrgPage {
    std::vector<Org> items;     ///< Newest first.
    std::optional<OrgId> next;  ///< Give it as `before` for the next page; empty at the end.
    std::int64_t total = 0;     ///< Exact up to org_total_max.
};
inline constexpr std::int64_t org_total_max = 100'000;
/// `limit` 1..100. For those who may read every organisation (reviewers, regulators), of their scope: Code::forbidden
/// else. Cost: what is filtered by a part of a name walks a narrow table, some 0.2 us a row.
Result<OrgPage> list_orgs(db::Tx& tx, const auth::Actor& actor, const OrgFilter& filter, std::optional<OrgId> before,
                          int limit);

/// Makes what organisations of earlier versions lack: an application for each, and their rows for lists. Once, when
/// the server starts; `limit` organisations a call, returns how many it did.
int adopt_orgs(db::Tx& tx, int limit);

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

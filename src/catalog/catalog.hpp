// Data templates, disclosure, and product filings (产品备案). Disclosure is decided here and nowhere else (X8, ECO-31).
#pragma once
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "auth/actor.hpp"
#include "core/ids.hpp"
#include "core/json.hpp"
#include "core/result.hpp"
#include "core/time.hpp"
#include "db/db.hpp"

namespace yiguan::catalog {

// ---- templates (ECO-24, ECO-40..50; NAT-48..57): data/templates.json, embedded in the program

enum class Required : std::uint8_t { always, if_applicable, optional, platform_generated };
enum class Visibility : std::uint8_t { public_, producer_chooses, seller_chooses };

/// Who fills a field in, and when: the producer at `filing` (static data), `binding` (production data) and `shipping`
/// (出厂流向), the seller at `receiving` (销售企业, 供应商, 采购时间) and `selling` (客户, 售出时间). ECO-52: the
/// seller's fields are due when the seller acts, though the printed templates say 绑码.
enum class Step : std::uint8_t { registration, filing, binding, shipping, receiving, selling };
inline constexpr Step producer_steps[] = {Step::filing, Step::binding, Step::shipping};
inline constexpr Step seller_steps[] = {Step::receiving, Step::selling};

enum class FieldKind : std::uint8_t {
    text,
    date,  ///< YYYY-MM-DD, not after today in Beijing.
    time,  ///< YYYY-MM-DD, or a date-time, held as 2026-11-21T08:30:00+08:00; not in the future.
    uscc,  ///< Unified social credit code, check character verified, upper case.
    gtin,  ///< GTIN with its check digit, held as printed under the bar code (8, 12, 13 or 14 digits).
    address,
    contact,     ///< Personal data may be in it: never in a log, never in Error::value.
    long_text,   ///< Several lines.
    integer,     ///< Held as "-12".
    decimal,     ///< Held as written, "12.50".
    choice,      ///< One of FieldRules::options.
    choices,     ///< Some of them, held in their order with 、 between.
    document,    ///< Id of a document of the organisation that fills in.
    model_code,  ///< 型号规格代码: two of 0-9 and A-Z without I, O, Z, held in capitals (EBM-44, EBM-63, C-06).
};
inline constexpr int field_kind_count = 14;

/// What a value must keep to beside its kind; whatever is not given is not demanded.
struct FieldRules {
    int chars_max = 0;                                           ///< Of texts; 0: 500, of long texts 2000.
    std::optional<std::int64_t> min, max;                        ///< Of numbers, in millionths.
    int decimals = 6;                                            ///< Of decimals: places after the point at most, 0..6.
    std::string unit;                                            ///< Of numbers: written behind the value.
    std::vector<std::string> options;                            ///< Of choices.
    std::vector<std::pair<std::string, std::string>> aliases{};  ///< Other spellings of an option, then the option.
    friend bool operator==(const FieldRules&, const FieldRules&) = default;
};
inline constexpr int text_chars_max = 500, long_text_chars_max = 4000;

/// A plain decimal number in millionths: an optional '-', at most 12 digits, at most `decimals` behind a point.
std::optional<std::int64_t> parse_millionths(std::string_view text, int decimals = 6);
std::string print_millionths(std::int64_t value);

/// The attribute of an organisation's registration that a field repeats.
enum class FromOrg : std::uint8_t { none, name, uscc, address, contact };

struct Field {
    int order = 0;       ///< 1.. inside the template; the printed number differs in B.4 and B.5 (C-35).
    int printed_no = 0;  ///< 0: not printed.
    std::string key;  ///< ASCII camelCase, unique in its template, the same word for the same meaning in all of them.
    std::string group_zh, name_zh, name_en;
    Required required = Required::always;
    Visibility visibility = Visibility::public_;
    bool default_open =
        false;  ///< Of a field whose owner chooses: open unless hidden (C-30). Otherwise the default is hidden.
    Step step = Step::filing;
    std::string fixed_value;  ///< The constant that the template fixes (发码机构); empty: none.
    FieldKind kind = FieldKind::text;
    FromOrg from_org = FromOrg::none;
    bool extension = false;  ///< Not in the printed template; added by a recorded resolution (C-34, C-35).
    FieldRules rules{};

    bool choosable() const { return visibility != Visibility::public_; }
    /// About a natural person who did not register himself: the buyer's contact, the customer's name and address. Such
    /// values are kept apart, under the person's key (ledger/personal.hpp).
    bool personal() const {
        return (step == Step::shipping || step == Step::selling) && from_org == FromOrg::none &&
               (kind == FieldKind::contact || key.starts_with("customer"));
    }
};

/// What a template's products are in the chain of e-bikes: models (型号) of vehicles, batteries or chargers (EBM-24).
enum class Family : std::uint8_t { none = 0, vehicle = 1, battery = 2, charger = 3 };
inline constexpr int family_count = 4;
std::string_view name(Family family);     ///< "vehicle", as in JSON.
std::string_view name_zh(Family family);  ///< 整车
std::optional<Family> parse_family(std::string_view name);

struct Template {
    std::string id;  ///< "B.1"
    std::string name_zh, name_en;
    Family family = Family::none;
    bool for_filing = false;             ///< False for GEN-PRODUCER and GEN-SELLER, which state requirements only.
    bool picture_required = false;       ///< ECO-41
    std::vector<Field> fields;           ///< By order; extension fields last. Pages gather them by group_zh.
    std::int64_t edition = 1;            ///< Built-in templates are edition 1; templates.hpp makes further ones.
    std::vector<OrgId> organisations{};  ///< Who may file on it (ECO-23); empty: everybody.

    /// How what was filed on this edition names it: "B.1" of edition 1, else "B.1@2".
    std::string ref() const;
    bool is_open_to(OrgId org) const;
    const Field* find(std::string_view key) const;
};

/// What holds of the models of one family, whatever template they are filed on (EBM-39, EBM-47, EBM-57).
struct FamilyRules {
    Family family = Family::none;
    bool all_locked = false;
    std::vector<std::string> locked;    ///< Keys that no correction or change of a published model touches.
    std::vector<std::string> unlocked;  ///< With all_locked: but these.
    std::vector<std::string> kept;      ///< Keys that every template of the family has as the built-in one has them.

    bool locks(const Field& field) const;
};

struct Templates {
    std::vector<Template> all;
    std::vector<FamilyRules> families{};
    const Template* find(std::string_view id) const;
    /// The first one of the family; null for none.
    const Template* find_family(Family family) const;
    const FamilyRules* rules_of(Family family) const;
};

/// The built-in templates, of data/templates.json, read once; their later editions and the templates made on this node
/// are found through templates.hpp. @throws std::runtime_error naming the place of a defect in the
/// file.
const Templates& templates();
/// Reads the text of a template file; templates() reads the embedded one. @throws as templates().
Templates parse_templates(std::string_view text);

// ---- the catalogue of regulated products (NAT-38..47): data/product_catalogue.json, embedded

struct CatalogueUnit {
    std::string id;  ///< "CAT-04-01"
    std::string name_zh, name_en;
    std::string category_id;
    Family family = Family::none;  ///< What is filed under it is filed on a template of this family.
};
struct CatalogueCategory {
    std::string id;  ///< "CAT-04"
    std::string name_zh, name_en;
    std::vector<CatalogueUnit> units;
};
struct Catalogue {
    std::vector<CatalogueCategory> categories;
    const CatalogueCategory* find_category(std::string_view id) const;
    const CatalogueUnit* find_unit(std::string_view id) const;
};
/// Nine categories, 31 units of the first list. @throws std::runtime_error naming the place of a defect in the file.
const Catalogue& catalogue();
Catalogue parse_catalogue(std::string_view text);

// ---- values

/// What one organisation filled in: texts by field key, and the keys whose owner chose 公开.
struct FieldValues {
    std::map<std::string, std::string, std::less<>> values;
    std::set<std::string, std::less<>> open;  ///< Only fields whose visibility is chosen.
    /// Keys of values that are stored apart from these (Field::personal) and are not among them.
    std::set<std::string, std::less<>> apart{};

    /// Opaque text for storage: {"v":1,"values":{...},"open":[...]}, with "apart":[...] if there are any.
    std::string to_json() const;
    /// @throws std::runtime_error for a text that to_json() did not make.
    static FieldValues from_json(std::string_view text);
    friend bool operator==(const FieldValues&, const FieldValues&) = default;
};

/// A draft may lack required fields; everything that is given is still checked.
enum class Demand : std::uint8_t { complete, draft };

/// Checks the fields that a caller fills in at one step: unknown field, field of another step, platform-generated field
/// given, required field missing, kind (dates and times not in the future, USCC, GTIN), at most 500 characters,
/// openness of a field that cannot be chosen. All violations are collected, with pointers `pointer`/<key> (choices:
/// "open/<index>" beside `pointer`) and Chinese names.
///
/// A field that repeats the registration (Field::from_org) may be left out: call fill_identity() afterwards.
/// @param open  Keys whose owner chose 公开. Null: the defaults of the template (hidden, but C-30). Given: exactly
/// these.
/// @return template_field_unknown, template_field_stage, template_field_fixed, missing_field, wrong_type, too_long,
///         invalid, bad_date, future_date, uscc_*, gtin_*, openness_not_chooseable.
/// Source: ECO-40..52, NAT-48..57, C-30.
Result<FieldValues> read_fields(const Template& tmpl, Step step, const json::object& fields, const json::array* open,
                                UtcMs now, std::string pointer = "/fields", Demand demand = Demand::complete);

/// Refuses values that lack a field which is always required at this step, those that repeat the registration excepted:
/// for values that were read as a draft. missing_field for each.
Result<void> require_complete(const Template& tmpl, Step step, const FieldValues& values,
                              std::string_view pointer = "/fields");

/// What the registration says of the organisation that fills in.
struct Identity {
    std::string name, uscc, address, contact;
};
/// Completes the fields of this step that repeat the registration, and refuses given ones that differ from it
/// (Code::differs_from_registration). Where a template names two parties (B.2: 委托方, 受托方; ECO-44) one of them,
/// told by its credit code, must be the organisation; the other party's fields must be given. Used at filing and at
/// receiving.
Result<void> fill_identity(const Template& tmpl, Step step, FieldValues& values, const Identity& identity,
                           std::string_view pointer = "/fields", Demand demand = Demand::complete);

/// Where a template names two parties, the one that is not the organisation itself, if its credit code is given.
struct OtherParty {
    std::string key;  ///< Of the field of its credit code.
    std::string uscc;
};
std::optional<OtherParty> other_party(const Template& tmpl, const FieldValues& values, std::string_view own_uscc);

/// A stored value as pages write it: times as 2026-11-21 08:30 (Beijing), everything else unchanged.
std::string display(const Field& field, std::string_view value);

// ---- disclosure

struct Viewer {
    enum class Kind : std::uint8_t { public_, organisation, regulator, top_regulator };
    Kind kind = Kind::public_;
    OrgId org;
    std::vector<OrgId> predecessors{};  ///< Organisations whose responsibility it took over: it sees what they saw.

    /// A stranger is the public; platform_admin is an organisation like any other (C-29: it sees no hidden value).
    static Viewer of(const auth::Actor& actor);
};

struct Shown {
    enum class State : std::uint8_t {
        shown,
        withheld,  ///< 未公开: there is a value, this viewer may not see it; `value` is empty.
        missing,   ///< 未填报
    };
    const Field* field = nullptr;
    State state = State::missing;
    std::string_view value;  ///< Borrowed from the FieldValues or the template.
};

/// What decides whether something is shown, whatever it is: a field, a section, a certificate.
enum class Openness : std::uint8_t {
    always,         ///< By rule: the public fields of a template, the registration (NAT-48, NAT-54).
    owner_chooses,  ///< Hidden unless opened (NAT-56, ECO-31).
    fill_and_show,  ///< Open unless closed: whatever is filled in is displayed (GDP-67).
};
/// The one decision of the platform. `open`: as the owner chose, or the default of the thing.
Shown::State decide(const Viewer& viewer, OrgId owner, Openness openness, bool open, bool filled);
/// A closed section or certificate is not even mentioned to the public and to other organisations; regulators learn
/// that it is there (C-29). Hidden fields of a template are mentioned to everybody, since the template is known.
bool is_told_of_closed(const Viewer& viewer);

/// The rules in words, for the form: who sees what (GET /api/v1/disclosure).
struct DisclosureRule {
    std::string_view rule, zh, en;
    Openness openness;
    bool open;  ///< As chosen.
    std::string_view sees_zh, sees_en;
};
std::span<const DisclosureRule> disclosure_rules();

/// True if this viewer may see hidden values of that owner: the owner itself, its successor and the top regulator,
/// nobody else.
bool sees_hidden(const Viewer& viewer, OrgId owner);

/// What a viewer may see of the fields of these steps, in the template's order. Hidden values reach the owner and the
/// top regulator only; every other viewer, regulators included, learns that a value exists (ECO-31, C-29). A fixed
/// value counts as filled in; `values` may carry the platform's own values (ecode).
///
/// @param owner  The organisation that filled in `values`: the producer for filing, binding and shipping, the seller
/// for
///               receiving and selling. Ask once per owner.
std::vector<Shown> disclose(const Template& tmpl, const FieldValues& values, std::span<const Step> steps, OrgId owner,
                            const Viewer& viewer);
std::vector<Shown> disclose(const Template&, FieldValues&&, std::span<const Step>, OrgId, const Viewer&) = delete;

// ---- product filings (ECO-26..29)

/// Stored as these numbers.
enum class ProductStatus : std::uint8_t {
    draft = 0,           ///< 草稿
    pending = 1,         ///< 待审核
    published = 2,       ///< 已发布: approved; never changed again (ECO-28).
    rejected = 3,        ///< 已驳回
    withdrawn = 4,       ///< 已撤回
    disabled = 5,        ///< 已停用: logically deleted on request (ECO-29, C-28).
    awaiting_party = 6,  ///< 待对方确认: the other party of OEM/ODM has to confirm first.
    to_complete = 7,     ///< 待完善
};
inline constexpr int product_status_count = 8;
std::string_view name(ProductStatus status);     ///< "published", as in JSON.
std::string_view name_zh(ProductStatus status);  ///< 已发布
std::optional<ProductStatus> parse_product_status(std::string_view name);

/// Stored as these numbers. `submit_to_party` submits to the other party first; `correct` is 订正, `change` 变更.
enum class ProductAction : std::uint8_t {
    save,
    submit,
    withdraw,
    approve,
    reject,
    disable,
    submit_to_party,
    confirm,
    refuse,
    ask_to_complete,
    correct,
    change,
};
std::string_view name(ProductAction action);
std::string_view name_zh(ProductAction action);

/// One allowed move of a filing. The table in product.cpp is the whole state machine.
struct ProductMove {
    ProductStatus from;
    ProductAction action;
    ProductStatus to;
    auth::Permission permission;  ///< file_product: of the owner. review_product: of the administrator.
};
std::span<const ProductMove> product_moves();

/// What a product may have beside its template (GDP-17..20): whatever is filled in is displayed (GDP-67).
struct Extras {
    struct Attachment {
        std::string name;  ///< 附件名称
        DocumentId document;
        friend bool operator==(const Attachment&, const Attachment&) = default;
    };
    struct Pair {
        std::string name, value;  ///< 属性名称, 属性值
        friend bool operator==(const Pair&, const Pair&) = default;
    };
    struct Link {
        std::string platform, url, type;  ///< 平台名称, 网站链接, 平台类型
        friend bool operator==(const Link&, const Link&) = default;
    };
    /// How the vehicles of one style and colour look (EBM-32..35); a draft may lack views.
    struct Style {
        std::string name, colour;  ///< 款式, 颜色
        DocumentId front, left_front, left_rear;
        friend bool operator==(const Style&, const Style&) = default;
    };
    /// 检测报告 of a model (EBM-28). Not open: told of as a hidden field is.
    struct Report {
        std::string number, body, standard;  ///< 报告编号, 检测机构, 执行标准号
        std::string date;                    ///< YYYY-MM-DD, "" if it is not given.
        DocumentId document;
        bool open = true;
        friend bool operator==(const Report&, const Report&) = default;
    };
    /// A model of a battery or charger that a vehicle may be sold with.
    struct Allowed {
        std::string uscc, model;   ///< Of its producer.
        std::int64_t edition = 0;  ///< 0: any version of the model (C-23).
        friend bool operator==(const Allowed&, const Allowed&) = default;
    };
    /// 商品信息 of the form of products of GDP-10..14; texts are "" where nothing is given.
    struct Goods {
        std::string net_content{}, net_unit{};  ///< 净含量: a number above 0, and its unit.
        std::string shelf_life{};               ///< 保质期: days, or 永久.
        std::string category{}, brand{}, description{}, common_name{};
        bool confidential = false;  ///< 是否保密: told to nobody but the owner and the top regulator.
        bool in_production = true;
        std::string launched{};                         ///< 上市时间, YYYY-MM-DD
        std::string price{}, currency{}, price_unit{};  ///< 企业定价: "3299.00", "CNY", 辆
        std::string standard{}, storage{};
        bool commissioned = false;  ///< 是否受委托加工, then of whom (GDP-12).
        std::string client_name{}, client_address{};
        friend bool operator==(const Goods&, const Goods&) = default;
    };
    DocumentId video{};
    std::vector<Attachment> attachments{};
    std::vector<Pair> extension{};
    std::vector<Link> links{};
    std::vector<Style> styles{};
    std::vector<Report> reports{};
    std::vector<Allowed> batteries{}, chargers{};
    std::optional<Goods> goods{};

    bool empty() const { return *this == Extras{}; }
    json::object to_json() const;  ///< As in the API; only what there is.
    /// @throws std::exception for what to_json() did not make.
    static Extras from_json(const json::object& stored);
    friend bool operator==(const Extras&, const Extras&) = default;
};

struct Product {
    ProductId id;
    OrgId org;
    const Template* tmpl = nullptr;  ///< Never null.
    std::string unit_id;             ///< Of the catalogue.
    std::string name;                ///< 产品名称
    ProductStatus status = ProductStatus::draft;
    FieldValues values;  ///< Fields of Step::filing.
    std::vector<DocumentId> pictures;
    std::int64_t version = 1;  ///< Grows with every change; what an update must name is the one it read.
    UtcMs created_at, updated_at;
    std::optional<UtcMs> submitted_at, reviewed_at;
    UserId reviewer;            ///< Of the last approval, rejection or deactivation.
    std::string reason;         ///< Of the last rejection or deactivation.
    std::int64_t edition = 1;   ///< Visible, raised by 变更 (EBM-50).
    std::int64_t revision = 0;  ///< Raised by 订正 (C-18).
    Extras extras{};
    std::string other_uscc{};  ///< The other party of OEM/ODM (ECO-44); "" for one party.

    std::string model() const;  ///< 规格型号, "" while it is not given.
    Family family() const { return tmpl->family; }
};

enum class Submit : std::uint8_t { no, yes };

struct NewFiling {
    std::string template_id;  ///< "B.1"
    std::string unit_id;      ///< "CAT-04-01"
    FieldValues values;       ///< From read_fields(Step::filing).
    std::vector<DocumentId> pictures;
    Submit submit = Submit::yes;
    std::int64_t template_edition = 1;  ///< That `values` were read with.
    Extras extras{};
};

/// Which edition a body speaks of: null for an unknown template. `edition` is 0 if the body names none.
using FindTemplate = std::function<const Template*(std::string_view id, std::int64_t edition)>;
/// The JSON body {"template","edition"?,"unit","fields","open"?,"pictures"?,"video"?,"attachments"?,"extension"?,
/// "links"?,"goods"?,"submit"?} as a NewFiling; everything wrong in it is collected. `pictures` are document ids,
/// `submit` defaults to true; with false required fields may be missing. Without `find`: the built-in templates.
Result<NewFiling> decode_filing(const json::object& body, UtcMs now, const FindTemplate& find = {});

/// Files a product of the actor's approved organisation; identity fields come from its registration.
/// @return org_not_approved, template_unknown, unit_unknown, differs_from_registration, missing_field,
/// picture_required,
///         document_unknown (also for a document of somebody else), unauthenticated, forbidden.
Result<Product> file_product(db::Tx& tx, const auth::Actor& actor, const NewFiling& filing);

/// Replaces a draft, rejected or withdrawn filing, and submits it if asked. wrong_state for a filing under review or an
/// approved one (ECO-28: file anew); conflict if `version` is not the stored one.
Result<Product> update_product(db::Tx& tx, const auth::Actor& actor, ProductId id, std::int64_t version,
                               const NewFiling& filing);

/// What a filing would be, for a preview: nothing is stored and nothing demanded; the identity comes from the
/// organisation's registration.
Product preview_of(db::Tx& tx, OrgId org, const NewFiling& filing);

enum class Confirm : std::uint8_t { no, yes };
/// The other party of OEM/ODM (ECO-44) agrees, and the review begins, or refuses, with a reason. not_found for
/// everybody else.
Result<Product> confirm_product(db::Tx& tx, const auth::Actor& actor, ProductId id, Confirm confirm,
                                std::string_view reason);

Result<Product> withdraw_product(db::Tx& tx, const auth::Actor& actor, ProductId id);

enum class Review : std::uint8_t { approve, reject };
/// The administrator's conclusion (ECO-27). A rejection needs a reason of at most 500 characters.
Result<Product> review_product(db::Tx& tx, const auth::Actor& actor, ProductId id, Review review,
                               std::string_view reason);

enum class CodesBound : std::uint8_t { no, yes };
/// ECO-29: the administrator takes a published filing away, with a reason. C-28: refused (conflict) once codes are
/// bound, which the caller knows (the codes room is above this one).
Result<Product> disable_product(db::Tx& tx, const auth::Actor& actor, ProductId id, CodesBound bound,
                                std::string_view reason);

/// No permission is checked: for other rooms, which decide through disclose(). not_found.
Result<Product> get_product(db::Tx& tx, ProductId id);
/// For its owner, the administrator and regulators; not_found for everybody else, so that ids cannot be probed.
Result<Product> read_product(db::Tx& tx, const auth::Actor& actor, ProductId id);

struct ProductPage {
    std::vector<Product> products;  ///< Newest first.
    ProductId next;                 ///< Pass as `before` for the next page; null on the last one.
    std::int64_t total = 0;         ///< Of ProductFilter lists: exact up to product_total_max.
};
inline constexpr int product_page_max = 100;
inline constexpr std::int64_t product_total_max = 100'000;

/// Which of an organisation's, or of all organisations' filings (for those who read everywhere).
struct ProductFilter {
    std::optional<OrgId> org{};  ///< Empty: all.
    std::optional<ProductStatus> status{};
    std::string q{};            ///< Part of name or model.
    std::string model{};        ///< Part of the model.
    std::string category{};     ///< "CAT-04" or a unit, "CAT-04-01".
    std::string certificate{};  ///< "valid", "expiring", "expired", "none"; "": any.
    std::optional<Family> family{};
    bool awaiting_me = false;  ///< Filings that wait for the confirmation of the actor's organisation.
};
/// Newest first. Cost: one indexed read of the organisation's filings (of all of them for an open filter).
Result<ProductPage> find_products(db::Tx& tx, const auth::Actor& actor, const ProductFilter& filter, ProductId before,
                                  int limit);
/// The organisation's filings, of one state if asked, older than `before` (null: from the newest). limit
/// 1..product_page_max. For the organisation itself, the administrator and regulators.
Result<ProductPage> list_products(db::Tx& tx, const auth::Actor& actor, OrgId org, std::optional<ProductStatus> status,
                                  ProductId before, int limit);
/// Filings of all organisations in one state, the reviewer's work list: for the administrator and regulators.
Result<ProductPage> list_products_by_status(db::Tx& tx, const auth::Actor& actor, ProductStatus status,
                                            ProductId before, int limit);

/// How many filings of an organisation are in which state. Cost: reads the index entries of its filings.
std::map<ProductStatus, std::int64_t> product_counts(db::Tx& tx, OrgId org);

/// True if the document is shown by a published product or an open certificate, and so may be shown to anybody.
bool is_public_document(db::Tx& tx, DocumentId document);

}  // namespace yiguan::catalog

#include "catalog/applications.hpp"

#include <fmt/format.h>

#include "auth/auth.hpp"
#include "catalog/catalog_json.hpp"
#include "catalog/catalog_store.hpp"
#include "catalog/certificates.hpp"
#include "catalog/editions.hpp"
#include "catalog/goods_parts.hpp"
#include "catalog/model_parts.hpp"
#include "catalog/models.hpp"
#include "catalog/steps.hpp"
#include "core/text.hpp"
#include "registry/documents.hpp"
#include "registry/registry.hpp"

namespace yiguan::catalog {
namespace {

using auth::Permission;
using review::Application;
using review::Kind;
using review::Move;
using review::State;

// In what is proposed for a published filing since models have locks. A vehicle's correction from before the upgrade
// may touch what is locked now, and is judged by the reviewer alone.
constexpr std::string_view rules_key = "modelRules";

Result<Product> product_of(db::Tx& tx, const Application& application) {
    return get_product(tx, ProductId{application.object});
}

// What the application proposes, as the filing that it is about would say it.
Product proposed(db::Tx& tx, const Application& application, std::string_view content) {
    Product product;
    product.id = ProductId{application.object};
    product.org = application.org;
    store::take_content(tx, content, product);
    return product;
}

// A decision of a reviewer about the filing itself.
Result<void> conclude(db::Tx& tx, const auth::Actor& actor, Product& product, ProductAction action,
                      std::string_view reason) {
    TRY_VOID(move_to(product, action));
    product.reviewer = actor.user;
    product.reviewed_at = tx.now();
    product.reason = reason;
    TRY_VOID(write_change(tx, actor, product, action));
    if (action == ProductAction::approve) store_edition(tx, product);
    return outcome::success();
}

Result<void> filing_moved(db::Tx& tx, const auth::Actor& actor, const Application& application, const Move& move) {
    TRY(auto product, product_of(tx, application));
    const auto plainly = [&](ProductAction action) -> Result<void> {
        TRY_VOID(move_to(product, action));
        return write_change(tx, actor, product, action);
    };
    const auto by_party = [&](ProductAction action) -> Result<void> {
        product.reason = move.reason;
        return plainly(action);
    };
    switch (move.action) {
        case review::Action::approve:
            if (move.to != State::approved) break;  // the re-review follows
            return conclude(tx, actor, product, ProductAction::approve, move.reason);
        case review::Action::reject:
            return conclude(tx, actor, product, ProductAction::reject, move.reason);
        case review::Action::ask_to_complete:
            return conclude(tx, actor, product, ProductAction::ask_to_complete, move.reason);
        case review::Action::withdraw:
            return plainly(ProductAction::withdraw);
        case review::Action::confirm:
            return by_party(ProductAction::confirm);
        case review::Action::refuse:
            return by_party(ProductAction::refuse);
        case review::Action::save:
        case review::Action::submit:
        case review::Action::claim:
        case review::Action::release:
        case review::Action::assign:
        case review::Action::cancel:
        case review::Action::suspend:
        case review::Action::resume:
            break;  // who holds the application changes nothing of the filing
    }
    return outcome::success();
}

Result<void> amendment_moved(db::Tx& tx, const auth::Actor& actor, const Application& application, const Move& move) {
    if (move.action != review::Action::approve || move.to != State::approved) return outcome::success();
    TRY(auto product, product_of(tx, application));
    const bool change = application.kind == Kind::product_change;
    const ProductAction action = change ? ProductAction::change : ProductAction::correct;
    TRY_VOID(move_to(product, action));
    const std::int64_t edition = product.edition, revision = product.revision;
    // A filing from before editions were kept: the first one is what it says until now.
    if (store::editions_of(tx, product.id).empty())
        store::put_edition(tx, product.id,
                           {.edition = edition,
                            .revision = revision,
                            .published_at = product.reviewed_at.value_or(product.updated_at),
                            .changed_at = product.reviewed_at.value_or(product.updated_at),
                            .content = store::content_text(product)});
    const Product before = product;
    const std::string content = review::content_of(tx, application.id);
    const bool under_rules = json::parse(content).as_object().contains(rules_key);
    store::take_content(tx, content, product);
    // What was proposed may be older than what stands; what is older than the rules keeps to none.
    if (under_rules) {
        TRY_VOID(check_locks(before, product, {}));
    }
    product.edition = change ? edition + 1 : edition;
    product.revision = change ? 0 : revision + 1;
    product.reviewer = actor.user;
    product.reviewed_at = tx.now();
    TRY_VOID(write_change(tx, actor, product, action));
    store::replace_pictures(tx, product);
    store_edition(tx, product);
    return outcome::success();
}

// What is open in an application is so for others as long as the owner says so: in the filing as it stands, or in what
// the application proposes to make of it while that is the owner's last word. A round or an application from before
// tells nothing that was closed since.
void hide_closed_since(db::Tx& tx, const Application& application, Product& product) {
    Product now = product;
    const auto standing = product_of(tx, application);
    if (standing.has_value()) {
        now = standing.value();
    } else {
        now.values.open.clear();
        now.extras.reports.clear();
        now.extras.goods.reset();
    }
    const bool last_word = review::is_open(application.state) ||
                           (review::is_with_applicant(application.state) && application.updated_at >= now.updated_at);
    if (last_word && application.kind != Kind::product_filing) {
        const Product next = proposed(tx, application, review::content_of(tx, application.id));
        now.values.open.insert(next.values.open.begin(), next.values.open.end());
        for (const auto& report : next.extras.reports) now.extras.reports.push_back(report);
        if (next.extras.goods && !next.extras.goods->confidential) now.extras.goods = next.extras.goods;
    }
    hide_closed(now, product);
}

json::object shown(db::Tx& tx, const auth::Actor& actor, const Application& application, json::object content) {
    if (!content.contains("template")) return content;
    Product product = proposed(tx, application, json::serialize(content));
    if (!sees_hidden(Viewer::of(actor), application.org)) hide_closed_since(tx, application, product);
    json::object out = encode(product, Viewer::of(actor), Audience::anybody);
    for (const char* not_proposed : {"id", "status", "statusZh", "organisation", "edition", "revision"})
        out.erase(not_proposed);
    if (const CatalogueUnit* unit = catalogue().find_unit(product.unit_id)) out["unitName"] = unit->name_zh;
    if (!product.reason.empty()) out["reason"] = product.reason;
    add_parts(tx, product, Viewer::of(actor), out);
    return out;
}

json::object before(db::Tx& tx, const Application& application) {
    const auto product = product_of(tx, application);
    if (product.has_error()) return {};
    return json::parse(store::content_text(product.value())).as_object();
}

std::vector<review::Check> checks(db::Tx& tx, const Application& application, const json::object& content) {
    const Product product = proposed(tx, application, json::serialize(content));
    std::vector<review::Check> out;
    const auto complete = require_complete(*product.tmpl, Step::filing, product.values);
    out.push_back(
        {"complete", "必填项齐全", complete.has_value(), complete.has_value() ? "" : complete.error().detail});
    out.push_back({"picture", "有产品图片", !product.pictures.empty() || !product.tmpl->picture_required});
    const auto number = product.values.values.find("cccCertificate");
    review::Check certificate{"certificate", "强制性认证证书有效", std::nullopt, "未填写证书编号"};
    if (number != product.values.values.end()) {
        certificate.message = "企业未登记这个编号的证书";
        const ProductId ids[] = {product.id};
        const auto known = certificates_of(tx, ids);
        for (const Certificate& c : known.front()) {
            if (c.data.number != number->second) continue;
            certificate.ok = state_of(c, tx.now()) != CertificateState::expired;
            certificate.message = *certificate.ok ? "" : fmt::format("证书已于 {} 到期", c.data.valid_to);
        }
    }
    out.push_back(std::move(certificate));
    if (product.family() == Family::vehicle) {
        out.push_back({"styles", "有各款式颜色的三张照片", !product.extras.styles.empty(),
                       product.extras.styles.empty() ? "没有款式照片" : ""});
        const bool paired = !product.extras.batteries.empty() && !product.extras.chargers.empty();
        out.push_back({"pairing", "列明允许的电池和充电器型号", paired, paired ? "" : "未列明，捆绑销售时无法核对"});
    }
    if (product.family() != Family::none)
        out.push_back({"reports", "有检测报告记录", !product.extras.reports.empty(),
                       product.extras.reports.empty() ? "没有检测报告记录" : ""});
    return out;
}

// 统一社会信用代码 and 车型 of the list of applications (EBM-37).
json::object columns(db::Tx& tx, const Application& application) {
    json::object out;
    if (const auto product = product_of(tx, application); product.has_value()) {
        out["model"] = product.value().model();
        out["family"] = name(product.value().family());
    }
    if (const auto org = registry::find_org(tx, application.org)) out["uscc"] = org->data.uscc.text();
    return out;
}

std::string field(const Application&, std::string_view pointer) {
    constexpr std::string_view front = "/fields/";
    if (pointer.starts_with("/pictures")) return "产品图片";
    if (pointer.starts_with("/attachments")) return "附件";
    if (pointer.starts_with("/video")) return "产品视频";
    if (pointer.starts_with("/extension")) return "扩展信息";
    if (pointer.starts_with("/links")) return "相关链接";
    if (pointer.starts_with("/styles")) return "款式照片";
    if (pointer.starts_with("/reports")) return "检测报告";
    if (pointer.starts_with("/batteries")) return "允许电池型号";
    if (pointer.starts_with("/chargers")) return "允许充电器型号";
    if (const auto zh = goods_field(pointer); !zh.empty()) return std::string(zh);
    if (pointer == "/unit") return "产品单元";
    if (pointer == "/template") return "数据模板";
    if (!pointer.starts_with(front)) return {};
    // The same key means the same in all templates.
    for (const Template& t : templates().all)
        if (const Field* f = t.find(pointer.substr(front.size()))) return f->name_zh;
    return {};
}

review::KindRules rules_of(Kind kind, decltype(review::KindRules::moved) moved) {
    return {.kind = kind,
            .object_type = "product",
            .apply = Permission::file_product,
            .first = Permission::review_first,
            .second = Permission::review_second,
            .moved = std::move(moved),
            .before = kind == Kind::product_filing ? decltype(review::KindRules::before){} : before,
            .checks = checks,
            .shown = shown,
            .field = field,
            .columns = columns};
}

const review::KindEntry filing_entry{rules_of(Kind::product_filing, filing_moved)};
const review::KindEntry correction_entry{rules_of(Kind::product_correction, amendment_moved)};
const review::KindEntry change_entry{rules_of(Kind::product_change, amendment_moved)};
const review::KindEntry request_entry{{.kind = Kind::template_request,
                                       .object_type = "template",
                                       .apply = Permission::file_product,
                                       .first = Permission::manage_templates,
                                       .second = Permission::manage_templates,
                                       // The answer is a template that the operator makes.
                                       .moved = [](db::Tx&, const auth::Actor&, const Application&,
                                                   const Move&) -> Result<void> { return outcome::success(); }}};

Result<review::Proposal> proposal_of(db::Tx& tx, const Product& product, std::string_view reason) {
    TRY(const auto org, registry::get_org(tx, product.org));
    review::Proposal out{.title = product.name,
                         .org_name = org.data.name,
                         .region = org.region_id,
                         .categories = review::category_bit(std::string_view(product.unit_id).substr(0, 6)),
                         .content = store::content_text(product),
                         .reason = std::string(reason)};
    return out;
}

OrgId party_of(db::Tx& tx, const Product& product) {
    const auto uscc = keys::Uscc::parse(product.other_uscc);
    if (uscc.has_error()) return {};
    const auto org = registry::find_org_by_uscc(tx, uscc.value());
    return org ? org->id : OrgId{};
}

Result<void> require_alone(db::Tx& tx, ProductId id, Kind but) {
    for (const Kind kind : {Kind::product_correction, Kind::product_change, Kind::product_disable}) {
        if (kind == but) continue;
        const auto other = review::find_newest(tx, kind, id.value);
        if (other && review::is_open(other->state))
            return Error{Code::conflict, "",
                         fmt::format("已有{}申请 {}，处理完毕前不能再次申请", review::name_zh(kind), other->number)};
    }
    return outcome::success();
}

}  // namespace

Result<void> apply_for_review(db::Tx& tx, const auth::Actor& actor, const Product& product) {
    TRY(auto proposal, proposal_of(tx, product, ""));
    if (!product.other_uscc.empty()) proposal.party = party_of(tx, product);
    const auto open = review::find_open(tx, Kind::product_filing, product.id.value);
    if (open && review::is_with_applicant(open->state)) {
        TRY_VOID(review::amend(tx, actor, open->id, proposal, review::Submit::yes));
        return outcome::success();
    }
    TRY_VOID(review::start(
        tx, actor,
        {.kind = Kind::product_filing, .object = product.id.value, .org = product.org, .proposal = std::move(proposal)},
        review::Submit::yes));
    return outcome::success();
}

Result<review::NewApplication> disabling_of(db::Tx& tx, const auth::Actor& actor, ProductId id,
                                            std::string_view reason) {
    TRY(const auto product, own_product(tx, actor, id));
    TRY(auto text, read_reason(reason, true));
    Product probe = product;
    TRY_VOID(move_to(probe, ProductAction::disable));
    TRY_VOID(require_alone(tx, id, Kind::product_disable));
    TRY(auto proposal, proposal_of(tx, product, text));
    proposal.content = json::serialize(
        json::object{{"productName", product.name}, {"model", product.model()}, {"reason", std::move(text)}});
    return review::NewApplication{
        .kind = Kind::product_disable, .object = id.value, .org = product.org, .proposal = std::move(proposal)};
}

std::optional<ProductId> adopt_filings(db::Tx& tx, ProductId before, int limit) {
    const auto page = store::by_status(tx, ProductStatus::pending, before ? before : ProductId{INT64_MAX}, limit);
    for (const Product& product : page)
        if (!review::find_newest(tx, Kind::product_filing, product.id.value)) (void)open_application(tx, product);
    if (page.size() < static_cast<std::size_t>(limit)) return std::nullopt;
    return page.back().id;
}

Result<Application> open_application(db::Tx& tx, const Product& product) {
    if (auto open = review::find_open(tx, Kind::product_filing, product.id.value); open && review::is_open(open->state))
        return std::move(*open);
    TRY(auto proposal, proposal_of(tx, product, ""));
    return review::adopt(
        tx,
        {.kind = Kind::product_filing, .object = product.id.value, .org = product.org, .proposal = std::move(proposal)},
        State::submitted, {}, product.submitted_at.value_or(product.updated_at), std::nullopt);
}

Result<Application> propose(db::Tx& tx, const auth::Actor& actor, ProductId id, std::int64_t version,
                            Amendment amendment, const NewFiling& filing, std::string_view reason,
                            std::string_view contact) {
    TRY(auto product, own_product(tx, actor, id));
    TRY(const auto text, read_reason(reason, filing.submit == Submit::yes));
    const bool change = amendment == Amendment::change;
    const Kind kind = change ? Kind::product_change : Kind::product_correction;
    if (product.version != version) return Error{Code::conflict, "/version", "备案已被他人修改，请刷新后重试"};
    Product probe = product;
    TRY_VOID(move_to(probe, change ? ProductAction::change : ProductAction::correct));
    TRY_VOID(require_alone(tx, id, kind));
    Product next = product;
    TRY_VOID(take_filing(tx, filing, next));
    TRY_VOID(check_locks(product, next, contact));
    TRY_VOID(require_free_code(tx, actor, next));
    if (!change && next.tmpl != product.tmpl)
        return Error{.code = Code::invalid,
                     .pointer = "/template",
                     .detail = "订正不能更换数据模板，请用变更",
                     .field = "数据模板"};
    if (!change && next.other_uscc != product.other_uscc)
        return Error{.code = Code::invalid,
                     .pointer = "/fields",
                     .detail = "订正不能更换委托生产的另一方，请用变更",
                     .field = "对方企业"};
    next.reason = text;
    TRY(auto proposal, proposal_of(tx, next, text));
    auto content = json::parse(proposal.content).as_object();
    content[rules_key] = 1;
    proposal.content = json::serialize(content);
    if (!next.other_uscc.empty()) proposal.party = party_of(tx, next);
    const auto submit = filing.submit == Submit::yes ? review::Submit::yes : review::Submit::no;
    const auto open = review::find_open(tx, kind, id.value);
    if (open && review::is_with_applicant(open->state)) return review::amend(tx, actor, open->id, proposal, submit);
    return review::start(
        tx, actor, {.kind = kind, .object = id.value, .org = product.org, .proposal = std::move(proposal)}, submit);
}

Result<TemplateRequest> decode_template_request(const json::object& body) {
    Violations violations;
    ObjectReader in(body, violations);
    TemplateRequest out;
    out.title = in.text("title", "产品或模板名称", {.chars_max = 80});
    out.items = in.text("items", "数据项", {.chars_max = 4000, .multiline = true});
    if (const auto* list = in.array("documents", "附件", false)) {
        if (list->size() > 10) in.violation(Code::too_long, "documents", "附件", "附件最多 10 个");
        for (const json::value& v : *list) {
            const auto id = v.is_string() ? parse_id_as<DocumentId>({v.get_string().data(), v.get_string().size()})
                                          : std::optional<DocumentId>();
            if (id)
                out.documents.push_back(*id);
            else
                in.violation(Code::wrong_type, "documents", "附件", "附件应以文件编号列出");
        }
    }
    in.finish();
    TRY_VOID(violations.result());
    return out;
}

Result<Application> request_template(db::Tx& tx, const auth::Actor& actor, const TemplateRequest& request) {
    TRY_VOID(auth::require(actor, Permission::file_product));
    TRY(const auto org, registry::require_approved(tx, actor.org));
    json::array documents;
    for (std::size_t i = 0; i < request.documents.size(); ++i) {
        const auto document = registry::require_document(tx, request.documents[i], actor.org);
        if (document.has_error()) {
            Error error = document.error();
            error.pointer = fmt::format("/documents/{}", i);
            error.field = "附件";
            return error;
        }
        documents.emplace_back(to_string(request.documents[i]));
    }
    review::Proposal proposal{
        .title = request.title,
        .org_name = org.data.name,
        .region = org.region_id,
        .content = json::serialize(
            json::object{{"title", request.title}, {"items", request.items}, {"documents", std::move(documents)}})};
    return review::start(tx, actor, {.kind = Kind::template_request, .org = actor.org, .proposal = std::move(proposal)},
                         review::Submit::yes);
}

ProductApplications applications_of(db::Tx& tx, ProductId id) {
    ProductApplications out;
    if (const auto filing = review::find_newest(tx, Kind::product_filing, id.value)) out.filing = *filing;
    for (const Kind kind : {Kind::product_correction, Kind::product_change, Kind::product_disable})
        if (const auto open = review::find_open(tx, kind, id.value)) out.pending = open->id;
    return out;
}

}  // namespace yiguan::catalog

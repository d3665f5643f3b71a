#include "catalog/enterprise_filings.hpp"

#include <array>

#include "auth/auth.hpp"
#include "catalog/editions.hpp"
#include "catalog/enterprise_filings_store.hpp"
#include "ledger/check.hpp"
#include "ledger/ledger.hpp"
#include "registry/registry.hpp"

namespace yiguan::embedded {
std::string_view filing_forms_json();
}  // namespace yiguan::embedded

namespace yiguan::catalog {
namespace {

struct Words {
    FilingKind kind;
    std::string_view name, zh;
    review::Kind application;
};
constexpr std::array<Words, 3> words{{
    {FilingKind::enterprise, "enterprise", "企业备案", review::Kind::enterprise_filing},
    {FilingKind::supply, "supply", "供货能力备案", review::Kind::supply_filing},
    {FilingKind::production, "production", "生产能力备案", review::Kind::production_filing},
}};

const Words& words_of(FilingKind kind) {
    return words[static_cast<std::size_t>(kind) - 1];
}

/// The version that is stored next, with its history and record.
Result<Filing> keep(db::Tx& tx, const auth::Actor& actor, Filing filing, std::string_view verb) {
    ++filing.version;
    filing.updated_at = tx.now();
    const bool stored = filing.version == 1 ? store::insert_filing(tx, filing) : store::update_filing(tx, filing);
    if (!stored) return Error{Code::conflict, "", "这份备案刚被他人修改，请刷新后重试"};
    const store::FilingVersion version{.filing = filing.id,
                                       .version = filing.version,
                                       .changed_at = tx.now(),
                                       .changed_by = actor.user,
                                       .state = filing.state,
                                       .content = store::content_text(filing)};
    store::insert_version(tx, version);
    ledger::append(tx, ledger::Object::filing, filing.id.value, version.version, store::content_of(version));
    const std::string action = "filing." + std::string(verb);
    auth::audit(tx, actor, {.action = action, .object_kind = "filing", .object_id = filing.id.value});
    return filing;
}

Result<void> moved(db::Tx& tx, const auth::Actor& actor, const review::Application& application,
                   const review::Move& move) {
    if (move.from == move.to) return outcome::success();
    auto filing = store::find_filing(tx, FilingId{application.object});
    if (!filing) return Error{Code::not_found, "", "没有这份备案"};
    filing->state = move.to;
    if (move.to == review::State::approved && move.action == review::Action::approve) {
        filing->approved = filing->values;
        raise_page_version(tx);
    }
    TRY_VOID(keep(tx, actor, std::move(*filing), review::name(move.action)));
    return outcome::success();
}

json::object before(db::Tx& tx, const review::Application& application) {
    const auto filing = store::find_filing(tx, FilingId{application.object});
    json::object fields;
    if (filing && filing->approved)
        for (const auto& [key, value] : filing->approved->values) fields[key] = value;
    return {{"fields", std::move(fields)}};
}

std::string field_at(const review::Application& application, std::string_view pointer) {
    constexpr std::string_view fields = "/fields/";
    if (!pointer.starts_with(fields)) return {};
    for (const Words& w : words)
        if (w.application == application.kind)
            if (const Field* field = filing_form(w.kind).find(pointer.substr(fields.size()))) return field->name_zh;
    return {};
}

review::KindRules rules_of(review::Kind kind) {
    return {.kind = kind,
            .object_type = "filing",
            .apply = auth::Permission::file_product,
            .first = auth::Permission::review_first,
            .second = auth::Permission::review_second,
            .moved = moved,
            .before = before,
            .field = field_at};
}
const review::KindEntry enterprise_entry{rules_of(review::Kind::enterprise_filing)};
const review::KindEntry supply_entry{rules_of(review::Kind::supply_filing)};
const review::KindEntry production_entry{rules_of(review::Kind::production_filing)};

Result<void> hand_in(db::Tx& tx, const auth::Actor& actor, const registry::Org& org, const Filing& filing,
                     Submit submit) {
    json::object fields;
    for (const auto& [key, value] : filing.values.values) fields[key] = value;
    const review::Proposal proposal{.title = std::string(name_zh(filing.kind)),
                                    .org_name = org.data.name,
                                    .region = org.region_id,
                                    .content = json::serialize(json::object{{"fields", std::move(fields)}})};
    const auto how = submit == Submit::yes ? review::Submit::yes : review::Submit::no;
    const auto kind = application_kind(filing.kind);
    if (const auto open = review::find_open(tx, kind, filing.id.value)) {
        TRY_VOID(review::amend(tx, actor, open->id, proposal, how));
        return outcome::success();
    }
    if (submit == Submit::no) return outcome::success();
    TRY_VOID(
        review::start(tx, actor, {.kind = kind, .object = filing.id.value, .org = org.id, .proposal = proposal}, how));
    return outcome::success();
}

}  // namespace

std::optional<FilingKind> filing_of(Section section) {
    switch (section) {
        case Section::enterprise_filing:
            return FilingKind::enterprise;
        case Section::supply_filing:
            return FilingKind::supply;
        case Section::production_filing:
            return FilingKind::production;
        default:
            return std::nullopt;
    }
}
std::optional<FieldValues> issued_filing(db::Tx& tx, OrgId org, Section section) {
    const auto kind = filing_of(section);
    return kind ? find_filing(tx, org, *kind).approved : std::nullopt;
}

std::string_view name(FilingKind kind) {
    return words_of(kind).name;
}
std::string_view name_zh(FilingKind kind) {
    return words_of(kind).zh;
}
std::optional<FilingKind> parse_filing_kind(std::string_view name) {
    for (const Words& w : words)
        if (w.name == name) return w.kind;
    return std::nullopt;
}
review::Kind application_kind(FilingKind kind) {
    return words_of(kind).application;
}

const Template& filing_form(FilingKind kind) {
    static const Templates forms = parse_templates(embedded::filing_forms_json());
    return *forms.find(name(kind));
}

Filing find_filing(db::Tx& tx, OrgId org, FilingKind kind) {
    if (auto found = store::find_filing(tx, org, kind)) return std::move(*found);
    return {.id = {}, .org = org, .kind = kind, .values = {}, .approved = std::nullopt};
}

Result<Filing> save_filing(db::Tx& tx, const auth::Actor& actor, FilingKind kind, const FilingInput& input) {
    TRY_VOID(auth::require(actor, auth::Permission::file_product, actor.org));
    TRY(const auto org, registry::require_approved(tx, actor.org));
    auto filing = find_filing(tx, actor.org, kind);
    if (input.version && *input.version != filing.version)
        return Error{Code::conflict, "/version", "这份备案刚被他人修改，请刷新后重试", "版本"};
    if (review::is_open(filing.state))
        return Error{Code::wrong_state, "", std::string(name_zh(kind)) + "正在审核，撤回后才能修改"};
    if (input.submit == Submit::yes) {
        TRY_VOID(require_complete(filing_form(kind), Step::filing, input.values));
    }
    if (filing.version == 0) filing.id = tx.next_id<FilingId>();
    filing.values = input.values;
    filing.state = input.submit == Submit::yes ? review::State::submitted : review::State::draft;
    TRY(auto kept, keep(tx, actor, std::move(filing), input.submit == Submit::yes ? "submit" : "save"));
    TRY_VOID(hand_in(tx, actor, org, kept, input.submit));
    return kept;
}

Result<Filing> read_filing(db::Tx& tx, const auth::Actor& actor, OrgId org, FilingKind kind) {
    if (!org && !actor.anonymous())
        return Error{.code = Code::missing_field,
                     .pointer = "/organisation",
                     .detail = "当前账号不属于任何企业，请指明要查看哪个企业的备案",
                     .field = "企业"};
    TRY_VOID(auth::require(actor, auth::Permission::read_organisation, org));
    auto filing = find_filing(tx, org, kind);
    const bool inside = actor.org == org || auth::may(actor, auth::Permission::review_first);
    if (!inside) filing.values = filing.approved.value_or(FieldValues{});
    return filing;
}

std::string store::content_of(const FilingVersion& v) {
    return ledger::content_of(
        "filing/v1",
        {v.filing.value, v.version, v.changed_at.value, v.changed_by.value, static_cast<std::int64_t>(v.state)},
        v.content);
}

namespace {

bool agrees(db::Tx& tx, const store::FilingVersion& newest) {
    try {
        const auto filing = store::find_filing(tx, newest.filing);
        return filing && filing->version == newest.version && filing->state == newest.state &&
               filing->updated_at == newest.changed_at && store::content_text(*filing) == newest.content;
    } catch (const db::Fault&) {
        throw;
    } catch (const std::exception&) {
        return false;
    }
}

}  // namespace

std::vector<std::string> check_filings(db::Tx& tx, const ledger::LogCheck& log) {
    constexpr int page_size = 500;
    ledger::ObjectCheck check(tx, log, ledger::Object::filing);
    std::optional<store::FilingVersion> last;
    const auto close = [&] {
        if (last && !agrees(tx, *last))
            check.say("备案 " + to_string(last->filing) + " 与它最近一版不符：未经系统修改或已被删除");
    };
    for (bool more = true; more;) {
        auto page = store::filing_versions_after(tx, last ? last->filing : FilingId{INT64_MIN},
                                                 last ? last->version : 0, page_size);
        more = page.size() == page_size;
        for (auto& version : page) {
            if (last && last->filing != version.filing) close();
            check.stored(version.filing.value, version.version, version.changed_at, store::content_of(version));
            last = std::move(version);
        }
    }
    close();
    FilingId after{INT64_MIN};
    for (bool more = true; more;) {
        const auto page = store::filings_after(tx, after, page_size);
        more = page.size() == page_size;
        for (const FilingId id : page) {
            after = id;
            const auto first = store::filing_versions_after(tx, id, INT64_MIN, 1);
            if (first.empty() || first.front().filing != id)
                check.say("备案 " + to_string(id) + " 没有任何一版：未经系统添加");
        }
    }
    return check.finish();
}

}  // namespace yiguan::catalog

// The life of a template: draft, editions, retirement.
#include "catalog/templates.hpp"

#include <fmt/format.h>

#include <charconv>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <unordered_map>

#include "auth/auth.hpp"
#include "catalog/templates_store.hpp"
#include "core/text.hpp"
#include "ledger/ledger.hpp"

namespace yiguan::catalog {
namespace {

using auth::Permission;
using store::TemplateAction;

constexpr auto manage = Permission::manage_templates;
constexpr std::string_view national_base = "B.1";

// Published editions by what they say, so that databases of one process do not mix; never let go, since values of
// events and filings point to them, and few, since each was published by a person.
const Template* interned(std::string_view id, const store::EditionRow& row, Family family) {
    static std::mutex mutex;
    static std::unordered_map<std::string, std::unique_ptr<const Template>> known;
    const std::string key = fmt::format("{}@{}\n{}\n{}", id, row.edition, name(family), row.content);
    const std::lock_guard lock(mutex);
    auto& found = known[key];
    if (!found) {
        auto read = decode_template(json::parse(row.content).as_object());
        if (read.has_error())
            throw std::runtime_error(fmt::format("edition {} of template {} is damaged", row.edition, id));
        auto made = std::make_unique<Template>(std::move(read).value());
        made->id = id;
        made->edition = row.edition;
        made->family = family;
        found = std::move(made);
    }
    return found.get();
}

Result<TemplateInfo> require_info(db::Tx& tx, std::string_view id) {
    auto info = store::find_info(tx, id);
    if (!info) return Error{Code::not_found, "", "没有这个数据模板"};
    return std::move(*info);
}

Result<void> require_version(const TemplateInfo& info, std::int64_t version) {
    if (info.version == version) return outcome::success();
    return Error{Code::conflict, "/version", "模板已被他人修改，请刷新后重试"};
}

constexpr std::string_view audit_words[] = {"template.make", "template.save", "template.publish", "template.retire"};

void record(db::Tx& tx, const auth::Actor& actor, const TemplateInfo& info, TemplateAction act, std::string content) {
    const store::TemplateVersion version{.number = info.number,
                                         .version = info.version,
                                         .changed_at = tx.now(),
                                         .changed_by = actor.user,
                                         .act = act,
                                         .content = std::move(content)};
    store::insert_history(tx, version);
    ledger::append(tx, ledger::Object::data_template, info.number, info.version, store::content_of(version));
    auth::audit(tx, actor,
                {.action = audit_words[static_cast<std::size_t>(act)],
                 .object_kind = "template",
                 .object_id = info.number,
                 .detail = info.id});
}

std::string content_text(const Template& tmpl) {
    return json::serialize(encode_content(tmpl));
}

Result<void> write_change(db::Tx& tx, const auth::Actor& actor, TemplateInfo& info, TemplateAction act,
                          std::string content) {
    info.version += 1;
    info.updated_at = tx.now();
    if (!store::update(tx, info)) return Error{Code::conflict, "/version", "模板已被他人修改，请刷新后重试"};
    record(tx, actor, info, act, std::move(content));
    return outcome::success();
}

// A field that every template must have, as B.1 has it (NAT-22): those that name a registration may differ, since
// OEM/ODM has two parties in their place.
bool is_national(const Field& f) {
    return f.from_org == FromOrg::none &&
           (f.required == Required::always || f.required == Required::platform_generated);
}

std::string_view what_differs(const Field& given, const Field& wanted) {
    if (given.step != wanted.step) return "填报环节";
    if (given.kind != wanted.kind) return "字段类型";
    if (given.required != wanted.required || given.fixed_value != wanted.fixed_value) return "填报要求";
    if (given.visibility != wanted.visibility) return "公开属性";
    if (given.from_org != wanted.from_org) return "取自企业登记的内容";
    return {};
}

}  // namespace

std::string_view name(TemplateState state) {
    constexpr std::string_view words[] = {"draft", "published", "retired"};
    return words[static_cast<std::size_t>(state)];
}
std::string_view name_zh(TemplateState state) {
    constexpr std::string_view words[] = {"草稿", "已发布", "已停用"};
    return words[static_cast<std::size_t>(state)];
}

const Template* builtin_template(std::string_view ref) {
    return templates().find(ref);
}

const Template* find_template(db::Tx& tx, std::string_view id, std::int64_t edition) {
    if (edition == 1)
        if (const Template* found = builtin_template(id)) return found;
    const auto row = store::find_edition(tx, id, edition);
    return row ? interned(id, *row, store::family_of(tx, id)) : nullptr;
}

const Template* find_template(db::Tx& tx, std::string_view ref) {
    const auto at = ref.find('@');
    if (at == ref.npos) return find_template(tx, ref, 1);
    std::int64_t edition = 0;
    const std::string_view number = ref.substr(at + 1);
    const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), edition);
    if (error != std::errc{} || end != number.data() + number.size()) return nullptr;
    return find_template(tx, ref.substr(0, at), edition);
}

const Template* newest_template(db::Tx& tx, std::string_view id) {
    const auto info = store::find_info(tx, id);
    if (info && info->edition > 0) return find_template(tx, id, info->edition);
    return builtin_template(id);
}

const Template* template_for(db::Tx& tx, std::string_view id, OrgId org) {
    const auto info = store::find_info(tx, id);
    if (info && info->state == TemplateState::retired) return nullptr;
    const Template* found = info && info->edition > 0 ? find_template(tx, id, info->edition) : builtin_template(id);
    return found && found->for_filing && found->is_open_to(org) ? found : nullptr;
}

Result<std::vector<TemplateEntry>> list_templates(db::Tx& tx, const auth::Actor& actor, bool all) {
    if (all) {
        TRY_VOID(auth::require(actor, manage));
    }
    const bool everything = all || auth::may(actor, manage);
    std::vector<TemplateEntry> out;
    auto infos = store::all_infos(tx);
    for (const Template& t : templates().all) {
        const auto edited = std::ranges::find(infos, t.id, &TemplateInfo::id);
        TemplateEntry entry{.newest = &t};
        if (edited != infos.end()) {
            if (edited->edition > 0) entry.newest = find_template(tx, t.id, edited->edition);
            entry.info = *edited;
        }
        out.push_back(std::move(entry));
    }
    for (auto& info : infos) {
        if (builtin_template(info.id)) continue;
        TemplateEntry entry{.newest = info.edition > 0 ? find_template(tx, info.id, info.edition) : nullptr};
        const bool offered =
            info.state == TemplateState::published && entry.newest && entry.newest->is_open_to(actor.org);
        if (!(all || offered || (everything && info.state == TemplateState::published))) continue;
        entry.info = std::move(info);
        out.push_back(std::move(entry));
    }
    return out;
}

Result<TemplateEntry> read_template(db::Tx& tx, const auth::Actor& actor, std::string_view id) {
    TemplateEntry entry{.newest = newest_template(tx, id), .info = store::find_info(tx, id)};
    const bool manages = auth::may(actor, manage);
    const bool offered =
        entry.newest && (entry.newest->is_open_to(actor.org) || auth::may_everywhere(actor, Permission::read_product));
    if (!manages && !offered) return Error{Code::not_found, "", "没有这个数据模板"};
    if (!entry.newest && !entry.info) return Error{Code::not_found, "", "没有这个数据模板"};
    if (!manages && entry.info) entry.info->draft.reset();
    return entry;
}

Result<TemplateInfo> make_template(db::Tx& tx, const auth::Actor& actor, std::string_view base, std::string name_zh,
                                   std::string name_en) {
    TRY_VOID(auth::require(actor, manage));
    const Template* from = newest_template(tx, base.empty() ? national_base : base);
    if (!from || !from->for_filing)
        return Error{.code = Code::template_unknown,
                     .pointer = "/base",
                     .detail = "没有可用于产品备案的这个数据模板",
                     .field = "基础模板"};
    const auto all = store::all_infos(tx);
    if (all.size() >= template_count_max)
        return Error{Code::conflict, "", fmt::format("自定义模板最多 {} 个", template_count_max)};
    const auto made_here = std::ranges::count_if(all, [](const TemplateInfo& t) { return t.id.starts_with("C."); });
    TemplateInfo info{.id = fmt::format("C.{}", made_here + 1),
                      .number = tx.next_id<Id<struct TemplateTag>>().value,
                      .base = from->id,
                      .draft = *from,
                      .updated_at = tx.now()};
    info.draft->name_zh = std::move(name_zh);
    info.draft->name_en = std::move(name_en);
    info.draft->organisations.clear();
    store::insert(tx, info);
    record(tx, actor, info, TemplateAction::make, content_text(*info.draft));
    return require_info(tx, info.id);
}

Result<TemplateInfo> save_draft(db::Tx& tx, const auth::Actor& actor, std::string_view id, std::int64_t version,
                                Template draft) {
    TRY_VOID(auth::require(actor, manage));
    auto stored = store::find_info(tx, id);
    draft.family = store::family_of(tx, id);
    const std::string content = content_text(draft);
    if (!stored) {
        const Template* builtin = builtin_template(id);
        if (!builtin || !builtin->for_filing) return Error{Code::not_found, "", "没有这个数据模板"};
        if (version != 0) return Error{Code::conflict, "/version", "模板已被他人修改，请刷新后重试"};
        TemplateInfo info{.id = std::string(id),
                          .number = tx.next_id<Id<struct TemplateTag>>().value,
                          .base = {},
                          .state = TemplateState::published,
                          .edition = 1,
                          .draft = std::move(draft),
                          .updated_at = tx.now()};
        store::insert(tx, info);
        record(tx, actor, info, TemplateAction::make, content);
        return require_info(tx, id);
    }
    TRY_VOID(require_version(*stored, version));
    if (stored->state == TemplateState::retired) return Error{Code::wrong_state, "", "已停用的模板不能修改"};
    stored->draft = std::move(draft);
    TRY_VOID(write_change(tx, actor, *stored, TemplateAction::save, content));
    return require_info(tx, id);
}

Result<void> require_publishable(const Template& draft, std::string_view base) {
    const Template* national = builtin_template(national_base);
    const Template* model = builtin_template(draft.id);
    if (!model) model = builtin_template(base);
    if (!model) model = national;
    Violations violations;
    const auto add = [&](std::string pointer, const Field& wanted, std::string rule) {
        violations.add(
            {.code = Code::invalid, .pointer = std::move(pointer), .detail = std::move(rule), .field = wanted.name_zh});
    };
    for (const Field& wanted : model->fields) {
        if (!is_national(wanted) || !national->find(wanted.key)) continue;
        const Field* given = draft.find(wanted.key);
        if (!given) {
            add("/fields", wanted, fmt::format("模板缺少国家数据要求的字段：{}（{}）", wanted.name_zh, wanted.key));
        } else if (const auto what = what_differs(*given, wanted); !what.empty()) {
            add(fmt::format("/fields/{}", given->order - 1), wanted,
                fmt::format("{}的{}须与通用模板一致", wanted.name_zh, what));
        }
    }
    // What the locks and codes of models hang on (EBM-44, EBM-47): a copy cannot leave it out or make something else
    // of it.
    const FamilyRules* rules = templates().rules_of(draft.family);
    for (const std::string& key : rules ? rules->kept : std::vector<std::string>{}) {
        const Field& wanted = *templates().find_family(draft.family)->find(key);
        const Field* given = draft.find(key);
        if (!given) {
            add("/fields", wanted,
                fmt::format("{}型号的模板缺少字段：{}（{}）", name_zh(draft.family), wanted.name_zh, key));
        } else if (const auto what = what_differs(*given, wanted); !what.empty()) {
            add(fmt::format("/fields/{}", given->order - 1), wanted,
                fmt::format("{}的{}须与{}型号的模板一致", wanted.name_zh, what, name_zh(draft.family)));
        } else if (given->rules.options != wanted.rules.options) {
            add(fmt::format("/fields/{}", given->order - 1), wanted,
                fmt::format("{}的选项须与{}型号的模板一致", wanted.name_zh, name_zh(draft.family)));
        }
    }
    // Nor is a lock taken off by letting the registration fill in the field.
    const Template* of_family = rules ? templates().find_family(draft.family) : nullptr;
    for (const Field& given : draft.fields) {
        const Field* wanted = of_family ? of_family->find(given.key) : nullptr;
        if (!wanted || given.from_org == wanted->from_org || !rules->locks(*wanted)) continue;
        const bool told = (is_national(*wanted) && national->find(given.key)) ||
                          std::ranges::find(rules->kept, given.key) != rules->kept.end();
        if (!told)
            add(fmt::format("/fields/{}", given.order - 1), *wanted,
                fmt::format("{}不能取自企业登记：它是{}型号不可修改的信息", wanted->name_zh, name_zh(draft.family)));
    }
    const bool named = std::ranges::any_of(draft.fields, [](const Field& f) {
        return f.step == Step::filing && f.from_org == FromOrg::uscc && f.required == Required::always;
    });
    if (!named)
        violations.add({.code = Code::invalid,
                        .pointer = "/fields",
                        .detail = "模板须有取自企业登记的生产单位统一社会信用代码",
                        .field = "统一社会信用代码"});
    return violations.result();
}

Result<TemplateInfo> publish_template(db::Tx& tx, const auth::Actor& actor, std::string_view id, std::int64_t version) {
    TRY_VOID(auth::require(actor, manage));
    TRY(auto info, require_info(tx, id));
    TRY_VOID(require_version(info, version));
    if (!info.draft) return Error{Code::wrong_state, "", "模板没有可发布的草稿"};
    TRY_VOID(require_publishable(*info.draft, info.base));
    const std::string content = content_text(*info.draft);
    info.edition += 1;
    info.state = TemplateState::published;
    info.draft.reset();
    store::insert_edition(tx, id, info.edition, content, actor.user);
    TRY_VOID(write_change(tx, actor, info, TemplateAction::publish, content));
    return info;
}

Result<TemplateInfo> retire_template(db::Tx& tx, const auth::Actor& actor, std::string_view id,
                                     std::string_view reason) {
    TRY_VOID(auth::require(actor, manage));
    if (builtin_template(id)) return Error{Code::wrong_state, "", "国家和行业模板不能停用"};
    TRY(auto info, require_info(tx, id));
    if (info.state != TemplateState::published)
        return Error{Code::wrong_state, "", fmt::format("{}的模板不能停用", name_zh(info.state))};
    info.state = TemplateState::retired;
    TRY_VOID(write_change(tx, actor, info, TemplateAction::retire, std::string(reason)));
    return info;
}

Result<std::vector<TemplateEdition>> template_editions(db::Tx& tx, const auth::Actor& actor, std::string_view id) {
    TRY(const auto entry, read_template(tx, actor, id));
    std::vector<TemplateEdition> out;
    for (const auto& row : store::editions_of(tx, id))
        out.push_back({row.edition, row.published_at, row.published_by, interned(id, row, store::family_of(tx, id))});
    if (const Template* builtin = builtin_template(id)) out.push_back({.edition = 1, .tmpl = builtin});
    return out;
}

}  // namespace yiguan::catalog

#include "catalog/sections.hpp"

#include "auth/auth.hpp"
#include "catalog/catalog_store.hpp"
#include "catalog/sections_store.hpp"
#include "ledger/ledger.hpp"

namespace yiguan::catalog {
namespace {

constexpr auto open_right = auth::Permission::open_sections;

constexpr SectionRule rules[] = {
    {Section::introduction, "introduction", "企业介绍", "About the organisation", SectionLevel::organisation,
     Openness::fill_and_show},
    {Section::qualifications, "qualifications", "企业资质", "Qualifications", SectionLevel::organisation,
     Openness::fill_and_show},
    {Section::enterprise_filing, "enterprise_filing", "企业备案", "Enterprise filing", SectionLevel::organisation,
     Openness::owner_chooses},
    {Section::supply_filing, "supply_filing", "供货能力备案", "Supply filing", SectionLevel::organisation,
     Openness::owner_chooses},
    {Section::production_filing, "production_filing", "生产能力备案", "Production filing", SectionLevel::organisation,
     Openness::owner_chooses},
    {Section::video, "video", "产品视频", "Video", SectionLevel::product, Openness::fill_and_show},
    {Section::attachments, "attachments", "附件", "Attachments", SectionLevel::product, Openness::fill_and_show},
    {Section::extension, "extension", "扩展信息", "Further information", SectionLevel::product,
     Openness::fill_and_show},
    {Section::links, "links", "相关链接", "Links", SectionLevel::product, Openness::fill_and_show},
    {Section::certificates, "certificates", "证书与报告", "Certificates and reports", SectionLevel::product,
     Openness::fill_and_show},
};

/// Stores what the actor's organisation chose, if it is another choice than before.
Result<void> choose(db::Tx& tx, const auth::Actor& actor, Section section, std::int64_t object, bool open,
                    std::string_view key) {
    auto row = store::find_opening(tx, actor.org, section, object);
    if (row && row->open == open) return outcome::success();
    if (row) {
        row->version += 1;
    } else {
        row = store::OpeningRow{
            .id = tx.next_id<Id<struct OpeningTag>>().value, .org = actor.org, .section = section, .object = object};
    }
    row->open = open;
    row->changed_at = tx.now();
    row->changed_by = actor.user;
    if (row->version == 1)
        store::insert(tx, *row);
    else if (!store::update(tx, *row))
        return Error{Code::conflict, "", "栏目已被他人修改，请刷新后重试"};
    store::insert_history(tx, *row);
    ledger::append(tx, ledger::Object::section_opening, row->id, row->version, store::content_of(*row));
    auth::audit(tx, actor,
                {.action = open ? "section.open" : "section.close",
                 .object_kind = "section",
                 .object_id = row->id,
                 .detail = key});
    store::raise_page_version(tx);
    return outcome::success();
}

}  // namespace

std::span<const SectionRule> section_rules() {
    return rules;
}

const SectionRule& rule_of(Section section) {
    return *std::ranges::find(rules, section, &SectionRule::section);
}

const SectionRule* find_section(std::string_view key) {
    const auto found = std::ranges::find(rules, key, &SectionRule::key);
    return found == std::end(rules) ? nullptr : found;
}

bool is_open(db::Tx& tx, OrgId org, Section section, std::int64_t object) {
    const auto chosen = store::find_opening(tx, org, section, object);
    return chosen ? chosen->open : rule_of(section).openness == Openness::fill_and_show;
}

Shown::State section_state(db::Tx& tx, const Viewer& viewer, OrgId org, Section section, std::int64_t object,
                           bool filled) {
    if (!filled) return Shown::State::missing;
    return decide(viewer, org, rule_of(section).openness, is_open(tx, org, section, object), filled);
}

std::vector<SectionOpening> sections_of(db::Tx& tx, OrgId org, std::optional<ProductId> product) {
    std::vector<SectionOpening> out;
    const auto add = [&](SectionLevel level, std::int64_t object) {
        const auto chosen = store::openings_of(tx, org, object);
        for (const SectionRule& rule : rules) {
            if (rule.level != level) continue;
            const auto row = std::ranges::find(chosen, rule.section, &store::OpeningRow::section);
            out.push_back(
                {rule.section, object, row == chosen.end() ? rule.openness == Openness::fill_and_show : row->open});
        }
    };
    add(SectionLevel::organisation, 0);
    if (product) add(SectionLevel::product, product->value);
    return out;
}

Result<SectionOpening> set_section(db::Tx& tx, const auth::Actor& actor, Section section, std::int64_t object,
                                   bool open) {
    TRY_VOID(auth::require(actor, open_right));
    if (rule_of(section).level == SectionLevel::product) {
        const auto product = get_product(tx, ProductId{object});
        if (product.has_error() || product.value().org != actor.org)
            return Error{.code = Code::not_found, .pointer = "/object", .detail = "没有这个产品备案", .field = "产品"};
    } else if (object != 0) {
        return Error{.code = Code::invalid, .pointer = "/object", .detail = "企业栏目没有所属产品", .field = "产品"};
    }
    const auto row = store::find_opening(tx, actor.org, section, object);
    if (row || is_open(tx, actor.org, section, object) != open) {
        TRY_VOID(choose(tx, actor, section, object, open, rule_of(section).key));
    }
    return SectionOpening{section, object, open};
}

std::vector<NodeChoice> node_choices(db::Tx& tx, OrgId owner, BatchId batch) {
    std::vector<NodeChoice> out;
    for (const auto& row : store::openings_of(tx, owner, batch.value))
        if (row.section >= Section::first_node)
            out.push_back({static_cast<int>(row.section) - static_cast<int>(Section::first_node), row.open});
    return out;
}

Result<void> set_node(db::Tx& tx, const auth::Actor& actor, BatchId batch, int step, bool open, std::string_view key) {
    const auto section = static_cast<Section>(static_cast<int>(Section::first_node) + step);
    return choose(tx, actor, section, batch.value, open, key);
}

}  // namespace yiguan::catalog

#include "catalog/check.hpp"

#include <map>

#include "catalog/catalog_store.hpp"
#include "catalog/certificates_store.hpp"
#include "catalog/model_parts.hpp"
#include "catalog/models_store.hpp"
#include "catalog/sections_store.hpp"
#include "catalog/templates_store.hpp"

namespace yiguan::catalog {
namespace {

constexpr int page_size = 500;

// What the versions of one filing say together of its row.
struct History {
    store::ProductVersion newest;
    UtcMs created_at;
    std::optional<UtcMs> submitted_at, reviewed_at;
    UserId reviewer;
    /// By edition: since when, and when and what it said last.
    struct Published {
        UtcMs published_at, changed_at;
        std::string content;
    };
    std::map<std::int64_t, Published> editions;

    void add(store::ProductVersion v) {
        switch (v.act) {
            case ProductAction::submit:
            case ProductAction::submit_to_party:
                submitted_at = v.changed_at;
                break;
            case ProductAction::approve:
            case ProductAction::correct:
            case ProductAction::change:
                publish(v);
                [[fallthrough]];
            case ProductAction::reject:
            case ProductAction::ask_to_complete:
            case ProductAction::disable:
                reviewed_at = v.changed_at;
                reviewer = v.changed_by;
                break;
            case ProductAction::save:
            case ProductAction::withdraw:
            case ProductAction::confirm:
            case ProductAction::refuse:
                break;
        }
        newest = std::move(v);
    }
    void publish(const store::ProductVersion& v) {
        const json::value content = json::parse(v.content);
        const auto* edition = content.as_object().if_contains("edition");
        auto& published =
            editions.try_emplace(edition ? edition->as_int64() : 1, Published{v.changed_at, {}, {}}).first->second;
        published.changed_at = v.changed_at;
        published.content = v.content;
    }
    // Filings that were published before editions were kept have none, until they change.
    bool agrees_editions(const std::vector<store::Edition>& stored) const {
        if (stored.empty()) return editions.size() <= 1;
        return stored.size() == editions.size() && std::ranges::all_of(stored, [&](const store::Edition& e) {
                   const auto known = editions.find(e.edition);
                   return known != editions.end() && known->second.published_at == e.published_at &&
                          known->second.changed_at == e.changed_at && known->second.content == e.content;
               });
    }
    bool agrees(const Product& p) const {
        const auto name = p.values.values.find("productName");
        return p.version == newest.version && p.status == newest.status && p.updated_at == newest.changed_at &&
               p.created_at == created_at && p.submitted_at == submitted_at && p.reviewed_at == reviewed_at &&
               p.reviewer == reviewer && p.name == (name == p.values.values.end() ? "" : name->second) &&
               store::content_text(p) == newest.content;
    }
};

// A row that no code can read is a defect like any other.
bool agrees(db::Tx& tx, const History& history) {
    try {
        const auto product = store::find(tx, history.newest.product);
        return product && history.agrees(*product) && agrees_model_code(tx, *product) &&
               history.agrees_editions(store::editions_of(tx, history.newest.product));
    } catch (const db::Fault&) {
        throw;
    } catch (const std::exception&) {
        return false;
    }
}

}  // namespace

std::string store::content_of(const ProductVersion& v) {
    return ledger::content_of("product/v1",
                              {v.product.value, v.org.value, v.version, v.changed_at.value, v.changed_by.value,
                               static_cast<std::int64_t>(v.act), static_cast<std::int64_t>(v.status)},
                              v.content);
}

std::string store::content_of(const TemplateVersion& v) {
    return ledger::content_of(
        "template/v1", {v.number, v.version, v.changed_at.value, v.changed_by.value, static_cast<std::int64_t>(v.act)},
        v.content);
}

std::string store::content_of(const CertificateVersion& v) {
    return ledger::content_of(
        "certificate/v1", {v.id, v.version, v.changed_at.value, v.changed_by.value, static_cast<std::int64_t>(v.act)},
        v.content);
}

std::string store::content_of(const OpeningRow& r) {
    return ledger::content_of("section/v1", {r.id, r.org.value, static_cast<std::int64_t>(r.section), r.object,
                                             r.version, r.changed_at.value, r.changed_by.value, r.open ? 1 : 0});
}

namespace {

// Goes through all versions of one kind in order; `same(last)` compares the present row with its newest version.
template <class Version, class After, class Key, class Same>
std::vector<std::string> check_versions(db::Tx& tx, const ledger::LogCheck& log, ledger::Object kind,
                                        std::string_view what, After after, Key key, Same same) {
    ledger::ObjectCheck check(tx, log, kind);
    std::optional<Version> last;
    const auto close = [&] {
        if (last && !same(*last))
            check.say(std::string(what) + " " + std::to_string(key(*last)) +
                      " 与它最近一版不符：未经系统修改或已被删除");
    };
    for (bool more = true; more;) {
        auto page = after(last ? key(*last) : INT64_MIN, last ? last->version : 0);
        more = page.size() == page_size;
        for (auto& version : page) {
            if (last && key(*last) != key(version)) close();
            check.stored(key(version), version.version, version.changed_at, store::content_of(version));
            last = std::move(version);
        }
    }
    close();
    return check.finish();
}

std::vector<std::string> check_templates(db::Tx& tx, const ledger::LogCheck& log) {
    return check_versions<store::TemplateVersion>(
        tx, log, ledger::Object::data_template, "数据模板",
        [&](std::int64_t id, std::int64_t v) { return store::template_history_after(tx, id, v, page_size); },
        [](const store::TemplateVersion& v) { return v.number; },
        [&](const store::TemplateVersion& v) {
            const auto info = store::find_info_by_number(tx, v.number);
            if (!info || info->version != v.version) return false;
            if (v.act == store::TemplateAction::retire) return info->state == TemplateState::retired;
            if (v.act != store::TemplateAction::publish)
                return info->draft && json::serialize(encode_content(*info->draft)) == v.content;
            const auto edition = store::find_edition(tx, info->id, info->edition);
            return !info->draft && edition && edition->content == v.content;
        });
}

std::vector<std::string> check_certificates(db::Tx& tx, const ledger::LogCheck& log) {
    return check_versions<store::CertificateVersion>(
        tx, log, ledger::Object::certificate, "证书",
        [&](std::int64_t id, std::int64_t v) { return store::certificate_history_after(tx, id, v, page_size); },
        [](const store::CertificateVersion& v) { return v.id; },
        [&](const store::CertificateVersion& v) {
            const auto found = store::find_any_certificate(tx, CertificateId{v.id});
            return found && found->first.version == v.version && store::content_text(found->first) == v.content &&
                   found->second == (v.act == store::CertificateAction::remove);
        });
}

std::vector<std::string> check_sections(db::Tx& tx, const ledger::LogCheck& log) {
    return check_versions<store::OpeningRow>(
        tx, log, ledger::Object::section_opening, "栏目公开",
        [&](std::int64_t id, std::int64_t v) { return store::opening_history_after(tx, id, v, page_size); },
        [](const store::OpeningRow& v) { return v.id; },
        [&](const store::OpeningRow& v) {
            const auto row = store::find_opening_by_id(tx, v.id);
            return row && row->version == v.version && row->open == v.open;
        });
}

std::vector<std::string> check_products(db::Tx& tx, const ledger::LogCheck& log) {
    ledger::ObjectCheck check(tx, log, ledger::Object::product);
    std::optional<History> last;
    const auto close = [&] {
        if (last && !agrees(tx, *last))
            check.say("产品备案 " + to_string(last->newest.product) + " 与它最近一版不符：未经系统修改或已被删除");
    };
    for (bool more = true; more;) {
        auto page = store::history_after(tx, last ? last->newest.product : ProductId{INT64_MIN},
                                         last ? last->newest.version : 0, page_size);
        more = page.size() == page_size;
        for (auto& version : page) {
            check.stored(version.product.value, version.version, version.changed_at, store::content_of(version));
            if (!last || last->newest.product != version.product) {
                close();
                last = History{.newest = {}, .created_at = version.changed_at, .submitted_at = {}, .reviewed_at = {}};
            }
            last->add(std::move(version));
        }
    }
    close();
    ProductId after{INT64_MIN};
    for (bool more = true; more;) {
        const auto page = store::products_after(tx, after, page_size);
        more = page.size() == page_size;
        for (const ProductId id : page) {
            after = id;
            const auto first = store::history_after(tx, id, INT64_MIN, 1);
            if (first.empty() || first.front().product != id)
                check.say("产品备案 " + to_string(id) + " 没有任何一版内容：未经系统添加");
        }
    }
    // Codes of filings that there are were compared with what they say.
    after = ProductId{INT64_MIN};
    for (bool more = true; more;) {
        const auto page = store::model_codes_after(tx, after, page_size);
        more = page.size() == page_size;
        for (const auto& row : page) {
            after = row.product;
            if (!store::find(tx, row.product))
                check.say("型号规格代码 " + row.code + " 属于不存在的产品备案 " + to_string(row.product));
        }
    }
    return check.finish();
}

}  // namespace

std::vector<std::string> check_records(db::Tx& tx, const ledger::LogCheck& log) {
    auto found = check_products(tx, log);
    for (const auto& more : {check_templates(tx, log), check_certificates(tx, log), check_sections(tx, log)})
        found.insert(found.end(), more.begin(), more.end());
    return found;
}

}  // namespace yiguan::catalog

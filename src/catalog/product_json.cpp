// A filing with what other tables know of it, as JSON.
#include "catalog/applications.hpp"
#include "catalog/catalog_json.hpp"
#include "catalog/certificates.hpp"
#include "catalog/goods_parts.hpp"
#include "catalog/model_parts.hpp"
#include "catalog/sections.hpp"
#include "registry/registry.hpp"

namespace yiguan::catalog {
namespace {

void add_certificates(db::Tx& tx, const Product& product, std::span<const Certificate> certificates,
                      const Viewer& viewer, json::object& out) {
    if (certificates.empty()) return;
    const auto state = section_state(tx, viewer, product.org, Section::certificates, product.id.value, true);
    if (state != Shown::State::shown && !is_told_of_closed(viewer)) return;
    json::array list;
    for (const Certificate& c : certificates) {
        // In a closed section every certificate is as good as closed.
        Certificate shown = c;
        if (state != Shown::State::shown) shown.data.open = false;
        if (auto encoded = encode(shown, viewer, tx.now())) list.push_back(std::move(*encoded));
    }
    out["certificates"] = std::move(list);
}

void add_extras(db::Tx& tx, const Product& product, const Viewer& viewer, ProducerNames& producers, json::object& out) {
    if (product.extras.empty()) return;
    for (auto& [key, value] : product.extras.to_json()) {
        const SectionRule* rule = find_section(key);
        if (!rule) continue;  // a part of a model, or the part that says itself whether it is open
        const auto state = section_state(tx, viewer, product.org, rule->section, product.id.value, true);
        if (state == Shown::State::shown) {
            out[key] = std::move(value);
        } else if (is_told_of_closed(viewer)) {
            json::value& list = out["withheldSections"];
            if (!list.is_array()) list.emplace_array();
            list.get_array().push_back({{"key", rule->key}, {"zh", rule->zh}});
        }
    }
    add_model_parts(tx, product, viewer, producers, out);
    add_goods(product, viewer, out);
}

std::string_view party_state(ProductStatus status) {
    switch (status) {
        case ProductStatus::awaiting_party:
            return "awaiting";
        case ProductStatus::pending:
        case ProductStatus::published:
        case ProductStatus::disabled:
            return "confirmed";
        default:
            return "open";
    }
}
std::string_view party_state_zh(std::string_view state) {
    if (state == "awaiting") return "待对方确认";
    return state == "confirmed" ? "对方已确认" : "尚未提交对方";
}

void add_other_party(db::Tx& tx, const Product& product, json::object& out) {
    if (product.other_uscc.empty()) return;
    const auto state = party_state(product.status);
    json::object party{{"uscc", product.other_uscc}, {"state", state}, {"stateZh", party_state_zh(state)}};
    if (const auto uscc = keys::Uscc::parse(product.other_uscc); uscc.has_value()) {
        // Who is not approved yet may be anybody who claims the code.
        using enum registry::OrgStatus;
        const auto org = registry::find_org_by_uscc(tx, uscc.value());
        if (org && (org->status == approved || org->status == suspended || org->status == deregistered)) {
            party["organisation"] = to_string(org->id);
            party["name"] = org->data.name;
        }
    }
    out["otherParty"] = std::move(party);
}

}  // namespace

void add_parts(db::Tx& tx, const Product& product, const Viewer& viewer, json::object& out) {
    ProducerNames producers;
    add_extras(tx, product, viewer, producers, out);
    const ProductId ids[] = {product.id};
    if (product.id) add_certificates(tx, product, certificates_of(tx, ids).front(), viewer, out);
}

std::vector<json::object> describe(db::Tx& tx, std::span<const Product> products, const Viewer& viewer,
                                   Audience audience) {
    std::vector<ProductId> ids;
    for (const Product& p : products) ids.push_back(p.id);
    const auto certificates = certificates_of(tx, ids);
    std::map<OrgId, std::string> names;
    ProducerNames producers;
    std::vector<json::object> out;
    for (std::size_t i = 0; i < products.size(); ++i) {
        const Product& p = products[i];
        json::object one = encode(p, viewer, audience);
        if (audience == Audience::inside) {
            const auto [name, fresh] = names.try_emplace(p.org);
            if (fresh)
                if (const auto org = registry::find_org(tx, p.org)) name->second = org->data.name;
            one["organisationName"] = name->second;
            const auto applications = applications_of(tx, p.id);
            if (applications.filing) {
                one["application"] = to_string(applications.filing->id);
                one["applicationNumber"] = applications.filing->number;
            }
            if (applications.pending) one["pendingApplication"] = to_string(*applications.pending);
            add_other_party(tx, p, one);
        }
        if (const CatalogueUnit* unit = catalogue().find_unit(p.unit_id)) {
            one["unitName"] = unit->name_zh;
            one["category"] = unit->category_id;
            one["categoryName"] = catalogue().find_category(unit->category_id)->name_zh;
        }
        one["model"] = p.model();
        add_extras(tx, p, viewer, producers, one);
        add_certificates(tx, p, certificates[i], viewer, one);
        out.push_back(std::move(one));
    }
    return out;
}

json::object describe(db::Tx& tx, const Product& product, const Viewer& viewer, Audience audience) {
    return std::move(describe(tx, std::span(&product, 1), viewer, audience).front());
}

}  // namespace yiguan::catalog

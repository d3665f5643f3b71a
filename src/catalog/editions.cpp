#include "catalog/editions.hpp"

#include <fmt/format.h>

#include "auth/auth.hpp"
#include "catalog/catalog_store.hpp"
#include "catalog/certificates.hpp"
#include "catalog/goods_parts.hpp"
#include "catalog/model_parts.hpp"
#include "catalog/models.hpp"
#include "catalog/sections.hpp"

namespace yiguan::catalog {
namespace {

constexpr std::string_view withheld_zh = "未公开";

Product with_content(db::Tx& tx, const Product& of, std::string_view content) {
    Product product = of;
    store::take_content(tx, content, product);
    return product;
}

// Documents that a filing shows beside its pictures, by section; pictures of older editions count as shown always.
void collect_documents(const Product& product, std::map<DocumentId, int>& out) {
    for (const DocumentId picture : product.pictures) out[picture] = 0;
    for (const Field& field : product.tmpl->fields) {
        if (field.kind != FieldKind::document) continue;
        const auto given = product.values.values.find(field.key);
        if (given == product.values.values.end()) continue;
        const Openness openness = field.choosable() ? Openness::owner_chooses : Openness::always;
        const bool open = product.values.open.contains(field.key);
        if (decide({}, product.org, openness, open, true) != Shown::State::shown) continue;
        if (const auto id = parse_id_as<DocumentId>(given->second)) out[*id] = 0;
    }
    const auto add = [&](DocumentId id, Section section) { out.try_emplace(id, static_cast<int>(section)); };
    if (product.extras.video) add(product.extras.video, Section::video);
    for (const auto& a : product.extras.attachments) add(a.document, Section::attachments);
    for (const DocumentId id : public_model_documents(product)) out[id] = 0;
}

struct Side {
    std::string text;
    bool withheld = false;
};

Side side_of(const Shown& shown) {
    if (shown.state == Shown::State::withheld) return {std::string(withheld_zh), true};
    if (shown.state == Shown::State::missing) return {};
    return {display(*shown.field, shown.value), false};
}

// What the owner hides today is not told by an older version either.
Product as_seen_by(const auth::Actor& actor, const Product& now, Product was) {
    if (!sees_hidden(Viewer::of(actor), now.org)) hide_closed(now, was);
    return was;
}

std::string documents_text(std::span<const DocumentId> ids) {
    std::string text;
    for (const DocumentId id : ids) text += (text.empty() ? "" : "、") + to_string(id);
    return text;
}

// What stands beside the fields, in words.
std::vector<std::pair<std::string, std::string>> other_parts(const Product& p) {
    std::string attachments, extension, links;
    const auto join = [](std::string& text, const std::string& part) { text += (text.empty() ? "" : "；") + part; };
    for (const auto& a : p.extras.attachments) join(attachments, a.name);
    for (const auto& e : p.extras.extension) join(extension, e.name + "：" + e.value);
    for (const auto& l : p.extras.links) join(links, l.platform + " " + l.url);
    const auto* unit = catalogue().find_unit(p.unit_id);
    return {{"产品单元", unit ? unit->name_zh : p.unit_id},
            {"数据模板",
             p.tmpl->edition == 1 ? p.tmpl->name_zh : fmt::format("{}（第 {} 版）", p.tmpl->name_zh, p.tmpl->edition)},
            {"产品图片", documents_text(p.pictures)},
            {"产品视频", p.extras.video ? to_string(p.extras.video) : std::string()},
            {"附件", attachments},
            {"扩展信息", extension},
            {"相关链接", links}};
}
constexpr std::string_view part_keys[] = {"unit", "template", "pictures", "video", "attachments", "extension", "links"};

}  // namespace

Result<Product> product_as_bound(db::Tx& tx, ProductId id, UtcMs bound_at) {
    TRY(auto product, get_product(tx, id));
    if (product.edition == 1) return product;  // there is no other
    const auto edition = store::edition_at(tx, id, bound_at);
    if (!edition || edition->edition == product.edition) return product;
    Product was = with_content(tx, product, edition->content);
    hide_closed(product, was);
    return was;
}

Result<std::vector<ProductVersion>> product_history(db::Tx& tx, const auth::Actor& actor, ProductId id,
                                                    std::int64_t before, int limit) {
    TRY(const auto product, read_product(tx, actor, id));
    std::vector<ProductVersion> out;
    for (const auto& row : store::history_of(tx, id, before > 0 ? before : INT64_MAX, limit + 1)) {
        ProductVersion v{.version = row.version,
                         .at = row.changed_at,
                         .by = row.changed_by,
                         .act = row.act,
                         .product = as_seen_by(actor, product, with_content(tx, product, row.content))};
        v.product.version = row.version;
        v.product.status = row.status;
        v.product.updated_at = row.changed_at;
        out.push_back(std::move(v));
    }
    return out;
}

Result<Product> product_at(db::Tx& tx, const auth::Actor& actor, ProductId id, UtcMs at) {
    TRY(const auto product, read_product(tx, actor, id));
    const auto row = store::version_at(tx, id, at);
    if (!row) return Error{Code::not_found, "", "该时间之前没有这个产品备案"};
    Product was = as_seen_by(actor, product, with_content(tx, product, row->content));
    was.version = row->version;
    was.status = row->status;
    was.updated_at = row->changed_at;
    return was;
}

Result<std::vector<ProductEdition>> product_editions(db::Tx& tx, const auth::Actor& actor, ProductId id) {
    TRY(const auto product, read_product(tx, actor, id));
    std::vector<ProductEdition> out;
    for (const auto& row : store::editions_of(tx, id))
        out.push_back(
            {row.published_at, row.changed_at, as_seen_by(actor, product, with_content(tx, product, row.content))});
    const bool published = product.status == ProductStatus::published || product.status == ProductStatus::disabled;
    if (out.empty() && published && product.reviewed_at)  // from before editions were kept
        out.push_back({*product.reviewed_at, product.updated_at, product});
    return out;
}

void store_edition(db::Tx& tx, const Product& product) {
    store::put_edition(tx, product.id,
                       {.edition = product.edition,
                        .revision = product.revision,
                        .published_at = tx.now(),
                        .changed_at = tx.now(),
                        .content = store::content_text(product)});
    std::map<DocumentId, int> documents;
    for (const auto& edition : store::editions_of(tx, product.id)) {
        Product was = with_content(tx, product, edition.content);
        hide_closed(product, was);
        collect_documents(was, documents);
    }
    store::replace_documents(tx, product.id, documents);
    store::raise_page_version(tx);
}

json::array differences(db::Tx& tx, const Product* before, const Product& after, const Viewer& viewer) {
    static constexpr Step filing[] = {Step::filing};
    json::array out;
    const auto add = [&](std::string_view key, std::string_view zh, const Side& was, const Side& is) {
        json::object change{{"key", key}, {"zh", zh}, {"before", was.text}, {"after", is.text}};
        if (was.withheld || is.withheld) change["withheld"] = true;
        out.push_back(std::move(change));
    };
    const FieldValues none;
    const auto raw = [](const FieldValues& values, const std::string& key) {
        const auto at = values.values.find(key);
        return std::pair(at == values.values.end() ? std::string() : at->second, values.open.contains(key));
    };
    std::map<std::string_view, Shown> earlier;
    std::vector<Shown> earlier_list;
    if (before) {
        earlier_list = disclose(*before->tmpl, before->values, filing, before->org, viewer);
        for (const Shown& s : earlier_list) earlier.emplace(s.field->key, s);
    }
    for (const Shown& s : disclose(*after.tmpl, after.values, filing, after.org, viewer)) {
        const auto old = earlier.extract(s.field->key);
        const auto [was_value, was_open] = raw(before ? before->values : none, s.field->key);
        const auto [value, open] = raw(after.values, s.field->key);
        if (was_value != value) {
            add(s.field->key, s.field->name_zh, old ? side_of(old.mapped()) : Side{}, side_of(s));
        } else if (was_open != open && !value.empty()) {
            add(s.field->key + "/open", s.field->name_zh + "是否公开", {was_open ? "公开" : "不公开"},
                {open ? "公开" : "不公开"});
        }
    }
    for (const auto& [key, s] : earlier)
        if (s.state != Shown::State::missing && s.field->fixed_value.empty())
            add(key, s.field->name_zh, side_of(s), {});
    const auto parts = other_parts(after);
    const auto was = before ? other_parts(*before) : std::vector<std::pair<std::string, std::string>>(parts.size());
    for (std::size_t i = 0; i < parts.size(); ++i) {
        if (parts[i].second == was[i].second) continue;
        // What stands in a section is as closed in the history as the section is now.
        const SectionRule* section = find_section(part_keys[i]);
        if (section &&
            section_state(tx, viewer, after.org, section->section, after.id.value, true) != Shown::State::shown) {
            const auto closed = [](const std::string& text) {
                return text.empty() ? Side{} : Side{std::string(withheld_zh), true};
            };
            if (is_told_of_closed(viewer))
                add(part_keys[i], parts[i].first, closed(was[i].second), closed(parts[i].second));
            continue;
        }
        add(part_keys[i], parts[i].first, {was[i].second}, {parts[i].second});
    }
    const auto models = model_part_texts(after, viewer);
    const auto earlier_models = before ? model_part_texts(*before, viewer) : std::vector<PartText>();
    for (std::size_t i = 0; i < models.size(); ++i) {
        const std::string& old = before ? earlier_models[i].text : std::string();
        if (models[i].text != old) add(models[i].key, models[i].zh, {old}, {models[i].text});
    }
    const auto goods_side = [&](const Product* of) {
        if (!of || !of->extras.goods) return Side{};
        if (goods_state(*of, viewer) == Shown::State::shown) return Side{goods_text(*of)};
        return is_told_of_closed(viewer) ? Side{std::string(withheld_zh), true} : Side{};
    };
    if ((before ? before->extras.goods : std::nullopt) != after.extras.goods) {
        const Side old = goods_side(before), now = goods_side(&after);
        if (!old.text.empty() || !now.text.empty()) add("goods", goods_zh, old, now);
    }
    return out;
}

std::int64_t page_version(db::Tx& tx) {
    return store::page_version(tx);
}
void raise_page_version(db::Tx& tx) {
    store::raise_page_version(tx);
}

bool is_public_document(db::Tx& tx, DocumentId document) {
    if (store::is_published_picture(tx, document) || is_open_certificate_document(tx, document)) return true;
    for (const auto& use : store::document_uses(tx, document))
        if (use.section == 0 || is_open(tx, use.org, static_cast<Section>(use.section), use.product.value)) return true;
    return false;
}

void fill_search_text(db::Database& db) {
    ProductId after{INT64_MIN};
    for (bool more = true; more;) {
        const auto ids = db.read_now([&](db::Tx& tx) { return store::without_search_text(tx, after, 500); });
        more = ids.size() == 500;
        if (ids.empty()) break;
        after = ids.back();
        db.write_now([&](db::Tx& tx) {
            for (const ProductId id : ids)
                if (const auto product = store::find(tx, id)) store::set_search_text(tx, *product);
        });
    }
}

}  // namespace yiguan::catalog

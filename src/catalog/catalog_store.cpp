#include "catalog/catalog_store.hpp"

#include <fmt/format.h>

#include <stdexcept>

namespace yiguan::catalog::store {
namespace {

const db::Statement insert_sql{"catalog.insert_product", R"sql(
    INSERT INTO product (product_id, org_id, template_id, unit_id, product_name, status, field_values, version,
                         created_at, updated_at, submitted_at, reviewed_at, reviewer_id, reason)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14))sql"};

const db::Statement update_sql{"catalog.update_product", R"sql(
    UPDATE product SET template_id = $3, unit_id = $4, product_name = $5, status = $6, field_values = $7,
                       version = $8, updated_at = $9, submitted_at = $10, reviewed_at = $11, reviewer_id = $12,
                       reason = $13
     WHERE product_id = $1 AND version = $2)sql"};

const db::Statement delete_pictures_sql{"catalog.delete_pictures", "DELETE FROM product_picture WHERE product_id = $1"};

const db::Statement insert_picture_sql{"catalog.insert_picture", R"sql(
    INSERT INTO product_picture (product_id, pos, document_id) VALUES ($1, $2, $3))sql"};

const db::Statement insert_history_sql{"catalog.insert_history", R"sql(
    INSERT INTO product_history (product_id, version, changed_at, changed_by, act, status, content)
    VALUES ($1, $2, $3, $4, $5, $6, $7))sql"};

const db::Statement history_after_sql{"catalog.history_after", R"sql(
    SELECT h.product_id, p.org_id, h.version, h.changed_at, h.changed_by, h.act, h.status, h.content
      FROM product_history h LEFT JOIN product p ON p.product_id = h.product_id
     WHERE (h.product_id, h.version) > ($1, $2) ORDER BY h.product_id, h.version LIMIT $3)sql"};

const db::Statement products_after_sql{
    "catalog.products_after", "SELECT product_id FROM product WHERE product_id > $1 ORDER BY product_id LIMIT $2"};

const db::Statement find_sql{"catalog.find_product", R"sql(
    SELECT product_id, org_id, template_id, unit_id, product_name, status, field_values, version,
           created_at, updated_at, submitted_at, reviewed_at, reviewer_id, reason
      FROM product WHERE product_id = $1)sql"};

const db::Statement by_org_sql{"catalog.products_by_org", R"sql(
    SELECT product_id, org_id, template_id, unit_id, product_name, status, field_values, version,
           created_at, updated_at, submitted_at, reviewed_at, reviewer_id, reason
      FROM product WHERE org_id = $1 AND product_id < $2 ORDER BY product_id DESC LIMIT $3)sql"};

const db::Statement by_org_and_status_sql{"catalog.products_by_org_and_status", R"sql(
    SELECT product_id, org_id, template_id, unit_id, product_name, status, field_values, version,
           created_at, updated_at, submitted_at, reviewed_at, reviewer_id, reason
      FROM product WHERE org_id = $1 AND product_id < $2 AND status = $4 ORDER BY product_id DESC LIMIT $3)sql"};

const db::Statement by_status_sql{"catalog.products_by_status", R"sql(
    SELECT product_id, org_id, template_id, unit_id, product_name, status, field_values, version,
           created_at, updated_at, submitted_at, reviewed_at, reviewer_id, reason
      FROM product WHERE status = $1 AND product_id < $2 ORDER BY product_id DESC LIMIT $3)sql"};

const db::Statement pictures_sql{"catalog.pictures", R"sql(
    SELECT document_id FROM product_picture WHERE product_id = $1 ORDER BY pos)sql"};

const db::Statement published_picture_sql{"catalog.published_picture", R"sql(
    SELECT p.product_id FROM product_picture pp JOIN product p ON p.product_id = pp.product_id
     WHERE pp.document_id = $1 AND p.status = $2 LIMIT 1)sql"};

Product product_of(db::Rows& rows) {
    Product p;
    p.id = rows.get<ProductId>(0);
    p.org = rows.get<OrgId>(1);
    p.tmpl = templates().find(rows.text(2));
    // A template may never be taken out of the data file once products are filed on it.
    if (!p.tmpl) throw std::runtime_error(fmt::format("product {} is filed on an unknown template", p.id.value));
    p.unit_id = rows.get<std::string>(3);
    p.name = rows.get<std::string>(4);
    p.status = rows.get<ProductStatus>(5);
    p.values = FieldValues::from_json(rows.text(6));
    p.version = rows.integer(7);
    p.created_at = rows.get<UtcMs>(8);
    p.updated_at = rows.get<UtcMs>(9);
    p.submitted_at = rows.get<std::optional<UtcMs>>(10);
    p.reviewed_at = rows.get<std::optional<UtcMs>>(11);
    p.reviewer = rows.get<UserId>(12);
    p.reason = rows.get<std::string>(13);
    return p;
}

// One round trip for all pictures of a page.
void read_pictures(db::Tx& tx, std::vector<Product>& products) {
    std::vector<db::Param> ids;
    for (const Product& p : products) ids.emplace_back(p.id);
    tx.query_each(pictures_sql, ids, 1, [&](std::size_t i, db::Rows& rows) {
        while (rows.next()) products[i].pictures.push_back(rows.get<DocumentId>(0));
    });
}

std::vector<Product> take_all(db::Tx& tx, db::Rows rows) {
    std::vector<Product> out;
    while (rows.next()) out.push_back(product_of(rows));
    read_pictures(tx, out);
    return out;
}

}  // namespace

void insert(db::Tx& tx, const Product& p) {
    tx.execute(insert_sql, p.id, p.org, p.tmpl->id, p.unit_id, p.name, p.status, p.values.to_json(), p.version,
               p.created_at, p.updated_at, p.submitted_at, p.reviewed_at, p.reviewer, p.reason);
}

bool update(db::Tx& tx, const Product& p) {
    return tx.execute(update_sql, p.id, p.version - 1, p.tmpl->id, p.unit_id, p.name, p.status, p.values.to_json(),
                      p.version, p.updated_at, p.submitted_at, p.reviewed_at, p.reviewer, p.reason) == 1;
}

void replace_pictures(db::Tx& tx, const Product& p) {
    tx.post(delete_pictures_sql, p.id);
    for (std::size_t i = 0; i < p.pictures.size(); ++i) tx.post(insert_picture_sql, p.id, i, p.pictures[i]);
}

std::string content_text(const Product& p) {
    json::object content;
    json::array pictures;
    for (const DocumentId picture : p.pictures) pictures.emplace_back(to_string(picture));
    content["v"] = 1;
    content["template"] = p.tmpl->id;
    content["unit"] = p.unit_id;
    content["fields"] = json::parse(p.values.to_json());
    content["pictures"] = std::move(pictures);
    content["reason"] = p.reason;
    return json::serialize(content);
}

void insert_history(db::Tx& tx, const ProductVersion& v) {
    tx.post(insert_history_sql, v.product, v.version, v.changed_at, v.changed_by, v.act, v.status, v.content);
}

std::vector<ProductVersion> history_after(db::Tx& tx, ProductId product, std::int64_t version, int limit) {
    auto rows = tx.query(history_after_sql, product, version, limit);
    std::vector<ProductVersion> found;
    while (rows.next())
        found.push_back({.product = rows.get<ProductId>(0),
                         .org = rows.get<std::optional<OrgId>>(1).value_or(OrgId{}),
                         .version = rows.integer(2),
                         .changed_at = rows.get<UtcMs>(3),
                         .changed_by = rows.get<UserId>(4),
                         .act = rows.get<ProductAction>(5),
                         .status = rows.get<ProductStatus>(6),
                         .content = rows.get<std::string>(7)});
    return found;
}

std::vector<ProductId> products_after(db::Tx& tx, ProductId after, int limit) {
    auto rows = tx.query(products_after_sql, after, limit);
    std::vector<ProductId> found;
    while (rows.next()) found.push_back(rows.get<ProductId>(0));
    return found;
}

std::optional<Product> find(db::Tx& tx, ProductId id) {
    std::vector<Product> found = take_all(tx, tx.query(find_sql, id));
    if (found.empty()) return std::nullopt;
    return std::move(found.front());
}

std::vector<Product> by_org(db::Tx& tx, OrgId org, std::optional<ProductStatus> status, ProductId before, int limit) {
    if (status) return take_all(tx, tx.query(by_org_and_status_sql, org, before, limit, *status));
    return take_all(tx, tx.query(by_org_sql, org, before, limit));
}

std::vector<Product> by_status(db::Tx& tx, ProductStatus status, ProductId before, int limit) {
    return take_all(tx, tx.query(by_status_sql, status, before, limit));
}

bool is_published_picture(db::Tx& tx, DocumentId document) {
    return tx.query(published_picture_sql, document, ProductStatus::published).next();
}

}  // namespace yiguan::catalog::store

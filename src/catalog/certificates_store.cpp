#include "catalog/certificates_store.hpp"

#include "core/text.hpp"

namespace yiguan::catalog::store {
namespace {

#define COLUMNS                                                                                                 \
    "c.certificate_id, c.org_id, c.cert_type, c.cert_name, c.cert_number, c.issuer, c.valid_from, c.valid_to, " \
    "c.documents, c.is_open, c.version, c.created_at, c.updated_at, c.is_deleted, c.reminded "
// $4 type or 0; $5 part of search_text; $6 state or 0; $7 today, $8 last day of what expires soon; $9 product or 0.
#define MATCHES                                                                                               \
    "FROM certificate c WHERE c.org_id = $1 AND c.certificate_id < $2 AND c.is_deleted = 0 "                  \
    "AND ($4 = 0 OR c.cert_type = $4) AND ($5 = '' OR c.search_text LIKE '%' || $5 || '%' ESCAPE '!') "       \
    "AND ($6 = 0 OR ($6 = 1 AND c.valid_to > $8) OR ($6 = 2 AND c.valid_to >= $7 AND c.valid_to <= $8) "      \
    "OR ($6 = 3 AND c.valid_to <> '' AND c.valid_to < $7) OR ($6 = 4 AND c.valid_to = '')) "                  \
    "AND ($9 = 0 OR EXISTS (SELECT 1 FROM certificate_product cp WHERE cp.certificate_id = c.certificate_id " \
    "AND cp.product_id = $9)) "

const db::Statement insert_sql{"catalog.insert_certificate", R"sql(
    INSERT INTO certificate (certificate_id, org_id, cert_type, cert_name, cert_number, search_text, issuer,
                             valid_from, valid_to, documents, is_open, is_deleted, reminded, version, created_at,
                             updated_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 0, 0, $12, $13, $14))sql"};

const db::Statement update_sql{"catalog.update_certificate", R"sql(
    UPDATE certificate SET cert_type = $3, cert_name = $4, cert_number = $5, search_text = $6, issuer = $7,
                           valid_from = $8, valid_to = $9, documents = $10, is_open = $11, is_deleted = $12,
                           reminded = 0, version = $13, updated_at = $14
     WHERE certificate_id = $1 AND version = $2)sql"};

const db::Statement find_sql{"catalog.find_certificate",
                             "SELECT " COLUMNS "FROM certificate c WHERE c.certificate_id = $1"};
const db::Statement matching_sql{"catalog.certificates",
                                 "SELECT " COLUMNS MATCHES "ORDER BY c.certificate_id DESC LIMIT $3"};
const db::Statement count_sql{"catalog.count_certificates",
                              "SELECT count(*) FROM (SELECT 1 " MATCHES "LIMIT $3) found"};

const db::Statement number_sql{"catalog.certificate_by_number", R"sql(
    SELECT certificate_id FROM certificate
     WHERE org_id = $1 AND cert_type = $2 AND cert_number = $3 AND is_deleted = 0 AND certificate_id <> $4
     LIMIT 1)sql"};

const db::Statement by_product_sql{
    "catalog.certificates_of_product",
    "SELECT " COLUMNS
    "FROM certificate_product cp JOIN certificate c ON c.certificate_id = cp.certificate_id "
    "WHERE cp.product_id = $1 AND c.is_deleted = 0 ORDER BY c.certificate_id DESC"};

const db::Statement without_product_sql{
    "catalog.qualifications", "SELECT " COLUMNS
                              "FROM certificate c WHERE c.org_id = $1 AND c.is_deleted = 0 AND NOT EXISTS "
                              "(SELECT 1 FROM certificate_product cp WHERE cp.certificate_id = c.certificate_id) "
                              "ORDER BY c.certificate_id DESC LIMIT $2"};

const db::Statement ending_sql{"catalog.certificates_ending",
                               "SELECT " COLUMNS
                               "FROM certificate c WHERE c.valid_to >= $1 AND c.valid_to <= $2 AND c.is_deleted = 0 "
                               "ORDER BY c.valid_to, c.certificate_id LIMIT $3"};
const db::Statement reminded_sql{"catalog.set_reminded",
                                 "UPDATE certificate SET reminded = $2 WHERE certificate_id = $1"};

const db::Statement products_sql{"catalog.products_of_certificate", R"sql(
    SELECT product_id FROM certificate_product WHERE certificate_id = $1 ORDER BY product_id)sql"};
const db::Statement delete_products_sql{"catalog.delete_certificate_products",
                                        "DELETE FROM certificate_product WHERE certificate_id = $1"};
const db::Statement insert_product_sql{"catalog.insert_certificate_product", R"sql(
    INSERT INTO certificate_product (certificate_id, product_id) VALUES ($1, $2))sql"};
const db::Statement delete_documents_sql{"catalog.delete_certificate_documents",
                                         "DELETE FROM certificate_document WHERE certificate_id = $1"};
const db::Statement insert_document_sql{"catalog.insert_certificate_document", R"sql(
    INSERT INTO certificate_document (certificate_id, document_id) VALUES ($1, $2))sql"};
const db::Statement open_document_sql{"catalog.open_certificate_document", R"sql(
    SELECT c.certificate_id FROM certificate_document d JOIN certificate c ON c.certificate_id = d.certificate_id
     WHERE d.document_id = $1 AND c.is_deleted = 0 AND c.is_open = 1 LIMIT 1)sql"};

const db::Statement insert_history_sql{"catalog.insert_certificate_history", R"sql(
    INSERT INTO certificate_history (certificate_id, version, changed_at, changed_by, act, content)
    VALUES ($1, $2, $3, $4, $5, $6))sql"};
const db::Statement history_after_sql{"catalog.certificate_history_after", R"sql(
    SELECT certificate_id, version, changed_at, changed_by, act, content FROM certificate_history
     WHERE (certificate_id, version) > ($1, $2) ORDER BY certificate_id, version LIMIT $3)sql"};

std::string ids_text(const std::vector<DocumentId>& ids) {
    json::array list;
    for (const DocumentId id : ids) list.emplace_back(to_string(id));
    return json::serialize(list);
}

std::string lower(std::string text) {
    for (char& c : text) c = to_lower(c);
    return text;
}

std::string search_text(const Certificate& c) {
    return lower(c.data.number + "\n" + c.data.cert_name);
}

struct Row {
    Certificate certificate;
    bool deleted = false;
    int reminded = 0;
};

Row row_of(db::Rows& rows) {
    Row row;
    Certificate& c = row.certificate;
    c.id = rows.get<CertificateId>(0);
    c.org = rows.get<OrgId>(1);
    c.data.type = rows.get<CertificateType>(2);
    c.data.cert_name = rows.get<std::string>(3);
    c.data.number = rows.get<std::string>(4);
    c.data.issuer = rows.get<std::string>(5);
    c.data.valid_from = rows.get<std::string>(6);
    c.data.valid_to = rows.get<std::string>(7);
    const auto text = rows.text(8);
    const json::value documents = json::parse({text.data(), text.size()});
    for (const json::value& id : documents.as_array())
        if (const auto document = parse_id_as<DocumentId>({id.as_string().data(), id.as_string().size()}))
            c.data.documents.push_back(*document);
    c.data.open = rows.get<bool>(9);
    c.version = rows.integer(10);
    c.created_at = rows.get<UtcMs>(11);
    c.updated_at = rows.get<UtcMs>(12);
    row.deleted = rows.get<bool>(13);
    row.reminded = static_cast<int>(rows.integer(14));
    return row;
}

void read_products(db::Tx& tx, std::span<Row> all) {
    std::vector<db::Param> ids;
    for (const Row& row : all) ids.emplace_back(row.certificate.id);
    tx.query_each(products_sql, ids, 1, [&](std::size_t i, db::Rows& rows) {
        while (rows.next()) all[i].certificate.data.products.push_back(rows.get<ProductId>(0));
    });
}

std::vector<Row> take(db::Tx& tx, db::Rows given) {
    std::vector<Row> found;
    {
        db::Rows rows = std::move(given);
        while (rows.next()) found.push_back(row_of(rows));
    }
    read_products(tx, found);
    return found;
}

std::vector<Certificate> plain(std::vector<Row> rows) {
    std::vector<Certificate> out;
    for (Row& row : rows) out.push_back(std::move(row.certificate));
    return out;
}

std::string like_part(std::string_view text) {
    std::string out;
    for (const char c : text) {
        if (c == '!' || c == '%' || c == '_') out += '!';
        out += to_lower(c);
    }
    return out;
}

}  // namespace

std::string content_text(const Certificate& c) {
    json::array documents, products;
    for (const DocumentId id : c.data.documents) documents.emplace_back(to_string(id));
    for (const ProductId id : c.data.products) products.emplace_back(to_string(id));
    return json::serialize(json::object{{"v", 1},
                                        {"org", to_string(c.org)},
                                        {"type", name(c.data.type)},
                                        {"name", c.data.cert_name},
                                        {"number", c.data.number},
                                        {"issuer", c.data.issuer},
                                        {"validFrom", c.data.valid_from},
                                        {"validTo", c.data.valid_to},
                                        {"documents", std::move(documents)},
                                        {"products", std::move(products)},
                                        {"public", c.data.open}});
}

void insert_history(db::Tx& tx, const CertificateVersion& v) {
    tx.execute(insert_history_sql, v.id, v.version, v.changed_at, v.changed_by, v.act, v.content);
}

std::vector<CertificateVersion> certificate_history_after(db::Tx& tx, std::int64_t id, std::int64_t version,
                                                          int limit) {
    auto rows = tx.query(history_after_sql, id, version, limit);
    std::vector<CertificateVersion> found;
    while (rows.next())
        found.push_back({.id = rows.integer(0),
                         .version = rows.integer(1),
                         .changed_at = rows.get<UtcMs>(2),
                         .changed_by = rows.get<UserId>(3),
                         .act = rows.get<CertificateAction>(4),
                         .content = rows.get<std::string>(5)});
    return found;
}

void insert(db::Tx& tx, const Certificate& c) {
    tx.execute(insert_sql, c.id, c.org, c.data.type, c.data.cert_name, c.data.number, search_text(c), c.data.issuer,
               c.data.valid_from, c.data.valid_to, ids_text(c.data.documents), c.data.open, c.version, c.created_at,
               c.updated_at);
}

bool update(db::Tx& tx, const Certificate& c, bool deleted) {
    return tx.execute(update_sql, c.id, c.version - 1, c.data.type, c.data.cert_name, c.data.number, search_text(c),
                      c.data.issuer, c.data.valid_from, c.data.valid_to, ids_text(c.data.documents), c.data.open,
                      deleted, c.version, c.updated_at) == 1;
}

void replace_links(db::Tx& tx, const Certificate& c) {
    tx.execute(delete_products_sql, c.id);
    for (const ProductId id : c.data.products) tx.execute(insert_product_sql, c.id, id);
    tx.execute(delete_documents_sql, c.id);
    for (const DocumentId id : c.data.documents) tx.execute(insert_document_sql, c.id, id);
}

std::optional<std::pair<Certificate, bool>> find_any_certificate(db::Tx& tx, CertificateId id) {
    auto rows = take(tx, tx.query(find_sql, id));
    if (rows.empty()) return std::nullopt;
    return std::pair(std::move(rows.front().certificate), rows.front().deleted);
}

std::optional<Certificate> find_certificate(db::Tx& tx, CertificateId id) {
    auto found = find_any_certificate(tx, id);
    if (!found || found->second) return std::nullopt;
    return std::move(found->first);
}

std::vector<Certificate> matching(db::Tx& tx, const CertificateMatch& m, CertificateId before, int limit) {
    const std::string part = like_part(m.part);
    return plain(
        take(tx, tx.query(matching_sql, m.org, before, limit, m.type, part, m.state, m.today, m.soon, m.product)));
}

std::int64_t count_matching(db::Tx& tx, const CertificateMatch& m, std::int64_t most) {
    const std::string part = like_part(m.part);
    auto rows =
        tx.query(count_sql, m.org, CertificateId{INT64_MAX}, most, m.type, part, m.state, m.today, m.soon, m.product);
    return rows.next() ? rows.integer(0) : 0;
}

bool number_taken(db::Tx& tx, OrgId org, CertificateType type, std::string_view number, CertificateId but) {
    return tx.query(number_sql, org, type, number, but).next();
}

std::vector<std::vector<Certificate>> by_products(db::Tx& tx, std::span<const ProductId> products) {
    std::vector<std::vector<Row>> found(products.size());
    std::vector<db::Param> ids;
    for (const ProductId id : products) ids.emplace_back(id);
    tx.query_each(by_product_sql, ids, 1, [&](std::size_t i, db::Rows& rows) {
        while (rows.next()) found[i].push_back(row_of(rows));
    });
    std::vector<std::vector<Certificate>> out;
    for (auto& rows : found) {
        if (!rows.empty()) read_products(tx, rows);
        out.push_back(plain(std::move(rows)));
    }
    return out;
}

std::vector<Certificate> without_product(db::Tx& tx, OrgId org, int limit) {
    return plain(take(tx, tx.query(without_product_sql, org, limit)));
}

bool is_open_document(db::Tx& tx, DocumentId document) {
    return tx.query(open_document_sql, document).next();
}

std::vector<Ending> ending(db::Tx& tx, std::string_view first, std::string_view last, int limit) {
    std::vector<Ending> out;
    for (Row& row : take(tx, tx.query(ending_sql, first, last, limit)))
        out.push_back({std::move(row.certificate), row.reminded});
    return out;
}

void set_reminded(db::Tx& tx, CertificateId id, int days) {
    tx.execute(reminded_sql, id, days);
}

}  // namespace yiguan::catalog::store

#include "catalog/catalog_store.hpp"

#include <fmt/format.h>

#include <map>
#include <stdexcept>

#include "catalog/templates.hpp"
#include "core/text.hpp"

namespace yiguan::catalog::store {
namespace {

#define COLUMNS                                                                                                   \
    "p.product_id, p.org_id, p.template_id, p.unit_id, p.product_name, p.status, p.field_values, p.version, "     \
    "p.created_at, p.updated_at, p.submitted_at, p.reviewed_at, p.reviewer_id, p.reason, p.edition, p.revision, " \
    "p.extras, p.other_uscc "
// $4 status or -1; $5, $6 parts of search_text and model, escaped, or ''; $7 front of the unit, or ''; $8 state of its
// certificates (CertificateFilter), $9 today, $10 the last day of what expires soon; $11, $12 scope: ",44,4401,", or
// ''. A look-up per filing by index, not a list of all certificates: hence LIMIT.
#define CERTIFICATE                                                            \
    "(SELECT c.certificate_id FROM certificate_product cp JOIN certificate c " \
    "ON c.certificate_id = cp.certificate_id AND c.is_deleted = 0 WHERE cp.product_id = p.product_id "
#define MATCHES                                                                                         \
    "AND ($4 < 0 OR p.status = $4) AND ($5 = '' OR p.search_text LIKE '%' || $5 || '%' ESCAPE '!') "    \
    "AND ($6 = '' OR lower(p.model) LIKE '%' || $6 || '%' ESCAPE '!') "                                 \
    "AND ($7 = '' OR p.unit_id LIKE $7 || '%' ESCAPE '!') "                                             \
    "AND ($8 = 0 OR ($8 = 1 AND " CERTIFICATE                                                           \
    "AND (c.valid_to = '' OR c.valid_to > $10) LIMIT 1) IS NOT NULL) "                                  \
    "OR ($8 = 2 AND " CERTIFICATE                                                                       \
    "AND c.valid_to >= $9 AND c.valid_to <= $10 LIMIT 1) IS NOT NULL) "                                 \
    "OR ($8 = 3 AND " CERTIFICATE                                                                       \
    "AND c.valid_to <> '' AND c.valid_to < $9 LIMIT 1) IS NOT NULL) "                                   \
    "OR ($8 = 4 AND " CERTIFICATE                                                                       \
    "LIMIT 1) IS NULL)) "                                                                               \
    "AND ($12 = '' OR $12 LIKE '%,' || substr(p.unit_id, 1, 6) || ',%') "                               \
    "AND ($11 = '' OR EXISTS (SELECT 1 FROM org o WHERE o.org_id = p.org_id AND ("                      \
    "$11 LIKE '%,' || substr(o.region_id, 1, 2) || ',%' OR $11 LIKE '%,' || substr(o.region_id, 1, 4) " \
    "|| ',%' OR $11 LIKE '%,' || o.region_id || ',%'))) "                                               \
    "AND ($13 = 0 OR EXISTS (SELECT 1 FROM product_history h WHERE h.product_id = p.product_id "        \
    "AND h.version = 1 AND h.changed_by = $13)) "                                                       \
    "AND ($14 < 0 OR p.family = $14) "
#define ORDERED "AND p.product_id < $2 " MATCHES "ORDER BY p.product_id DESC LIMIT $3"
#define COUNTED "AND p.product_id < $2 " MATCHES "LIMIT $3) found"

const db::Statement insert_sql{"catalog.insert_product", R"sql(
    INSERT INTO product (product_id, org_id, template_id, unit_id, product_name, status, field_values, version,
                         created_at, updated_at, submitted_at, reviewed_at, reviewer_id, reason, edition, revision,
                         extras, model, search_text, other_uscc, family)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21))sql"};

const db::Statement update_sql{"catalog.update_product", R"sql(
    UPDATE product SET template_id = $3, unit_id = $4, product_name = $5, status = $6, field_values = $7,
                       version = $8, updated_at = $9, submitted_at = $10, reviewed_at = $11, reviewer_id = $12,
                       reason = $13, edition = $14, revision = $15, extras = $16, model = $17, search_text = $18,
                       other_uscc = $19, family = $20
     WHERE product_id = $1 AND version = $2)sql"};

using Type = db::BulkInsert::Type;
const db::BulkInsert insert_all_sql{
    "catalog.insert_products",
    "product",
    {{"product_id", Type::integer},  {"org_id", Type::integer},       {"template_id", Type::text},
     {"unit_id", Type::text},        {"product_name", Type::text},    {"status", Type::integer},
     {"field_values", Type::text},   {"version", Type::integer},      {"created_at", Type::integer},
     {"updated_at", Type::integer},  {"submitted_at", Type::integer}, {"reviewed_at", Type::integer},
     {"reviewer_id", Type::integer}, {"reason", Type::text},          {"edition", Type::integer},
     {"revision", Type::integer},    {"extras", Type::text},          {"model", Type::text},
     {"search_text", Type::text},    {"other_uscc", Type::text},      {"family", Type::integer}},
    1};

const db::BulkInsert insert_histories_sql{"catalog.insert_histories",
                                          "product_history",
                                          {{"product_id", Type::integer},
                                           {"version", Type::integer},
                                           {"changed_at", Type::integer},
                                           {"changed_by", Type::integer},
                                           {"act", Type::integer},
                                           {"status", Type::integer},
                                           {"content", Type::text}},
                                          2};

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

const db::Statement find_sql{"catalog.find_product", "SELECT " COLUMNS "FROM product p WHERE p.product_id = $1"};

const db::Statement by_org_sql{"catalog.products_by_org",
                               "SELECT " COLUMNS "FROM product p WHERE p.org_id = $1 " ORDERED};
const db::Statement count_by_org_sql{"catalog.count_products_by_org",
                                     "SELECT count(*) FROM (SELECT 1 FROM product p WHERE p.org_id = $1 " COUNTED};

const db::Statement by_party_sql{"catalog.products_by_party",
                                 "SELECT " COLUMNS "FROM product p WHERE p.other_uscc = $1 " ORDERED};
const db::Statement count_by_party_sql{
    "catalog.count_products_by_party",
    "SELECT count(*) FROM (SELECT 1 FROM product p WHERE p.other_uscc = $1 " COUNTED};

const db::Statement of_all_sql{"catalog.products_of_all",
                               "SELECT " COLUMNS "FROM product p WHERE p.product_id > $1 " ORDERED};
const db::Statement count_of_all_sql{"catalog.count_products_of_all",
                                     "SELECT count(*) FROM (SELECT 1 FROM product p WHERE p.product_id > $1 " COUNTED};

const db::Statement by_org_and_status_sql{"catalog.products_by_org_and_status",
                                          "SELECT " COLUMNS
                                          "FROM product p WHERE p.org_id = $1 AND p.product_id < $2 AND p.status = $4 "
                                          "ORDER BY p.product_id DESC LIMIT $3"};

const db::Statement by_status_sql{
    "catalog.products_by_status",
    "SELECT " COLUMNS "FROM product p WHERE p.status = $1 AND p.product_id < $2 ORDER BY p.product_id DESC LIMIT $3"};

const db::Statement of_org_sql{
    "catalog.products_of_org",
    "SELECT " COLUMNS "FROM product p WHERE p.org_id = $1 AND p.product_id < $2 ORDER BY p.product_id DESC LIMIT $3"};

const db::Statement history_of_sql{"catalog.history_of", R"sql(
    SELECT h.product_id, p.org_id, h.version, h.changed_at, h.changed_by, h.act, h.status, h.content
      FROM product_history h JOIN product p ON p.product_id = h.product_id
     WHERE h.product_id = $1 AND h.version < $2 ORDER BY h.version DESC LIMIT $3)sql"};

const db::Statement version_at_sql{"catalog.version_at", R"sql(
    SELECT h.product_id, p.org_id, h.version, h.changed_at, h.changed_by, h.act, h.status, h.content
      FROM product_history h JOIN product p ON p.product_id = h.product_id
     WHERE h.product_id = $1 AND h.changed_at <= $2 ORDER BY h.version DESC LIMIT 1)sql"};

const db::Statement upsert_edition_sql{"catalog.store_edition", R"sql(
    INSERT INTO product_edition (product_id, edition, revision, published_at, changed_at, content)
    VALUES ($1, $2, $3, $4, $5, $6)
    ON CONFLICT (product_id, edition) DO UPDATE
       SET revision = excluded.revision, changed_at = excluded.changed_at, content = excluded.content)sql"};

const db::Statement editions_sql{"catalog.product_editions", R"sql(
    SELECT edition, revision, published_at, changed_at, content
      FROM product_edition WHERE product_id = $1 ORDER BY edition DESC)sql"};

const db::Statement edition_at_sql{"catalog.edition_at", R"sql(
    SELECT edition, revision, published_at, changed_at, content
      FROM product_edition WHERE product_id = $1 AND published_at <= $2 ORDER BY edition DESC LIMIT 1)sql"};

const db::Statement without_search_sql{"catalog.products_without_search_text", R"sql(
    SELECT product_id FROM product WHERE product_id > $1 AND (search_text IS NULL OR family IS NULL) ORDER BY product_id LIMIT $2)sql"};

const db::Statement set_search_sql{"catalog.set_search_text", R"sql(
    UPDATE product SET model = $2, search_text = $3, family = $4 WHERE product_id = $1)sql"};

const db::Statement delete_documents_sql{"catalog.delete_documents",
                                         "DELETE FROM product_document WHERE product_id = $1"};
const db::Statement insert_document_sql{"catalog.insert_document", R"sql(
    INSERT INTO product_document (product_id, document_id, section) VALUES ($1, $2, $3))sql"};
const db::Statement document_uses_sql{"catalog.document_uses", R"sql(
    SELECT d.product_id, p.org_id, d.section
      FROM product_document d JOIN product p ON p.product_id = d.product_id
     WHERE d.document_id = $1 AND p.status = $2)sql"};

const db::Statement raise_pages_sql{"catalog.raise_page_version",
                                    "INSERT INTO page_version (id, value) VALUES (1, 1) "
                                    "ON CONFLICT (id) DO UPDATE SET value = page_version.value + 1"};
const db::Statement pages_sql{"catalog.page_version", "SELECT value FROM page_version WHERE id = 1"};

const db::Statement pictures_sql{"catalog.pictures", R"sql(
    SELECT document_id FROM product_picture WHERE product_id = $1 ORDER BY pos)sql"};

const db::Statement published_picture_sql{"catalog.published_picture", R"sql(
    SELECT p.product_id FROM product_picture pp JOIN product p ON p.product_id = pp.product_id
     WHERE pp.document_id = $1 AND p.status = $2 LIMIT 1)sql"};

// A filing as its row has it, but for its template and pictures, which other statements read.
struct Row {
    Product product;
    std::string tmpl;
};

Row product_of(db::Rows& rows) {
    Row row{.product = {}, .tmpl = rows.get<std::string>(2)};
    Product& p = row.product;
    p.id = rows.get<ProductId>(0);
    p.org = rows.get<OrgId>(1);
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
    p.edition = rows.integer(14);
    p.revision = rows.integer(15);
    if (const auto text = rows.text(16); !text.empty())
        p.extras = Extras::from_json(json::parse({text.data(), text.size()}).as_object());
    p.other_uscc = rows.get<std::string>(17);
    return row;
}

std::string extras_text(const Product& p) {
    return p.extras.empty() ? std::string() : json::serialize(p.extras.to_json());
}

// One round trip for all pictures of a page.
void read_pictures(db::Tx& tx, std::vector<Product>& products) {
    std::vector<db::Param> ids;
    for (const Product& p : products) ids.emplace_back(p.id);
    tx.query_each(pictures_sql, ids, 1, [&](std::size_t i, db::Rows& rows) {
        while (rows.next()) products[i].pictures.push_back(rows.get<DocumentId>(0));
    });
}

std::vector<Product> whole(db::Tx& tx, std::vector<Row> rows) {
    std::vector<Product> out;
    out.reserve(rows.size());
    std::map<std::string_view, const Template*> known;
    for (Row& row : rows) {
        const Template*& tmpl = known[row.tmpl];
        if (!tmpl) tmpl = find_template(tx, row.tmpl);
        // A template may never be taken out of the data file, nor an edition, once products are filed on it.
        if (!tmpl)
            throw std::runtime_error(fmt::format("product {} is filed on an unknown template", row.product.id.value));
        row.product.tmpl = tmpl;
        out.push_back(std::move(row.product));
    }
    read_pictures(tx, out);
    return out;
}

std::vector<Product> take_all(db::Tx& tx, db::Rows given) {
    std::vector<Row> found;
    {
        db::Rows rows = std::move(given);
        while (rows.next()) found.push_back(product_of(rows));
    }
    return whole(tx, std::move(found));
}

ProductVersion version_of(db::Rows& rows) {
    return {.product = rows.get<ProductId>(0),
            .org = rows.get<std::optional<OrgId>>(1).value_or(OrgId{}),
            .version = rows.integer(2),
            .changed_at = rows.get<UtcMs>(3),
            .changed_by = rows.get<UserId>(4),
            .act = rows.get<ProductAction>(5),
            .status = rows.get<ProductStatus>(6),
            .content = rows.get<std::string>(7)};
}

Edition edition_of(db::Rows& rows) {
    return {.edition = rows.integer(0),
            .revision = rows.integer(1),
            .published_at = rows.get<UtcMs>(2),
            .changed_at = rows.get<UtcMs>(3),
            .content = rows.get<std::string>(4)};
}

// A part of a text as LIKE ... ESCAPE '!' wants it, in small letters.
std::string like_part(std::string_view text) {
    std::string out;
    for (const char c : text) {
        if (c == '!' || c == '%' || c == '_') out += '!';
        out += to_lower(c);
    }
    return out;
}

}  // namespace

std::string search_text(const Product& p) {
    std::string text = p.name + "\n" + p.model();
    for (char& c : text) c = to_lower(c);
    return text;
}

void insert(db::Tx& tx, const Product& p) {
    tx.execute(insert_sql, p.id, p.org, p.tmpl->ref(), p.unit_id, p.name, p.status, p.values.to_json(), p.version,
               p.created_at, p.updated_at, p.submitted_at, p.reviewed_at, p.reviewer, p.reason, p.edition, p.revision,
               extras_text(p), p.model(), search_text(p), p.other_uscc, p.family());
}

void write_texts(ReadyFiling& filing) {
    const Product& p = filing.product;
    filing.ref = p.tmpl->ref();
    filing.values = p.values.to_json();
    filing.extras = extras_text(p);
    filing.model = p.model();
    filing.search = search_text(p);
    filing.content = content_text(p, filing.values);
}

void insert_all(db::Tx& tx, std::span<ReadyFiling* const> filings) {
    std::vector<db::Param> params;
    params.reserve(filings.size() * 21);
    for (const ReadyFiling* const ready : filings) {
        const ReadyFiling& one = *ready;
        const Product& p = one.product;
        const db::Param row[] = {p.id,       p.org,        one.ref,      p.unit_id,    p.name,         p.status,
                                 one.values, p.version,    p.created_at, p.updated_at, p.submitted_at, p.reviewed_at,
                                 p.reviewer, p.reason,     p.edition,    p.revision,   one.extras,     one.model,
                                 one.search, p.other_uscc, p.family()};
        params.insert(params.end(), std::begin(row), std::end(row));
    }
    tx.insert(insert_all_sql, params);
}

bool update(db::Tx& tx, const Product& p) {
    return tx.execute(update_sql, p.id, p.version - 1, p.tmpl->ref(), p.unit_id, p.name, p.status, p.values.to_json(),
                      p.version, p.updated_at, p.submitted_at, p.reviewed_at, p.reviewer, p.reason, p.edition,
                      p.revision, extras_text(p), p.model(), search_text(p), p.other_uscc, p.family()) == 1;
}

void replace_pictures(db::Tx& tx, const Product& p) {
    tx.post(delete_pictures_sql, p.id);
    for (std::size_t i = 0; i < p.pictures.size(); ++i) tx.post(insert_picture_sql, p.id, i, p.pictures[i]);
}

// Written member by member: what the fields say is serialised once, and an import has 100,000 of these.
std::string content_text(const Product& p) {
    return content_text(p, p.values.to_json());
}

std::string content_text(const Product& p, std::string_view values) {
    const auto quoted = [](std::string_view text) { return json::serialize(json::string(text)); };
    std::string pictures;
    for (const DocumentId picture : p.pictures)
        pictures += fmt::format("{}\"{}\"", pictures.empty() ? "" : ",", to_string(picture));
    std::string out = fmt::format(R"({{"v":1,"template":{},"unit":{},"fields":{},"pictures":[{}],"reason":{})",
                                  quoted(p.tmpl->ref()), quoted(p.unit_id), values, pictures, quoted(p.reason));
    // What there was not before editions is written only where it is used, so that older versions stay as they are.
    if (p.edition != 1) out += fmt::format(R"(,"edition":{})", p.edition);
    if (p.revision != 0) out += fmt::format(R"(,"revision":{})", p.revision);
    if (!p.extras.empty()) out += fmt::format(R"(,"extras":{})", extras_text(p));
    if (!p.other_uscc.empty()) out += fmt::format(R"(,"otherParty":{})", quoted(p.other_uscc));
    return out + "}";
}

void take_content(db::Tx& tx, std::string_view text, Product& p) {
    const json::value stored = json::parse({text.data(), text.size()});
    const json::object& content = stored.as_object();
    const auto text_of = [&](const json::value& v) { return std::string(v.as_string().data(), v.as_string().size()); };
    p.tmpl = find_template(tx, text_of(content.at("template")));
    if (!p.tmpl) throw std::runtime_error(fmt::format("product {} was filed on an unknown template", p.id.value));
    p.unit_id = text_of(content.at("unit"));
    p.values = FieldValues::from_json(json::serialize(content.at("fields")));
    const auto name = p.values.values.find("productName");
    p.name = name == p.values.values.end() ? std::string() : name->second;
    p.pictures.clear();
    for (const json::value& id : content.at("pictures").as_array())
        if (const auto picture = parse_id_as<DocumentId>(text_of(id))) p.pictures.push_back(*picture);
    p.reason = text_of(content.at("reason"));
    const auto number = [&](const char* key, std::int64_t otherwise) {
        const auto* v = content.if_contains(key);
        return v ? v->as_int64() : otherwise;
    };
    p.edition = number("edition", 1);
    p.revision = number("revision", 0);
    const auto* extras = content.if_contains("extras");
    p.extras = extras ? Extras::from_json(extras->as_object()) : Extras{};
    const auto* other = content.if_contains("otherParty");
    p.other_uscc = other ? text_of(*other) : std::string();
}

void insert_history(db::Tx& tx, const ProductVersion& v) {
    tx.post(insert_history_sql, v.product, v.version, v.changed_at, v.changed_by, v.act, v.status, v.content);
}

void insert_histories(db::Tx& tx, std::span<const ProductVersion> versions) {
    std::vector<db::Param> params;
    params.reserve(versions.size() * 7);
    for (const ProductVersion& v : versions) {
        const db::Param row[] = {v.product, v.version, v.changed_at, v.changed_by, v.act, v.status, v.content};
        params.insert(params.end(), std::begin(row), std::end(row));
    }
    tx.insert(insert_histories_sql, params);
}

std::vector<ProductVersion> history_after(db::Tx& tx, ProductId product, std::int64_t version, int limit) {
    auto rows = tx.query(history_after_sql, product, version, limit);
    std::vector<ProductVersion> found;
    while (rows.next()) found.push_back(version_of(rows));
    return found;
}

std::vector<ProductVersion> history_of(db::Tx& tx, ProductId product, std::int64_t before, int limit) {
    auto rows = tx.query(history_of_sql, product, before, limit);
    std::vector<ProductVersion> found;
    while (rows.next()) found.push_back(version_of(rows));
    return found;
}

std::optional<ProductVersion> version_at(db::Tx& tx, ProductId product, UtcMs at) {
    auto rows = tx.query(version_at_sql, product, at);
    if (!rows.next()) return std::nullopt;
    return version_of(rows);
}

void put_edition(db::Tx& tx, ProductId product, const Edition& e) {
    tx.execute(upsert_edition_sql, product, e.edition, e.revision, e.published_at, e.changed_at, e.content);
}

std::vector<Edition> editions_of(db::Tx& tx, ProductId product) {
    auto rows = tx.query(editions_sql, product);
    std::vector<Edition> found;
    while (rows.next()) found.push_back(edition_of(rows));
    return found;
}

std::optional<Edition> edition_at(db::Tx& tx, ProductId product, UtcMs at) {
    auto rows = tx.query(edition_at_sql, product, at);
    if (!rows.next()) return std::nullopt;
    return edition_of(rows);
}

std::vector<ProductId> without_search_text(db::Tx& tx, ProductId after, int limit) {
    auto rows = tx.query(without_search_sql, after, limit);
    std::vector<ProductId> found;
    while (rows.next()) found.push_back(rows.get<ProductId>(0));
    return found;
}

void set_search_text(db::Tx& tx, const Product& p) {
    tx.post(set_search_sql, p.id, p.model(), search_text(p), p.family());
}

void replace_documents(db::Tx& tx, ProductId product, const std::map<DocumentId, int>& documents) {
    tx.execute(delete_documents_sql, product);
    for (const auto& [document, section] : documents) tx.execute(insert_document_sql, product, document, section);
}

std::vector<DocumentUse> document_uses(db::Tx& tx, DocumentId document) {
    auto rows = tx.query(document_uses_sql, document, ProductStatus::published);
    std::vector<DocumentUse> found;
    while (rows.next())
        found.push_back({rows.get<ProductId>(0), rows.get<OrgId>(1), static_cast<int>(rows.integer(2))});
    return found;
}

void raise_page_version(db::Tx& tx) {
    tx.execute(raise_pages_sql);
}

std::int64_t page_version(db::Tx& tx) {
    auto rows = tx.query(pages_sql);
    return rows.next() ? rows.integer(0) : 0;
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

std::vector<Product> find_all(db::Tx& tx, std::span<const ProductId> ids) {
    const std::vector<db::Param> params(ids.begin(), ids.end());
    std::vector<Row> found;
    tx.query_each(find_sql, params, 1, [&](std::size_t, db::Rows& rows) {
        while (rows.next()) found.push_back(product_of(rows));
    });
    return whole(tx, std::move(found));
}

std::vector<Product> by_org(db::Tx& tx, OrgId org, std::optional<ProductStatus> status, ProductId before, int limit) {
    if (status) return take_all(tx, tx.query(by_org_and_status_sql, org, before, limit, *status));
    return take_all(tx, tx.query(of_org_sql, org, before, limit));
}

const db::Statement entered_by_sql{"catalog.entered_by",
                                   "SELECT changed_by FROM product_history WHERE product_id = $1 AND version = 1"};

UserId entered_by(db::Tx& tx, ProductId id) {
    auto rows = tx.query(entered_by_sql, id);
    return rows.next() ? rows.get<UserId>(0) : UserId{};
}

std::vector<Product> matching(db::Tx& tx, const Match& m, ProductId before, int limit) {
    const std::string q = like_part(m.q), model = like_part(m.model);
    const std::int64_t status = m.status ? static_cast<std::int64_t>(*m.status) : -1;
    const std::int64_t family = m.family ? static_cast<std::int64_t>(*m.family) : -1;
    const auto ask = [&](const db::Statement& sql, const auto& key) {
        return take_all(tx, tx.query(sql, key, before, limit, status, q, model, m.unit_front, m.certificate, m.today,
                                     m.soon, m.regions, m.categories, m.entered_by, family));
    };
    if (!m.party.empty()) return ask(by_party_sql, m.party);
    return m.org ? ask(by_org_sql, *m.org) : ask(of_all_sql, std::int64_t{0});
}

std::int64_t count_matching(db::Tx& tx, const Match& m, std::int64_t most) {
    const std::string q = like_part(m.q), model = like_part(m.model);
    const std::int64_t status = m.status ? static_cast<std::int64_t>(*m.status) : -1;
    const std::int64_t family = m.family ? static_cast<std::int64_t>(*m.family) : -1;
    const auto ask = [&](const db::Statement& sql, const auto& key) {
        auto rows = tx.query(sql, key, ProductId{INT64_MAX}, most, status, q, model, m.unit_front, m.certificate,
                             m.today, m.soon, m.regions, m.categories, m.entered_by, family);
        return rows.next() ? rows.integer(0) : 0;
    };
    if (!m.party.empty()) return ask(count_by_party_sql, m.party);
    return m.org ? ask(count_by_org_sql, *m.org) : ask(count_of_all_sql, std::int64_t{0});
}

std::vector<Product> by_status(db::Tx& tx, ProductStatus status, ProductId before, int limit) {
    return take_all(tx, tx.query(by_status_sql, status, before, limit));
}

bool is_published_picture(db::Tx& tx, DocumentId document) {
    return tx.query(published_picture_sql, document, ProductStatus::published).next();
}

}  // namespace yiguan::catalog::store

#include "registry/registry_store.hpp"

namespace yiguan::registry::store {
namespace {

using db::Rows;
using db::Statement;
using db::Tx;

// An empty text is stored as null, because some PostgreSQL descendants do not tell the two apart.
std::optional<std::string_view> filled(std::string_view text) {
    return text.empty() ? std::nullopt : std::optional(text);
}

}  // namespace

// ---- organisations

#define ORG_COLUMNS                                                                                                \
    "org_id, uscc, name, address, contact, name_en, postcode, vendor_code, legal_person, legal_person_phone, "     \
    "contact_person, contact_phone, fax, email, website, remark, capital_10k_yuan, licence_id, kinds, region_id, " \
    "status, review_reason, reviewed_by, reviewed_at, submitted_at, review_due_at, created_at, version"

const Statement insert_org_sql{"registry.insert_org",
                               "insert into org (" ORG_COLUMNS
                               ") values ("
                               "$1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, "
                               "$20, $21, $22, $23, $24, $25, $26, $27, $28) on conflict (uscc) do nothing"};

bool insert_org(Tx& tx, const Org& org) {
    const auto& d = org.data;
    return tx.execute(insert_org_sql, org.id, d.uscc.text(), d.name, d.address, d.contact, d.name_en, d.postcode,
                      d.vendor_code, d.legal_person, d.legal_person_phone, d.contact_person, d.contact_phone, d.fax,
                      d.email, d.website, d.remark, d.capital_10k_yuan, d.licence, org.kinds.bits(), org.region_id,
                      org.status, filled(org.review_reason), org.reviewed_by, org.reviewed_at, org.submitted_at,
                      org.review_due_at, org.created_at, org.version) == 1;
}

const Statement nth_org_sql{"registry.nth_org_of_status",
                            "select org_id from org where status = $1 order by org_id limit 1 offset $2"};

bool has_as_many(Tx& tx, OrgStatus status, std::int64_t n) {
    return tx.query(nth_org_sql, status, n - 1).next();
}

const Statement update_org_sql{"registry.update_org", R"sql(
    update org
       set uscc = $2, name = $3, address = $4, contact = $5, name_en = $6, postcode = $7, vendor_code = $8,
           legal_person = $9, legal_person_phone = $10, contact_person = $11, contact_phone = $12, fax = $13,
           email = $14, website = $15, remark = $16, capital_10k_yuan = $17, licence_id = $18, region_id = $19,
           status = $20, review_reason = $21, reviewed_by = $22, reviewed_at = $23, submitted_at = $24,
           review_due_at = $25, version = $26
     where org_id = $1 and version = $27)sql"};

bool update_org(Tx& tx, const Org& org) {
    const auto& d = org.data;
    return tx.execute(update_org_sql, org.id, d.uscc.text(), d.name, d.address, d.contact, d.name_en, d.postcode,
                      d.vendor_code, d.legal_person, d.legal_person_phone, d.contact_person, d.contact_phone, d.fax,
                      d.email, d.website, d.remark, d.capital_10k_yuan, d.licence, org.region_id, org.status,
                      filled(org.review_reason), org.reviewed_by, org.reviewed_at, org.submitted_at, org.review_due_at,
                      org.version, org.version - 1) == 1;
}

static Org read_org(Rows& rows) {
    const auto text = [&](int column) { return rows.get<std::optional<std::string>>(column); };
    OrgData data{.name = rows.get<std::string>(2),
                 .uscc = keys::Uscc::parse(rows.text(1)).value(),
                 .address = rows.get<std::string>(3),
                 .contact = rows.get<std::string>(4),
                 .name_en = text(5),
                 .postcode = text(6),
                 .vendor_code = text(7),
                 .legal_person = text(8),
                 .legal_person_phone = text(9),
                 .contact_person = text(10),
                 .contact_phone = text(11),
                 .fax = text(12),
                 .email = text(13),
                 .website = text(14),
                 .remark = text(15),
                 .capital_10k_yuan = rows.get<std::optional<std::int64_t>>(16),
                 .licence = rows.get<std::optional<DocumentId>>(17)};
    return Org{.id = rows.get<OrgId>(0),
               .data = std::move(data),
               .kinds = OrgKinds(rows.integer(18)),
               .region_id = rows.get<std::string>(19),
               .status = rows.get<OrgStatus>(20),
               .review_reason = text(21).value_or(""),
               .reviewed_by = rows.get<UserId>(22),
               .reviewed_at = rows.get<std::optional<UtcMs>>(23),
               .submitted_at = rows.get<UtcMs>(24),
               .review_due_at = rows.get<UtcMs>(25),
               .created_at = rows.get<UtcMs>(26),
               .version = rows.integer(27)};
}

static std::optional<Org> read_one_org(Rows rows) {
    if (!rows.next()) return std::nullopt;
    return read_org(rows);
}

const Statement find_org_sql{"registry.find_org", "select " ORG_COLUMNS " from org where org_id = $1"};

std::optional<Org> find_org(Tx& tx, OrgId id) {
    return read_one_org(tx.query(find_org_sql, id));
}

const Statement find_org_by_uscc_sql{"registry.find_org_by_uscc", "select " ORG_COLUMNS " from org where uscc = $1"};

std::optional<Org> find_org_by_uscc(Tx& tx, const keys::Uscc& uscc) {
    return read_one_org(tx.query(find_org_by_uscc_sql, uscc.text()));
}

const Statement list_orgs_sql{"registry.list_orgs",
                              "select " ORG_COLUMNS " from org where org_id < $1 order by org_id desc limit $2"};
const Statement list_orgs_by_status_sql{"registry.list_orgs_by_status",
                                        "select " ORG_COLUMNS
                                        " from org where status = $1 and org_id < $2 order by org_id desc limit $3"};

std::vector<Org> list_orgs(Tx& tx, std::optional<OrgStatus> status, OrgId before, int limit) {
    Rows rows =
        status ? tx.query(list_orgs_by_status_sql, *status, before, limit) : tx.query(list_orgs_sql, before, limit);
    std::vector<Org> found;
    while (rows.next()) found.push_back(read_org(rows));
    return found;
}

const Statement insert_history_sql{"registry.insert_history", R"sql(
    insert into org_history (org_id, version, status, changed_by, changed_at, content)
    values ($1, $2, $3, $4, $5, $6))sql"};

void insert_history(Tx& tx, OrgId id, const OrgVersion& v) {
    tx.post(insert_history_sql, id, v.version, v.status, v.changed_by, v.changed_at, v.content);
}

const Statement org_history_sql{"registry.org_history", R"sql(
    select version, status, changed_by, changed_at, content from org_history where org_id = $1 order by version)sql"};

std::vector<OrgVersion> org_history(Tx& tx, OrgId id) {
    Rows rows = tx.query(org_history_sql, id);
    std::vector<OrgVersion> found;
    while (rows.next())
        found.push_back({.version = rows.integer(0),
                         .status = rows.get<OrgStatus>(1),
                         .changed_by = rows.get<UserId>(2),
                         .changed_at = rows.get<UtcMs>(3),
                         .content = rows.get<std::string>(4)});
    return found;
}

const Statement history_after_sql{"registry.history_after", R"sql(
    select org_id, version, status, changed_by, changed_at, content from org_history
     where (org_id, version) > ($1, $2) order by org_id, version limit $3)sql"};

std::vector<std::pair<OrgId, OrgVersion>> history_after(Tx& tx, OrgId org, std::int64_t version, int limit) {
    Rows rows = tx.query(history_after_sql, org, version, limit);
    std::vector<std::pair<OrgId, OrgVersion>> found;
    while (rows.next())
        found.push_back({rows.get<OrgId>(0),
                         {.version = rows.integer(1),
                          .status = rows.get<OrgStatus>(2),
                          .changed_by = rows.get<UserId>(3),
                          .changed_at = rows.get<UtcMs>(4),
                          .content = rows.get<std::string>(5)}});
    return found;
}

const Statement orgs_after_sql{"registry.orgs_after",
                               "select org_id from org where org_id > $1 order by org_id limit $2"};

std::vector<OrgId> orgs_after(Tx& tx, OrgId after, int limit) {
    Rows rows = tx.query(orgs_after_sql, after, limit);
    std::vector<OrgId> found;
    while (rows.next()) found.push_back(rows.get<OrgId>(0));
    return found;
}

// ---- documents

const Statement insert_document_sql{"registry.insert_document", R"sql(
    insert into document (document_id, org_id, sha256, media_type, bytes, created_at) values ($1, $2, $3, $4, $5, $6)
    on conflict (org_id, sha256) do nothing)sql"};

bool insert_document(Tx& tx, const Document& d) {
    return tx.execute(insert_document_sql, d.id, d.org, d.file.sha256, d.file.media_type, d.file.bytes, d.created_at) ==
           1;
}

static std::optional<Document> read_document(Rows& rows) {
    if (!rows.next()) return std::nullopt;
    return Document{
        .id = rows.get<DocumentId>(0),
        .org = rows.get<OrgId>(1),
        .file = {.sha256 = rows.get<std::string>(2), .media_type = rows.get<MediaType>(3), .bytes = rows.integer(4)},
        .created_at = rows.get<UtcMs>(5)};
}

const Statement find_document_sql{"registry.find_document", R"sql(
    select document_id, org_id, sha256, media_type, bytes, created_at from document where document_id = $1)sql"};

std::optional<Document> find_document(Tx& tx, DocumentId id) {
    auto rows = tx.query(find_document_sql, id);
    return read_document(rows);
}

const Statement documents_total_sql{"registry.documents_total", "select count(*) from document where org_id = $1"};

std::int64_t documents_total(Tx& tx, OrgId org) {
    auto rows = tx.query(documents_total_sql, org);
    rows.next();
    return rows.integer(0);
}

const Statement documents_after_sql{"registry.documents_after", R"sql(
    select document_id, org_id, sha256, media_type, bytes, created_at from document
     where document_id > $1 order by document_id limit $2)sql"};

std::vector<Document> documents_after(Tx& tx, DocumentId after, int limit) {
    auto rows = tx.query(documents_after_sql, after, limit);
    std::vector<Document> found;
    while (auto document = read_document(rows)) found.push_back(*std::move(document));
    return found;
}

const Statement find_document_by_content_sql{"registry.find_document_by_content", R"sql(
    select document_id, org_id, sha256, media_type, bytes, created_at
      from document where org_id = $1 and sha256 = $2)sql"};

std::optional<Document> find_document_by_content(Tx& tx, OrgId org, std::string_view sha256) {
    auto rows = tx.query(find_document_by_content_sql, org, sha256);
    return read_document(rows);
}

}  // namespace yiguan::registry::store

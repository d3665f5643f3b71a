#include "registry/registry_store.hpp"

#include "registry/registry_json.hpp"
#include "review/review_json.hpp"

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

#define ORG_COLUMNS                                                                                                 \
    "org_id, uscc, name, address, contact, name_en, postcode, vendor_code, legal_person, legal_person_phone, "      \
    "contact_person, contact_phone, fax, email, website, remark, capital_10k_yuan, licence_id, kinds, region_id, "  \
    "status, review_reason, reviewed_by, reviewed_at, submitted_at, review_due_at, created_at, version, "           \
    "written_uscc, application_id, production_address, gln, card_number, company_type, product_types, categories, " \
    "brands, letters, introduction, industry, settings, successor_id"

const Statement insert_org_sql{"registry.insert_org",
                               "insert into org (" ORG_COLUMNS
                               ") values ("
                               "$1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, "
                               "$20, $21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31, $32, $33, $34, $35, $36, "
                               "$37, $38, $39, $40, $41, $42) on conflict (uscc) do nothing"};

namespace {

/// The claim on the credit code, and what was written where none is claimed.
struct Claim {
    explicit Claim(const Org& org)
        : uscc(claims_uscc(org.status) ? std::string(org.data.uscc.text()) : "-" + to_string(org.id)),
          written(claims_uscc(org.status) ? std::string() : std::string(org.data.uscc.text())) {}
    std::string uscc, written;
};

/// What stands as JSON in one column each.
struct Parts {
    explicit Parts(const Org& org)
        : brands(stored_brands(org.data.brands)),
          letters(stored_letters(org.data.letters)),
          introduction(stored_introduction(org.introduction)),
          settings(org.settings ? json::serialize(review::encode(*org.settings)) : std::string()) {}
    std::string brands, letters, introduction, settings;
};

}  // namespace

bool insert_org(Tx& tx, const Org& org) {
    const auto& d = org.data;
    const Claim claim(org);
    const Parts parts(org);
    const bool inserted =
        tx.execute(insert_org_sql, org.id, claim.uscc, d.name, d.address, d.contact, d.name_en, d.postcode,
                   d.vendor_code, d.legal_person, d.legal_person_phone, d.contact_person, d.contact_phone, d.fax,
                   d.email, d.website, d.remark, d.capital_10k_yuan, d.licence, org.kinds.bits(), org.region_id,
                   org.status, filled(org.review_reason), org.reviewed_by, org.reviewed_at, org.submitted_at,
                   org.review_due_at, org.created_at, org.version, filled(claim.written), org.application,
                   d.production_address, d.gln, d.card_number, d.company_type, d.product_types, d.categories,
                   filled(parts.brands), filled(parts.letters), filled(parts.introduction), org.industry,
                   filled(parts.settings), org.successor) == 1;
    if (inserted) put_search(tx, org);
    return inserted;
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
           review_due_at = $25, version = $26, kinds = $28, written_uscc = $29, application_id = $30,
           production_address = $31, gln = $32, card_number = $33, company_type = $34, product_types = $35,
           categories = $36, brands = $37, letters = $38, introduction = $39, industry = $40, settings = $41,
           successor_id = $42
     where org_id = $1 and version = $27)sql"};

bool update_org(Tx& tx, const Org& org) {
    const auto& d = org.data;
    const Claim claim(org);
    const Parts parts(org);
    const bool updated =
        tx.execute(update_org_sql, org.id, claim.uscc, d.name, d.address, d.contact, d.name_en, d.postcode,
                   d.vendor_code, d.legal_person, d.legal_person_phone, d.contact_person, d.contact_phone, d.fax,
                   d.email, d.website, d.remark, d.capital_10k_yuan, d.licence, org.region_id, org.status,
                   filled(org.review_reason), org.reviewed_by, org.reviewed_at, org.submitted_at, org.review_due_at,
                   org.version, org.version - 1, org.kinds.bits(), filled(claim.written), org.application,
                   d.production_address, d.gln, d.card_number, d.company_type, d.product_types, d.categories,
                   filled(parts.brands), filled(parts.letters), filled(parts.introduction), org.industry,
                   filled(parts.settings), org.successor) == 1;
    if (updated) put_search(tx, org);
    return updated;
}

const Statement set_application_sql{"registry.set_application", "update org set application_id = $2 where org_id = $1"};

void set_application(Tx& tx, OrgId id, review::ApplicationId application) {
    tx.post(set_application_sql, id, application);
}

static Org read_org(Rows& rows) {
    const auto text = [&](int column) { return rows.get<std::optional<std::string>>(column); };
    const auto written = text(28);
    OrgData data{.name = rows.get<std::string>(2),
                 .uscc = keys::Uscc::parse(written ? std::string_view(*written) : rows.text(1)).value(),
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
                 .licence = rows.get<std::optional<DocumentId>>(17),
                 .region = rows.get<std::string>(19),
                 .production_address = text(30),
                 .gln = text(31),
                 .card_number = text(32),
                 .company_type = rows.get<CompanyType>(33),
                 .product_types = rows.integer(34),
                 .categories = rows.integer(35),
                 .brands = brands_of(text(36).value_or("")),
                 .letters = letters_of(text(37).value_or(""))};
    Org org{.id = rows.get<OrgId>(0),
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
            .version = rows.integer(27),
            .application = rows.get<review::ApplicationId>(29),
            .introduction = introduction_of(text(38).value_or("")),
            .industry = text(39),
            .settings = std::nullopt,
            .successor = rows.get<OrgId>(41)};
    if (const auto settings = text(40)) org.settings = review::stored_settings(*settings);
    if (org.region_id == org.data.uscc.division()) org.data.region.clear();
    return org;
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

const Statement orgs_without_application_sql{"registry.orgs_without_application",
                                             "select " ORG_COLUMNS " from org where application_id = 0 limit $1"};

std::vector<Org> orgs_without_application(Tx& tx, int limit) {
    auto rows = tx.query(orgs_without_application_sql, limit);
    std::vector<Org> found;
    while (rows.next()) found.push_back(read_org(rows));
    return found;
}

const Statement orgs_of_successor_sql{"registry.orgs_of_successor",
                                      "select org_id from org where successor_id = $1 order by org_id limit 100"};

std::vector<OrgId> orgs_of_successor(Tx& tx, OrgId successor) {
    auto rows = tx.query(orgs_of_successor_sql, successor);
    std::vector<OrgId> found;
    while (rows.next()) found.push_back(rows.get<OrgId>(0));
    return found;
}

const Statement put_search_sql{"registry.put_search", R"sql(
    insert into org_search (org_id, status, kinds, categories, region_id, search_key) values ($1, $2, $3, $4, $5, $6)
    on conflict (org_id) do update set status = excluded.status, kinds = excluded.kinds,
        categories = excluded.categories, region_id = excluded.region_id, search_key = excluded.search_key)sql"};

void put_search(Tx& tx, const Org& org) {
    // The credit code behind a line end: what it begins with can be looked for too.
    const auto key = review::search_fold(org.data.name + "\n" + std::string(org.data.uscc.text()));
    tx.post(put_search_sql, org.id, org.status, org.kinds.bits(), org.data.categories, org.region_id, key);
}

Selection selection_of(const OrgFilter& f, std::string scope_regions, std::int64_t scope_categories) {
    return {.status = f.status,
            .kinds = f.kind ? std::int64_t{1} << static_cast<int>(*f.kind) : 0,
            .categories = f.categories,
            .scope_categories = scope_categories,
            .scope_regions = std::move(scope_regions),
            .region = review::starts_pattern(f.region),
            .text = f.q.empty() ? "%" : review::contains_pattern(review::search_fold(f.q)),
            .uscc = f.uscc.empty() ? "%" : review::contains_pattern("\n" + review::search_fold(f.uscc))};
}

// A parameter is compared with a column before it is compared with a constant, so that PostgreSQL takes it for a
// bigint.
#define SELECTION                                                                            \
    " and ((kinds & $2) <> 0 or $2 = 0) and ((categories & $3) <> 0 or $3 = 0)"              \
    " and ((categories & $4) <> 0 or $4 = 0)"                                                \
    " and ($5 = '' or $5 like '%,' || substr(region_id, 1, 2) || ',%' or"                    \
    " $5 like '%,' || substr(region_id, 1, 4) || ',%' or $5 like '%,' || region_id || ',%')" \
    " and region_id like $6 escape '\\' and search_key like $7 escape '\\' and search_key like $8 escape '\\'"

const Statement search_orgs_sql{"registry.search_orgs", "select org_id from org_search where org_id < $1" SELECTION
                                                        " order by org_id desc limit $9"};
const Statement search_orgs_by_status_sql{"registry.search_orgs_by_status",
                                          "select org_id from org_search where status = $10 and org_id < $1" SELECTION
                                          " order by org_id desc limit $9"};

std::vector<OrgId> search_orgs(Tx& tx, const Selection& w, OrgId before, int limit) {
    Rows rows = w.status ? tx.query(search_orgs_by_status_sql, before, w.kinds, w.categories, w.scope_categories,
                                    w.scope_regions, w.region, w.text, w.uscc, limit, *w.status)
                         : tx.query(search_orgs_sql, before, w.kinds, w.categories, w.scope_categories, w.scope_regions,
                                    w.region, w.text, w.uscc, limit);
    std::vector<OrgId> found;
    while (rows.next()) found.push_back(rows.get<OrgId>(0));
    return found;
}

const Statement count_orgs_sql{"registry.count_orgs",
                               "select count(*) from (select org_id from org_search where org_id < $1" SELECTION
                               " limit $9) as counted"};
const Statement count_orgs_by_status_sql{"registry.count_orgs_by_status",
                                         "select count(*) from (select org_id from org_search where status = $10"
                                         " and org_id < $1" SELECTION " limit $9) as counted"};

std::int64_t count_orgs(Tx& tx, const Selection& w, std::int64_t most) {
    Rows rows = w.status ? tx.query(count_orgs_by_status_sql, INT64_MAX, w.kinds, w.categories, w.scope_categories,
                                    w.scope_regions, w.region, w.text, w.uscc, most, *w.status)
                         : tx.query(count_orgs_sql, INT64_MAX, w.kinds, w.categories, w.scope_categories,
                                    w.scope_regions, w.region, w.text, w.uscc, most);
    rows.next();
    return rows.integer(0);
}

std::vector<Org> find_orgs(Tx& tx, const std::vector<OrgId>& ids) {
    std::vector<db::Param> params(ids.begin(), ids.end());
    std::vector<Org> found;
    tx.query_each(find_org_sql, params, 1, [&](std::size_t, Rows& rows) {
        if (rows.next()) found.push_back(read_org(rows));
    });
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
    insert into document (document_id, org_id, sha256, media_type, bytes, created_at, width, height, file_name, purpose)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
    on conflict (org_id, sha256) do nothing)sql"};

bool insert_document(Tx& tx, const Document& d) {
    return tx.execute(insert_document_sql, d.id, d.org, d.file.sha256, d.file.media_type, d.file.bytes, d.created_at,
                      d.file.width, d.file.height, d.file.name, d.file.purpose) == 1;
}

static std::optional<Document> read_document(Rows& rows) {
    if (!rows.next()) return std::nullopt;
    return Document{.id = rows.get<DocumentId>(0),
                    .org = rows.get<OrgId>(1),
                    .file = {.sha256 = rows.get<std::string>(2),
                             .media_type = rows.get<MediaType>(3),
                             .bytes = rows.integer(4),
                             .width = rows.get<std::uint32_t>(6),
                             .height = rows.get<std::uint32_t>(7),
                             .name = rows.get<std::string>(8),
                             .purpose = rows.get<std::string>(9)},
                    .created_at = rows.get<UtcMs>(5)};
}

const Statement find_document_sql{"registry.find_document", R"sql(
    select document_id, org_id, sha256, media_type, bytes, created_at, width, height, file_name, purpose
      from document where document_id = $1)sql"};

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
    select document_id, org_id, sha256, media_type, bytes, created_at, width, height, file_name, purpose
      from document where document_id > $1 order by document_id limit $2)sql"};

std::vector<Document> documents_after(Tx& tx, DocumentId after, int limit) {
    auto rows = tx.query(documents_after_sql, after, limit);
    std::vector<Document> found;
    while (auto document = read_document(rows)) found.push_back(*std::move(document));
    return found;
}

const Statement find_document_by_content_sql{"registry.find_document_by_content", R"sql(
    select document_id, org_id, sha256, media_type, bytes, created_at, width, height, file_name, purpose
      from document where org_id = $1 and sha256 = $2)sql"};

std::optional<Document> find_document_by_content(Tx& tx, OrgId org, std::string_view sha256) {
    auto rows = tx.query(find_document_by_content_sql, org, sha256);
    return read_document(rows);
}

const Statement insert_uploader_sql{"registry.insert_uploader", R"sql(
    insert into document_uploader (document_id, user_id) values ($1, $2) on conflict (document_id, user_id) do nothing)sql"};
const Statement is_uploader_sql{"registry.is_uploader",
                                "select 1 from document_uploader where document_id = $1 and user_id = $2"};

void insert_uploader(Tx& tx, DocumentId document, UserId user) {
    tx.execute(insert_uploader_sql, document, user);
}
bool is_uploader(Tx& tx, DocumentId document, UserId user) {
    return tx.query(is_uploader_sql, document, user).next();
}

const Statement uploads_without_org_sql{"registry.uploads_without_org", R"sql(
    select count(*) from (select 1 from document_uploader u join document d on d.document_id = u.document_id
                           where u.user_id = $1 and d.org_id = 0 limit $2) found)sql"};
std::int64_t uploads_without_org(Tx& tx, UserId user, std::int64_t most) {
    auto rows = tx.query(uploads_without_org_sql, user, most);
    return rows.next() ? rows.integer(0) : 0;
}

}  // namespace yiguan::registry::store

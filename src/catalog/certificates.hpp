// Certificates, reports and qualifications of an organisation, linked with its products (GDP-63, GDP-65; P07).
#pragma once
#include "catalog/catalog.hpp"

namespace yiguan::catalog {

using CertificateId = Id<struct CertificateTag>;

/// Stored as these numbers; append only.
enum class CertificateType : std::uint8_t {
    business_licence = 1,    ///< 企业法人营业执照
    production_licence = 2,  ///< 工业产品生产许可证
    ccc = 3,                 ///< 强制性产品认证证书
    type_test_report = 4,    ///< 型式检验报告
    factory_report = 5,      ///< 出厂检验报告
    conformity = 6,          ///< 合格证
    iso = 7,                 ///< ISO 体系认证
    organic = 8,             ///< 有机、绿色食品认证
    food_circulation = 9,    ///< 食品流通许可证
    other = 10,
};
inline constexpr int certificate_type_count = 10;
std::string_view name(CertificateType type);     ///< "ccc"
std::string_view name_zh(CertificateType type);  ///< 强制性产品认证（CCC）证书
std::optional<CertificateType> parse_certificate_type(std::string_view name);

inline constexpr int expiring_days = 60;  ///< P04: the column turns yellow.
inline constexpr int reminder_days[] = {60, 30, 7};
inline constexpr std::int64_t day_ms = 86'400'000;

/// By its dates and today's date in Beijing.
enum class CertificateState : std::uint8_t { valid = 1, expiring = 2, expired = 3, no_end = 4 };
std::string_view name(CertificateState state);
std::string_view name_zh(CertificateState state);

struct NewCertificate {
    CertificateType type = CertificateType::other;
    std::string cert_name, number, issuer;
    std::string valid_from;  ///< YYYY-MM-DD
    std::string valid_to;    ///< "" for no end.
    std::vector<DocumentId> documents;
    std::vector<ProductId> products;
    bool open = true;
};
struct Certificate {
    CertificateId id;
    OrgId org;
    NewCertificate data;
    std::int64_t version = 1;
    UtcMs created_at, updated_at;
};
CertificateState state_of(const Certificate& certificate, UtcMs now);
/// Until the last day has passed; nothing without an end. Negative once expired.
std::optional<std::int64_t> days_left(const Certificate& certificate, UtcMs now);

/// {"type","name"?,"number","issuer"?,"validFrom"?,"validTo"?,"documents"?,"products"?,"public"?}; the name defaults to
/// that of the type. Everything wrong is collected.
Result<NewCertificate> decode_certificate(const json::object& body);

/// Of the actor's organisation: its documents and its products. Code::conflict at "/number" for a number that the
/// organisation has under this type already; document_unknown, not_found at "/products/<i>".
Result<Certificate> add_certificate(db::Tx& tx, const auth::Actor& actor, const NewCertificate& data);
/// conflict at "/version".
Result<Certificate> update_certificate(db::Tx& tx, const auth::Actor& actor, CertificateId id, std::int64_t version,
                                       const NewCertificate& data);
/// Logical: its history stays.
Result<void> delete_certificate(db::Tx& tx, const auth::Actor& actor, CertificateId id);

/// For its organisation and those who read everywhere; for everybody else those that are public. not_found.
Result<Certificate> read_certificate(db::Tx& tx, const auth::Actor& actor, CertificateId id);

struct CertificateFilter {
    std::optional<OrgId> org{};  ///< Default: the actor's.
    std::optional<CertificateType> type{};
    std::string number{};  ///< Part of number or name.
    std::optional<CertificateState> state{};
    std::optional<ProductId> product{};
};
struct CertificatePage {
    std::vector<Certificate> items;  ///< Newest first.
    CertificateId next;
    std::int64_t total = 0;
};
Result<CertificatePage> find_certificates(db::Tx& tx, const auth::Actor& actor, const CertificateFilter& filter,
                                          CertificateId before, int limit);

/// What a viewer may see of a certificate: all of it, that there is one (type and state, withheld), or nothing.
std::optional<json::object> encode(const Certificate& certificate, const Viewer& viewer, UtcMs now);

/// Of these products; no right is checked: for encode(). Newest first. Cost: one round trip for all.
std::vector<std::vector<Certificate>> certificates_of(db::Tx& tx, std::span<const ProductId> products);
/// Qualifications: certificates of the organisation that are about no product.
std::vector<Certificate> qualifications_of(db::Tx& tx, OrgId org);
bool is_open_certificate_document(db::Tx& tx, DocumentId document);

/// What the law demands of a product before it is made: where such certificates are linked with it, one of each type
/// must hold on that day. One that was revoked ends on the day of it (有效期止). Each type that does not is named with
/// the number and days of the certificate nearest to it.
/// @param day  YYYY-MM-DD
/// @return invalid at "/fields/productionDate". Cost: one round trip.
Result<void> require_certified(db::Tx& tx, ProductId product, std::string_view day);
inline constexpr CertificateType mandatory_certificates[] = {CertificateType::production_licence, CertificateType::ccc};
bool is_valid_on(const Certificate& certificate, std::string_view day);

/// Certificates that end in 60, 30 or 7 days and were not told of: each is given to `tell` once per step. Called by a
/// job; a day without it is made up for. Cost: reads what ends soon by index. Returns how many.
std::int64_t remind_of_ends(db::Tx& tx, const std::function<void(const Certificate&, std::int64_t days)>& tell);

}  // namespace yiguan::catalog

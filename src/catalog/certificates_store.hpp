// SQL of certificates; private to the room.
#pragma once
#include "catalog/certificates.hpp"

namespace yiguan::catalog::store {

enum class CertificateAction : std::uint8_t { add, update, remove };

struct CertificateVersion {
    std::int64_t id = 0, version = 0;
    UtcMs changed_at;
    UserId changed_by;
    CertificateAction act{};
    std::string content;
};
std::string content_of(const CertificateVersion& version);
std::string content_text(const Certificate& certificate);
void insert_history(db::Tx& tx, const CertificateVersion& version);
std::vector<CertificateVersion> certificate_history_after(db::Tx& tx, std::int64_t id, std::int64_t version, int limit);

void insert(db::Tx& tx, const Certificate& certificate);
/// If the stored version is certificate.version - 1. Forgets reminders.
bool update(db::Tx& tx, const Certificate& certificate, bool deleted);
/// Products and documents, as rows to look them up by.
void replace_links(db::Tx& tx, const Certificate& certificate);
std::optional<Certificate> find_certificate(db::Tx& tx, CertificateId id);
/// Whatever its state, for checks: the row, and whether it is deleted.
std::optional<std::pair<Certificate, bool>> find_any_certificate(db::Tx& tx, CertificateId id);

struct CertificateMatch {
    OrgId org;
    int type = 0;  ///< 0: all.
    std::string part;
    int state = 0;  ///< CertificateState or 0.
    std::string today, soon;
    ProductId product;  ///< Null: any.
};
std::vector<Certificate> matching(db::Tx& tx, const CertificateMatch& match, CertificateId before, int limit);
std::int64_t count_matching(db::Tx& tx, const CertificateMatch& match, std::int64_t most);
bool number_taken(db::Tx& tx, OrgId org, CertificateType type, std::string_view number, CertificateId but);
std::vector<std::vector<Certificate>> by_products(db::Tx& tx, std::span<const ProductId> products);
std::vector<Certificate> without_product(db::Tx& tx, OrgId org, int limit);
bool is_open_document(db::Tx& tx, DocumentId document);

struct Ending {
    Certificate certificate;
    int reminded = 0;
};
/// That end from `first` to `last`, after the certificate `after`.
std::vector<Ending> ending(db::Tx& tx, std::string_view first, std::string_view last, int limit);
void set_reminded(db::Tx& tx, CertificateId id, int days);

}  // namespace yiguan::catalog::store

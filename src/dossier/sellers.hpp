// 销售商管理 (GDP-50..53): whom a maker sells to. A name typed in a dossier makes an entry, to be completed here
// (GDP-40).
#pragma once
#include "dossier/dossier.hpp"

namespace yiguan::dossier {

using SellerId = Id<struct SellerTag>;

struct SellerData {
    std::string name{};
    std::string region{};  ///< A province or a city, six digits.
    std::string address{};
    std::string phone{}, contact{}, email{};  ///< Personal: stored sealed, never in a log.
    std::string licence{};                    ///< 生产许可证号
    std::string uscc{}, gln{};
    bool secret = false;  ///< 是否保密: its name is withheld wherever sales are opened.
    DocumentId qualification{};
    friend bool operator==(const SellerData&, const SellerData&) = default;
};
struct Seller {
    SellerId id;
    OrgId org;
    SellerData data;
    std::int64_t version = 1;
    UtcMs created_at, updated_at;
    /// True when the mandatory fields are there (GDP-50).
    bool complete() const;
};

/// {"name","region","address","phone","contact","licence"?,"uscc"?,"email"?,"gln"?,"secret"?,"qualification"?}.
Result<SellerData> decode_seller(const json::object& body);
json::object encode(const Seller& seller);

/// Of the actor's organisation. conflict at "/name"; document_unknown, document_type, body_too_large at
/// "/qualification" (GDP-51: 10 MB).
Result<Seller> add_seller(db::Tx& tx, const auth::Actor& actor, const SellerData& data);
/// Whether a seller of this name was kept secret when it was last said. Deleting and renaming do not change that, so
/// who makes an entry anew without a word about secrecy asks here.
bool was_secret(db::Tx& tx, OrgId org, std::string_view name);
/// conflict at "/version" and "/name".
Result<Seller> update_seller(db::Tx& tx, const auth::Actor& actor, SellerId id, std::int64_t version,
                             const SellerData& data);
/// Logical: what dossiers say of it stays.
Result<void> remove_seller(db::Tx& tx, const auth::Actor& actor, SellerId id);
Result<Seller> read_seller(db::Tx& tx, const auth::Actor& actor, SellerId id);

/// By its name, in the actor's organisation; of those who see their own alone what others entered is only told of.
struct NamedSeller {
    std::optional<Seller> seller{};
    bool of_others = false;
};
Result<NamedSeller> find_seller(db::Tx& tx, const auth::Actor& actor, std::string_view name);

struct SellerPage {
    std::vector<Seller> items;  ///< Newest first.
    SellerId next;
    std::int64_t total = 0;
};
/// Of the actor's organisation, whose names contain `part`.
Result<SellerPage> list_sellers(db::Tx& tx, const auth::Actor& actor, std::string_view part, SellerId before,
                                int limit);

}  // namespace yiguan::dossier

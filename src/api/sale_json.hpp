// Sales, returns and customers as answers: what several operations write alike.
#pragma once
#include <map>

#include "api/operation.hpp"
#include "print/pdf.hpp"
#include "trade/returns.hpp"

namespace yiguan::api {

/// Names beside ids: each product, store and person is read once.
class SaleWords {
public:
    SaleWords(Services& services, db::Tx& tx) : services_(services), tx_(tx) {}

    json::object encode(const trade::Sale& sale);
    json::object encode(const trade::Return& taken);
    json::object encode(const trade::Customer& customer);
    /// With what was bought.
    json::object with_sale(const trade::Customer& customer);
    json::object check(const trade::SaleCheck& check);
    /// 销售凭证 as a document to print.
    print::Document receipt(const trade::Sale& sale);

private:
    struct Named {
        std::string name, model, maker;
    };
    const Named& product(ProductId id);
    const std::string& store(registry::StoreId id);
    const std::string& clerk(UserId id);
    std::string seller_of(const trade::Sale& sale);
    json::object piece(const std::optional<events::Slot>& slot, const codes::CodeAt& code, ProductId id,
                       const std::string& tail);
    std::string code_text(const codes::CodeAt& code);
    std::string public_url(const codes::CodeAt& code);

    Services& services_;
    db::Tx& tx_;
    std::map<ProductId, Named> products_;
    std::map<registry::StoreId, std::string> stores_;
    std::map<UserId, std::string> clerks_;
};

/// Who may serve customers.
inline constexpr auto may_sell = auth::Permission::sell_codes;
/// "store": the store of the call, if it names one.
std::optional<registry::StoreId> sale_store_in(ObjectReader& in);
/// "at": when it happened on the phone.
std::optional<UtcMs> sale_time_in(ObjectReader& in);
/// "texts": what was scanned.
std::vector<std::string> sale_texts_in(ObjectReader& in, Violations& violations, std::size_t most);
/// ?store= of a list.
Result<registry::StoreId> sale_store_query(const http::Request& request);
/// ?<name>= of a list, at most 60 characters.
Result<std::string> sale_words_query(const http::Request& request, std::string_view name, std::string_view zh);
inline constexpr std::size_t sale_text_chars = 300;

}  // namespace yiguan::api

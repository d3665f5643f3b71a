// Models (型号) of vehicles, batteries and chargers: filings on a template of a family (EBM-24..68).
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "catalog/catalog.hpp"

namespace yiguan::catalog {

inline constexpr std::size_t styles_max = 30, reports_max = 20, allowed_max = 50;

/// What stands in fields that a vehicle needs at the binding and gets at its sale (EBM-93): no fact, so pages leave it
/// out.
inline constexpr std::string_view stated_at_sale = "销售配对时登记";

/// The reasons that 订正 and 变更 offer (EBM-49): key and Chinese words. "other" says nothing by itself.
struct AmendmentReason {
    std::string_view key, zh;
};
std::span<const AmendmentReason> amendment_reasons();
/// "填报有误：型号印刷有误" of a reason of the list and free text. Code::invalid at "/reasonKind",
/// Code::missing_field at "/reason" for "other" without text.
Result<std::string> amendment_reason(std::string_view kind, std::string_view text);

/// A model that a vehicle may be sold with, and whether a part's model is meant by it.
using AllowedModel = Extras::Allowed;
/// Of a vehicle: its battery or charger models; empty for whatever is no vehicle. What a part must match at the sale.
std::span<const AllowedModel> allowed_models(const Product& vehicle, Family part);
/// True if the vehicle names this model: by producer (or the one whose duty it took over, or that took over its duty),
/// model, and version where the pair names one (C-23). A vehicle that names none allows none.
bool allows(db::Tx& tx, const Product& vehicle, const Product& part);

/// 型号规格代码 of one organisation and family: those that models under review or published hold, and the next free
/// one.
struct ModelCodes {
    struct Used {
        std::string code;
        ProductId product{};  ///< This and what follows: not told to a member of what another one entered (FIL-12).
        std::string name{}, model{};
    };
    std::string producer;    ///< Characters 9 to 17 of the credit code (C-04).
    std::vector<Used> used;  ///< By code.
    std::string next;        ///< "" when all are used.
};
/// Of the actor's organisation. Code::invalid at "/family" unless it is battery or charger.
Result<ModelCodes> model_codes(db::Tx& tx, const auth::Actor& actor, Family family);

/// The code of 13 characters that an item of this model carries, of a producer's credit code and a production date
/// ("2026-11-22"); "" for what is no battery or charger, or without either.
std::string item_model_code(const Product& product, std::string_view uscc, std::string_view production_date);

/// What is filed under a unit of a family stands on a template of it, and the other way round. invalid at "/template".
Result<void> check_family(const Template& tmpl, const CatalogueUnit& unit);

/// Fields, reports and 商品信息 that are not open now are open in no older version either.
void hide_closed(const Product& now, Product& was);

}  // namespace yiguan::catalog

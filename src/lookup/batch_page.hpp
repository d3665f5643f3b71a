// The part of a consumer page that tells of the batch: what its maker says of it and opened (GDP-32, C-40).
#pragma once
#include <string>
#include <string_view>

#include "dossier/dossier.hpp"
#include "lookup/page.hpp"

namespace yiguan::lookup {

/// 生产信息, 进货信息, 销售信息 as far as this viewer may see them; what is closed is mentioned to regulators only.
void add_dossier(db::Tx& tx, const dossier::Dossier& dossier, const catalog::Viewer& viewer, PageInput& input);

/// What is to be said of a batch as a whole: V7 once any of its codes is recalled, V6 when all are frozen or voided or
/// its filing is no longer published, V2 when it has more codes than one look takes in, else V1. Cost: at most some ten
/// thousand segments.
Verdict verdict_of_batch(db::Tx& tx, const dossier::Dossier& dossier);
/// The product as it was when the first codes of the batch were bound (EBM-50), else when the batch was described.
catalog::Product product_of(db::Tx& tx, const dossier::Dossier& dossier);

/// What a scan of a batch trace code shows: the product and the batch, of no single item. @param code  As it is
/// printed. @param contested  Another organisation files the bar code, too: V2 at best.
std::string batch_page(db::Tx& tx, const dossier::Dossier& dossier, std::string_view code, bool contested, Lang lang,
                       bool large, std::string_view official_address);

/// The same of a product trace code (GDP-26): the product, of no batch.
std::string product_page(db::Tx& tx, ProductId product, std::string_view code, Lang lang, bool large,
                         std::string_view official_address);

/// Several organisations file the bar code: V2, of no product.
std::string contested_page(std::string_view code, Lang lang, bool large, std::string_view official_address);
/// A product trace code that was printed before a batch was described (GDP-25): V3.
std::string empty_page(std::string_view code, Lang lang, bool large, std::string_view official_address);

/// True if any of these codes was queried, as far as scans are counted (they are within seconds). Cost: a look-up, and
/// the packed counts of the codes at both ends.
bool was_queried(db::Tx& tx, const codes::CodeRange& codes);

}  // namespace yiguan::lookup

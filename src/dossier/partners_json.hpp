// Stored forms of sellers and reports; private to the room.
#pragma once
#include "dossier/reports.hpp"
#include "dossier/sellers.hpp"

namespace yiguan::dossier {

/// Without what is personal.
std::string to_stored(const SellerData& data);
SellerData seller_from_stored(std::string_view text);
std::string personal_of(const SellerData& data);
void put_personal(SellerData& data, std::string_view text);

/// With the number of the dossier.
std::string to_stored(const ReportData& data);
ReportData report_from_stored(std::string_view text);

}  // namespace yiguan::dossier

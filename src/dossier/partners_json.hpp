// Stored forms of sellers, orders, reports and trace codes; private to the room.
#pragma once
#include "dossier/orders.hpp"
#include "dossier/reports.hpp"
#include "dossier/sellers.hpp"
#include "dossier/trace_codes.hpp"

namespace yiguan::dossier {

/// Without what is personal.
std::string to_stored(const SellerData& data);
SellerData seller_from_stored(std::string_view text);
std::string personal_of(const SellerData& data);
void put_personal(SellerData& data, std::string_view text);

/// As decode_seller() takes it, with the name of the region.
json::object encode_data(const SellerData& data);

/// Without what is personal.
std::string to_stored(const OrderData& data);
OrderData order_from_stored(std::string_view text);
std::string personal_of(const OrderData& data);
void put_personal(OrderData& data, std::string_view text);
json::object encode_data(const OrderData& data);

std::string to_stored(const TraceCode& code);

/// With the number of the dossier.
std::string to_stored(const ReportData& data);
ReportData report_from_stored(std::string_view text);
json::object encode_data(const ReportData& data);

}  // namespace yiguan::dossier

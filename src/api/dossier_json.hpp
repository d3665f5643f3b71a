// What the files of dossiers share; private to the room.
#pragma once
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "api/operation.hpp"
#include "dossier/dossier.hpp"

namespace yiguan::api {

/// What a list says of a dossier: of which batch it is, its dates and how complete it is.
json::object dossier_item(db::Tx& tx, const dossier::Dossier& dossier, const auth::Actor& actor);
/// A dossier as this actor may see it.
json::object dossier_json(db::Tx& tx, const dossier::Dossier& dossier, const auth::Actor& actor);
/// For their own organisation: when the trace codes of products were activated, and for which bar code where the filing
/// has another now. `out` is what is told of each.
void add_activations(db::Tx& tx, std::span<const catalog::Product> products, const auth::Actor& actor,
                     std::span<json::object> out);
/// Takes "version" out of a body that a decoder reads further. missing_field, wrong_type at "/version".
Result<std::int64_t> take_version(json::object& body);
/// A text to search for, at most 100 characters. too_long.
Result<std::string> search_text(const http::Request& request, std::string_view name, std::string_view zh);

std::vector<Operation> dossier_paper_operations();    // dossier_papers.cpp: symbols, vouchers, graph
std::vector<Operation> dossier_partner_operations();  // dossier_partners.cpp: sellers, reports
std::vector<Operation> sales_order_operations();      // sales_orders.cpp: orders, and earlier versions

}  // namespace yiguan::api

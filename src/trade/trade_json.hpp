// What a document says beside its columns, as text for storage: private to the room.
#pragma once
#include "trade/documents.hpp"

namespace yiguan::trade {

std::string content_of(const StockOut& out);
std::string content_of(const StockIn& in);
/// What content_of() wrote. @throws what reading damaged JSON throws.
void put_content(StockOut& out, std::string_view content);
void put_content(StockIn& in, std::string_view content);
std::string personal_of(const Delivery& delivery);
Delivery delivery_of(std::string_view personal);

json::array encode(const std::vector<Line>& lines);
std::vector<Line> lines_of(const json::value& lines);

}  // namespace yiguan::trade

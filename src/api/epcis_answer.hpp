// Answers of /epcis: EPCISQueryDocuments, collections, and how ranges of codes are written in them.
#pragma once
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "api/dispatch.hpp"
#include "api/epcis_headers.hpp"
#include "events/log.hpp"

namespace yiguan::api {

/// EpcLists::mixed: longer ranges stay ranges.
inline constexpr std::int64_t mixed_range_max = 1'000;
/// Codes that one answer writes out of ranges: beyond it mixed leaves ranges, standard is refused.
inline constexpr std::int64_t written_codes_max = 100'000;

/// Writes the codes of ranges into the lists of the events as far as `lists` says.
/// @return Code::epcis_query_too_large when EpcLists::standard would write more than written_codes_max.
Result<void> spell_lists(db::Tx& tx, const events::Names& names, std::span<events::Logged> events, EpcLists lists);

/// An EPCISQueryDocument in the form of `terms`. @param subscription_id  "": none.
std::string query_document(std::span<const events::Logged> events, std::string_view query_name,
                           std::string_view subscription_id, UtcMs now, const Terms& terms);
/// One event as the root, JSON-LD or XML.
std::string event_document(const events::Logged& event, UtcMs now, const Terms& terms);

/// 200 in the media type of `terms`, with the headers of its version.
http::Response epcis_answer(const Terms& terms, std::string body);
/// {"@context":...,"type":"Collection","member":[...]}
http::Response collection(const Terms& terms, const std::vector<std::string>& members);

/// Adds Link and GS1-Next-Page-Token-Expires: the same request with another nextPageToken.
void add_next_page(http::Response& response, std::string_view path, std::string_view query, std::string_view token,
                   UtcMs expires);

/// The parameters of a query string, decoded, in their order. Code::epcis_query_parameter for broken escapes and for
/// more than 1,000.
Result<std::vector<std::pair<std::string, std::string>>> parameters_of(std::string_view query);

}  // namespace yiguan::api

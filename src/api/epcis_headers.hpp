// The headers of EPCIS 2.0 (REST binding): versions, formats of identifiers, extensions, media types. What a request
// asks for in them is settled here, before anything is looked up.
#pragma once
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "epcis/identifiers.hpp"
#include "epcis/model.hpp"
#include "epcis/vocabulary.hpp"
#include "epcis/xml.hpp"
#include "http/http.hpp"

namespace yiguan::api {

enum class Media : std::uint8_t { json, ld_json, xml, text_xml };
constexpr bool is_xml(Media media) {
    return media == Media::xml || media == Media::text_xml;
}
/// Static text.
std::string_view name(Media media);

/// Which media a resource can answer in, the one it prefers first.
enum class Offer : std::uint8_t { json, json_or_xml };

/// How ranges of codes of this platform are written (Prefer: epc-list=...).
enum class EpcLists : std::uint8_t {
    mixed,     ///< Up to mixed_range_max codes of a list one by one, more as yiguan:rangeList.
    standard,  ///< One by one.
    ranges,    ///< As yiguan:rangeList.
};

/// What the answer to a request has to be like.
struct Terms {
    Media media = Media::json;
    epcis::XmlVersion version = epcis::XmlVersion::v2_0;  ///< 1.2 in XML only.
    epcis::EpcForm epc_form = epcis::EpcForm::no_preference;
    epcis::CbvForm cbv_form = epcis::CbvForm::no_preference;
    epcis::Context namespaces;  ///< GS1-Extensions.
    EpcLists lists = EpcLists::mixed;
};

/// Code::not_acceptable, `field` the header, when no answer of ours would do: Accept, GS1-EPCIS-Min and -Max, GS1-CBV-
/// Min and -Max, GS1-EPC-Format, GS1-CBV-XML-Format, GS1-EPCIS-Version and GS1-CBV-Version of what is sent.
Result<Terms> terms_of(const http::Request& request, Offer offer);

/// Of a body: Code::unsupported_media_type for what is neither JSON nor XML. None given: JSON.
Result<Media> body_media(const http::Request& request);

/// True if XML is accepted and JSON is not.
bool only_xml(std::string_view accept);

/// "prefix=namespace,prefix2=namespace2"; Code::bad_request for anything else and for more than 100.
Result<epcis::Context> read_extensions(std::string_view header);

/// GS1-EPCIS-Version, GS1-CBV-Version, GS1-Extensions, as every answer has them.
void add_version_headers(http::Response& response, epcis::XmlVersion version = epcis::XmlVersion::v2_0);

/// Which headers OPTIONS tells beside those of every resource.
enum class Discovery : std::uint8_t { plain, capture, subscription };
/// 204 with Allow and everything the OpenAPI file names. @param allow  "GET, HEAD, OPTIONS".
http::Response discovery(std::string_view allow, Discovery kind, const epcis::CaptureLimits& limits);

}  // namespace yiguan::api

// keys/gs1: Epc::parse, elements_of, epc_of, CompanyPrefixes::parse. Oracle: parse(text()) is the same EPC; an EPC with
// a Digital Link comes back from it, and its link is the one EPCIS knows.
#include <optional>

#include "core/text.hpp"
#include "fuzz/harness.hpp"
#include "keys/gs1/epc_uri.hpp"

namespace {

using namespace yiguan;
using namespace yiguan::keys::gs1;
using fuzz::require;

void check_epc(std::string_view text) {
    const auto epc = Epc::parse(text);
    if (epc.has_error()) return fuzz::require_showable(epc.error());
    const auto again = Epc::parse(epc.value().text());
    require(again.has_value() && again.value() == epc.value(), "a printed EPC is another one");
    const auto elements = elements_of(epc.value());
    if (elements.has_error()) return fuzz::require_showable(elements.error());

    std::vector<Element> views;
    for (const EpcElement& e : elements.value()) views.push_back({e.ai, e.value, find_ai(e.ai)});
    const auto back = epc_of(views, epc.value().parts()[0].size());
    require(back.has_value(), "the elements of an EPC have none");
    // The class of a upui is a GTIN, which is that of an sgtin as well.
    if (epc.value().scheme() != EpcScheme::upui || epc.value().wildcards() == 0)
        require(back.value() == epc.value(), "the elements of an EPC have another one");
    const auto link = digital_link_of(epc.value());
    require(link.has_value(), "elements without a link");
    const auto known = epcis_digital_link(text);
    require(known.has_value() && known.value() == link.value(), "EPCIS knows another link");
}

/// A list of prefixes gives lengths that prefixes have.
void check_prefixes(std::string_view text) {
    const auto list = CompanyPrefixes::parse(text);
    if (list.has_error()) return fuzz::require_showable(list.error());
    require(list.value().rows() > 0, "a list without rows");
    for (const std::string_view key : {"6900000011225", "95200000", "0", ""}) {
        const auto length = list.value().length_of(key);
        require(!length || (*length >= 4 && *length <= 12), "a length no prefix has");
    }
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    check_epc(text);
    check_epc("urn:epc:id:" + std::string(text));
    check_prefixes(text);
    return 0;
}

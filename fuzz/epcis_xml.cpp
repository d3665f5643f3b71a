// epcis/xml.hpp: documents and events as XML. Oracle: what is read can be written in both versions, and is then read as
// events of the same hash.
#include "epcis/xml.hpp"

#include "epcis/hash.hpp"
#include "fuzz/harness.hpp"

namespace {

using namespace yiguan;
using fuzz::require;

const epcis::ReadOptions options{.now = {4'000'000'000'000}};

void check_written(const epcis::Event& event, epcis::XmlVersion version) {
    const epcis::Identified one{&event, ""};
    const auto text = epcis::write_xml_document({&one, 1}, UtcMs{0}, {.version = version});
    // Prefixes and escaped names may come to lie deeper or be longer than a capture may have.
    epcis::ReadOptions wide = options;
    wide.limits.text_chars *= 8;
    wide.limits.document_bytes *= 8;
    const auto again = epcis::read_xml(text, wide);
    require(again.has_value(), "what was written is not read");
    require(again.value().events.size() == 1, "what was written is another number of events");
    require(epcis::event_hash(again.value().events[0]) == epcis::event_hash(event), "another hash");
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const auto read = epcis::read_xml(text, options);
    if (read.has_error()) {
        require(read.error().code == Code::epcis_validation || read.error().code == Code::epcis_capture_limit,
                "an error that the contract does not name");
        return 0;
    }
    for (const auto& event : read.value().events) {
        check_written(event, epcis::XmlVersion::v1_2);
        check_written(event, epcis::XmlVersion::v2_0);
    }
    return 0;
}

// epcis/body.hpp: an event's stored form. Oracle: what is read can be written, and is then read the same.
#include "epcis/body.hpp"

#include <stdexcept>

#include "fuzz/harness.hpp"

namespace {

using namespace yiguan;
using fuzz::require;

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    epcis::Event event;
    try {
        event = epcis::unpack(bytes);
    } catch (const std::runtime_error&) {
        return 0;
    }
    const auto packed = epcis::pack(event);
    const auto again = epcis::pack(epcis::unpack(packed));
    require(again == packed, "written, read and written again there are other bytes");
    return 0;
}

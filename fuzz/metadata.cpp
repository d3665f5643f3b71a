// vision/metadata.hpp: orientation, without_metadata. Oracles: the orientation stays; what is without metadata stays as
// it is; what registry takes for a picture before is one afterwards, of the same kind and size.
#include <string>

#include "fuzz/harness.hpp"
#include "registry/documents.hpp"
#include "vision/metadata.hpp"

namespace {

using namespace yiguan;
using fuzz::require;

Result<registry::FileInfo> inspect(const std::string& file) {
    return registry::inspect_file(std::as_bytes(std::span(file.data(), file.size())));
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    // Exactly as long as the file, so that AddressSanitizer sees a byte too many.
    const std::vector<char> exact(data, data + size);
    const std::string_view file(exact.data(), exact.size());
    const int turned = vision::orientation(file);
    require(turned >= 1 && turned <= 8, "an orientation that there is not");
    const auto out = vision::without_metadata(file);
    const auto before = inspect(std::string(file));
    if (before.has_error() || !registry::is_picture(before.value().media_type)) return 0;
    require(vision::orientation(out) == turned, "a picture has turned");
    require(vision::without_metadata(out) == out, "something was left");
    const auto after = inspect(out);
    require(after.has_value(), "a picture has become none");
    require(after.value().media_type == before.value().media_type && after.value().width == before.value().width &&
                after.value().height == before.value().height,
            "a picture has become another");
    return 0;
}

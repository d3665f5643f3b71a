// registry/documents.hpp: inspect_file of MP4 and AVI. Oracles: what is taken has bounds, and no piece of it and
// nothing more than it is taken.
#include <string>

#include "fuzz/harness.hpp"
#include "registry/documents.hpp"

namespace {

using namespace yiguan;
using fuzz::require;

Result<registry::FileInfo> inspect(std::string_view file) {
    const std::vector<char> exact(file.begin(), file.end());
    return registry::inspect_file(std::as_bytes(std::span(exact)));
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string file(reinterpret_cast<const char*>(data), size);
    const auto info = inspect(file);
    if (info.has_error()) {
        const Code code = info.error().code;
        require(code == Code::document_type || code == Code::document_damaged || code == Code::out_of_bounds,
                "an error that the contract does not name");
        fuzz::require_showable(info.error());
        return 0;
    }
    const auto& i = info.value();
    if (i.media_type != registry::MediaType::mp4 && i.media_type != registry::MediaType::avi) return 0;
    require(i.width >= 1 && i.width <= registry::picture_pixels_max && i.height >= 1 &&
                i.height <= registry::picture_pixels_max,
            "a film outside its bounds");
    require(file.substr(4, 4) == "ftyp" || file.substr(8, 4) == "AVI ", "a film of another kind");
    require(inspect(file + "x").has_error(), "more than a film is taken");
    require(inspect(std::string_view(file).substr(0, file.size() - 1)).has_error(), "a piece of a film is taken");
    return 0;
}

// registry/documents.hpp: inspect_file of PNG, JPEG, GIF and WebP. Oracles: what is taken has bounds and the right
// kind, and ends exactly at its end, so that neither a piece of it nor more than it is taken (no second file hides
// behind a picture).
#include <algorithm>
#include <boost/crc.hpp>
#include <string>

#include "fuzz/harness.hpp"
#include "registry/documents.hpp"

namespace {

using namespace yiguan;
using fuzz::require;

constexpr std::string_view png_magic{"\x89PNG\r\n\x1a\n", 8};

std::uint32_t u32(std::string_view s, std::size_t at) {
    std::uint32_t n = 0;
    for (std::size_t i = 0; i < 4; ++i) n = n << 8 | static_cast<unsigned char>(s[at + i]);
    return n;
}

/// Random bytes never meet a checksum: writes the right one behind every PNG chunk that lies within the file.
std::string with_checksums(std::string file) {
    if (!file.starts_with(png_magic)) return file;
    for (std::size_t at = png_magic.size(); at + 12 <= file.size();) {
        const std::size_t length = u32(file, at);
        if (length > file.size() - at - 12) break;
        boost::crc_32_type crc;
        crc.process_bytes(file.data() + at + 4, length + 4);
        for (std::size_t i = 0; i < 4; ++i)
            file[at + 8 + length + i] = static_cast<char>(crc.checksum() >> (24 - 8 * i));
        at += length + 12;
    }
    return file;
}

Result<registry::FileInfo> inspect(std::string_view file) {
    // Exactly as long as the file, so that AddressSanitizer sees a byte too many.
    const std::vector<char> exact(file.begin(), file.end());
    return registry::inspect_file(std::as_bytes(std::span(exact)));
}

void check(const std::string& file) {
    const auto info = inspect(file);
    if (info.has_error()) {
        const Code code = info.error().code;
        require(code == Code::document_type || code == Code::document_damaged || code == Code::out_of_bounds,
                "an error that the contract does not name");
        return fuzz::require_showable(info.error());
    }
    const auto& i = info.value();
    if (i.media_type == registry::MediaType::pdf) return;
    require(i.width >= 1 && i.width <= registry::picture_pixels_max && i.height >= 1 &&
                i.height <= registry::picture_pixels_max,
            "a picture outside its bounds");
    require(file.starts_with(png_magic) == (i.media_type == registry::MediaType::png), "a picture of another kind");
    if (!registry::is_picture(i.media_type)) return;  // pdf.cpp, video.cpp
    if (i.media_type == registry::MediaType::png) {
        require(u32(file, 16) == i.width && u32(file, 20) == i.height, "another size than IHDR says");
        require(file.find("IDAT") != std::string::npos && file.ends_with(std::string_view("IEND\xAE\x42\x60\x82", 8)),
                "a PNG without pixels or end");
    } else if (i.media_type == registry::MediaType::jpeg) {
        require(file.ends_with("\xFF\xD9"), "a JPEG without end");
    } else if (i.media_type == registry::MediaType::gif) {
        require(file.starts_with("GIF8") && file.ends_with(";"), "a GIF without end");
    } else {
        require(file.substr(8, 4) == "WEBP" && file.size() % 2 == 0, "a WebP without end");
    }
    for (const std::size_t n : {file.size() - 1, file.size() / 2, file.size() - std::min<std::size_t>(file.size(), 12)})
        require(inspect(std::string_view(file).substr(0, n)).has_error(), "a piece of a picture is taken");
    for (const std::string_view more :
         {std::string_view("\0", 1), std::string_view("\xFF\xD9"), std::string_view("PK")})
        require(inspect(file + std::string(more)).has_error(), "more than a picture is taken");
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string file(reinterpret_cast<const char*>(data), size);
    check(file);
    if (file.starts_with(png_magic)) check(with_checksums(file));
    return 0;
}

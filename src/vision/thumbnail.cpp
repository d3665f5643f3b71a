#include "vision/thumbnail.hpp"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>

#include "vision/metadata.hpp"
#include "vision/pix.hpp"

namespace yiguan::vision {
namespace {

constexpr int jpeg_quality = 82;
constexpr std::size_t input_bytes_max = 32u << 20;

PixPtr read_reduced(std::string_view file, unsigned side_min) {
    const auto* data = reinterpret_cast<const l_uint8*>(file.data());
    if (!file.starts_with("\xFF\xD8\xFF")) return PixPtr(pixReadMem(data, file.size()));
    l_int32 width = 0, height = 0, reduction = 1;
    if (readHeaderMemJpeg(data, file.size(), &width, &height, nullptr, nullptr, nullptr) != 0) return nullptr;
    while (reduction < 8 && static_cast<unsigned>(std::min(width, height)) / static_cast<unsigned>(reduction * 2) >=
                                std::max(side_min, 1u))
        reduction *= 2;
    return PixPtr(pixReadMemJpeg(data, file.size(), 0, reduction, nullptr, 0));
}

/// 8 bits grey or 32 bits colour, nothing transparent.
PixPtr plain(PixPtr pix) {
    if (pixGetColormap(pix.get())) pix.reset(pixRemoveColormap(pix.get(), REMOVE_CMAP_TO_FULL_COLOR));
    if (!pix) return nullptr;
    if (pixGetDepth(pix.get()) == 16) pix.reset(pixConvert16To8(pix.get(), L_MS_BYTE));
    if (pix && pixGetDepth(pix.get()) < 8) pix.reset(pixConvertTo8(pix.get(), 0));
    if (pix && pixGetDepth(pix.get()) == 32 && pixGetSpp(pix.get()) == 4)
        pix.reset(pixAlphaBlendUniform(pix.get(), 0xFFFFFF00));
    return pix;
}

/// Quarter turns clockwise and a mirror, as EXIF's orientation asks for.
PixPtr upright(PixPtr pix, int orientation) {
    constexpr std::array<int, 9> turns{0, 0, 0, 2, 2, 1, 1, 3, 3};
    constexpr std::array<bool, 9> mirrored{false, false, true, false, true, true, false, true, false};
    const auto at = static_cast<std::size_t>(orientation);
    if (turns[at] != 0) pix.reset(pixRotateOrth(pix.get(), turns[at]));
    if (pix && mirrored[at]) pix.reset(pixFlipLR(nullptr, pix.get()));
    return pix;
}

}  // namespace

PixPtr decode(std::string_view file, unsigned side_min) {
    setMsgSeverity(L_SEVERITY_NONE);
    auto pix = read_reduced(file, side_min);
    if (pix) pix = plain(std::move(pix));
    if (pix) pix = upright(std::move(pix), orientation(file));
    return pix;
}

std::optional<std::string> scaled_jpeg(std::string_view file, unsigned side) {
    auto pix = decode(file, side);
    if (!pix) return std::nullopt;
    const auto width = pixGetWidth(pix.get()), height = pixGetHeight(pix.get());
    const auto longer = static_cast<unsigned>(std::max(width, height));
    if (longer > side) {
        const auto scaled = [&](int n) {
            return std::max(1, static_cast<int>((static_cast<unsigned long>(n) * side + longer / 2) / longer));
        };
        pix.reset(pixScaleToSize(pix.get(), scaled(width), scaled(height)));
        if (!pix) return std::nullopt;
    }
    pixSetText(pix.get(), nullptr);
    l_uint8* data = nullptr;
    std::size_t bytes = 0;
    if (pixWriteMemJpeg(&data, &bytes, pix.get(), jpeg_quality, 0) != 0) return std::nullopt;
    const std::unique_ptr<l_uint8, decltype(&std::free)> owner(data, std::free);
    return std::string(reinterpret_cast<const char*>(data), bytes);
}

std::optional<std::string> read_all(int fd, std::size_t bytes_max) {
    std::string out;
    std::array<char, 65536> piece;
    for (;;) {
        const auto got = ::read(fd, piece.data(), piece.size());
        if (got < 0 && errno == EINTR) continue;
        if (got < 0 || out.size() + static_cast<std::size_t>(got) > bytes_max) return std::nullopt;
        if (got == 0) return out;
        out.append(piece.data(), static_cast<std::size_t>(got));
    }
}

bool write_all(int fd, std::string_view bytes) {
    while (!bytes.empty()) {
        const auto written = ::write(fd, bytes.data(), bytes.size());
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) return false;
        bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    return true;
}

int scale_command(int in, int out, unsigned side) {
    if (side < 16 || side > 4096) return 2;
    const auto file = read_all(in, input_bytes_max);
    const auto jpeg = file ? scaled_jpeg(*file, side) : std::nullopt;
    return jpeg && write_all(out, *jpeg) ? 0 : 1;
}

}  // namespace yiguan::vision

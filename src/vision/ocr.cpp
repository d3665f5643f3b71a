#include "vision/ocr.hpp"

#include <tesseract/baseapi.h>

#include <algorithm>
#include <memory>

#include "vision/pix.hpp"
#include "vision/thumbnail.hpp"

namespace yiguan::vision {
namespace {

constexpr std::size_t input_bytes_max = 32u << 20;
// Of the longer side: smaller pictures are enlarged, larger ones reduced, so that letters have some 30 pixels.
constexpr int side_wanted = 2200;

/// Grey text on grey paper becomes black on white: ink is the darkest half per cent, paper what half of it is.
PixPtr stretched(PixPtr pix) {
    l_uint32 ink = 0, paper = 255;
    if (pixGetRankValue(pix.get(), 2, .005F, &ink) != 0 || pixGetRankValue(pix.get(), 2, .5F, &paper) != 0) return pix;
    if (paper < ink + 16 || paper - ink > 180) return pix;  // nothing on it, or strong enough
    PixPtr strong{pixGammaTRC(nullptr, pix.get(), 1.0F, static_cast<l_int32>(ink), static_cast<l_int32>(paper))};
    return strong ? std::move(strong) : std::move(pix);
}

/// Grey, evenly lit, straight.
PixPtr prepared(std::string_view picture) {
    auto pix = decode(picture, side_wanted * 2 / 3);
    if (!pix) return nullptr;
    pix.reset(pixConvertTo8(pix.get(), 0));
    if (!pix) return nullptr;
    const auto longer = std::max(pixGetWidth(pix.get()), pixGetHeight(pix.get()));
    const float scale = static_cast<float>(side_wanted) / static_cast<float>(longer);
    if (scale > 1.1F || scale < .9F)
        if (PixPtr scaled{pixScale(pix.get(), std::min(scale, 3.0F), std::min(scale, 3.0F))}) pix = std::move(scaled);
    pix = stretched(std::move(pix));
    if (PixPtr even{pixBackgroundNormSimple(pix.get(), nullptr, nullptr)}) pix = std::move(even);
    l_float32 angle = 0, sure = 0;
    PixPtr straight{pixFindSkewAndDeskew(pix.get(), 2, &angle, &sure)};
    if (straight && sure > 3) pix = std::move(straight);
    if (PixPtr clear{pixContrastTRC(nullptr, pix.get(), .35F)}) pix = std::move(clear);
    pixSetResolution(pix.get(), 300, 300);
    return pix;
}

}  // namespace

std::optional<std::vector<Glyph>> recognise(std::string_view picture, OcrFault& fault) {
    const auto pix = prepared(picture);
    if (!pix) {
        fault = OcrFault::no_picture;
        return std::nullopt;
    }
    tesseract::TessBaseAPI engine;
    if (engine.Init(nullptr, "chi_sim", tesseract::OEM_LSTM_ONLY) != 0) {
        fault = OcrFault::no_language;
        return std::nullopt;
    }
    engine.SetVariable("debug_file", "/dev/null");
    engine.SetPageSegMode(tesseract::PSM_SPARSE_TEXT);
    engine.SetImage(pix.get());
    std::vector<Glyph> glyphs;
    if (engine.Recognize(nullptr) == 0) {
        const std::unique_ptr<tesseract::ResultIterator> at(engine.GetIterator());
        for (bool more = at && !at->Empty(tesseract::RIL_SYMBOL); more; more = at->Next(tesseract::RIL_SYMBOL)) {
            const std::unique_ptr<char[]> text(at->GetUTF8Text(tesseract::RIL_SYMBOL));
            Glyph glyph{.text = text ? text.get() : "",
                        .confidence = std::clamp(at->Confidence(tesseract::RIL_SYMBOL) / 100.0, 0.0, 1.0)};
            at->BoundingBox(tesseract::RIL_SYMBOL, &glyph.left, &glyph.top, &glyph.right, &glyph.bottom);
            if (!glyph.text.empty() && glyph.text != " ") glyphs.push_back(std::move(glyph));
        }
    }
    engine.End();
    return glyphs;
}

int licence_command(int in, int out) {
    const auto picture = read_all(in, input_bytes_max);
    if (!picture) return 1;
    OcrFault fault{};
    const auto glyphs = recognise(*picture, fault);
    if (!glyphs) return fault == OcrFault::no_language ? 3 : 1;
    const auto fields = find_fields(*glyphs);
    return write_all(out, json::serialize(encode(fields, check_fields(fields)))) ? 0 : 1;
}

}  // namespace yiguan::vision

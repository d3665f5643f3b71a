#include <zint.h>

#include <memory>
#include <new>
#include <stdexcept>

#include "core/text.hpp"
#include "print/print.hpp"

namespace yiguan::print {

namespace {

constexpr std::size_t text_bytes_max = 1000;  // a version 40 symbol of level H still takes 1273

struct DeleteSymbol {
    void operator()(zint_symbol* symbol) const { ZBarcode_Delete(symbol); }
};

}  // namespace

Result<Symbol> qr(std::string_view text, Level level) {
    if (text.empty()) return Error{Code::invalid, "", "二维码内容不能为空"};
    if (text.size() > text_bytes_max) return Error{Code::too_long, "", "二维码内容不能超过 1000 字节"};
    if (!is_utf8(text) || text.find('\0') != std::string_view::npos)
        return Error{Code::invalid, "", "二维码内容须为不含空字符的 UTF-8 文本"};

    const std::unique_ptr<zint_symbol, DeleteSymbol> symbol{ZBarcode_Create()};
    if (!symbol) throw std::bad_alloc{};
    symbol->symbology = BARCODE_QRCODE;
    symbol->input_mode = UNICODE_MODE;
    symbol->option_1 = static_cast<int>(level);
    const int status = ZBarcode_Encode(symbol.get(), reinterpret_cast<const unsigned char*>(text.data()),
                                       static_cast<int>(text.size()));
    // Below ZINT_ERROR are warnings only: an ECI mark was added for text outside Latin-1, which every reader knows.
    if (status >= ZINT_ERROR) throw std::runtime_error(std::string("zint: ") + symbol->errtxt);

    Symbol out;
    out.size = symbol->width;
    out.modules.reserve(static_cast<std::size_t>(out.size) * static_cast<std::size_t>(out.size));
    for (int y = 0; y < out.size; ++y)
        for (int x = 0; x < out.size; ++x)
            out.modules.push_back(static_cast<std::uint8_t>((symbol->encoded_data[y][x >> 3] >> (x & 7)) & 1));
    return out;
}

}  // namespace yiguan::print

#include <fmt/format.h>
#include <zint.h>

#include <algorithm>
#include <memory>
#include <new>
#include <stdexcept>

#include "core/text.hpp"
#include "print/print.hpp"

namespace yiguan::print {
namespace {

constexpr std::size_t bars_chars_max = 40;

struct DeleteBars {
    void operator()(zint_symbol* symbol) const { ZBarcode_Delete(symbol); }
};

Bars encoded(int symbology, int mode, const std::string& data, std::string text) {
    const std::unique_ptr<zint_symbol, DeleteBars> symbol{ZBarcode_Create()};
    if (!symbol) throw std::bad_alloc{};
    symbol->symbology = symbology;
    symbol->input_mode = mode;
    const int status = ZBarcode_Encode(symbol.get(), reinterpret_cast<const unsigned char*>(data.data()),
                                       static_cast<int>(data.size()));
    if (status >= ZINT_ERROR) throw std::runtime_error(std::string("zint: ") + symbol->errtxt);
    Bars out{.modules = {}, .text = std::move(text)};
    for (int x = 0; x < symbol->width; ++x)
        out.modules.push_back(static_cast<std::uint8_t>((symbol->encoded_data[0][x >> 3] >> (x & 7)) & 1));
    return out;
}

}  // namespace

Result<Bars> code128(std::string_view text) {
    if (text.empty()) return Error{Code::invalid, "", "条码内容不能为空"};
    if (text.size() > bars_chars_max)
        return Error{Code::too_long, "", fmt::format("条码内容不超过 {} 个字符", bars_chars_max)};
    if (!std::ranges::all_of(text, [](char c) { return c >= ' ' && c <= '~'; }))
        return Error{Code::invalid, "", "条码内容只能是字母、数字和英文符号"};
    return encoded(BARCODE_CODE128, DATA_MODE, std::string(text), std::string(text));
}

Result<Bars> gs1_128_sscc(std::string_view sscc) {
    int sum = 0;
    for (std::size_t i = 0; i < sscc.size(); ++i) sum += (sscc[i] - '0') * (i % 2 == 0 ? 3 : 1);
    if (sscc.size() != 18 || !std::ranges::all_of(sscc, is_digit) || sum % 10 != 0)
        return Error{Code::invalid, "", "SSCC 应为 18 位数字，校验位须正确"};
    return encoded(BARCODE_GS1_128, GS1_MODE, fmt::format("[00]{}", sscc), fmt::format("(00) {}", sscc));
}

}  // namespace yiguan::print

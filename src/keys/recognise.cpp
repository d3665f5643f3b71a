#include "keys/recognise.hpp"

#include <fmt/format.h>

#include "core/text.hpp"
#include "keys/ecode.hpp"
#include "keys/fold.hpp"
#include "keys/gs1.hpp"
#include "keys/uscc.hpp"

namespace yiguan::keys {

namespace {

using Candidates = std::vector<Recognised>;

constexpr std::string_view form_only = "仅位数和形式相符，该类编码没有校验位，是否真实发放需向发码机构查询";

// Date code of GB/T 34014 and of the e-bike platform: year (30-year cycle from 2011), month, day; 0 = day 31.
constexpr std::string_view year_codes = "123456789ABCDEFGHJKLMNPRSTVWXY";
constexpr std::string_view month_codes = "123456789ABC";
constexpr std::string_view day_codes = "123456789ABCDEFGHJKLMNPRSTVWXY0";

bool one_of(char c, std::string_view set) {
    return set.find(c) != std::string_view::npos;
}
bool digits_only(std::string_view text) {
    return !text.empty() && first_not(text, is_digit) == std::string_view::npos;
}
bool is_capital_or_digit(char c) {
    return is_digit(c) || is_upper(c);
}
bool is_serial_character(char c) {
    return is_capital_or_digit(c) && !one_of(c, "IOZ");
}
bool is_date_code(std::string_view three) {
    return one_of(three[0], year_codes) && one_of(three[1], month_codes) && one_of(three[2], day_codes);
}
/// Every character of `text` satisfies the predicate.
template <class F>
bool all(std::string_view text, F allowed) {
    return first_not(text, allowed) == std::string_view::npos;
}

void add(Candidates& out, Kind kind, std::string_view text, std::string_view name, std::string_view note) {
    out.push_back({kind, shorten(text, 300), std::string(name), std::string(note)});
}

// GS1 element strings start with an application identifier; these are the keys that a product label carries.
bool starts_with_gs1_key(std::string_view data) {
    if (data.starts_with("01") || data.starts_with("02"))
        return data.size() >= 16 && has_check_digit(data.substr(2, 14));
    if (data.starts_with("00")) return data.size() >= 20 && has_check_digit(data.substr(2, 18));
    if (data.starts_with("41")) return data.size() >= 16 && has_check_digit(data.substr(3, 13));
    return false;
}

// GS1 Digital Link: a primary key and its value are neighbouring path segments.
bool has_digital_link_key(std::string_view address) {
    std::string_view path = address.substr(0, address.find_first_of("?#"));
    std::string_view before;
    for (std::size_t at = path.find('/', 8); at != std::string_view::npos; at = path.find('/', at + 1)) {
        const std::string_view segment = path.substr(at + 1, path.find('/', at + 1) - at - 1);
        const bool check = has_check_digit(segment);
        const std::size_t n = segment.size();
        if (before == "01" && check && (n == 8 || n == 12 || n == 13 || n == 14)) return true;
        if (before == "00" && check && n == 18) return true;
        if ((before == "414" || before == "417") && check && n == 13) return true;
        if ((before == "8003" || before == "8004" || before == "8006" || before == "253" || before == "255") && n > 0)
            return true;
        before = segment;
    }
    return false;
}

void add_addresses(Candidates& out, const std::string& text) {
    const auto host = address_host(text);
    if (!host) return;
    if (const auto code = parse_ecode(text); code.has_value())
        add(out, Kind::ecode, code.value().text(), "物联网统一编码（Ecode）",
            fmt::format("网址中带有 Ecode；网址所在网站为 {}，是否为官方网站请自行核对", shorten(*host, 80)));
    if (has_digital_link_key(text))
        add(out, Kind::gs1_digital_link, text, "GS1 数字链接",
            "网址中带有 GS1 编码，校验位相符；可由该网址所属平台查询");
    if (out.empty())
        add(out, Kind::web_address, text, "网址",
            fmt::format("指向网站 {}；网址中没有可识别的编码，打开前请核对网站", shorten(*host, 80)));
}

void add_prefixed(Candidates& out, const std::string& text, const std::string& upper) {
    if (upper.starts_with("E=")) {
        if (const auto code = parse_ecode(text); code.has_value())
            add(out, Kind::ecode, code.value().text(), "物联网统一编码（Ecode）",
                "带有 E= 标记，版本和位数相符；Ecode 没有校验位");
    }
    if (text.starts_with("(")) {
        if (const auto close = text.find(')'); close != std::string::npos && close >= 3 && close <= 5 &&
                                               digits_only(std::string_view(text).substr(1, close - 1)))
            add(out, Kind::gs1_element_string, text, "GS1 应用标识符数据",
                "以括号中的应用标识符开头；其余内容未逐项检查");
    }
    if (upper.starts_with("MA."))
        add(out, Kind::ma_code, text, "MA 标识码（ISO/IEC 15459）", "以 MA. 开头；由 MA 标识体系的平台解析");
    if (upper.starts_with("URN:EPC:"))
        add(out, Kind::epc_uri, text, "GS1 EPC 标识", "以 urn:epc: 开头；其余内容未逐项检查");
    if (upper.starts_with("URN:OID:") || upper.starts_with("1.2.156.") || upper.starts_with("2.16.156."))
        add(out, Kind::oid, text, "对象标识符（OID）", "属 OID 的中国节点或 urn:oid 形式；由 OID 平台解析");
    if (upper.starts_with("86.") || upper.starts_with("88.")) {
        const auto slash = text.find('/');
        if (slash != std::string::npos && slash + 1 < text.size() &&
            all(std::string_view(text).substr(0, slash), [](char c) { return is_digit(c) || c == '.'; }))
            add(out, Kind::handle, text, "工业互联网标识（Handle）",
                "前缀和后缀的形式相符；由工业互联网标识解析节点解析");
    }
    const auto licence = upper.find("XK");
    if (licence != std::string::npos) {
        const std::string_view number = std::string_view(upper).substr(licence + 2);
        if (number.size() == 12 && number[2] == '-' && number[6] == '-' && digits_only(number.substr(0, 2)) &&
            digits_only(number.substr(3, 3)) && digits_only(number.substr(7)) &&
            (licence == 0 || upper[licence - 1] == ')'))
            add(out, Kind::production_licence, text, "工业产品生产许可证编号", "形式相符；是否有效需在发证机关查询");
    }
}

// `code` is in capitals.
void add_mixed(Candidates& out, const std::string& code) {
    const std::string_view c = code;
    if (c.size() == 15 && c[9] == '-' && c[12] == '-' && all(c.substr(0, 9), is_capital_or_digit) &&
        digits_only(c.substr(10, 2)) && all(c.substr(13), is_serial_character))
        add(out, Kind::ebike_model_code, c, "电动自行车充电器或电池型号编码（13 位）",
            "形式相符；每种型号和年份一个编码，不对应单件产品");
    if (!all(c, is_capital_or_digit) || digits_only(c)) return;
    if (c.size() == 18 && Uscc::parse(c).has_value())
        add(out, Kind::uscc, c, "统一社会信用代码", "校验码相符；这是企业或组织的代码，不是产品追溯码");
    if (c.size() == 19 && is_date_code(c.substr(10, 3)) && all(c.substr(13), is_serial_character))
        add(out, Kind::battery_19, c, "电动自行车锂电池编码（19 位）", "位数和日期位的形式相符；该编码没有校验位");
    if (c.size() == 24 && one_of(c[3], "PMC") && one_of(c[4], "ABCDEFGZ") && is_date_code(c.substr(14, 3)))
        add(out, Kind::battery_24, c, "动力电池编码（GB/T 34014，24 位）",
            "位数、产品类型和日期位的形式相符；该编码没有校验位");
}

void add_gtin(Candidates& out, std::string_view code) {
    if (!has_check_digit(code)) return;
    add(out, Kind::gtin, code, fmt::format("商品条码（GTIN-{}）", code.size()),
        "校验位相符；商品条码标识一种商品，不对应单件产品");
    if (code.size() == 13)
        add(out, Kind::gln, code, "全球位置码（GLN）", "与 GTIN-13 位数和校验位规则相同，由使用场合区分");
}

void add_digits(Candidates& out, std::string_view code) {
    switch (code.size()) {
        case 33:
            if (code[0] == '2')
                add(out, Kind::ecode, code, "物联网统一编码（Ecode V2）", "33 位且以 2 开头；Ecode 没有校验位");
            break;
        case 24:
            add(out, Kind::veterinary_code, code, "兽药追溯码（24 位）", form_only);
            break;
        case 20:
            if (code.starts_with("00") && has_check_digit(code.substr(2)))
                add(out, Kind::sscc, code.substr(2), "系列货运包装箱代码（SSCC）",
                    "带有应用标识符 00，校验位相符；标识物流单元，不对应单件产品");
            add(out, Kind::supervision_code, code, "产品质量电子监管码（20 位）", form_only);
            add(out, Kind::drug_trace_code, code, "药品追溯码（20 位）", form_only);
            break;
        case 18:
            if (has_check_digit(code))
                add(out, Kind::sscc, code, "系列货运包装箱代码（SSCC）", "校验位相符；标识物流单元，不对应单件产品");
            if (Uscc::parse(code).has_value())
                add(out, Kind::uscc, code, "统一社会信用代码", "校验码相符；这是企业或组织的代码，不是产品追溯码");
            break;
        case 16:
            if (code.starts_with("20"))
                add(out, Kind::ccc_certificate, code, "强制性产品认证（CCC）证书编号",
                    "16 位，前四位像发证年份；证书编号没有校验位，是否有效需在认证机构查询");
            if (starts_with_gs1_key(code))
                add(out, Kind::gs1_element_string, code, "GS1 应用标识符数据", "带有应用标识符，商品条码的校验位相符");
            add(out, Kind::old_supervision_code, code, "产品质量电子监管码（早期 16 位）", form_only);
            break;
        case 15:
            if (one_of(code[4], "123"))
                add(out, Kind::ebike_vehicle, code, "电动自行车整车编码（15 位）",
                    "位数和车辆种类位相符；整车编码没有校验位");
            break;
        case 14:
        case 13:
        case 12:
        case 8:
            add_gtin(out, code);
            break;
        default:
            if (starts_with_gs1_key(code))
                add(out, Kind::gs1_element_string, code, "GS1 应用标识符数据",
                    "以带校验位的 GS1 编码开头；其余内容未逐项检查");
    }
}

}  // namespace

std::vector<Recognised> recognise(std::string_view raw) {
    Candidates out;
    raw = raw.substr(0, 2000);
    const bool has_separator = raw.find('\x1D') != std::string_view::npos;
    std::string text = fold(raw);
    // A scanner may put the symbology in front (ISO/IEC 15424); ]C1 ]e0 ]Q3 ]d2 ]J1 announce GS1 element strings.
    bool gs1_symbol = false;
    if (text.size() > 3 && text[0] == ']') {
        const std::string_view symbology = std::string_view(text).substr(1, 2);
        gs1_symbol =
            symbology == "C1" || symbology == "e0" || symbology == "Q3" || symbology == "d2" || symbology == "J1";
        text.erase(0, 3);
    }
    if (text.empty() || !is_utf8(text)) return out;
    std::string upper;
    for (const char c : text) upper += to_upper(c);

    if (gs1_symbol || (has_separator && starts_with_gs1_key(text)))
        add(out, Kind::gs1_element_string, text, "GS1 应用标识符数据",
            "扫码设备或分隔符表明为 GS1 数据；其余内容未逐项检查");
    add_addresses(out, text);
    if (!out.empty()) return out;
    add_prefixed(out, text, upper);
    add_mixed(out, upper);
    if (digits_only(text)) add_digits(out, text);
    return out;
}

}  // namespace yiguan::keys

#include "keys/gs1/epc_uri.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/text.hpp"
#include "keys/gs1.hpp"
#include "keys/gs1/uri_escape.hpp"

namespace yiguan::keys::gs1 {
namespace {

enum class PartKind : std::uint8_t {
    prefix,        // GS1 company prefix, 6 to 12 digits
    reference,     // digits that together with the prefix are `size`
    digits,        // exactly `size` digits
    number,        // up to `size` digits
    plain_number,  // the same without leading zeros
    text,          // 1 to `size` of the 82 characters
    rest,          // 1 or more of the 82 characters, with the prefix at most `size`
    component,     // the same of the 39 characters; a class may have none
    bounded,       // a number below 2^size without leading zeros
    cage,          // CAGE code or DoDAAC
    part_number,   // ADI: 0 to `size` of capitals, digits, - and /
    part_serial,   // the same, 1 to `size`, perhaps # in front
    container,     // BIC container code
    vessel,        // IMO vessel number
};

struct PartSpec {
    PartKind kind;
    std::uint8_t size = 0;
    std::string_view zh;
};

struct SchemeSpec {
    std::string_view name;
    std::string_view key;     // the AI, empty for no GS1 key
    std::string_view serial;  // the AI of the last part; empty if it is behind the key or there is none
    std::vector<PartSpec> parts;
    bool has_class;  // the key without its serial is a class, which an idpat stands for
};

constexpr PartSpec company{PartKind::prefix, 12, "厂商识别代码"};

/// In the order of EpcScheme. Source: EPC Tag Data Standard 2.x, 6.3.
const SchemeSpec& spec_of(EpcScheme scheme) {
    using enum PartKind;
    static const std::vector<SchemeSpec> specs = {
        {"sgtin", "01", "21", {company, {reference, 13, "指示符和项目代码"}, {text, 20, "序列号"}}, true},
        {"lgtin", "01", "10", {company, {reference, 13, "指示符和项目代码"}, {text, 20, "批号"}}, false},
        {"upui", "01", "235", {company, {reference, 13, "指示符和项目代码"}, {text, 28, "第三方序列号"}}, true},
        {"itip",
         "8006",
         "21",
         {company, {reference, 13, "指示符和项目代码"}, {digits, 2, "件序"}, {digits, 2, "件数"}, {text, 20, "序列号"}},
         true},
        {"sscc", "00", "", {company, {reference, 17, "扩展位和序列代码"}}, false},
        {"sgln", "414", "254", {company, {reference, 12, "位置代码"}, {text, 20, "扩展代码"}}, false},
        {"pgln", "417", "", {company, {reference, 12, "参与方代码"}}, false},
        {"grai", "8003", "", {company, {reference, 12, "资产类型"}, {text, 16, "序列号"}}, true},
        {"gdti", "253", "", {company, {reference, 12, "文件类型"}, {text, 17, "序列号"}}, true},
        {"sgcn", "255", "", {company, {reference, 12, "优惠券代码"}, {number, 12, "序列号"}}, true},
        {"giai", "8004", "", {company, {rest, 30, "资产代码"}}, false},
        {"ginc", "401", "", {company, {rest, 30, "托运代码"}}, false},
        {"gsin", "402", "", {company, {reference, 16, "装运代码"}}, false},
        {"gsrn", "8018", "", {company, {reference, 17, "服务关系代码"}}, false},
        {"gsrnp", "8017", "", {company, {reference, 17, "服务关系代码"}}, false},
        {"cpi", "8010", "8011", {company, {component, 30, "部件代码"}, {plain_number, 12, "序列号"}}, true},
        {"gid", "", "", {{bounded, 28, "管理者代码"}, {bounded, 24, "对象类别"}, {bounded, 36, "序列号"}}, false},
        {"usdod", "", "", {{cage, 6, "CAGE 代码或 DoDAAC"}, {bounded, 36, "序列号"}}, false},
        {"adi",
         "",
         "",
         {{cage, 6, "CAGE 代码或 DoDAAC"}, {part_number, 32, "原始零件号"}, {part_serial, 30, "序列号"}},
         false},
        {"bic", "", "", {{container, 11, "集装箱箱号"}}, false},
        {"imovn", "", "", {{vessel, 7, "IMO 船舶编号"}}, false},
    };
    return specs[static_cast<std::size_t>(scheme)];
}
constexpr std::size_t scheme_count = 21;

// TDS 5.4 and Table A-1: what a URI writes as it is.
constexpr CharSet plain_in_urn{"!'()*+,-.0123456789:;=ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz"};
constexpr CharSet cset82{"!\"%&'()*+,-./0123456789:;<=>?ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz"};
constexpr CharSet cset39{"#-/0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"};
constexpr CharSet part_chars{"-/0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"};
constexpr CharSet cage_chars{"0123456789ABCDEFGHJKLMNPQRSTUVWXYZ"};  // without I and O
constexpr CharSet decimal{"0123456789"};

const CharSet& chars_of(PartKind kind) {
    switch (kind) {
        case PartKind::text:
        case PartKind::rest:
            return cset82;
        case PartKind::component:
            return cset39;
        case PartKind::cage:
            return cage_chars;
        case PartKind::part_number:
            return part_chars;
        case PartKind::part_serial:
        case PartKind::container:
            return cset39;
        default:
            return decimal;
    }
}

/// ISO 6346: owner and category, six digits, check digit.
bool is_container(std::string_view code) {
    if (code.size() != 11 || !std::ranges::all_of(code.substr(0, 4), is_upper) ||
        !std::ranges::all_of(code.substr(4), is_digit) ||
        std::string_view("UJZ").find(code[3]) == std::string_view::npos)
        return false;
    int sum = 0;
    for (std::size_t i = 0; i < 10; ++i) {
        int value = code[i] - '0';
        if (i < 4) {
            const int letter = code[i] - 'A';  // from 10 on; 11, 22 and 33 are left out
            value = 10 + letter + (letter >= 1) + (letter >= 11) + (letter >= 21);
        }
        sum += value << i;
    }
    return sum % 11 % 10 == code[10] - '0';
}

/// IMO Resolution A.1117(30): six digits times 7 to 2, the last digit of the sum.
bool is_vessel(std::string_view code) {
    if (code.size() != 7) return false;
    int sum = 0;
    for (std::size_t i = 0; i < 6; ++i) sum += (code[i] - '0') * (7 - static_cast<int>(i));
    return sum % 10 == code[6] - '0';
}

bool has_leading_zero(std::string_view digits) {
    return digits.size() > 1 && digits[0] == '0';
}

/// Without breaking off at 2^64: at most 12 digits come in.
bool is_below(std::string_view digits, std::uint8_t bits) {
    if (digits.size() > 12) return false;
    std::uint64_t n = 0;
    for (const char c : digits) n = n * 10 + static_cast<std::uint64_t>(c - '0');
    return n < std::uint64_t{1} << bits;
}

std::string_view form_name(EpcForm form) {
    return form == EpcForm::identity ? "id" : form == EpcForm::batch ? "class" : "idpat";
}

}  // namespace

std::string_view name_of(EpcScheme scheme) {
    return spec_of(scheme).name;
}

/// One reading of one URI.
class EpcReader {
public:
    explicit EpcReader(std::string_view text) : text_(text) {}

    Result<Epc> read() {
        TRY(std::string_view body, read_head());
        const auto& parts = spec_of(epc_.scheme_).parts;
        std::vector<std::string_view> raw;
        while (raw.size() + 1 < parts.size()) {
            const std::size_t dot = body.find('.');
            if (dot == std::string_view::npos)
                return refuse(position(body), fmt::format("{} 应有以点分隔的 {} 部分", name(), parts.size()));
            raw.push_back(body.substr(0, dot));
            body.remove_prefix(dot + 1);
        }
        raw.push_back(body);

        if (epc_.form_ == EpcForm::pattern) {
            while (epc_.wildcards_ < raw.size() && raw[raw.size() - 1 - epc_.wildcards_] == "*") ++epc_.wildcards_;
            if (epc_.wildcards_ == 0) return refuse(position(raw.back()), "模式（idpat）的最后一部分应为 *");
        }
        for (std::size_t i = 0; i < raw.size(); ++i) {
            if (i >= raw.size() - epc_.wildcards_) {
                epc_.parts_.emplace_back("*");
                continue;
            }
            TRY_VOID(read_part(parts[i], raw[i]));
        }
        return std::move(epc_);
    }

private:
    Error refuse(std::size_t at, std::string_view rule, Code code = Code::key_form) const {
        return {code, fmt::format("@{}", at), fmt::format("第 {} 个字符起：{}。", at + 1, rule)};
    }
    std::size_t position(std::string_view part) const { return static_cast<std::size_t>(part.data() - text_.data()); }
    std::string_view name() const { return name_of(epc_.scheme_); }

    /// Form and scheme; what follows them.
    Result<std::string_view> read_head() {
        std::string_view rest = text_;
        if (!rest.starts_with("urn:epc:")) return refuse(0, "EPC URI 应以 urn:epc: 开头");
        rest.remove_prefix(8);
        const std::size_t colon = rest.find(':');
        const std::string_view form = rest.substr(0, colon);
        if (form == "id")
            epc_.form_ = EpcForm::identity;
        else if (form == "class")
            epc_.form_ = EpcForm::batch;
        else if (form == "idpat")
            epc_.form_ = EpcForm::pattern;
        else
            return refuse(8, "urn:epc: 之后应为 id、class 或 idpat");
        if (colon == std::string_view::npos) return refuse(text_.size(), "缺少 EPC 类别");
        rest.remove_prefix(colon + 1);
        const std::size_t end = rest.find(':');
        for (std::size_t i = 0; i < scheme_count && end != std::string_view::npos; ++i) {
            epc_.scheme_ = static_cast<EpcScheme>(i);
            if (name() != rest.substr(0, end)) continue;
            if ((epc_.scheme_ == EpcScheme::lgtin) != (epc_.form_ == EpcForm::batch)) break;
            return rest.substr(end + 1);
        }
        return refuse(position(rest), fmt::format("urn:epc:{}: 之后没有已定义的 EPC 类别", form));
    }

    Result<void> read_part(const PartSpec& spec, std::string_view raw) {
        std::string part(raw);
        const CharSet& chars = chars_of(spec.kind);
        if (&chars != &decimal) {
            auto decoded = uri_unescape(raw, UriPart::path);
            if (!decoded) return refuse(position(raw), fmt::format("{}含有空字符 %00", spec.zh), Code::key_character);
            part = std::move(*decoded);
        }
        for (std::size_t i = 0; i < part.size(); ++i) {
            if (chars.has(part[i])) continue;
            const std::size_t at = position(raw) + (part.size() == raw.size() ? i : 0);
            return refuse(at, fmt::format("{}含有不允许的字符", spec.zh), Code::key_character);
        }
        TRY_VOID(judge(spec, part, position(raw)));
        epc_.parts_.push_back(std::move(part));
        return outcome::success();
    }

    /// How many characters a part has, the company prefix being known.
    std::pair<std::size_t, std::size_t> length_of(const PartSpec& spec) const {
        const std::size_t prefix = epc_.parts_.empty() ? 0 : epc_.parts_[0].size();
        switch (spec.kind) {
            case PartKind::prefix:
                return {6, 12};
            case PartKind::reference:
                return {spec.size - prefix, spec.size - prefix};
            case PartKind::rest:
                return {1, spec.size - prefix};
            case PartKind::component:
                return {epc_.form_ == EpcForm::pattern ? 0 : 1, spec.size - prefix};
            case PartKind::bounded:
                return {1, 12};
            case PartKind::cage:
                return {5, 6};
            case PartKind::part_number:
                return {0, spec.size};
            case PartKind::digits:
            case PartKind::container:
            case PartKind::vessel:
                return {spec.size, spec.size};
            default:
                return {1, spec.size};
        }
    }

    Result<void> judge(const PartSpec& spec, std::string_view part, std::size_t at) const {
        const auto [min, max] = length_of(spec);
        if (part.size() < min || part.size() > max)
            return refuse(at,
                          min == max ? fmt::format("{}应有 {} 个字符", spec.zh, min)
                                     : fmt::format("{}应有 {} 至 {} 个字符", spec.zh, min, max),
                          Code::key_length);
        if ((spec.kind == PartKind::plain_number || spec.kind == PartKind::bounded) && has_leading_zero(part))
            return refuse(at, fmt::format("{}不得以 0 开头", spec.zh), Code::key_value);
        if (spec.kind == PartKind::bounded && !is_below(part, spec.size))
            return refuse(at, fmt::format("{}应小于 2 的 {} 次方", spec.zh, spec.size), Code::key_value);
        if (spec.kind == PartKind::part_serial && (part.find('#', 1) != std::string_view::npos || part == "#"))
            return refuse(at, fmt::format("{}中 # 只能是第一个字符", spec.zh), Code::key_character);
        if (spec.kind == PartKind::container && !is_container(part))
            return refuse(at, "箱号应为三个字母、U/J/Z、六位数字和 ISO 6346 校验码", Code::key_check);
        if (spec.kind == PartKind::vessel && !is_vessel(part))
            return refuse(at, "IMO 船舶编号的校验码不对", Code::key_check);
        return outcome::success();
    }

    std::string_view text_;
    Epc epc_;
};

Result<Epc> Epc::parse(std::string_view text) {
    return EpcReader(text).read();
}

std::string Epc::text() const {
    std::string out = fmt::format("urn:epc:{}:{}:", form_name(form_), name_of(scheme_));
    for (std::size_t i = 0; i < parts_.size(); ++i) {
        if (i > 0) out += '.';
        for (const char c : parts_[i]) {
            if (plain_in_urn.has(c))
                out += c;
            else
                out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
        }
    }
    return out;
}

namespace {

std::string with_check_digit(std::string digits) {
    digits += check_digit(digits);
    return digits;
}

}  // namespace

Result<std::vector<EpcElement>> elements_of(const Epc& epc) {
    const SchemeSpec& spec = spec_of(epc.scheme());
    if (spec.key.empty())
        return Error{Code::key_form, "", fmt::format("EPC 类别 {} 不是 GS1 标识代码，没有对应的 AI。", spec.name)};
    if (epc.wildcards() > 0 && (epc.wildcards() > 1 || !spec.has_class))
        return Error{Code::key_form, "", fmt::format("此 {} 模式不对应一个 GS1 标识代码。", spec.name)};

    const std::string &prefix = epc.parts()[0], &reference = epc.parts()[1];
    const std::string serial = epc.wildcards() == 0 && epc.parts().size() > 2 ? epc.parts().back() : "";
    std::string key;
    switch (epc.scheme()) {
        case EpcScheme::giai:
        case EpcScheme::ginc:
        case EpcScheme::cpi:
            key = prefix + reference;
            break;
        case EpcScheme::grai:
            key = with_check_digit('0' + prefix + reference);
            break;
        case EpcScheme::sgtin:
        case EpcScheme::lgtin:
        case EpcScheme::upui:
        case EpcScheme::itip:
        case EpcScheme::sscc:
            // The indicator or extension digit stands in front of the prefix in the key, behind it in the EPC.
            key = with_check_digit(reference[0] + prefix + reference.substr(1));
            break;
        default:
            key = with_check_digit(prefix + reference);
    }
    if (epc.scheme() == EpcScheme::itip) key += epc.parts()[2] + epc.parts()[3];
    const bool no_extension = epc.scheme() == EpcScheme::sgln && serial == "0";
    if (spec.serial.empty()) key += serial;
    std::vector<EpcElement> out{{std::string(spec.key), std::move(key)}};
    if (!spec.serial.empty() && !serial.empty() && !no_extension) out.push_back({std::string(spec.serial), serial});
    return out;
}

Result<std::string> digital_link_of(const Epc& epc, std::string_view stem) {
    TRY(const auto elements, elements_of(epc));
    std::vector<Element> link;
    for (const EpcElement& e : elements) link.push_back({e.ai, e.value, find_ai(e.ai)});
    return format_digital_link(link, stem);
}

namespace {

struct KeySpec {
    std::string_view ai;
    std::size_t prefix_at;  // digits in front of the company prefix
    std::size_t digits;     // of the part with the check digit, which stands at its end; 0: none
};
constexpr KeySpec key_specs[] = {{"00", 1, 18},   {"01", 1, 14},  {"253", 0, 13},  {"255", 0, 13},  {"401", 0, 0},
                                 {"402", 0, 17},  {"414", 0, 13}, {"417", 0, 13},  {"8003", 1, 14}, {"8004", 0, 0},
                                 {"8006", 1, 14}, {"8010", 0, 0}, {"8017", 0, 18}, {"8018", 0, 18}};

struct Key {
    const KeySpec* spec;
    std::string_view value;
};

Result<Key> key_of(std::span<const Element> elements) {
    for (const Element& element : elements) {
        const auto spec = std::ranges::find(key_specs, element.ai, &KeySpec::ai);
        if (spec == std::end(key_specs)) continue;
        if (element.value.size() < spec->digits)
            return error_of_ai(spec->ai, Code::key_length,
                               fmt::format("AI({}) 的值应至少有 {} 位数字。", spec->ai, spec->digits));
        return Key{spec, element.value};
    }
    return Error{Code::key_form, "", "其中没有可以写成 EPC URI 的 GS1 标识代码。"};
}

std::string_view value_of(std::span<const Element> elements, std::string_view ai) {
    const auto found = std::ranges::find(elements, ai, &Element::ai);
    return found == elements.end() ? std::string_view{} : found->value;
}

EpcScheme scheme_of(std::string_view key, std::span<const Element> elements) {
    if (key == "01")
        return !value_of(elements, "21").empty()    ? EpcScheme::sgtin
               : !value_of(elements, "235").empty() ? EpcScheme::upui
               : !value_of(elements, "10").empty()  ? EpcScheme::lgtin
                                                    : EpcScheme::sgtin;
    for (std::size_t i = 0; i < scheme_count; ++i)
        if (spec_of(static_cast<EpcScheme>(i)).key == key) return static_cast<EpcScheme>(i);
    return EpcScheme::sgtin;  // not reached: every key of key_specs is the key of a scheme
}

}  // namespace

Result<Epc> epc_of(std::span<const Element> elements, std::size_t prefix_digits) {
    if (prefix_digits < 6 || prefix_digits > 12)
        return Error{Code::key_length, "", "EPC URI 中的厂商识别代码应为 6 至 12 位。"};
    TRY(const Key key, key_of(elements));
    const auto& [spec, value] = key;
    const std::size_t prefix_end = spec->prefix_at + prefix_digits;
    if (value.size() < prefix_end)
        return error_of_ai(spec->ai, Code::key_length,
                           fmt::format("AI({}) 的值短于 {} 位的厂商识别代码。", spec->ai, prefix_digits));

    Epc epc;
    epc.scheme_ = scheme_of(spec->ai, elements);
    const SchemeSpec& scheme = spec_of(epc.scheme_);
    if (spec->ai == "8003" && value[0] != '0')
        return error_of_ai("8003", Code::key_value, "AI(8003) 的值应以 0 开头。");
    if (spec->ai == "8006" && value_of(elements, "21").empty() && !value_of(elements, "10").empty())
        return error_of_ai("8006", Code::key_form, "带批号的 AI(8006) 没有对应的 EPC URI。");

    const bool indicator = spec->prefix_at == 1 && spec->ai != "8003";
    std::string reference(indicator ? value.substr(0, 1) : "");
    reference += spec->digits == 0 ? value.substr(prefix_end) : value.substr(prefix_end, spec->digits - 1 - prefix_end);
    epc.parts_ = {std::string(value.substr(spec->prefix_at, prefix_digits)), std::move(reference)};
    std::string_view tail = spec->digits == 0 ? std::string_view{} : value.substr(spec->digits);
    if (epc.scheme_ == EpcScheme::itip) {
        if (tail.size() != 4) return error_of_ai("8006", Code::key_length, "AI(8006) 的值应为 18 位数字。");
        epc.parts_.emplace_back(tail.substr(0, 2));
        epc.parts_.emplace_back(tail.substr(2));
    }
    const std::string_view serial = scheme.serial.empty() ? tail : value_of(elements, scheme.serial);
    const bool takes_serial = epc.parts_.size() < scheme.parts.size();
    if (!takes_serial && !serial.empty())
        return error_of_ai(spec->ai, Code::key_length,
                           fmt::format("AI({}) 的值应为 {} 位数字。", spec->ai, spec->digits));
    if (scheme.key == "01" && value.size() != spec->digits)
        return error_of_ai("01", Code::key_length, "AI(01) 的值应为 14 位数字。");
    epc.form_ = epc.scheme_ == EpcScheme::lgtin ? EpcForm::batch : EpcForm::identity;
    if (takes_serial && serial.empty() && scheme.has_class) {
        epc.form_ = EpcForm::pattern;
        epc.wildcards_ = 1;
        epc.parts_.emplace_back("*");
    } else if (takes_serial) {
        epc.parts_.emplace_back(serial.empty() ? "0" : serial);  // only an sgln can be here without one
    }
    return Epc::parse(epc.text());  // lengths and characters of all parts
}

Result<Epc> epc_of(std::span<const Element> elements, const CompanyPrefixes& prefixes) {
    TRY(const Key key, key_of(elements));
    const auto length = prefixes.length_of(key.value.substr(std::min(key.spec->prefix_at, key.value.size())));
    if (!length)
        return error_of_ai(key.spec->ai, Code::key_value,
                           fmt::format("AI({}) 的厂商识别代码长度未知，请指定其位数。", key.spec->ai));
    return epc_of(elements, *length);
}

Result<std::string> epcis_digital_link(std::string_view text) {
    if (text.starts_with("urn:")) {
        TRY(const Epc epc, Epc::parse(text));
        return digital_link_of(epc);
    }
    const LinkOptions lenient{
        .convenience_alphas = true, .zero_suppressed_gtin = true, .check_digits = CheckDigits::ignore};
    TRY(const DigitalLink link, parse_digital_link(text, lenient));
    struct Fine {
        std::string_view key;
        std::vector<std::string_view> known, levels;  // qualifiers that may be there; those that are kept, finest first
    };
    static const std::vector<Fine> keys = {{"01", {"22", "10", "21", "235"}, {"235", "21", "10"}},
                                           {"8006", {"22", "10", "21"}, {"21", "10"}},
                                           {"414", {"254"}, {"254"}},
                                           {"8010", {"8011"}, {"8011"}},
                                           {"00", {}, {}},
                                           {"253", {}, {}},
                                           {"255", {}, {}},
                                           {"401", {}, {}},
                                           {"402", {}, {}},
                                           {"417", {}, {}},
                                           {"8003", {}, {}},
                                           {"8004", {}, {}},
                                           {"8017", {}, {}},
                                           {"8018", {}, {}}};
    const auto fine = std::ranges::find(keys, link.key().ai, &Fine::key);
    const auto refuse = [](std::string_view ai) -> Error {
        return error_of_ai(ai, Code::key_form, fmt::format("EPCIS 不使用以 AI({}) 标识的数字链接。", ai));
    };
    if (fine == keys.end()) return refuse(link.key().ai);
    for (const Element& qualifier : link.path().subspan(1))
        if (std::ranges::find(fine->known, qualifier.ai) == fine->known.end()) return refuse(qualifier.ai);
    std::vector<Element> kept{link.key()};
    for (const std::string_view level : fine->levels) {
        const auto qualifier = std::ranges::find(link.path(), level, &Element::ai);
        if (qualifier == link.path().end()) continue;
        kept.push_back(*qualifier);
        break;
    }
    return format_digital_link(kept);
}

}  // namespace yiguan::keys::gs1

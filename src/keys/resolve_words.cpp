// What is said of a candidate: names, canonical text, notes.
#include <fmt/format.h>

#include <array>

#include "core/text.hpp"
#include "keys/resolve.hpp"

namespace yiguan::keys {

namespace {

struct KindWords {
    std::string_view name, zh;
};
constexpr auto kinds = std::to_array<KindWords>({
#define X(name, zh) {#name, zh},
#include "keys/resolve_kinds.inc"
#undef X
});

constexpr std::string_view form_only = "仅位数和形式相符，该类编码没有校验位，是否真实发放需向发码机构查询";

/// How a value is written; overloads, because some print themselves as views and some as strings.
struct Canonical {
    std::string operator()(const std::string& text) const { return text; }
    std::string operator()(const gs1::DigitalLink& link) const { return gs1::canonical_digital_link(link); }
    std::string operator()(const gs1::Message& message) const {
        const gs1::Message ordered = message.canonical();
        return gs1::format_bracketed(ordered.elements());
    }
    std::string operator()(const Gs1Number& number) const { return number.text; }
    std::string operator()(const MatchedCode& code) const { return code.text; }
    std::string operator()(const OrganisationCode& code) const { return code.printed(); }
    template <class T>
    std::string operator()(const T& code) const {
        return std::string(code.text());
    }
};

std::string of_elements(const gs1::Message& message, Evidence evidence) {
    std::string note(evidence == Evidence::marked ? "带有 GS1 应用标识符，每一项的内容均符合规则"
                                                  : "以带校验位的 GS1 编码开头，每一项的内容均符合规则");
    if (const auto together = gs1::check_message(message.elements()); together.has_error())
        note += "；" + together.error().detail;
    return note;
}

std::string of_ecode(const Candidate& c) {
    if (!c.host.empty())
        return fmt::format("网址中带有 Ecode；网址所在网站为 {}，是否为官方网站请自行核对", shorten(c.host, 80));
    if (c.evidence == Evidence::marked) return "带有 E= 标记，版本和位数相符；Ecode 没有校验位";
    const Ecode* code = std::get_if<Ecode>(&c.value);
    if (code && code->version == 2 && code->text().size() == 33) return "33 位且以 2 开头；Ecode 没有校验位";
    return "编码体系标识（NSI）已登记，位数相符；Ecode 没有校验位";
}

}  // namespace

std::string_view name_of(Kind kind) {
    return kinds[static_cast<std::size_t>(kind)].name;
}

std::string_view name_of(Evidence evidence) {
    constexpr std::array<std::string_view, 3> names{"marked", "checked", "form"};
    return names[static_cast<std::size_t>(evidence)];
}

std::string Candidate::canonical() const {
    return std::visit(Canonical{}, value);
}

std::string Candidate::title() const {
    if (kind == Kind::ecode && evidence == Evidence::form) return "物联网统一编码（Ecode V2）";
    if (const Gtin* gtin = std::get_if<Gtin>(&value); gtin && kind == Kind::gtin)
        return fmt::format("商品条码（GTIN-{}）", gtin->short_text().size());
    if (const MatchedCode* match = std::get_if<MatchedCode>(&value))
        return fmt::format("已登记编码体系的编码（{}）", match->scheme);
    return std::string(kinds[static_cast<std::size_t>(kind)].zh);
}

std::string Candidate::note() const {
    switch (kind) {
        case Kind::ecode:
            return of_ecode(*this);
        case Kind::gs1_digital_link:
            return "网址中带有 GS1 编码，校验位相符；可由该网址所属平台查询";
        case Kind::gs1_element_string:
            if (const auto* message = std::get_if<gs1::Message>(&value)) return of_elements(*message, evidence);
            return "带有 GS1 应用标识符";
        case Kind::epc_uri:
            return "以 urn:epc: 开头，各部分的位数和字符相符；EPC 标识中没有校验位";
        case Kind::gtin:
            return "校验位相符；商品条码标识一种商品，不对应单件产品";
        case Kind::upc_e:
            return "按 UPC-E 展开后校验位相符；商品条码标识一种商品，不对应单件产品";
        case Kind::gln:
            return "与 GTIN-13 位数和校验位规则相同，由使用场合区分";
        case Kind::sscc:
            return "校验位相符；标识物流单元，不对应单件产品";
        case Kind::gsrn:
            return "与 SSCC 位数和校验位规则相同，由使用场合区分";
        case Kind::gsin:
            return "校验位相符；标识一批托运的货物，不对应单件产品";
        case Kind::uscc:
            return "校验码相符；这是企业或组织的代码，不是产品追溯码";
        case Kind::organisation_code:
            return "校验码相符；这是企业或组织的代码，不是产品追溯码";
        case Kind::resident_id:
            return "校验码和出生日期相符；这是个人信息，不是产品追溯码，请勿公开或转发";
        case Kind::ebike_vehicle:
            return "位数和车辆种类位相符；整车编码没有校验位";
        case Kind::imei:
            return "15 位且校验位相符；标识移动设备，由使用场合与整车编码区分";
        case Kind::vin:
            return evidence == Evidence::checked ? "17 位，校验位相符；标识一辆机动车"
                                                 : "17 位且字符相符，校验位不符；部分国外车辆不使用校验位";
        case Kind::ccc_certificate:
            return "16 位，前四位像发证年份；证书编号没有校验位，是否有效需在认证机构查询";
        case Kind::production_licence:
            return "形式相符；是否有效需在发证机关查询";
        case Kind::supervision_code:
        case Kind::old_supervision_code:
        case Kind::drug_trace_code:
        case Kind::veterinary_code:
            return std::string(form_only);
        case Kind::ma_code:
            if (!host.empty())
                return fmt::format("网址中带有 MA 标识码；网址所在网站为 {}，请自行核对", shorten(host, 80));
            return "以 MA. 开头；由 MA 标识体系的平台解析";
        case Kind::handle:
            return "前缀和后缀的形式相符；由工业互联网标识解析节点解析";
        case Kind::oid:
            return "属 OID 的中国节点或 urn:oid 形式；由 OID 平台解析";
        case Kind::ebike_model_code:
            return "形式相符；每种型号和年份一个编码，不对应单件产品";
        case Kind::battery_19:
            return "位数和日期位的形式相符；该编码没有校验位";
        case Kind::battery_24:
        case Kind::battery_17:
            return "位数、产品类型和日期位的形式相符；该编码没有校验位";
        case Kind::registered:
            return "与已登记的编码规则相符；是否真实发放需向发码机构查询";
        case Kind::web_address:
            return fmt::format("指向网站 {}；网址中没有可识别的编码，打开前请核对网站", shorten(host, 80));
    }
    return {};
}

}  // namespace yiguan::keys

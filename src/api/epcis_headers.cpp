#include "api/epcis_headers.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

#include "core/text.hpp"
#include "epcis/json.hpp"

namespace yiguan::api {
namespace {

bool same_word(std::string_view a, std::string_view b) {
    return std::ranges::equal(a, b, [](char x, char y) { return to_lower(x) == to_lower(y); });
}

/// Cuts the first item of a list off; trimmed.
std::string_view next_of(std::string_view& list, char separator) {
    const auto at = std::min(list.find(separator), list.size());
    const auto item = trim(list.substr(0, at));
    list.remove_prefix(std::min(at + 1, list.size()));
    return item;
}

// ---- versions

using Version = std::array<int, 3>;
constexpr Version epcis_2{2, 0, 0}, epcis_1_2{1, 2, 0};
constexpr Version cbv_2{2, 0, 0}, cbv_1_2{1, 2, 2};

/// A bound compares by as many parts as it has: 1.2.2 is not beyond "1.2". Nothing for what is no version.
std::optional<std::strong_ordering> compare(const Version& ours, std::string_view bound) {
    if (bound.empty() || bound.size() > 32) return std::nullopt;
    auto result = std::strong_ordering::equal;
    for (std::size_t part = 0; !bound.empty(); ++part) {
        const auto text = bound.substr(0, bound.find('.'));
        int number = 0;
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
        if (error != std::errc{} || end != text.data() + text.size() || number < 0) return std::nullopt;
        if (result == 0) result = (part < ours.size() ? ours[part] : 0) <=> number;
        bound.remove_prefix(text.size());
        if (bound == ".") return std::nullopt;
        if (!bound.empty()) bound.remove_prefix(1);
    }
    return result;
}

struct Bounds {
    std::string_view min, max;  ///< "": none.
    bool hold(const Version& version) const {
        if (!min.empty()) {
            const auto order = compare(version, min);
            if (!order || *order < 0) return false;
        }
        if (!max.empty()) {
            const auto order = compare(version, max);
            if (!order || *order > 0) return false;
        }
        return true;
    }
};

Error not_acceptable(std::string_view header, std::string_view value, std::string rule) {
    return {.code = Code::not_acceptable,
            .pointer = "",
            .detail = std::move(rule),
            .field = std::string(header),
            .value = shorten(value, 100)};
}

// ---- media

struct Accepted {
    int json = 0, ld_json = 0, xml = 0, text_xml = 0;  ///< Thousandths of q; 0: refused.
};

int quality(std::string_view parameters) {
    while (!parameters.empty()) {
        const auto one = next_of(parameters, ';');
        if (one.size() < 3 || to_lower(one[0]) != 'q' || one[1] != '=') continue;
        const auto text = one.substr(2);
        int value = text[0] == '1' ? 1000 : 0;
        int unit = 100;
        for (std::size_t i = 2; i < text.size() && value < 1000 && is_digit(text[i]); ++i, unit /= 10)
            value += (text[i] - '0') * unit;
        return value;
    }
    return 1000;
}

// RFC 9110, 12.5.1: the most specific range decides.
Accepted accepted(std::string_view header) {
    if (trim(header).empty()) return {1000, 1000, 1000, 1000};
    struct Range {
        int specific;
        int q;
    };
    std::array<Range, 4> best{{{-1, 0}, {-1, 0}, {-1, 0}, {-1, 0}}};
    constexpr std::array<std::string_view, 4> ours{"application/json", "application/ld+json", "application/xml",
                                                   "text/xml"};
    while (!header.empty()) {
        auto rest = next_of(header, ',');
        const auto range = next_of(rest, ';');
        const int q = quality(rest);
        for (std::size_t i = 0; i < ours.size(); ++i) {
            const auto type = ours[i].substr(0, ours[i].find('/') + 1);
            const int specific = range == "*/*" || range == "*" ? 0
                                 : range.size() == type.size() + 1 && range.ends_with('*') &&
                                         same_word(range.substr(0, type.size()), type)
                                     ? 1
                                 : same_word(range, ours[i]) ? 2
                                                             : -1;
            if (specific > best[i].specific) best[i] = {specific, q};
        }
    }
    return {best[0].q, best[1].q, best[2].q, best[3].q};
}

std::optional<Media> choose(std::string_view header, Offer offer, bool json_possible) {
    const auto a = accepted(header);
    std::optional<Media> chosen;
    int best = 0;
    const auto consider = [&](Media media, int q) {
        if (q > best) chosen = media, best = q;
    };
    if (json_possible) consider(Media::json, a.json), consider(Media::ld_json, a.ld_json);
    if (offer == Offer::json_or_xml) consider(Media::xml, a.xml), consider(Media::text_xml, a.text_xml);
    return chosen;
}

// ---- formats

template <class Form>
struct Word {
    std::string_view word;
    Form form;
};
constexpr Word<epcis::EpcForm> epc_forms[] = {{"No_Preference", epcis::EpcForm::no_preference},
                                              {"Always_GS1_Digital_Link", epcis::EpcForm::digital_link},
                                              {"Always_EPC_URN", epcis::EpcForm::urn},
                                              {"Never_Translates", epcis::EpcForm::never_translates}};
constexpr Word<epcis::CbvForm> cbv_forms[] = {{"No_Preference", epcis::CbvForm::no_preference},
                                              {"Always_Web_URI", epcis::CbvForm::web_uri},
                                              {"Always_URN", epcis::CbvForm::urn},
                                              {"Never_Translates", epcis::CbvForm::never_translates}};

template <class Form, std::size_t N>
Result<Form> form_of(const http::Request& request, std::string_view header, const Word<Form> (&words)[N]) {
    const auto value = trim(request.header(header));
    if (value.empty()) return words[0].form;
    for (const auto& word : words)
        if (same_word(word.word, value)) return word.form;
    std::string rule = std::string(header) + " 只能是 ";
    for (const auto& word : words) rule.append(&word == words ? "" : "、").append(word.word);
    return not_acceptable(header, value, std::move(rule));
}

Result<EpcLists> lists_of(const http::Request& request) {
    // RFC 7240: preferences that are not known are passed over.
    auto header = request.header("Prefer");
    while (!header.empty()) {
        auto one = next_of(header, ',');
        one = next_of(one, ';');
        const auto name = next_of(one, '=');
        if (!same_word(name, "epc-list")) continue;
        auto value = trim(one);
        if (value.size() >= 2 && value.front() == '"' && value.back() == '"') value = value.substr(1, value.size() - 2);
        if (same_word(value, "standard")) return EpcLists::standard;
        if (same_word(value, "ranges")) return EpcLists::ranges;
        return not_acceptable("Prefer", value, "Prefer 的 epc-list 只能是 standard 或 ranges");
    }
    return EpcLists::mixed;
}

}  // namespace

std::string_view name(Media media) {
    switch (media) {
        case Media::json:
            return "application/json";
        case Media::ld_json:
            return "application/ld+json";
        case Media::xml:
            return "application/xml; charset=utf-8";
        case Media::text_xml:
            break;
    }
    return "text/xml; charset=utf-8";
}

bool only_xml(std::string_view accept) {
    const auto a = accepted(accept);
    return (a.xml > 0 || a.text_xml > 0) && a.json == 0 && a.ld_json == 0;
}

Result<epcis::Context> read_extensions(std::string_view header) {
    epcis::Context out;
    while (!header.empty()) {
        auto one = next_of(header, ',');
        if (one.empty()) continue;
        const auto equals = one.find('=');
        const auto prefix = trim(one.substr(0, equals));
        const auto space = equals == one.npos ? std::string_view() : trim(one.substr(equals + 1));
        const bool word = !prefix.empty() && std::ranges::all_of(prefix, [](char c) {
            return is_digit(c) || is_upper(c) || is_lower(c) || c == '-' || c == '_' || c == '.';
        });
        if (!word || !epcis::is_uri(space) || out.size() == 100)
            return Error{.code = Code::bad_request,
                         .pointer = "",
                         .detail = "GS1-Extensions 应写作 前缀=命名空间，以逗号分隔，最多 100 个",
                         .field = "GS1-Extensions",
                         .value = shorten(one, 100)};
        out.emplace_back(prefix, space);
    }
    std::ranges::sort(out);
    return out;
}

Result<Terms> terms_of(const http::Request& request, Offer offer) {
    Terms terms;
    const Bounds epcis{trim(request.header("GS1-EPCIS-Min")), trim(request.header("GS1-EPCIS-Max"))};
    const Bounds cbv{trim(request.header("GS1-CBV-Min")), trim(request.header("GS1-CBV-Max"))};
    const bool v2 = epcis.hold(epcis_2) && cbv.hold(cbv_2);
    if (!v2) {
        if (offer == Offer::json || !epcis.hold(epcis_1_2) || !cbv.hold(cbv_1_2))
            return not_acceptable(
                epcis.hold(epcis_2) ? "GS1-CBV-Min" : "GS1-EPCIS-Min", {},
                "本服务以 EPCIS 2.0、CBV 2.0 应答，XML 也可以是 EPCIS 1.2、CBV 1.2，所要求的版本不在其中");
        terms.version = epcis::XmlVersion::v1_2;
    }
    for (const auto& [header, versions] :
         {std::pair(std::string_view("GS1-EPCIS-Version"), std::array{epcis_2, epcis_1_2}),
          std::pair(std::string_view("GS1-CBV-Version"), std::array{cbv_2, cbv_1_2})}) {
        const auto value = trim(request.header(header));
        if (value.empty()) continue;
        const bool beyond = !compare(versions[0], value) || *compare(versions[0], value) < 0;
        if (beyond || *compare(Version{1, 0, 0}, value) > 0)
            return not_acceptable(header, value, std::string(header) + " 应在 1.0 到 2.0 之间");
    }
    const auto media = choose(request.header("Accept"), offer, v2);
    if (!media)
        return not_acceptable(
            "Accept", request.header("Accept"),
            offer == Offer::json ? "此资源只能以 application/json 或 application/ld+json 应答"
            : v2 ? "此资源只能以 application/json、application/ld+json、application/xml 或 text/xml 应答"
                 : "EPCIS 1.2 只能以 application/xml 或 text/xml 应答");
    terms.media = *media;
    TRY(terms.epc_form, form_of(request, "GS1-EPC-Format", epc_forms));
    TRY(terms.cbv_form, form_of(request, "GS1-CBV-XML-Format", cbv_forms));
    TRY(terms.namespaces, read_extensions(request.header("GS1-Extensions")));
    TRY(terms.lists, lists_of(request));
    return terms;
}

Result<Media> body_media(const http::Request& request) {
    auto header = request.header("Content-Type");
    const auto media = next_of(header, ';');
    if (media.empty() || same_word(media, "application/json")) return Media::json;
    if (same_word(media, "application/ld+json")) return Media::ld_json;
    if (same_word(media, "application/xml")) return Media::xml;
    if (same_word(media, "text/xml")) return Media::text_xml;
    return Error{.code = Code::unsupported_media_type,
                 .pointer = "",
                 .detail = "请求内容应为 application/json、application/ld+json、application/xml 或 text/xml",
                 .field = "Content-Type",
                 .value = shorten(media, 100)};
}

void add_version_headers(http::Response& response, epcis::XmlVersion version) {
    const bool v2 = version == epcis::XmlVersion::v2_0;
    response.headers.emplace_back("GS1-EPCIS-Version", v2 ? "2.0.0" : "1.2.0");
    response.headers.emplace_back("GS1-CBV-Version", v2 ? "2.0.0" : "1.2.2");
    response.headers.emplace_back("GS1-Extensions", "yiguan=" + std::string(epcis::yiguan_namespace));
}

http::Response discovery(std::string_view allow, Discovery kind, const epcis::CaptureLimits& limits) {
    http::Response response{.status = 204};
    auto& headers = response.headers;
    headers.emplace_back("Allow", allow);
    add_version_headers(response);
    headers.emplace_back("GS1-EPCIS-Min", "1.2.0");
    headers.emplace_back("GS1-EPCIS-Max", "2.0.0");
    headers.emplace_back("GS1-CBV-Min", "1.2.2");
    headers.emplace_back("GS1-CBV-Max", "2.0.0");
    headers.emplace_back("GS1-EPC-Format", "No_Preference");
    headers.emplace_back("GS1-CBV-XML-Format", "No_Preference");
    headers.emplace_back("GS1-Vendor-Version", "yiguan-1");
    if (kind == Discovery::capture) {
        headers.emplace_back("GS1-EPCIS-Capture-Limit", std::to_string(limits.events));
        headers.emplace_back("GS1-EPCIS-Capture-File-Size-Limit", std::to_string(limits.document_bytes));
        headers.emplace_back("GS1-Capture-Error-Behaviour", "all");
    }
    return response;
}

}  // namespace yiguan::api

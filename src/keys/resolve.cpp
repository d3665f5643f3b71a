#include "keys/resolve.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "core/text.hpp"
#include "keys/fold.hpp"
#include "keys/gs1/compression.hpp"
#include "keys/gs1/linters_impl.hpp"
#include "keys/gs1/uri_escape.hpp"
#include "keys/resolve_impl.hpp"

namespace yiguan::keys {

namespace {

constexpr std::string_view symbol_for_gs = "\u241D";

/// Nothing that folding takes away or changes, and no character that needs UTF-8.
bool is_plain(std::string_view text) {
    unsigned other = 0;  // collected without a branch: this is run over every text
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        other |= static_cast<unsigned>(byte - 0x21u > 0x7eu - 0x21u) & static_cast<unsigned>(c != gs1::group_separator);
    }
    return other == 0;
}

std::string_view without_blanks_at_ends(std::string_view text) {
    const auto blank = [](char c) { return c == ' ' || (c >= '\t' && c <= '\r'); };
    while (!text.empty() && blank(text.front())) text.remove_prefix(1);
    while (!text.empty() && blank(text.back())) text.remove_suffix(1);
    return text;
}

std::string fold_scanned(std::string_view text) {
    std::string out = fold(text);
    for (std::size_t at = 0; (at = out.find(symbol_for_gs, at)) != std::string::npos;)
        out.replace(at, symbol_for_gs.size(), 1, gs1::group_separator);
    return out;
}

/// Where the character that became byte `at` of fold_scanned(text) stands in `text`.
std::size_t place_before_folding(std::string_view text, std::size_t at) {
    std::size_t folded = 0, i = 0;
    while (i < text.size()) {
        std::size_t next = i + 1;
        while (next < text.size() && (static_cast<unsigned char>(text[next]) & 0xC0) == 0x80) ++next;
        folded += fold_scanned(text.substr(i, next - i)).size();
        if (folded > at) break;
        i = next;
    }
    return i;
}

bool starts_as(std::string_view text, std::string_view lower) {
    return text.size() >= lower.size() &&
           std::ranges::equal(text.substr(0, lower.size()), lower, {}, [](char c) { return to_lower(c); });
}
bool is_address(std::string_view text) {
    return starts_as(text, "http://") || starts_as(text, "https://");
}

/// Letters, digits, hyphens and inner dots without a port: what address_host() takes, seen without a copy.
bool has_plain_host(std::string_view address) {
    const std::size_t begin = address.find("//") + 2;
    std::size_t label = begin, i = begin;
    for (; i < address.size() && address[i] != '/'; ++i) {
        const char c = address[i];
        if (c == '.') {
            if (i == label || i - label > 63 || address[i - 1] == '-') return false;
            label = i + 1;
        } else if (!is_digit(c) && !is_lower(c) && !is_upper(c) && (c != '-' || i == label)) {
            return false;
        }
    }
    return i > label && i - label <= 63 && address[i - 1] != '-' && i - begin <= 253;
}

/// Where the code begins behind an E= that parse_ecode() would look at; 0 if there is none.
std::size_t ecode_in_address(std::string_view address) {
    for (std::size_t at = address.find('='); at != std::string_view::npos; at = address.find('=', at + 1)) {
        const char before = address[at - 2];
        if (to_upper(address[at - 1]) == 'E' && (before == '/' || before == '?' || before == '&')) return at + 1;
    }
    return 0;
}

/// A key of GS1 Digital Links in front of eight digits or more: an address that means to be one.
bool claims_gs1_key(std::string_view address) {
    std::string_view path = address.substr(0, address.find_first_of("?#")), before;
    for (std::size_t at = path.find('/', 8); at != std::string_view::npos; at = path.find('/', at + 1)) {
        const std::string_view segment = path.substr(at + 1, path.find('/', at + 1) - at - 1);
        const gs1::AiInfo* info = before.size() >= 2 && before.size() <= 4 ? gs1::find_ai(before) : nullptr;
        if (info && info->link_key && segment.size() >= 8 && first_not(segment.substr(0, 8), is_digit) == segment.npos)
            return true;
        before = segment;
    }
    return false;
}

/// The MA code of a resolver's address: from "MA." behind a slash or an equals sign to the query, another parameter or
/// the fragment.
std::string_view ma_in_address(std::string_view address) {
    for (std::size_t at = 8; at + 3 < address.size(); ++at) {
        if (!starts_as(address.substr(at), "ma.") || (address[at - 1] != '/' && address[at - 1] != '=')) continue;
        return address.substr(at, address.find_first_of("?&#", at) - at);
    }
    return {};
}

}  // namespace

std::string place(std::size_t at) {
    return fmt::format("@{}", at);
}

Error moved(Error error, std::size_t by) {
    std::size_t at = 0;
    const std::string& pointer = error.pointer;
    if (pointer.starts_with('@') &&
        std::from_chars(pointer.data() + 1, pointer.data() + pointer.size(), at).ec == std::errc{})
        error.pointer = place(at + by);
    return error;
}

/// One reading of one text.
class TextResolver {
public:
    TextResolver(std::string_view given, const ParseContext& context) : given_(given), context_(context) {}

    Result<Parsed> read() {
        if (given_.size() > parsed_bytes_max)
            return Error{Code::key_length, place(parsed_bytes_max),
                         fmt::format("一次最多识别 {} 字节，这里有 {} 字节。", parsed_bytes_max, given_.size())};
        std::string_view text = without_blanks_at_ends(given_);
        if (!is_plain(text)) {
            if (!is_utf8(text)) return Error{Code::key_character, place(0), "文字不是有效的 UTF-8。"};
            text = own(fold_scanned(text));
            folded_ = true;
        } else {
            blanks_ = static_cast<std::size_t>(text.data() - given_.data());
        }
        const std::size_t size = text.size();
        auto result = read_text(text);
        if (result.has_error()) return in_given(std::move(result).error(), size);
        return std::move(parsed_);
    }

    /// Of a refused text: the kind that it claims to be.
    std::optional<Kind> claimed() const { return claimed_; }

private:
    using Outcome = Result<void>;

    std::string_view own(std::string text) {
        // A second text, made of the first one: nothing looks into the first one by then.
        parsed_.own_ = std::make_unique<std::string>(std::move(text));
        return *parsed_.own_;
    }

    Error in_given(Error error, std::size_t size) const {
        std::size_t at = 0;
        const std::string& pointer = error.pointer;
        if (!pointer.starts_with('@') ||
            std::from_chars(pointer.data() + 1, pointer.data() + pointer.size(), at).ec != std::errc{}) {
            // A parser that tells of the whole: check characters stand at the end.
            const bool check = error.code == Code::gtin_check_digit || error.code == Code::uscc_check ||
                               error.code == Code::gln_check_digit || error.code == Code::key_check;
            at = check && size > 0 ? size - 1 : 0;
        }
        error.pointer = place(folded_ ? place_before_folding(given_, at) : at + blanks_);
        return error;
    }

    Outcome refuse(Kind kind, Error error) {
        claimed_ = kind;
        return error;
    }
    template <class T>
    Outcome take(Kind kind, Result<T> parsed, std::size_t offset = 0) {
        if (parsed.has_error()) return refuse(kind, moved(std::move(parsed).error(), offset));
        parsed_.candidates_.push_back({kind, Evidence::marked, std::move(parsed).value(), {}});
        return outcome::success();
    }

    Outcome read_text(std::string_view text) {
        if (text.empty()) return Error{Code::key_form, place(0), "没有输入编码。"};
        switch (text.front()) {
            case ']':
                return read_scan(text);
            case gs1::group_separator:
            case gs1::fnc1_mark:
                return take(Kind::gs1_element_string, gs1::parse_fnc1(text));
            case '(':
                if (text.size() > 1 && is_digit(text[1]))
                    return take(Kind::gs1_element_string, gs1::parse_bracketed(text));
                break;
            case 'h':
            case 'H':
                if (is_address(text)) return read_address(text);
                break;
            default:
                break;
        }
        if (text.find(gs1::group_separator) != std::string_view::npos)
            return take(Kind::gs1_element_string, gs1::parse_transmitted(text));
        if (is_digit(text.front()) && text.find(gs1::fnc1_mark) != std::string_view::npos) {
            // Without the first FNC1, which is not sent, and with the others as people write them.
            const std::string_view marked = own(gs1::fnc1_mark + std::string(text));
            auto parsed = gs1::parse_fnc1(marked);
            if (parsed.has_error()) {
                Error error = std::move(parsed).error();
                if (error.pointer != "@0") error = moved(std::move(error), static_cast<std::size_t>(-1));
                return refuse(Kind::gs1_element_string, std::move(error));
            }
            return take(Kind::gs1_element_string, std::move(parsed));
        }
        bool marked = false;
        TRY_VOID(read_marked(text, marked));
        if (marked) return outcome::success();
        add_bare(parsed_.candidates_, text, context_);
        if (parsed_.candidates_.empty()) return bare_error(text, context_);
        return outcome::success();
    }

    Outcome read_scan(std::string_view text) {
        const auto all = gs1::all_symbologies();
        const auto found = std::ranges::find(all, text.substr(0, 3), &gs1::SymbologyInfo::id);
        const bool identifier = text.size() >= 3 && (is_upper(text[1]) || is_lower(text[1])) &&
                                (is_digit(text[2]) || is_upper(text[2]) || is_lower(text[2]));
        if (!identifier)
            return Error{Code::key_form, place(0), "] 之后应为两位码制标识（如 Q3）和数据。", "", shorten(text, 40)};
        if (found == all.end()) return read_inner(text);
        auto read = gs1::parse_scan(text);
        const bool number = !found->element_string && text[1] != 'd' && text[1] != 'Q' && text[1] != 'J';
        if (read.has_error()) return refuse(number ? Kind::gtin : Kind::gs1_element_string, std::move(read).error());
        gs1::Scan scan = std::move(read).value();
        parsed_.symbology_ = &*found;
        if (scan.content == gs1::ScanContent::element_string) {
            parsed_.candidates_.push_back({Kind::gs1_element_string, Evidence::marked, std::move(*scan.message), {}});
            return outcome::success();
        }
        if (scan.content != gs1::ScanContent::item_number) return read_inner(text);
        const auto gtin = Gtin::parse(scan.data);
        if (gtin.has_error()) return refuse(Kind::gtin, moved(gtin.error(), 3));
        if (!scan.message) return take(Kind::gtin, gtin);
        // The number and its composite component are one message.
        const std::string_view whole = own(fmt::format("01{}{}", gtin.value().text(), scan.composite));
        return take(Kind::gs1_element_string, gs1::parse_transmitted(whole));
    }

    Outcome read_inner(std::string_view text) {
        auto inner = read_text(text.substr(3));
        if (inner.has_error()) return moved(std::move(inner).error(), 3);
        return inner;
    }

    Outcome read_address(std::string_view text) {
        Candidates& out = parsed_.candidates_;
        if (!text.starts_with("http://") && !text.starts_with("https://") && !text.starts_with("HTTP://") &&
            !text.starts_with("HTTPS://")) {
            std::string lower(text);
            for (std::size_t i = 0; lower[i] != ':'; ++i) lower[i] = to_lower(lower[i]);
            text = own(std::move(lower));
        }
        std::optional<std::string> host;
        if (!has_plain_host(text) && !(host = address_host(text)))
            return refuse(Kind::web_address, Error{Code::key_form, place(text.find("//") + 2),
                                                   "网址中的网站名称不完整或不正确。", "", shorten(text, 60)});
        std::optional<Error> wrong_ecode;
        if (const std::size_t at = ecode_in_address(text); at != 0) {
            auto code = parse_ecode(text);
            if (code.has_value())
                add(out, Kind::ecode, Evidence::marked, std::move(code).value(), address_host(text).value_or(""));
            else
                wrong_ecode = moved(std::move(code).error(), at);
        }
        auto link = gs1::parse_digital_link(text);
        if (link.has_value()) {
            out.push_back({Kind::gs1_digital_link, Evidence::marked, std::move(link).value(), {}});
            return outcome::success();
        }
        if (!out.empty()) return outcome::success();
        host = address_host(text);
        if (const auto code = ma_in_address(text); !code.empty()) {
            const auto decoded = percent_decode(code, false);
            auto parsed = MaCode::parse(decoded ? *decoded : std::string(code));
            if (parsed.has_value()) {
                add(out, Kind::ma_code, Evidence::marked, std::move(parsed).value(), *host);
                return outcome::success();
            }
        }
        if (gs1::may_be_compressed(text)) {
            auto plain = gs1::decompress_digital_link(text);
            if (plain.has_value()) {
                const std::string_view whole = own(std::move(plain).value());
                return take(Kind::gs1_digital_link, gs1::parse_digital_link(whole));
            }
        }
        const EcodeRules standard;
        const EcodeRules& rules = context_.ecode ? *context_.ecode : standard;
        if (wrong_ecode && std::ranges::find(rules.official_hosts, *host) != rules.official_hosts.end())
            return refuse(Kind::ecode, std::move(*wrong_ecode));
        if (claims_gs1_key(text)) return refuse(Kind::gs1_digital_link, std::move(link).error());
        add(out, Kind::web_address, Evidence::marked, std::string(text), *host);
        return outcome::success();
    }

    /// Texts that begin with a mark of their kind.
    Outcome read_marked(std::string_view text, bool& marked) {
        marked = true;
        if (starts_as(text, "e=")) return take(Kind::ecode, parse_ecode(text), 2);
        if (starts_as(text, "ma.")) return take(Kind::ma_code, MaCode::parse(text));
        if (starts_as(text, "urn:epc:")) {
            if (text.starts_with("urn:epc:")) return take(Kind::epc_uri, gs1::Epc::parse(text));
            std::string lower(text);  // schemes and namespaces are read in any case (RFC 8141)
            for (std::size_t i = 0; i < 8; ++i) lower[i] = to_lower(lower[i]);
            return take(Kind::epc_uri, gs1::Epc::parse(lower));
        }
        if (starts_as(text, "urn:oid:")) return take(Kind::oid, oid(text.substr(8)), 8);
        if (text.starts_with("1.2.156.") || text.starts_with("2.16.156.")) return take(Kind::oid, oid(text));
        if (text.starts_with("86.") || text.starts_with("88."))
            if (const auto slash = text.find('/'); slash != std::string_view::npos)
                return take(Kind::handle, handle(text, slash));
        if (starts_as(text, "xk") || (text.starts_with('(') && text.find_first_of("Xx") != std::string_view::npos))
            return take(Kind::production_licence, ProductionLicence::parse(text));
        marked = false;
        return outcome::success();
    }

    /// Numbers without leading zeros, dots between them (ITU-T X.660).
    static Result<std::string> oid(std::string_view text) {
        std::size_t arc = 0;
        for (std::size_t i = 0; i <= text.size(); ++i) {
            if (i < text.size() && is_digit(text[i])) {
                if (text[arc] != '0' || i == arc) continue;
                return Error{Code::key_form, place(arc), "OID 的每一节不得以 0 开头。", "", shorten(text, 60)};
            }
            if (i < text.size() && text[i] != '.')
                return Error{Code::key_character, place(i), "OID 只能由数字和点组成。", "", shorten(text, 60)};
            if (i == arc) return Error{Code::key_form, place(i), "OID 中有一节是空的。", "", shorten(text, 60)};
            arc = i + 1;
        }
        return fmt::format("urn:oid:{}", text);
    }

    static Result<std::string> handle(std::string_view text, std::size_t slash) {
        const std::string_view prefix = text.substr(0, slash);
        if (const auto at = first_not(prefix, [](char c) { return is_digit(c) || c == '.'; }); at != prefix.npos)
            return Error{Code::key_character, place(at), "标识的前缀只能由数字和点组成。", "", shorten(text, 60)};
        if (prefix.ends_with('.') || prefix.find("..") != prefix.npos)
            return Error{Code::key_form, place(slash), "标识的前缀中有一节是空的。", "", shorten(text, 60)};
        if (slash + 1 == text.size())
            return Error{Code::key_form, place(slash), "标识缺少 / 之后的后缀。", "", shorten(text, 60)};
        if (has_control(text, false))
            return Error{Code::key_character, place(slash + 1), "标识含有控制字符。", "", shorten(text, 60)};
        return std::string(text);
    }

    std::string_view given_;
    std::size_t blanks_ = 0;  // in front of the text
    bool folded_ = false;
    const ParseContext context_;
    Parsed parsed_;
    std::optional<Kind> claimed_;
};

Result<Parsed> parse(std::string_view text, const ParseContext& context) {
    return TextResolver(text, context).read();
}

namespace {

constexpr std::size_t shown_characters = 300;

std::string shown_text(const Candidate& candidate) {
    std::string text = candidate.canonical();
    if (candidate.kind == Kind::resident_id) text = mask(text);
    std::ranges::replace_if(
        text, [](char c) { return static_cast<unsigned char>(c) < 0x20; }, '?');
    return shorten(text, shown_characters);
}

}  // namespace

std::vector<Recognised> recognise(std::string_view text) {
    std::vector<Recognised> out;
    text = text.substr(0, parsed_bytes_max);
    TextResolver resolver(text, {});
    const auto parsed = resolver.read();
    if (parsed.has_value()) {
        for (const Candidate& candidate : parsed.value().candidates())
            out.push_back({candidate.kind, shown_text(candidate), candidate.title(), candidate.note()});
        return out;
    }
    // A host that is none deserves no look: nothing may invite to open the address.
    if (!resolver.claimed() || resolver.claimed() == Kind::web_address) return out;
    const std::string folded = fold(text);
    const Candidate claimed{*resolver.claimed(), Evidence::marked, folded, {}};
    std::string note = fmt::format("形式上属于此类编码，但不符合规则：{}", parsed.error().detail);
    if (const auto host = address_host(folded))
        note += fmt::format("网址指向网站 {}，打开前请核对", shorten(*host, 80));
    std::string shown = shown_text(claimed);
    if (!shown.empty()) out.push_back({claimed.kind, std::move(shown), claimed.title(), shorten(note, 290)});
    return out;
}

}  // namespace yiguan::keys

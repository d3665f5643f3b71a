// Vectors of GS1 Digital Link, its compression and EPC URIs (the shapes of gs1-syntax-engine, GS1DigitalLinkToolkit.js,
// epcis-event-hash-generator and openepcis-epc-digitallink-translator; testdata/links/README.md).
#include <fmt/format.h>

#include <algorithm>

#include "core/text.hpp"
#include "keys/conform/conform.hpp"
#include "keys/gs1/compression.hpp"
#include "keys/gs1/digital_link.hpp"
#include "keys/gs1/epc_uri.hpp"
#include "keys/gs1/uri_escape.hpp"

namespace yiguan::keys::conform {
namespace {

using namespace gs1;

std::string text_of(const json::object& vector, std::string_view key) {
    return std::string(vector.at(key).as_string());
}

/// Nothing if the key is missing or null.
std::optional<std::string> optional_text(const json::object& vector, std::string_view key) {
    const json::value* value = vector.if_contains(key);
    if (!value || value->is_null()) return std::nullopt;
    return std::string(value->as_string());
}

std::string outcome_of(const Result<std::string>& result) {
    return result.has_value() ? result.value() : fmt::format("refused: {}", result.error().detail);
}

/// `expected` is nothing if the input must be refused.
void compare(Report& report, const std::string& where, const std::optional<std::string>& expected,
             const Result<std::string>& got) {
    if (expected ? got.has_value() && got.value() == *expected : got.has_error()) return report.pass();
    report.fail(where, expected.value_or("refused"), outcome_of(got));
}

/// Peers escape less, or more, than the standard asks, so what differs in escapes only is the same link.
void compare_escaped(Report& report, const std::string& where, const std::optional<std::string>& expected,
                     const Result<std::string>& got) {
    if (expected && got.has_value() &&
        uri_unescape(*expected, UriPart::path) == uri_unescape(got.value(), UriPart::path))
        return report.pass();
    compare(report, where, expected, got);
}

/// Collects the comparisons of a vector that asks several questions.
class Questions {
public:
    void ask(std::string_view what, const std::string& expected, const Result<std::string>& got) {
        if (!expected_.empty() || (got.has_value() && got.value() == expected)) return;
        expected_ = fmt::format("{} {}", what, expected);
        got_ = outcome_of(got);
    }
    void answer(Report& report, const std::string& where) const {
        if (expected_.empty()) return report.pass();
        report.fail(where, expected_, got_);
    }

private:
    std::string expected_, got_;
};

/// The switches of a vector; a name that is not known throws and so fails the vector.
LinkOptions options_of(const json::object& vector) {
    LinkOptions out;
    const json::value* options = vector.if_contains("options");
    if (!options || options->is_null()) return out;
    for (const auto& [name, value] : options->as_object()) {
        if (name == "convenience_alphas")
            out.convenience_alphas = value.as_bool();
        else if (name == "zero_suppressed_gtin")
            out.zero_suppressed_gtin = value.as_bool();
        else if (name == "permit_unknown_ais")
            out.permit_unknown_ais = value.as_bool();
        else if (name == "unknown_ai_not_dl_attr")
            out.unknown_ai_not_dl_attr = value.as_bool();
        else
            throw std::invalid_argument(fmt::format("option {} is not implemented", std::string_view(name)));
    }
    return out;
}

/// One character up to U+00FF is one byte in the vectors of escapes.
std::string to_latin1(std::string_view utf8) {
    std::string out;
    for (std::size_t i = 0; i < utf8.size(); ++i) {
        const auto lead = static_cast<unsigned char>(utf8[i]);
        if (lead >= 0xC4) throw std::invalid_argument("a character over U+00FF");
        out += lead < 0x80 ? utf8[i] : static_cast<char>((lead & 3) << 6 | (utf8[++i] & 0x3F));
    }
    return out;
}

std::string fnc1_string(std::span<const Element> elements) {
    std::string out;
    bool mark = true;
    for (const Element& element : elements) {
        if (mark) out += fnc1_mark;
        out.append(element.ai).append(element.value);
        mark = !has_predefined_length(element);
    }
    return out;
}

void run_parse(std::string_view text, Report& out) {
    each_line(text, out, [&](const json::object& vector, const std::string& where) {
        const std::string uri = text_of(vector, "uri");
        const LinkOptions options = options_of(vector);
        const auto link = parse_digital_link(uri, options);
        const bool valid = vector.at("valid").as_bool();
        compare(out, where, valid ? std::optional(text_of(vector, "ai")) : std::nullopt,
                link.has_value() ? Result<std::string>(fnc1_string(link.value().elements())) : link.error());
    });
}

Result<std::string> make_link(std::string_view bracketed, const std::string& stem, const LinkOptions& options) {
    const ParseOptions reading{.unknown = options.permit_unknown_ais ? UnknownAi::allow : UnknownAi::refuse};
    TRY(const Message message, parse_bracketed(bracketed, reading));
    return format_digital_link(message.elements(), stem, options);
}

void run_generate(std::string_view text, Report& out) {
    each_line(text, out, [&](const json::object& vector, const std::string& where) {
        const std::string stem = optional_text(vector, "stem").value_or(std::string(canonical_stem));
        const bool valid = vector.at("valid").as_bool();
        compare(out, where, valid ? std::optional(text_of(vector, "uri")) : std::nullopt,
                make_link(text_of(vector, "ai"), stem, options_of(vector)));
    });
}

void run_escape(std::string_view text, Report& out) {
    each_line(text, out, [&](const json::object& vector, const std::string& where) {
        const std::string in = to_latin1(text_of(vector, "in"));
        Questions questions;
        questions.ask("path", text_of(vector, "path"), uri_escape(in, UriPart::path));
        questions.ask("query", text_of(vector, "query"), uri_escape(in, UriPart::query));
        questions.answer(out, where);
    });
}

void run_unescape(std::string_view text, Report& out) {
    each_line(text, out, [&](const json::object& vector, const std::string& where) {
        const std::string in = to_latin1(text_of(vector, "in"));
        Questions questions;
        for (const auto& [name, part] : {std::pair("path", UriPart::path), std::pair("query", UriPart::query)}) {
            // A text that %00 makes unreadable is expected as nothing.
            const auto expected = optional_text(vector, name);
            questions.ask(name, to_latin1(expected.value_or("")), uri_unescape(in, part).value_or(""));
        }
        questions.answer(out, where);
    });
}

Result<std::string> compress(const std::string& uri, Compression how) {
    TRY(const DigitalLink link, parse_digital_link(uri));
    return compress_digital_link(link, how);
}

void run_compression(std::string_view text, Report& out) {
    each_line(text, out, [&](const json::object& vector, const std::string& where) {
        const std::string uri = text_of(vector, "uri");
        Questions questions;
        questions.ask("compressed", text_of(vector, "compressed"), compress(uri, Compression::plain));
        questions.ask("compressed_optimised", text_of(vector, "compressed_optimised"),
                      compress(uri, Compression::optimised_toolkit));
        for (const char* name : {"compressed", "compressed_optimised"})
            questions.ask(fmt::format("{} read as", name), uri, decompress_digital_link(text_of(vector, name)));
        questions.answer(out, where);
    });
}

void run_canonical(std::string_view text, Report& out) {
    each_line(text, out, [&](const json::object& vector, const std::string& where) {
        if (!vector.contains("canonical")) throw std::invalid_argument("no canonical");
        compare_escaped(out, where, optional_text(vector, "canonical"), epcis_digital_link(text_of(vector, "in")));
    });
}

void run_to_link(std::string_view text, Report& out) {
    each_line(text, out, [&](const json::object& vector, const std::string& where) {
        const auto epc = Epc::parse(text_of(vector, "urn"));
        compare_escaped(out, where, text_of(vector, "dl"),
                        epc.has_value() ? digital_link_of(epc.value()) : Result<std::string>(epc.error()));
    });
}

/// What peers write who do not escape values: everything between two AIs is the value, slashes and marks included.
/// Nothing if there is no key. The escaped address.
std::optional<std::string> escape_raw_link(std::string_view raw) {
    const std::size_t scheme = raw.find("://");
    if (scheme == std::string_view::npos) return std::nullopt;
    std::size_t at = std::string_view::npos;
    const AiInfo* key = nullptr;
    for (const AiInfo& info : all_ais()) {
        if (!info.link_key) continue;
        const std::size_t found = raw.find(fmt::format("/{}/", info.ai), scheme + 3);
        if (found >= at) continue;
        at = found;
        key = &info;
    }
    if (!key) return std::nullopt;

    std::string out(raw.substr(0, at));
    std::string_view ai = key->ai, rest = raw.substr(at + key->ai.size() + 2);
    const auto take = [&](std::string_view value) {
        const auto decoded = uri_unescape(value, UriPart::path);
        out += fmt::format("/{}/{}", ai, uri_escape(decoded.value_or(std::string(value)), UriPart::path));
    };
    for (const auto& sequence : key->link_qualifiers) {
        for (const std::string_view qualifier : sequence) {
            const std::size_t found = rest.find(fmt::format("/{}/", qualifier));
            if (found == std::string_view::npos) continue;
            take(rest.substr(0, found));
            ai = qualifier;
            rest.remove_prefix(found + qualifier.size() + 2);
        }
        if (ai != key->ai) break;
    }
    take(rest);
    return out;
}

enum class Spelling { standard_first, raw_first };

/// The EPC of a link as a peer wrote it.
Result<Epc> epc_of_link(const std::string& text, Spelling spelling, const LinkOptions& options,
                        std::optional<std::size_t> prefix_digits) {
    const auto raw = escape_raw_link(text);
    std::vector<std::string> readings{text};
    if (raw) readings.insert(spelling == Spelling::raw_first ? readings.begin() : readings.end(), *raw);
    Error error;
    for (const std::string& reading : readings) {
        const auto link = parse_digital_link(reading, options);
        if (link.has_error()) {
            error = link.error();
            continue;
        }
        return prefix_digits ? epc_of(link.value().elements(), *prefix_digits) : epc_of(link.value().elements());
    }
    return error;
}

std::optional<std::size_t> prefix_digits_of(const json::object& vector) {
    const json::value* length = vector.if_contains("gcp_length");
    if (!length || length->is_null()) return std::nullopt;
    return static_cast<std::size_t>(std::max<std::int64_t>(length->as_int64(), 0));
}

void run_to_epc(std::string_view text, Report& out) {
    each_line(text, out, [&](const json::object& vector, const std::string& where) {
        const std::string link = text_of(vector, "dl"), urn = text_of(vector, "urn");
        const LinkOptions options{.check_digits = CheckDigits::ignore};
        const Spelling spelling = vector.contains("peer_specific") ? Spelling::raw_first : Spelling::standard_first;
        auto epc = epc_of_link(link, spelling, options, prefix_digits_of(vector));
        if (epc.has_error() && !prefix_digits_of(vector)) {
            // The peer asked GS1's full list of prefixes, which we may not carry: the vector itself says what it found.
            const auto expected = Epc::parse(urn);
            if (expected.has_value())
                epc = epc_of_link(link, spelling, options, expected.value().parts().front().size());
        }
        compare_escaped(out, where, urn, epc.has_value() ? Result<std::string>(epc.value().text()) : epc.error());
    });
}

Result<void> judge_id(const std::string& id, std::optional<std::size_t> prefix_digits) {
    if (!id.starts_with("http")) {
        TRY_VOID(Epc::parse(id));
        return outcome::success();
    }
    if (prefix_digits) {
        // These vectors judge the form of a link for a prefix of this length, but no check digit.
        const LinkOptions form_only{.check_digits = CheckDigits::ignore};
        // The peer asks of a GIAI for six digits only, whatever the length of its prefix.
        const std::size_t at = id.find("/8004/");
        const bool giai = at != std::string::npos && *prefix_digits >= 6 && *prefix_digits <= 12 &&
                          id.size() - at - 6 >= *prefix_digits;
        TRY_VOID(epc_of_link(id, Spelling::standard_first, form_only, giai ? 6 : *prefix_digits));
        return outcome::success();
    }
    // Those without a length judge check digits. A slash of a component number cannot be told from the path.
    const auto strict = parse_digital_link(id);
    const auto raw = strict.has_error() && id.find("/8010/") == std::string::npos ? escape_raw_link(id) : std::nullopt;
    if (raw) {
        TRY_VOID(parse_digital_link(*raw));
        return outcome::success();
    }
    if (strict.has_error()) return strict.error();
    return outcome::success();
}

void run_id(std::string_view text, Report& out) {
    each_line(text, out, [&](const json::object& vector, const std::string& where) {
        const bool valid = vector.at("valid").as_bool();
        const auto judged = judge_id(text_of(vector, "id"), prefix_digits_of(vector));
        if (judged.has_value() == valid) return out.pass();
        out.fail(where, valid ? "valid" : "refused", judged.has_value() ? "valid" : judged.error().detail);
    });
}

Questions links_of(const json::object& vector, const LinkOptions& options) {
    const std::string uri = text_of(vector, "uri");
    const auto link = parse_digital_link(uri, options);
    const auto ask = [&](auto&& print) { return link.has_value() ? Result<std::string>(print()) : link.error(); };
    Questions questions;
    questions.ask("bracketed", text_of(vector, "bracketed"),
                  ask([&] { return format_bracketed(link.value().elements()); }));
    questions.ask("canonical", text_of(vector, "canonical"), ask([&] { return canonical_digital_link(link.value()); }));
    return questions;
}

/// "(01)...(21)a(b)": what is no AI in brackets belongs to the value; these vectors do not escape it.
std::vector<Element> split_bracketed(std::string_view text) {
    std::vector<Element> out;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t close = text.find(')', at);
        const std::string_view ai = close == std::string_view::npos ? "" : text.substr(at + 1, close - at - 1);
        if (text[at] == '(' && find_ai(ai)) {
            out.push_back({ai, text.substr(close + 1, 0), find_ai(ai)});
            at = close + 1;
        } else if (!out.empty()) {
            out.back().value = {out.back().value.data(), out.back().value.size() + 1};
            ++at;
        } else {
            break;
        }
    }
    return out;
}

void ask_epc(const json::object& vector, Questions& questions) {
    const auto epc_text = [](const Result<Epc>& epc) {
        return epc.has_value() ? Result<std::string>(epc.value().text()) : epc.error();
    };
    const auto digits = static_cast<std::size_t>(vector.at("gcp_length").as_int64());
    const std::string bracketed = text_of(vector, "gs1"), expected = text_of(vector, "epc");
    const std::vector<Element> elements = split_bracketed(bracketed);
    questions.ask("epc", expected, epc_text(epc_of(elements, digits)));

    const auto back = [&]() -> Result<std::string> {
        TRY(const Epc epc, Epc::parse(expected));
        TRY(const auto read, elements_of(epc));
        std::string out;
        for (const EpcElement& element : read) out += fmt::format("({}){}", element.ai, element.value);
        return out;
    };
    questions.ask("gs1", bracketed, back());

    if (const auto pattern = optional_text(vector, "class_pattern"))
        questions.ask("class_pattern", *pattern, epc_text(epc_of(std::span(elements).first(1), digits)));
    if (const auto batch = optional_text(vector, "lgtin_for_batch_L1")) {
        const Element with_batch[] = {elements.front(), {"10", "L1", find_ai("10")}};
        questions.ask("lgtin_for_batch_L1", *batch, epc_text(epc_of(with_batch, digits)));
    }
    if (const auto party = optional_text(vector, "party")) {
        const Element as_party[] = {{"417", elements.front().value, find_ai("417")}};
        questions.ask("party", *party, epc_text(epc_of(as_party, digits)));
    }
    if (const auto link = optional_text(vector, "digital_link")) {
        const auto epc = Epc::parse(expected);
        questions.ask("digital_link", *link,
                      epc.has_value() ? digital_link_of(epc.value()) : Result<std::string>(epc.error()));
    }
}

/// digital_link.json: sections of vectors; those that a file has are run.
void run_document(std::string_view text, Report& out) {
    const auto document = parse_json(text);
    if (document.has_error()) return out.fail("", "a JSON document", document.error().detail);
    bool any = false;
    const auto section = [&](std::string_view pointer, auto&& check) {
        boost::system::error_code ec;
        if (!document.value().find_pointer(pointer, ec)) return;
        any = true;
        each_element(document.value(), pointer, out, check);
    };
    section("/valid",
            [&](const json::object& vector, const std::string& where) { links_of(vector, {}).answer(out, where); });
    section("/invalid", [&](const json::object& vector, const std::string& where) {
        const std::string uri = text_of(vector, "uri");
        const auto link = parse_digital_link(uri);
        compare(out, where, std::nullopt, link.has_value() ? Result<std::string>("accepted") : link.error());
    });
    section("/zero_suppressed/cases", [&](const json::object& vector, const std::string& where) {
        if (!vector.at("accepted").as_bool()) {
            const std::string uri = text_of(vector, "uri");
            const auto link = parse_digital_link(uri, {.zero_suppressed_gtin = true});
            return compare(out, where, std::nullopt, link.has_value() ? Result<std::string>("accepted") : link.error());
        }
        links_of(vector, {.zero_suppressed_gtin = true}).answer(out, where);
    });
    const std::string stem(canonical_stem);
    section("/generate", [&](const json::object& vector, const std::string& where) {
        compare(out, where, text_of(vector, "digital_link"), make_link(text_of(vector, "bracketed"), stem, {}));
    });
    section("/generate_invalid", [&](const json::object& vector, const std::string& where) {
        compare(out, where, std::nullopt, make_link(text_of(vector, "bracketed"), stem, {}));
    });
    section("/compression/cases", [&](const json::object& vector, const std::string& where) {
        const std::string link = text_of(vector, "digital_link");
        Questions questions;
        questions.ask("digital_link", link, make_link(text_of(vector, "bracketed"), stem, {}));
        for (const auto& [name, how] : {std::pair("primary_left_plain", Compression::primary_left_plain),
                                        std::pair("fully_compressed", Compression::optimised),
                                        std::pair("fully_no_optimisation", Compression::plain)}) {
            questions.ask(name, text_of(vector, name), compress(link, how));
            questions.ask(fmt::format("{} read as", name), link, decompress_digital_link(text_of(vector, name)));
        }
        questions.answer(out, where);
    });
    for (const std::string_view pointer : {"/epc/known", "/epc/china"}) {
        section(pointer, [&](const json::object& vector, const std::string& where) {
            Questions questions;
            ask_epc(vector, questions);
            questions.answer(out, where);
        });
    }
    section("/epc/invalid", [&](const json::object& vector, const std::string& where) {
        const auto epc = Epc::parse(text_of(vector, "epc"));
        compare(out, where, std::nullopt, epc.has_value() ? Result<std::string>("accepted") : epc.error());
    });
    section("/gcp/rows", [&](const json::object& vector, const std::string& where) {
        const auto length = CompanyPrefixes::china().length_of(text_of(vector, "prefix"));
        out.compare(where, fmt::format("{}", vector.at("length").as_int64()), fmt::format("{}", length.value_or(0)));
    });
    if (!any) out.fail("", "a section of vectors", "none");
}

}  // namespace

std::span<const Shape> link_shapes() {
    static constexpr Shape shapes[] = {
        {"dl-parse.jsonl", run_parse},
        {"dl-generate.jsonl", run_generate},
        {"uri-escape.jsonl", run_escape},
        {"uri-unescape.jsonl", run_unescape},
        {"digital-link-compression.jsonl", run_compression},
        {"canonical-dl.jsonl", run_canonical},
        {"urn-to-dl.jsonl", run_to_link},
        {"dl-to-urn.jsonl", run_to_epc},
        {"id-valid.jsonl", run_id},
        {"digital_link.json", run_document},
    };
    return shapes;
}

}  // namespace yiguan::keys::conform

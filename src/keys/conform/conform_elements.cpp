// The shapes of files that hold vectors of GS1 keys, application identifiers, linters, element strings and scans.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <stdexcept>

#include "keys/conform/conform.hpp"
#include "keys/gs1.hpp"
#include "keys/gs1/check_pair.hpp"
#include "keys/gs1/element_string.hpp"
#include "keys/gs1/gs1_keys.hpp"
#include "keys/gs1/scan.hpp"

namespace yiguan::keys::conform {
namespace {

using namespace gs1;

std::string_view text_of(const json::object& vector, std::string_view key) {
    return vector.at(key).as_string();
}
std::string_view text_or_empty(const json::object& vector, std::string_view key) {
    const auto* value = vector.if_contains(key);
    return value == nullptr || value->is_null() ? std::string_view() : std::string_view(value->as_string());
}
std::string verdict(bool valid) {
    return valid ? "valid" : "invalid";
}
template <class T>
std::string verdict(const Result<T>& result) {
    return result.has_value() ? "valid" : "invalid";
}

/// One byte for each character: the data of linters are Latin-1.
std::string latin1(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto c = static_cast<unsigned char>(text[i]);
        if (c < 0x80 || i + 1 == text.size()) {
            out += text[i];
        } else {
            const auto low = static_cast<unsigned char>(text[++i]);
            out += static_cast<char>(((c & 0x1f) << 6) | (low & 0x3f));
        }
    }
    return out;
}

/// Knows every prefix until the n-th question.
class FailingSource : public PrefixSource {
public:
    FailingSource(std::size_t good, PrefixVerdict then) : good_(good), then_(then) {}
    PrefixVerdict ask(std::string_view) override {
        if (good_ == 0) return then_;
        --good_;
        return PrefixVerdict::known;
    }

private:
    std::size_t good_;
    PrefixVerdict then_;
};

std::string show(const Lint& found, std::string_view data) {
    if (found.ok()) return "ok";
    return fmt::format("{} {}*{}*{}", name_of(found.error), data.substr(0, found.at),
                       data.substr(found.at, found.length), data.substr(found.at + found.length));
}

/// {linter, data, valid, error, marked}
void linter_vectors(std::string_view text, Report& report) {
    each_line(text, report, [&](const json::object& vector, const std::string& where) {
        const auto data = latin1(text_of(vector, "data"));
        const bool valid = vector.at("valid").as_bool();
        const auto error = valid ? std::string_view() : text_of(vector, "error");
        const auto expected =
            valid ? std::string("ok") : fmt::format("{} {}", error, latin1(text_of(vector, "marked")));
        const auto linter = find_linter(text_of(vector, "linter"));
        if (!linter) return report.fail(where, expected, "no such linter");
        auto got = show(lint(*linter, data), data);
        // The vector says that a look-up of a company prefix fails, but not which one of several: any will do.
        const auto wanted = find_lint_error(error);
        if (wanted == LintError::gcp_datasource_offline || wanted == LintError::invalid_gcp_prefix)
            for (std::size_t good = 0; good < 5 && got != expected; ++good) {
                FailingSource source(
                    good, wanted == LintError::invalid_gcp_prefix ? PrefixVerdict::unknown : PrefixVerdict::offline);
                got = show(lint(*linter, data, &source), data);
            }
        report.compare(where, expected, got);
    });
}

/// {bracketed, valid, ai}: `ai` with ^ for FNC1.
void bracketed_vectors(std::string_view text, Report& report) {
    each_line(text, report, [&](const json::object& vector, const std::string& where) {
        const bool valid = vector.at("valid").as_bool();
        const auto parsed = parse_bracketed(text_of(vector, "bracketed"));
        report.compare(where, valid ? text_of(vector, "ai") : "invalid",
                       parsed.has_value() ? format_fnc1(parsed.value().elements()) : "invalid");
    });
}

/// {data, valid}
void fnc1_vectors(std::string_view text, Report& report) {
    each_line(text, report, [&](const json::object& vector, const std::string& where) {
        report.compare(where, verdict(vector.at("valid").as_bool()), verdict(parse_fnc1(text_of(vector, "data"))));
    });
}

/// The linter's name of what is wrong with the first bad value; "ok", or "invalid" if the text is no element string.
std::string_view lint_of_bracketed(std::string_view bracketed) {
    LintError found = LintError::ok;
    const auto parsed = parse_bracketed(bracketed, {.found = &found});
    return parsed.has_value() || found != LintError::ok ? name_of(found) : "invalid";
}

/// {bracketed, valid, error}
void ai_linter_vectors(std::string_view text, Report& report) {
    each_line(text, report, [&](const json::object& vector, const std::string& where) {
        report.compare(where, text_of(vector, "error"), lint_of_bracketed(text_of(vector, "bracketed")));
    });
}

/// {rule, bracketed, valid}: the named rule alone; unknown AIs are let in, because these rules hold for them as well.
void association_vectors(std::string_view text, Report& report) {
    each_line(text, report, [&](const json::object& vector, const std::string& where) {
        struct Rule {
            std::string_view name;
            MessageRule rule;
        };
        constexpr std::array<Rule, 4> rules{{{"repeats", MessageRule::repeats},
                                             {"mutex", MessageRule::exclusions},
                                             {"requisites", MessageRule::requirements},
                                             {"validateDigSigRequiresSerialisedKey", MessageRule::signed_serialised}}};
        const auto expected = verdict(vector.at("valid").as_bool());
        const auto rule = std::ranges::find(rules, text_of(vector, "rule"), &Rule::name);
        if (rule == rules.end()) return report.fail(where, expected, "no such rule");
        const auto parsed = parse_bracketed(text_of(vector, "bracketed"), {.unknown = UnknownAi::allow});
        report.compare(where, expected,
                       verdict(parsed.has_value() && check_rule(parsed.value().elements(), rule->rule).has_value()));
    });
}

/// An address in a symbol is GS1 data only if it is a Digital Link. The vectors' engine makes ITF-14 but reads none.
bool is_gs1(const Result<Scan>& scan) {
    return scan.has_value() && scan.value().content != ScanContent::address &&
           scan.value().symbology->symbology != Symbology::itf14;
}

/// {scan, valid, symbology, data}
void scan_vectors(std::string_view text, Report& report) {
    each_line(text, report, [&](const json::object& vector, const std::string& where) {
        const auto show_scan = [](std::string_view symbology, std::string_view data) {
            return fmt::format("{} {}", symbology, data);
        };
        const bool valid = vector.at("valid").as_bool();
        const auto parsed = parse_scan(text_of(vector, "scan"));
        report.compare(
            where, valid ? show_scan(text_of(vector, "symbology"), text_of(vector, "data")) : "invalid",
            is_gs1(parsed) ? show_scan(parsed.value().symbology->name, message_of(parsed.value())) : "invalid");
    });
}

/// The sections that a document has; none of them is one failure.
class Sections {
public:
    Sections(const json::value& document, Report& report) : document_(document), report_(report) {}
    Sections(const Sections&) = delete;
    Sections& operator=(const Sections&) = delete;
    ~Sections() {
        if (!any_) report_.fail("", "a section of vectors", "none");
    }
    void operator()(std::string_view pointer,
                    const std::function<void(const json::object& vector, const std::string& where)>& check) {
        boost::system::error_code ec;
        if (!document_.find_pointer(pointer, ec)) return;
        any_ = true;
        each_element(document_, pointer, report_, check);
    }

private:
    const json::value& document_;
    Report& report_;
    bool any_ = false;
};

/// "GRAI-13" and the like: the digits of a key in front of its serial part.
KeyKind kind_of(std::string_view name) {
    if (const auto kind = find_key_kind(name)) return *kind;
    const auto dash = name.find('-');
    const auto kind = find_key_kind(name.substr(0, dash));
    if (!kind || name.substr(std::min(dash, name.size())) != "-13") throw std::invalid_argument("no such kind of key");
    return *kind;
}

/// The right check digit if that is all that is wrong, "format" for anything else.
std::string key_fault(KeyKind kind, std::string_view value) {
    const auto checked = check_key(kind, value);
    if (checked.has_value()) return "valid";
    if (checked.error().code != Code::key_check) return "format";
    return std::string(1, check_digit(value.substr(0, value.size() - 1)));
}

void check_digits(std::string_view text, Report& report) {
    const auto parsed = parse_json(text);
    if (parsed.has_error()) return report.fail("", "a JSON document", parsed.error().detail);
    Sections section(parsed.value(), report);
    section("/valid", [&](const json::object& vector, const std::string& where) {
        const auto kind = kind_of(text_of(vector, "kind"));
        const auto completed = complete_key(kind, text_of(vector, "body"));
        const auto expected = fmt::format("{} {} valid", text_of(vector, "check"), text_of(vector, "value"));
        report.compare(where, expected,
                       fmt::format("{} {} {}", check_digit(text_of(vector, "body")),
                                   completed.has_value() ? completed.value() : completed.error().detail,
                                   verdict(check_key(kind, text_of(vector, "value")))));
    });
    section("/all_digits", [&](const json::object& vector, const std::string& where) {
        const auto body = text_of(vector, "body");
        const auto completed = complete_key(kind_of(text_of(vector, "kind")), body);
        report.compare(where, fmt::format("{}{}", body, text_of(vector, "check")),
                       completed.has_value() ? completed.value() : completed.error().detail);
    });
    section("/invalid", [&](const json::object& vector, const std::string& where) {
        const auto value = text_of(vector, "value");
        const auto* right = vector.if_contains("right_check");
        const auto expected = right ? std::string_view(right->as_string()) : text_of(vector, "error");
        // "GTIN-12 or a clipped GTIN-13": the first word is the kind.
        const auto name = text_of(vector, "kind");
        report.compare(where, expected, key_fault(kind_of(name.substr(0, name.find(' '))), value));
    });
    section("/not_detected", [&](const json::object& vector, const std::string& where) {
        for (const auto* key : {"a", "b"})
            if (!has_check_digit(text_of(vector, key))) return report.fail(where, "valid", text_of(vector, key).data());
        report.pass();
    });
    section("/pad_to_14", [&](const json::object& vector, const std::string& where) {
        const auto gtin = Gtin::parse(text_of(vector, "value"));
        report.compare(where, text_of(vector, "gtin14"), gtin.has_value() ? gtin.value().text() : "invalid");
    });
    section("/gmn/vectors", [&](const json::object& vector, const std::string& where) {
        const auto completed = complete_key(KeyKind::gmn, text_of(vector, "body"));
        const auto pair = check_pair(text_of(vector, "body"));
        report.compare(where, fmt::format("{} {}", text_of(vector, "pair"), text_of(vector, "value")),
                       fmt::format("{} {}", std::string_view(pair.data(), 2),
                                   completed.has_value() ? completed.value() : completed.error().detail));
    });
}

/// The AI of the table as the vectors show it, in one text that can be compared. Not its req and ex: the vectors come
/// from a release of the dictionary (2026-01-27) whose associations were revised since; ours is the later one.
std::string show_ai(const AiInfo& info) {
    std::string out = fmt::format("({}) {}{} {}", info.ai, info.predefined_length ? "" : "fnc1 ",
                                  info.link_attribute ? "dl" : "-", info.title);
    for (const Component& c : info.components) {
        out += fmt::format(" {}{}{}-{}", c.optional ? "?" : "", static_cast<char>(c.charset), c.chars_min, c.chars_max);
        for (const Linter one : c.linters()) out += fmt::format(",{}", name_of(one));
    }
    if (info.link_key) {
        out += " dlpkey=";
        for (std::size_t i = 0; i < info.link_qualifiers.size(); ++i)
            out += fmt::format("{}{}", i == 0 ? "" : "|", fmt::join(info.link_qualifiers[i], ","));
    }
    return out;
}

std::string show_ai(const json::object& row, std::string_view ai) {
    std::string out = fmt::format("({}) {}{} {}", ai, row.at("fnc1_needed").as_bool() ? "fnc1 " : "",
                                  row.at("dl_attribute").as_bool() ? "dl" : "-", text_or_empty(row, "title"));
    for (const auto& each : row.at("components").as_array()) {
        const auto& c = each.as_object();
        out += fmt::format(" {}{}{}-{}", c.at("optional").as_bool() ? "?" : "", text_of(c, "type"),
                           c.at("min").as_int64(), c.at("max").as_int64());
        for (const auto& linter : c.at("lint").as_array())
            out += fmt::format(",{}", std::string_view(linter.as_string()));
    }
    if (const auto* keys = row.if_contains("dlpkey"))
        for (const auto& key : keys->as_array()) out += fmt::format(" dlpkey={}", std::string_view(key.as_string()));
    return out;
}

/// A row of the AI table stands for one AI or, as "3100-3105", for a range.
void ai_row(const json::object& row, const std::string& where, Report& report) {
    const auto name = text_of(row, "ai");
    const auto dash = name.find('-');
    const auto first = name.substr(0, dash);
    const auto last = dash == std::string_view::npos ? first : name.substr(dash + 1);
    std::size_t rows = 0;
    for (const AiInfo& info : all_ais()) {
        if (info.ai.size() != first.size() || info.ai < first || info.ai > last) continue;
        ++rows;
        if (show_ai(info) != show_ai(row, info.ai)) return report.fail(where, show_ai(row, info.ai), show_ai(info));
    }
    if (rows == 0) return report.fail(where, show_ai(row, name), "no such AI");
    report.pass();
}

/// Read in brackets and by every rule.
std::string bracketed_or_invalid(std::string_view bracketed) {
    const auto parsed = parse_bracketed(bracketed);
    if (parsed.has_error() || check_message(parsed.value().elements()).has_error()) return "invalid";
    return format_fnc1(parsed.value().elements());
}

void element_strings(std::string_view text, Report& report) {
    const auto parsed = parse_json(text);
    if (parsed.has_error()) return report.fail("", "a JSON document", parsed.error().detail);
    Sections section(parsed.value(), report);
    section("/ai_table", [&](const json::object& row, const std::string& where) { ai_row(row, where, report); });
    section("/valid", [&](const json::object& vector, const std::string& where) {
        const auto carrier = text_of(vector, "carrier_with_fnc1");
        const auto message = parse_fnc1(carrier);
        const auto scan = parse_scan(text_of(vector, "scan_qr"));
        std::string got = bracketed_or_invalid(text_of(vector, "bracketed"));
        got += message.has_value() ? fmt::format(" {} {}", format_bracketed(message.value().elements()),
                                                 format_transmitted(message.value().elements()))
                                   : " invalid";
        got += scan.has_value() ? " " + format_scan(scan.value()) : " invalid";
        report.compare(where,
                       fmt::format("{} {} {} {}", carrier, text_of(vector, "bracketed"),
                                   text_of(vector, "element_string"), text_of(vector, "scan_qr")),
                       got);
    });
    section("/invalid", [&](const json::object& vector, const std::string& where) {
        const auto got = bracketed_or_invalid(text_of(vector, "bracketed"));
        report.compare(where, verdict(vector.at("engine_accepts").as_bool()), got == "invalid" ? got : "valid");
    });
    for (const auto* pointer : {"/raw_valid", "/raw_check"})
        section(pointer, [&](const json::object& vector, const std::string& where) {
            const auto message = parse_fnc1(text_of(vector, "carrier_with_fnc1"));
            report.compare(where, vector.at("accepted").as_bool() ? text_of(vector, "bracketed") : "invalid",
                           message.has_value() ? format_bracketed(message.value().elements()) : "invalid");
        });
    section("/scans", [&](const json::object& vector, const std::string& where) {
        const auto scan = parse_scan(text_of(vector, "scan"));
        std::string got = "invalid";
        if (is_gs1(scan)) {
            got.clear();
            if (scan.value().message) got = format_bracketed(scan.value().message->elements());
            if (scan.value().link) got = format_bracketed(scan.value().link->elements());
        }
        report.compare(where, vector.at("accepted").as_bool() ? text_of(vector, "bracketed") : "invalid", got);
    });
}

constexpr auto shapes = std::to_array<Shape>({
    {"linter-vectors.jsonl", linter_vectors},
    {"ai-bracketed.jsonl", bracketed_vectors},
    {"ai-fnc1.jsonl", fnc1_vectors},
    {"ai-linter.jsonl", ai_linter_vectors},
    {"ai-association.jsonl", association_vectors},
    {"scan-process.jsonl", scan_vectors},
    {"gs1_check_digits.json", check_digits},
    {"gs1_element_strings.json", element_strings},
});

}  // namespace

std::span<const Shape> element_shapes() {
    return shapes;
}

}  // namespace yiguan::keys::conform

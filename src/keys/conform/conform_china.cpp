// The vector files of the Chinese codes: ecode.json, battery_codes.json, id_number.json, uscc.json.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "core/text.hpp"
#include "keys/china/certificate.hpp"
#include "keys/china/organisation_code.hpp"
#include "keys/china/phone.hpp"
#include "keys/china/resident_id.hpp"
#include "keys/conform/conform_china_impl.hpp"
#include "keys/ecode.hpp"
#include "keys/resolve.hpp"
#include "keys/uscc.hpp"

namespace yiguan::keys::conform {

std::string_view text_at(const json::object& vector, std::string_view key) {
    const auto& text = vector.at(key).as_string();
    return {text.data(), text.size()};
}

std::string_view error_name(Code code) {
    switch (code) {
        case Code::ecode_length:
        case Code::uscc_length:
        case Code::key_length:
            return "length";
        case Code::ecode_character:
        case Code::uscc_character:
        case Code::key_character:
            return "charset";
        case Code::ecode_version:
            return "version";
        case Code::uscc_check:
        case Code::key_check:
            return "check_digit";
        case Code::bad_date:
            return "date";
        case Code::future_date:
            return "date_future";
        default:
            return "format";
    }
}

Date today() {
    return beijing_date(utc_now());
}

void compare_parts(const std::string& where, const json::object& vector, const Parts& got, Report& report) {
    std::string expected, found;
    for (const auto& [key, value] : got) {
        if (!vector.contains(key)) continue;
        const auto& given = vector.at(key);
        expected += fmt::format("{}={} ", key, given.is_null() ? std::string() : std::string(given.as_string()));
        found += fmt::format("{}={} ", key, value);
    }
    report.compare(where, expected, found);
}

namespace {

/// Nothing, and a failure, unless the text is a JSON object.
std::optional<json::value> document(std::string_view text, Report& report) {
    auto object = parse_json_object(text);
    if (object.has_value()) return std::move(object).value();
    report.fail("", "a JSON object", object.error().detail);
    return std::nullopt;
}

bool has(const json::value& document, std::string_view pointer) {
    boost::system::error_code ec;
    return document.find_pointer(pointer, ec) != nullptr;
}

/// A document without any of the sections is one failure.
void require_one_of(const json::value& document, std::initializer_list<std::string_view> sections, Report& report) {
    if (std::ranges::none_of(sections, [&](std::string_view section) { return has(document, section); }))
        report.fail("", "a section of vectors", "none");
}

std::string names(const std::vector<Warning>& warnings) {
    std::string out;
    for (const auto& warning : warnings) out += fmt::format("{} ", warning.name);
    return out;
}

/// The name of the error, or "accepted".
template <class T>
std::string outcome_name(const Result<T>& result) {
    return std::string(result.has_value() ? "accepted" : error_name(result.error().code));
}

// ---- ecode.json

void check_ambiguous(const json::object& vector, const std::string& where, Report& report) {
    const std::string_view reason = text_at(vector, "reason");
    const auto found = recognise(text_at(vector, "input"));
    const auto is = [&](Kind kind) { return !found.empty() && found.front().kind == kind; };
    const auto named = [&](std::string_view word) { return reason.find(word) != std::string_view::npos; };
    const std::string got = found.empty() ? "nothing" : found.front().name;
    // The reason says in prose for which kind to decide.
    bool right = !is(Kind::ecode);
    if (named("only Ecode"))
        right = is(Kind::ecode) && found.size() == 1;
    else if (named("decide for GTIN"))
        right = is(Kind::gtin);
    else if (named("decide for the vehicle code"))
        right = is(Kind::ebike_vehicle);
    else if (named("decide for CCC"))
        right = is(Kind::ccc_certificate);
    if (right) return report.pass();
    report.fail(where, std::string(reason), got);
}

void run_ecode(std::string_view text, Report& report) {
    const auto read = document(text, report);
    if (!read) return;
    const json::value& all = *read;
    // Signatures are checked by another room, for which this file may be all.
    require_one_of(all, {"/valid", "/invalid", "/ambiguous", "/platform_sign"}, report);
    const EcodeRules rules;
    if (has(all, "/valid"))
        each_element(all, "/valid", report, [&](const json::object& vector, const std::string& where) {
            const auto found = read_ecode(text_at(vector, "input"), rules, Reading::exact);
            if (found.has_error()) return report.fail(where, "accepted", outcome_name(found));
            const Ecode& code = found.value().code;
            compare_parts(
                where, vector,
                {{"code", code.text()}, {"V", fmt::to_string(code.version)}, {"NSI", code.nsi}, {"MD", code.md}},
                report);
        });
    if (has(all, "/invalid"))
        each_element(all, "/invalid", report, [&](const json::object& vector, const std::string& where) {
            const auto found = read_ecode(text_at(vector, "input"), rules, Reading::exact);
            std::string got = outcome_name(found);
            if (found.has_value() && found.value().host && !found.value().official_host) got = "host";
            report.compare(where, text_at(vector, "error"), got);
        });
    if (has(all, "/ambiguous"))
        each_element(all, "/ambiguous", report, [&](const json::object& vector, const std::string& where) {
            check_ambiguous(vector, where, report);
        });
}

// ---- uscc.json

void check_credit_code(const json::object& vector, const std::string& where, Report& report) {
    const auto code = Uscc::parse(text_at(vector, "value"));
    if (code.has_error()) return report.fail(where, "accepted", outcome_name(code));
    const Uscc& c = code.value();
    compare_parts(where, vector,
                  {{"normalised", std::string(c.text())},
                   {"dept", std::string(1, c.department())},
                   {"kind", std::string(1, c.kind())},
                   {"division", std::string(c.division())},
                   {"org_code", std::string(c.organisation_code())},
                   {"check", std::string(1, c.check())}},
                  report);
}

void check_trace(const json::object& vector, const std::string& where, Report& report) {
    const auto sum = uscc_sum(text_at(vector, "value"));
    if (!sum) return report.fail(where, "a sum", "characters outside the alphabet");
    json::array products;
    for (const int product : sum->products) products.emplace_back(product);
    const json::array expected{vector.at("products"), vector.at("sum"), vector.at("sum_mod_31"),
                               vector.at("check_value")};
    const json::array got{products, sum->sum, sum->sum % 31, sum->check_value};
    report.compare(where, json::serialize(expected), json::serialize(got));
}

void run_uscc(std::string_view text, Report& report) {
    const auto read = document(text, report);
    if (!read) return;
    const json::value& all = *read;
    require_one_of(all, {"/valid", "/normalise", "/invalid", "/trace", "/warn", "/org_code"}, report);
    for (const auto section : {"/valid", "/normalise"})
        if (has(all, section))
            each_element(all, section, report, [&](const json::object& vector, const std::string& where) {
                check_credit_code(vector, where, report);
            });
    if (has(all, "/invalid"))
        each_element(all, "/invalid", report, [&](const json::object& vector, const std::string& where) {
            report.compare(where, text_at(vector, "error"), outcome_name(Uscc::parse(text_at(vector, "value"))));
        });
    if (has(all, "/trace"))
        each_element(all, "/trace", report,
                     [&](const json::object& vector, const std::string& where) { check_trace(vector, where, report); });
    if (has(all, "/warn"))
        each_element(all, "/warn", report, [&](const json::object& vector, const std::string& where) {
            const auto code = Uscc::parse(text_at(vector, "value"));
            if (code.has_error()) return report.fail(where, "accepted", outcome_name(code));
            const std::string got = names(code.value().warnings());
            const std::string wanted = fmt::format("{} ", text_at(vector, "warning"));
            if (got.find(wanted) != std::string::npos) return report.pass();
            report.fail(where, wanted, got);
        });
    if (!has(all, "/org_code")) return;
    each_element(all, "/org_code/valid", report, [&](const json::object& vector, const std::string& where) {
        const auto code = OrganisationCode::parse(text_at(vector, "value"), Reading::exact);
        if (code.has_error()) return report.fail(where, "accepted", outcome_name(code));
        compare_parts(where, vector,
                      {{"value", code.value().printed()},
                       {"body", std::string(code.value().body())},
                       {"check", std::string(1, code.value().check())}},
                      report);
    });
    each_element(all, "/org_code/invalid", report, [&](const json::object& vector, const std::string& where) {
        report.compare(where, text_at(vector, "error"),
                       outcome_name(OrganisationCode::parse(text_at(vector, "value"), Reading::exact)));
    });
}

// ---- id_number.json

Parts parts_of(const ResidentId& id) {
    return {{"normalised", std::string(id.text())},   {"new", std::string(id.text())},
            {"division", std::string(id.division())}, {"birth", to_string(id.birth())},
            {"sequence", std::string(id.sequence())}, {"sex", id.sex() == ResidentId::Sex::male ? "male" : "female"},
            {"check", std::string(1, id.check())}};
}

void run_persons(const json::value& all, Report& report) {
    for (const auto section : {"/valid", "/normalise"})
        if (has(all, section))
            each_element(all, section, report, [&](const json::object& vector, const std::string& where) {
                const auto id = ResidentId::parse(text_at(vector, "value"), today());
                if (id.has_error()) return report.fail(where, "accepted", outcome_name(id));
                compare_parts(where, vector, parts_of(id.value()), report);
            });
    if (has(all, "/invalid"))
        each_element(all, "/invalid", report, [&](const json::object& vector, const std::string& where) {
            const auto id = ResidentId::parse(text_at(vector, "value"), today());
            const bool division = id.has_error() && id.error().code == Code::key_value;
            report.compare(where, text_at(vector, "error"), division ? "division" : outcome_name(id));
        });
    if (has(all, "/old_15"))
        each_element(all, "/old_15", report, [&](const json::object& vector, const std::string& where) {
            const auto id = ResidentId::from_15(text_at(vector, "old"), today());
            if (id.has_error()) return report.fail(where, "accepted", outcome_name(id));
            compare_parts(where, vector, parts_of(id.value()), report);
        });
    if (has(all, "/foreign_permanent_resident"))
        each_element(all, "/foreign_permanent_resident", report,
                     [&](const json::object& vector, const std::string& where) {
                         const auto id = ResidentId::parse(text_at(vector, "value"), today(), ForeignCards::accepted);
                         const bool foreign = id.has_value() && id.value().kind() == ResidentId::Kind::foreign_resident;
                         report.compare(where, "foreign resident", foreign ? "foreign resident" : outcome_name(id));
                     });
    if (has(all, "/masking"))
        each_element(all, "/masking", report, [&](const json::object& vector, const std::string& where) {
            report.compare(where, text_at(vector, "masked"), mask(text_at(vector, "value")));
        });
}

/// `valid` is an array of texts; each must be taken and, printed, be taken again as the same.
void run_phone(const json::value& all, const std::string& section, Result<Phone> (*parse)(std::string_view),
               Report& report) {
    boost::system::error_code ec;
    const json::value* valid = all.find_pointer(section + "/valid", ec);
    if (!valid || !valid->is_array()) return report.fail(section + "/valid", "an array of texts", "nothing");
    std::size_t n = 0;
    for (const auto& value : valid->get_array()) {
        const std::string where = fmt::format("{}/valid/{}", section, n++);
        if (!value.is_string()) {
            report.fail(where, "a text", json::serialize(value));
            continue;
        }
        const auto phone = parse({value.get_string().data(), value.get_string().size()});
        const bool stable = phone.has_value() && parse(phone.value().text).has_value() &&
                            parse(phone.value().text).value() == phone.value();
        report.compare(where, "accepted", phone.has_value() && !stable ? "unstable" : outcome_name(phone));
    }
    if (has(all, section + "/normalise"))
        each_element(all, section + "/normalise", report, [&](const json::object& vector, const std::string& where) {
            const auto phone = parse(text_at(vector, "value"));
            report.compare(where, text_at(vector, "normalised"),
                           phone.has_value() ? phone.value().text : outcome_name(phone));
        });
    boost::system::error_code none;
    const json::value* invalid = all.find_pointer(section + "/invalid", none);
    if (!invalid || !invalid->is_array()) return;
    // Of the service numbers the wrong ones are bare texts.
    n = 0;
    for (const auto& value : invalid->get_array()) {
        const std::string where = fmt::format("{}/invalid/{}", section, n++);
        const auto* object = value.if_object();
        const json::value* given = object ? object->if_contains("value") : &value;
        if (!given || !given->is_string()) {
            report.fail(where, "a text", json::serialize(value));
            continue;
        }
        const auto phone = parse({given->get_string().data(), given->get_string().size()});
        const json::value* error = object ? object->if_contains("error") : nullptr;
        const std::string expected = error && error->is_string() ? std::string(error->get_string()) : "refused";
        std::string got = outcome_name(phone);
        if (phone.has_error()) {
            const Code code = phone.error().code;
            if (expected == "refused")
                got = expected;
            else if (code == Code::key_value)
                got = section.ends_with("landline") ? "area code" : "prefix";
            else if (code == Code::key_form)
                got = "no area code";
        }
        report.compare(where, expected, got);
    }
}

void run_id_number(std::string_view text, Report& report) {
    const auto read = document(text, report);
    if (!read) return;
    const json::value& all = *read;
    require_one_of(all,
                   {"/valid", "/normalise", "/invalid", "/old_15", "/foreign_permanent_resident", "/masking", "/phone"},
                   report);
    run_persons(all, report);
    if (has(all, "/phone/mobile")) run_phone(all, "/phone/mobile", parse_mobile, report);
    if (has(all, "/phone/landline")) run_phone(all, "/phone/landline", parse_landline, report);
    if (has(all, "/phone/service")) run_phone(all, "/phone/service", parse_service_number, report);
}

void run_batteries(std::string_view text, Report& report) {
    if (const auto all = document(text, report)) run_battery_codes(*all, report);
}

}  // namespace

std::span<const Shape> china_shapes() {
    static constexpr std::array<Shape, 4> shapes{{{"ecode.json", run_ecode},
                                                  {"uscc.json", run_uscc},
                                                  {"id_number.json", run_id_number},
                                                  {"battery_codes.json", run_batteries}}};
    return shapes;
}

}  // namespace yiguan::keys::conform

// battery_codes.json: one object for each kind of code, with valid and invalid values.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <functional>

#include "core/text.hpp"
#include "keys/china/certificate.hpp"
#include "keys/conform/conform_china_impl.hpp"
#include "keys/products/battery.hpp"
#include "keys/products/ma_code.hpp"
#include "keys/products/pattern.hpp"
#include "keys/products/trace_code.hpp"
#include "keys/products/vehicle.hpp"

namespace yiguan::keys::conform {

namespace {

using Taken = Result<Parts>;
using Parse = Taken (*)(std::string_view value, const json::object& vector);

std::string text(std::string_view t) {
    return std::string(t);
}

// ---- The parts of each kind under the names of the file. Values are read exactly: the file says "fold first".

Taken model_code(std::string_view value, const json::object&) {
    TRY(const auto code, ModelCode::parse(value, Reading::exact));
    return Parts{{"value", code.text()}};
}

Taken lithium(std::string_view value, const json::object&) {
    TRY(const auto code, LithiumSerial::parse(value, today(), Reading::exact));
    return Parts{{"value", code.text()},
                 {"factory", text(code.factory())},
                 {"material", text(code.material())},
                 {"spec", text(code.specification())},
                 {"date", to_string(code.date())},
                 {"serial", text(code.serial())}};
}

Taken traction(std::string_view value, const json::object&) {
    TRY(const auto code, TractionCode::parse(value, today(), Reading::exact));
    return Parts{{"value", code.text()},
                 {"maker", text(code.maker())},
                 {"product_type", text(code.product_type())},
                 {"chemistry", text(code.chemistry())},
                 {"spec", text(code.specification())},
                 {"trace", text(code.trace())},
                 {"date", to_string(*code.date())},
                 {"serial", text(code.serial())}};
}

Taken vehicle(std::string_view value, const json::object&) {
    TRY(const auto code, EbikeCode::parse(value, Reading::exact));
    constexpr std::array<std::string_view, 3> names{"bicycle", "electric bicycle", "moped"};
    return Parts{{"value", code.text()},
                 {"maker", text(code.maker())},
                 {"kind", std::string(1, code.kind())},
                 {"kind_name", text(names[static_cast<std::size_t>(code.kind() - '1')])},
                 {"year", text(code.year())},
                 {"serial", text(code.serial())}};
}

Taken drug(std::string_view value, const json::object&) {
    TRY(const auto code, DrugCode::parse(value, Reading::exact));
    return Parts{{"identification", text(code.identification())}, {"serial", text(code.serial())}};
}

Taken supervision(std::string_view value, const json::object&) {
    TRY(const auto code, SupervisionCode::parse(value, Reading::exact));
    return Parts{{"value", code.text()}};
}

Taken veterinary(std::string_view value, const json::object&) {
    TRY(const auto code, VeterinaryCode::parse(value, Reading::exact));
    return Parts{
        {"date", text(code.date_digits())}, {"enterprise", text(code.enterprise())}, {"random", text(code.random())}};
}

/// `parts` of the vector is an array: compared as one text.
Parts joined(const json::object& vector, std::initializer_list<std::string> parts) {
    json::array got;
    for (const auto& part : parts) {
        if (part.empty())
            got.push_back(nullptr);
        else
            got.emplace_back(part);
    }
    if (!vector.contains("parts") || vector.at("parts") == json::value(got)) return {};
    // A key that the vector has, with a value that it has not: compare_parts() shows both.
    return {{"value", fmt::format("{} with parts {}", text_at(vector, "value"), json::serialize(got))}};
}

Taken ccc(std::string_view value, const json::object& vector) {
    TRY(const auto code, CccCertificate::parse(value, Reading::exact));
    return joined(vector, {text(code.year()), text(code.body()), text(code.product_class()), text(code.sequence())});
}

Taken licence(std::string_view value, const json::object& vector) {
    TRY(const auto code, ProductionLicence::parse(value, Reading::exact));
    return joined(vector, {code.province(), text(code.trade()), text(code.product()), text(code.enterprise())});
}

/// The file tells the kind in words.
std::string kind_words(const MaCode& code, std::string_view expected) {
    std::string got;
    switch (code.kind()) {
        case MaCode::Kind::device:
            got = "UDI device identifier";
            break;
        case MaCode::Kind::device_production:
            got = "UDI with production part";
            break;
        case MaCode::Kind::id_code:
            got = "ID code";
            break;
        case MaCode::Kind::identifier:
            got = "identifier";
            break;
    }
    return expected.starts_with(got) ? std::string(expected) : got;
}

Taken ma(std::string_view value, const json::object& vector) {
    TRY(const auto code, MaCode::parse(value, Reading::exact));
    Parts parts{{"value", code.text()},
                {"device_identifier", code.device_identifier()},
                {"enterprise", text(code.enterprise())},
                {"product", text(code.product())},
                {"package_level", text(code.package_level())},
                {"goods", text(code.goods())},
                {"check", text(code.product_check())}};
    if (vector.contains("kind")) parts.emplace_back("kind", kind_words(code, text_at(vector, "kind")));
    if (const auto* production = vector.if_contains("production")) {
        // Keys begin with the letter of the field; dates are written out.
        json::object got;
        for (const auto& [key, unused] : production->as_object())
            for (const auto& field : code.production())
                if (key.starts_with(field.letter)) got[key] = field.date ? to_string(*field.date) : field.value;
        if (got != production->as_object() || got.size() != code.production().size())
            parts.emplace_back("value", "production " + json::serialize(got));
    }
    return parts;
}

struct Section {
    std::string_view name;
    Parse parse;
};
constexpr std::array<Section, 10> sections{{{"charger_battery_13", model_code},
                                            {"lithium_19", lithium},
                                            {"gbt34014_24", traction},
                                            {"vehicle_15", vehicle},
                                            {"ccc_certificate", ccc},
                                            {"production_licence", licence},
                                            {"drug_trace_20", drug},
                                            {"supervision_20", supervision},
                                            {"veterinary_24", veterinary},
                                            {"ma_code", ma}}};

void run_section(const json::value& all, const Section& section, Report& report) {
    const std::string root = fmt::format("/{}", section.name);
    const auto has = [&](std::string_view part) {
        boost::system::error_code ec;
        return all.find_pointer(root + std::string(part), ec) != nullptr;
    };
    if (has("/valid"))
        each_element(all, root + "/valid", report, [&](const json::object& vector, const std::string& where) {
            const auto parts = section.parse(text_at(vector, "value"), vector);
            if (parts.has_error()) return report.fail(where, "accepted", parts.error().detail);
            compare_parts(where, vector, parts.value(), report);
        });
    if (has("/invalid"))
        each_element(all, root + "/invalid", report, [&](const json::object& vector, const std::string& where) {
            const auto parts = section.parse(text_at(vector, "value"), vector);
            const auto* error = vector.if_contains("error");
            const std::string expected = error && error->is_string() ? std::string(error->get_string()) : "refused";
            const bool named = expected != "refused" && parts.has_error();
            report.compare(where, expected,
                           parts.has_value() ? "accepted"
                           : named           ? error_name(parts.error().code)
                                             : "refused");
        });
}

// ---- What only one kind has

void run_date_codes(const json::value& all, Report& report) {
    each_element(all, "/date_code/vectors", report, [&](const json::object& vector, const std::string& where) {
        const auto date = parse_date(text_at(vector, "date"));
        if (date.has_error()) return report.fail(where, "a date", std::string(text_at(vector, "date")));
        const auto code = encode_date(date.value());
        const auto back = decode_date(text_at(vector, "code"), date.value());
        const std::string got = fmt::format("{} {}", code.has_value() ? code.value() : code.error().detail,
                                            back.has_value() ? to_string(back.value()) : back.error().detail);
        report.compare(where, fmt::format("{} {}", text_at(vector, "code"), text_at(vector, "date")), got);
    });
}

void run_model_code_extras(const json::value& all, Report& report) {
    boost::system::error_code ec;
    if (all.find_pointer("/charger_battery_13/from_credit_code", ec))
        each_element(all, "/charger_battery_13/from_credit_code", report,
                     [&](const json::object& vector, const std::string& where) {
                         const auto code =
                             ModelCode::make(text_at(vector, "credit_code"),
                                             static_cast<int>(vector.at("year").as_int64()), text_at(vector, "spec"));
                         report.compare(where, text_at(vector, "value"),
                                        code.has_value() ? code.value().text() : code.error().detail);
                     });
    if (all.find_pointer("/charger_battery_13/valid", ec))
        each_element(all, "/charger_battery_13/valid", report,
                     [&](const json::object& vector, const std::string& where) {
                         const auto* expected = vector.if_contains("org_check_ok");
                         if (!expected) return report.pass();
                         const auto code = ModelCode::parse(text_at(vector, "value"), Reading::exact);
                         const bool right = code.has_value() && code.value().warnings().empty();
                         report.compare(where + "/org_check_ok", expected->as_bool() ? "true" : "false",
                                        right ? "true" : "false");
                     });
}

void run_licence_forms(const json::value& all, Report& report) {
    each_element(all, "/production_licence/normalise", report,
                 [&](const json::object& vector, const std::string& where) {
                     const auto code = ProductionLicence::parse(text_at(vector, "value"));
                     report.compare(where, text_at(vector, "normalised"),
                                    code.has_value() ? code.value().text() : code.error().detail);
                 });
}

/// The file has the letters of the product type and no codes: each letter must be known to the built-in scheme.
void run_gbt45565_letters(const json::value& all, Report& report) {
    boost::system::error_code ec;
    const auto* letters = all.find_pointer("/gbt45565/product_type", ec);
    if (!letters || !letters->is_object()) return;
    for (const auto& [letter, meaning] : letters->get_object()) {
        const std::string code = fmt::format("0001{}-1", std::string_view(letter.data(), letter.size()));
        const auto matched = CodeSchemes::built_in().match("gbt45565", code, today(), Reading::exact);
        report.compare(fmt::format("/gbt45565/product_type/{}", std::string_view(letter.data(), letter.size())),
                       "known", matched.has_value() ? "known" : matched.error().detail);
    }
}

}  // namespace

void run_battery_codes(const json::value& all, Report& report) {
    const std::size_t before = report.passed() + report.failures().size();
    const auto has = [&](std::string_view pointer) {
        boost::system::error_code ec;
        return all.find_pointer(pointer, ec) != nullptr;
    };
    for (const auto& section : sections) run_section(all, section, report);
    if (has("/date_code")) run_date_codes(all, report);
    run_model_code_extras(all, report);
    if (has("/production_licence/normalise")) run_licence_forms(all, report);
    run_gbt45565_letters(all, report);
    if (report.passed() + report.failures().size() == before)
        report.fail("", "sections of battery_codes.json", "none of them");
}

}  // namespace yiguan::keys::conform

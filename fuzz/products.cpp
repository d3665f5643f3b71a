// keys/products/: codes of batteries, vehicles, other systems, MA. Oracles: what is accepted is read back the same, its
// parts put together are the code, a date is the one that its three characters write.
#include "core/text.hpp"
#include "fuzz/harness.hpp"
#include "keys/keys.hpp"

namespace {

using namespace yiguan;
using fuzz::require;
using fuzz::require_showable;
using keys::Reading;

constexpr Date today{2026, 11, 21};

/// parse(text) and parse(print) agree; the code, or nothing.
template <class Parse>
auto read_twice(std::string_view text, Parse parse) {
    auto code = parse(text, Reading::folded);
    if (code.has_error())
        require_showable(code.error());
    else
        require(parse(code.value().text(), Reading::exact).value() == code.value(), "not read as it was printed");
    if (auto exact = parse(text, Reading::exact); exact.has_value())
        require(code.has_value() && code.value().text() == exact.value().text(), "an exact code is not taken folded");
    return code;
}

void check_date(std::string_view code, Date date) {
    require(keys::encode_date(date).value() == code, "a date is not what its characters say");
    require(keys::check_date_code(code, date).has_value(), "a code does not agree with its own date");
}

void check_batteries(std::string_view text) {
    const auto model = read_twice(text, [](auto t, Reading r) { return keys::ModelCode::parse(t, r); });
    if (model.has_value()) {
        const auto& m = model.value();
        require(keys::ModelCode::specification_of(keys::ModelCode::number_of(m.specification())) == m.specification(),
                "a specification is not counted");
        require(m.check_production({m.year(), 6, 1}).has_value(), "a model code does not agree with its own year");
    }
    const auto lithium = read_twice(text, [](auto t, Reading r) { return keys::LithiumSerial::parse(t, today, r); });
    if (lithium.has_value()) {
        check_date(lithium.value().date_code(), lithium.value().date());
        const auto& l = lithium.value();
        std::string all;
        for (const auto part : {l.factory(), l.material(), l.specification(), l.date_code(), l.serial()}) all += part;
        require(all == l.text(), "the parts of a serial number are not the serial number");
    }
    const auto traction = read_twice(text, [](auto t, Reading r) {
        return keys::TractionCode::parse(t, today, r, keys::TractionCode::Lengths::all);
    });
    if (traction.has_value() && traction.value().date()) {
        const auto& c = traction.value();
        check_date(c.date_code(), *c.date());
        std::string all;
        for (const auto part :
             {c.maker(), c.product_type(), c.chemistry(), c.specification(), c.trace(), c.date_code(), c.serial()})
            all += part;
        require(all == c.text(), "the parts of a traction battery code are not the code");
    }
}

void check_others(std::string_view text) {
    (void)read_twice(text, [](auto t, Reading r) { return keys::EbikeCode::parse(t, r); });
    const auto vin = read_twice(text, [](auto t, Reading r) { return keys::Vin::parse(t, r); });
    if (vin.has_value()) {
        const auto year = vin.value().model_year(today);
        require(!year || (*year >= 1981 && *year <= today.year + 30), "a model year out of bounds");
    }
    (void)read_twice(text, [](auto t, Reading r) { return keys::DrugCode::parse(t, r); });
    (void)read_twice(text, [](auto t, Reading r) { return keys::SupervisionCode::parse(t, r); });
    (void)read_twice(text, [](auto t, Reading r) { return keys::VeterinaryCode::parse(t, r); });
    const auto ma = read_twice(text, [](auto t, Reading r) { return keys::MaCode::parse(t, r); });
    if (ma.has_value()) {
        std::string nodes;
        for (const auto& node : ma.value().nodes()) nodes += node + '.';
        nodes.pop_back();
        require(ma.value().text().starts_with(nodes), "the nodes of an MA code are not its front");
        require(ma.value().text().starts_with(ma.value().device_identifier()), "a device identifier from elsewhere");
    }
    if (const auto date = keys::decode_date(text, today); date.has_value()) check_date(text, date.value());
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    check_batteries(text);
    check_others(text);
    return 0;
}

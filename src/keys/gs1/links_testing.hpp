// Generators of GS1 keys and values for the property tests of links; for tests only.
#pragma once
#include <rapidcheck/gtest.h>

#include <string>

#include "keys/gs1.hpp"

namespace yiguan::keys::gs1::testing {

inline constexpr std::string_view cset82 =
    "!\"%&'()*+,-./0123456789:;<=>?ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz";

inline std::string any_of(std::string_view alphabet, std::size_t size) {
    const auto character = rc::gen::map(rc::gen::inRange<std::size_t>(0, alphabet.size()),
                                        [alphabet](std::size_t i) { return alphabet[i]; });
    return *rc::gen::container<std::string>(size, character);
}
inline std::string any_digits(std::size_t size) {
    return any_of("0123456789", size);
}
/// 1 to `max` characters a value of type X may have.
inline std::string any_text(std::size_t max) {
    return any_of(*rc::gen::arbitrary<bool>() ? cset82 : cset82.substr(13, 10),
                  *rc::gen::inRange<std::size_t>(1, max + 1));
}
/// `size` digits, the last one their check digit.
inline std::string any_number(std::size_t size) {
    std::string out = any_digits(size - 1);
    out += check_digit(out);
    return out;
}

/// The address of a Digital Link with an arbitrary key, qualifiers and attributes, by format_digital_link()'s rules.
struct AnyLink {
    std::vector<std::pair<std::string, std::string>> values;
};
inline AnyLink any_link() {
    AnyLink out;
    const auto maybe = [&](const char* ai, const std::string& value) {
        if (*rc::gen::arbitrary<bool>()) out.values.emplace_back(ai, value);
    };
    switch (*rc::gen::inRange(0, 8)) {
        case 0:
            out.values.emplace_back("00", any_number(18));
            maybe("400", any_text(30));
            break;
        case 1:
            out.values.emplace_back("414", any_number(13));
            maybe("254", any_text(20));
            break;
        case 2:
            out.values.emplace_back("8003", "0" + any_number(13) + (*rc::gen::arbitrary<bool>() ? any_text(16) : ""));
            break;
        case 3:
            out.values.emplace_back("8004", any_digits(8) + any_text(22));
            break;
        case 4:
            out.values.emplace_back("255", any_number(13) + any_digits(*rc::gen::inRange<std::size_t>(0, 13)));
            maybe("3900", any_digits(7));
            break;
        case 5:
            out.values.emplace_back("01", any_number(14));
            out.values.emplace_back("235", any_text(28));
            maybe("17", "271231");
            break;
        default:
            out.values.emplace_back("01", any_number(14));
            maybe("22", any_text(20));
            maybe("10", any_text(20));
            maybe("21", any_text(20));
            maybe("17", "271231");
            maybe("3103", any_digits(6));
            maybe("98", any_text(90));
            break;
    }
    return out;
}

}  // namespace yiguan::keys::gs1::testing

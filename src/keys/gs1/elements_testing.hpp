// Random values of application identifiers that satisfy them; for tests only.
#pragma once
#include <rapidcheck.h>

#include <string>

#include "keys/gs1.hpp"
#include "keys/gs1/ai_table.hpp"
#include "keys/gs1/check_pair.hpp"
#include "keys/gs1/element_string.hpp"

namespace yiguan::keys::gs1::testing {

inline std::string text_from(std::string_view set, std::size_t length) {
    return *rc::gen::container<std::string>(length, rc::gen::elementOf(std::string(set)));
}

inline std::string_view characters(Charset charset) {
    switch (charset) {
        case Charset::numeric:
            return "0123456789";
        case Charset::cset39:
            return "#-/0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
        case Charset::base64url:
            return "-0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz";
        case Charset::cset82:
            break;
    }
    return "!\"%&'()*+,-./0123456789:;<=>?ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz";
}

/// A part that its linters accept, or nothing where they ask for a list of codes.
inline std::string component(const Component& part, std::size_t length) {
    std::string text = text_from(characters(part.charset), length);
    for (const Linter linter : part.linters()) {
        switch (linter) {
            case Linter::csum:
                text.back() = check_digit(std::string_view(text).substr(0, length - 1));
                break;
            case Linter::gcppos1:
                for (std::size_t i = 0; i < 4 && i < length; ++i) text[i] = static_cast<char>('0' + i);
                break;
            case Linter::yymmd0:
            case Linter::yymmdd:
                text = "261120";
                break;
            case Linter::iso3166:
                text = "156";
                break;
            case Linter::zero:
                text = "0";
                break;
            case Linter::pieceoftotal:
                text = "0103";
                break;
            default:
                break;
        }
    }
    return text;
}

/// An element of any AI whose linters the generator can satisfy; RC_PRE drops the others.
inline std::pair<std::string, std::string> element() {
    const auto& info = all_ais()[*rc::gen::inRange<std::size_t>(0, all_ais().size())];
    std::string value;
    for (const Component& part : info.components) {
        if (part.optional && *rc::gen::arbitrary<bool>()) break;
        const auto least = static_cast<std::size_t>(part.chars_min);
        value += component(part, *rc::gen::inRange<std::size_t>(least, part.chars_max + 1u));
    }
    if (!check_value(info, value).ok()) value.clear();
    return {std::string(info.ai), value};
}

}  // namespace yiguan::keys::gs1::testing

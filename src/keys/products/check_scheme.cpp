#include <algorithm>

#include "core/text.hpp"
#include "keys/china/organisation_code.hpp"
#include "keys/china/resident_id.hpp"
#include "keys/products/pattern.hpp"
#include "keys/uscc.hpp"

namespace yiguan::keys {

namespace {

bool all_digits(std::string_view text) {
    return first_not(text, is_digit) == std::string_view::npos;
}

int value(char c) {
    return is_digit(c) ? c - '0' : c - 'A' + 10;
}

char character(int v) {
    return static_cast<char>(v < 10 ? '0' + v : 'A' + v - 10);
}

/// Sum from the right where every second digit, the last one included, counts by `twice`.
template <class F>
char mod10(std::string_view body, F twice) {
    int sum = 0;
    for (std::size_t i = 0; i < body.size(); ++i) {
        const int digit = body[body.size() - 1 - i] - '0';
        sum += i % 2 == 0 ? twice(digit) : digit;
    }
    return static_cast<char>('0' + (10 - sum % 10) % 10);
}

}  // namespace

std::optional<std::string> check_characters(CheckScheme scheme, std::string_view body) {
    if (body.empty() || first_not(body, is_capital_or_digit) != std::string_view::npos) return std::nullopt;
    switch (scheme) {
        case CheckScheme::gs1:
            if (!all_digits(body)) return std::nullopt;
            return std::string(1, mod10(body, [](int d) { return 3 * d; }));
        case CheckScheme::luhn:
            if (!all_digits(body)) return std::nullopt;
            return std::string(1, mod10(body, [](int d) { return 2 * d > 9 ? 2 * d - 9 : 2 * d; }));
        case CheckScheme::mod11_2: {
            if (!all_digits(body)) return std::nullopt;
            int p = 0;
            for (const char c : body) p = (p + value(c)) * 2 % 11;
            const int check = (12 - p) % 11;
            return std::string(1, check == 10 ? 'X' : static_cast<char>('0' + check));
        }
        case CheckScheme::mod37_36: {
            int p = 36;
            for (const char c : body) {
                p = (p + value(c)) % 36;
                p = (p == 0 ? 36 : p) * 2 % 37;
            }
            return std::string(1, character((37 - p) % 36));
        }
        case CheckScheme::mod97_10: {
            int p = 0;
            for (const char c : body) p = (value(c) < 10 ? p * 10 : p * 100) % 97 + value(c);
            const int check = 98 - p % 97 * 100 % 97;
            return std::string{static_cast<char>('0' + check / 10), static_cast<char>('0' + check % 10)};
        }
        case CheckScheme::gb11714:
            if (body.size() != 8) return std::nullopt;
            return std::string(1, organisation_check(body));
        case CheckScheme::gb32100: {
            const auto sum = body.size() == 17 ? uscc_sum(body) : std::nullopt;
            if (!sum) return std::nullopt;
            return std::string(1, sum->check);
        }
    }
    return std::nullopt;
}

}  // namespace yiguan::keys

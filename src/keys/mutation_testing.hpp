// A thousand mistakes in one text, and texts over an alphabet; for tests only.
#pragma once
#include <rapidcheck.h>

#include <random>
#include <string>
#include <string_view>

namespace yiguan::keys::testing {

/// One character changed, or two neighbours that differ swapped.
struct Mistake {
    std::string text;
    std::size_t at = 0;
    bool swapped = false;
    char before = 0, after = 0;  ///< of a swap the left and the right character as they were
};

/// Calls f(mistake) a thousand times; the same ones in every run. Changed characters are taken from `alphabet`.
template <class F>
void thousand_mistakes(const std::string& text, std::string_view alphabet, F f) {
    std::mt19937 random(20261121);
    const auto below = [&](std::size_t end) { return static_cast<std::size_t>(random()) % end; };
    for (int made = 0; made < 1000;) {
        Mistake mistake{.text = text, .at = below(text.size()), .swapped = below(2) == 0};
        const std::size_t at = mistake.at;
        if (mistake.swapped && (at + 1 == text.size() || text[at] == text[at + 1])) continue;
        mistake.before = text[at];
        if (mistake.swapped) {
            mistake.after = text[at + 1];
            std::swap(mistake.text[at], mistake.text[at + 1]);
        } else {
            mistake.after = alphabet[below(alphabet.size())];
            mistake.text[at] = mistake.after;
        }
        if (mistake.text == text) continue;
        ++made;
        f(mistake);
    }
}

inline rc::Gen<std::string> text_over(std::string_view alphabet, std::size_t length) {
    return rc::gen::container<std::string>(length, rc::gen::elementOf(std::string(alphabet)));
}

}  // namespace yiguan::keys::testing

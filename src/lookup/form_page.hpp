// The pages behind the buttons of a code's page: 反馈举报 and 关注召回. Plain values in, HTML out; they work without
// script.
#pragma once
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "lookup/page.hpp"

namespace yiguan::lookup {

/// As page_security_policy, and the picture of the captcha, which stands in the page.
inline constexpr std::string_view form_security_policy =
    "default-src 'none'; img-src 'self' data:; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'";

struct FormFieldInput {
    enum class Kind : std::uint8_t { text, phone, email, digits, lines, choice, photo, hidden };
    std::string name;
    Kind kind = Kind::text;
    std::string label_zh{}, label_en{};
    std::string value{};
    bool required = false;
    std::size_t chars_max = 0;
    std::vector<std::pair<std::string, std::pair<std::string, std::string>>> options{};  ///< Value, Chinese, English.
    std::string error{};  ///< What was wrong with it, in Chinese.
};
struct FormCaptcha {
    std::string token{}, png_base64{}, question{};
    std::string error{};
};
struct FormInput {
    Lang lang = Lang::zh;
    bool large = false;
    std::string title_zh{}, title_en{};
    std::string line_zh{}, line_en{};
    std::string action{};  ///< A path on this site.
    std::string code{};    ///< What it is about, shown and sent along; "" nothing.
    std::vector<FormFieldInput> fields{};
    FormCaptcha captcha{};  ///< Without a token there is none.
    std::string send_zh{}, send_en{};
    std::string official_address{};
};
std::string render_form(const FormInput& input);

/// What came of it: rows, and ways on.
struct OutcomeInput {
    Lang lang = Lang::zh;
    bool large = false;
    bool good = true;  ///< A tick, else a question mark.
    std::string title_zh{}, title_en{};
    std::string line_zh{}, line_en{};
    std::vector<PageRow> rows{};
    std::vector<PageLink> links{};
    std::string official_address{};
};
std::string render_outcome(const OutcomeInput& input);

}  // namespace yiguan::lookup

#include "api/captcha.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "core/text.hpp"
#include "print/captcha.hpp"

namespace yiguan::api {
namespace {

constexpr std::int64_t about = -0x63617074;  // no id: what is sealed here opens nowhere else

const db::Statement use_sql{"api.use_captcha", R"sql(
    insert into captcha_used (nonce, ends_at) values ($1, $2) on conflict (nonce) do nothing)sql"};
const db::Statement used_sql{"api.captcha_used", "select 1 from captcha_used where nonce = $1"};
const db::Statement purge_sql{"api.purge_captchas", "delete from captcha_used where ends_at <= $1"};

// Below `limit`, each as likely.
std::uint32_t random_below(std::uint32_t limit) {
    const std::uint32_t fair = UINT32_MAX - UINT32_MAX % limit;
    std::uint32_t drawn = fair;
    while (drawn >= fair) fill_random(std::as_writable_bytes(std::span(&drawn, 1)));
    return drawn % limit;
}

struct Sealed {
    std::string nonce, digits, sum;
    std::int64_t end = 0;
};

std::optional<Sealed> parse(std::string_view text) {
    std::array<std::string_view, 4> parts;
    for (auto& part : parts) {
        const auto blank = text.find(' ');
        part = text.substr(0, blank);
        text = blank == text.npos ? std::string_view{} : text.substr(blank + 1);
    }
    Sealed sealed{.nonce = std::string(parts[0]), .digits = std::string(parts[1]), .sum = std::string(parts[2])};
    const auto [stop, error] = std::from_chars(parts[3].data(), parts[3].data() + parts[3].size(), sealed.end);
    if (error != std::errc{} || sealed.nonce.empty()) return std::nullopt;
    return sealed;
}

}  // namespace

std::string chinese_number(int number) {
    constexpr std::array<std::string_view, 10> digits{"零", "一", "二", "三", "四", "五", "六", "七", "八", "九"};
    const auto digit = [&](int d) { return std::string(digits[static_cast<std::size_t>(d)]); };
    if (number < 10) return digit(number);
    const int hundreds = number / 100, tens = number / 10 % 10, ones = number % 10;
    std::string out;
    if (hundreds > 0) out += digit(hundreds) + "百";
    if (tens > 0)
        out += (hundreds == 0 && tens == 1 ? "" : digit(tens)) + "十";
    else if (hundreds > 0 && ones > 0)
        out += "零";
    if (ones > 0) out += digit(ones);
    return out;
}

Captcha make_captcha(const SecretBox& box, UtcMs now) {
    std::string digits;
    for (std::size_t i = 0; i < captcha_digits; ++i) digits += static_cast<char>('0' + random_below(10));
    const int first = static_cast<int>(10 + random_below(90)), second = static_cast<int>(2 + random_below(48));
    std::uint64_t seed = 0;
    fill_random(std::as_writable_bytes(std::span(&seed, 1)));
    const auto sealed =
        box.seal(about, fmt::format("{} {} {} {}", random_token(12), digits, first + second, (now + captcha_ms).value));
    return {.token = to_hex(as_bytes(sealed)),
            .png = print::captcha_png(digits, seed),
            .question = fmt::format("{}加{}等于几？", chinese_number(first), chinese_number(second))};
}

namespace {

std::optional<Sealed> open_token(const SecretBox& box, std::string_view token, UtcMs now) {
    const auto bytes = from_hex(token);
    if (!bytes || bytes->empty()) return std::nullopt;
    const auto opened = box.open(about, *bytes);
    auto sealed = opened.has_value() ? parse(opened.value()) : std::nullopt;
    if (sealed && now.value >= sealed->end) sealed.reset();
    return sealed;
}

bool answers(const Sealed& sealed, std::string_view given) {
    const std::string folded = fold_width(trim(given));
    const std::string answer(trim(folded));
    const bool digits = equal_constant_time(answer, sealed.digits), sum = equal_constant_time(answer, sealed.sum);
    return digits || sum;
}

}  // namespace

bool captcha_fits(const SecretBox& box, std::string_view token, std::string_view answer, UtcMs now) {
    const auto sealed = open_token(box, token, now);
    return sealed && answers(*sealed, answer);
}

Result<void> take_captcha(db::Tx& tx, const SecretBox& box, std::string_view token, std::string_view given) {
    const Error refused{Code::captcha_wrong, "/captcha/answer", "图形验证码不正确或已过期，请重新填写", "图形验证码"};
    const auto sealed = open_token(box, token, tx.now());
    if (!sealed) return refused;
    if (tx.execute(use_sql, sealed->nonce, sealed->end) != 1) return refused;
    if (!answers(*sealed, given)) return refused;
    return outcome::success();
}

bool captcha_was_used(db::Tx& tx, const SecretBox& box, std::string_view token) {
    const auto sealed = open_token(box, token, tx.now());
    return !sealed || tx.query(used_sql, sealed->nonce).next();
}

std::int64_t purge_captchas(db::Tx& tx) {
    return tx.execute(purge_sql, tx.now());
}

std::optional<CaptchaAnswer> read_captcha(ObjectReader& in, Violations& violations) {
    const auto* body = in.object("captcha", "图形验证码", false);
    if (!body) return std::nullopt;
    ObjectReader captcha(*body, violations, in.pointer("captcha"));
    CaptchaAnswer out{.token = captcha.text("token", "验证码编号", {.chars_max = 400}),
                      .answer = captcha.text("answer", "图形验证码", {.chars_max = 20})};
    captcha.finish();
    return out;
}

}  // namespace yiguan::api

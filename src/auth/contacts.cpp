#include "auth/contacts.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "auth/account_store.hpp"
#include "auth/auth.hpp"
#include "auth/digest.hpp"
#include "core/text.hpp"
#include "crypto/gcm.hpp"

namespace yiguan::auth {
namespace {

using crypto::Gcm;

constexpr std::size_t name_chars_max = 50;
constexpr std::size_t email_bytes_max = 254;
constexpr std::size_t card_digits_max = 20;

// The vault makes what nobody else can compute; these texts hold no number of a phone.
Digest sealing_key(db::Tx& tx) {
    return hmac_sha256(tx.vault().subject_of("yiguan account key"), "yiguan account seal 1");
}

Result<std::string> check_name(std::string_view given) {
    std::string name(trim(given));
    if (!is_utf8(name) || has_control(name, false) || name.empty() || utf8_length(name) > name_chars_max)
        return Error{Code::invalid, "/name", fmt::format("姓名应为 1 至 {} 个字", name_chars_max), "姓名"};
    return name;
}

Result<std::string> check_email(std::string_view given) {
    const Error refused{Code::invalid, "/email", "电子邮箱的形式应为 用户@域名", "电子邮箱"};
    std::string email(trim(given));
    if (email.empty()) return email;
    const auto at = email.find('@');
    const bool plain = std::ranges::all_of(email, [](char c) { return c > ' ' && c < '\x7f' && c != ',' && c != ';'; });
    if (!plain || email.size() > email_bytes_max || at == 0 || at == email.npos ||
        email.find('@', at + 1) != email.npos)
        return refused;
    const auto domain = std::string_view(email).substr(at + 1);
    if (domain.find('.') == domain.npos || domain.starts_with('.') || domain.ends_with('.')) return refused;
    return email;
}

Result<std::string> check_card(std::string_view given) {
    std::string card(trim(given));
    if (card.size() < 6 || card.size() > card_digits_max || !std::ranges::all_of(card, is_digit) || is_phone(card))
        return Error{Code::invalid, "/cardNumber", "条码卡号应为 6 至 20 位数字，且不能是手机号", "条码卡号"};
    return card;
}

}  // namespace

Result<std::string> parse_phone(std::string_view text) {
    std::string digits;
    const std::string folded = fold_width(trim(text));
    for (const char c : folded)
        if (c != ' ' && c != '-') digits += c;
    if (digits.starts_with("+86"))
        digits.erase(0, 3);
    else if (digits.size() == 15 && digits.starts_with("0086"))
        digits.erase(0, 4);
    else if (digits.size() == 13 && digits.starts_with("86"))
        digits.erase(0, 2);
    if (!is_phone(digits)) return Error{Code::invalid, "/phone", "手机号应为 11 位数字，以 13 至 19 开头", "手机号"};
    return digits;
}

bool is_phone(std::string_view text) {
    return text.size() == 11 && text[0] == '1' && text[1] >= '3' && std::ranges::all_of(text, is_digit);
}

std::string masked_phone(std::string_view phone) {
    return fmt::format("{}****{}", phone.substr(0, 3), phone.substr(phone.size() - 4));
}

std::string mark_of(db::Tx& tx, std::string_view phone) {
    return tx.vault().subject_of(phone);
}

std::string seal(db::Tx& tx, std::int64_t about, std::string_view text) {
    const auto gcm = Gcm::make(crypto::Algorithm::aes, sealing_key(tx)).value();
    std::array<std::byte, Gcm::nonce_bytes> nonce{};
    fill_random(nonce);
    const auto sealed = gcm.seal(nonce, as_bytes(std::to_string(about)), as_bytes(text)).value();
    return std::string(as_text(nonce)).append(as_text(sealed));
}

std::optional<std::string> unseal(db::Tx& tx, std::int64_t about, std::string_view sealed) {
    const auto bytes = as_bytes(sealed);
    if (bytes.size() < Gcm::nonce_bytes) return std::nullopt;
    const auto gcm = Gcm::make(crypto::Algorithm::aes, sealing_key(tx)).value();
    const auto text =
        gcm.open(bytes.first(Gcm::nonce_bytes), as_bytes(std::to_string(about)), bytes.subspan(Gcm::nonce_bytes));
    if (text.has_error()) return std::nullopt;
    return std::string(as_text(text.value()));
}

Contact contact_of(db::Tx& tx, UserId user) {
    auto row = store::find_account(tx, user).value_or(store::AccountRow{});
    return {.name = std::move(row.name),
            .phone_masked = std::move(row.phone_masked),
            .card = std::move(row.card),
            .last_sign_in = row.last_sign_in};
}

std::optional<std::string> phone_of(db::Tx& tx, UserId user) {
    const auto row = store::find_account(tx, user);
    return row && row->phone_sealed ? unseal(tx, user.value, *row->phone_sealed) : std::nullopt;
}

std::optional<std::string> email_of(db::Tx& tx, UserId user) {
    const auto row = store::find_account(tx, user);
    return row && row->email_sealed ? unseal(tx, user.value, *row->email_sealed) : std::nullopt;
}

std::optional<UserId> find_by_phone(db::Tx& tx, std::string_view phone) {
    return store::find_account_by_phone(tx, mark_of(tx, phone));
}

Result<void> change_contact(db::Tx& tx, const Actor& actor, UserId user, const ContactChange& change) {
    auto row = store::find_account(tx, user).value_or(store::AccountRow{});
    std::string changed;
    if (change.name) {
        TRY(auto name, check_name(*change.name));
        if (name != row.name) changed += " name";
        row.name = std::move(name);
    }
    if (change.email) {
        TRY(const auto email, check_email(*change.email));
        changed += " email";
        row.email_sealed = email.empty() ? std::nullopt : std::optional(seal(tx, user.value, email));
    }
    if (change.phone) {
        const auto mark = mark_of(tx, *change.phone);
        const auto holder = store::find_account_by_phone(tx, mark);
        if (holder && *holder != user)
            return Error{Code::phone_taken, "/phone", "该手机号已绑定其他账号，请换一个号码或用它直接登录", "手机号"};
        changed += " phone";
        row.phone_mark = mark;
        row.phone_masked = masked_phone(*change.phone);
        row.phone_sealed = seal(tx, user.value, *change.phone);
    }
    if (change.card) {
        TRY(auto card, check_card(*change.card));
        const auto holder = store::find_account_by_card(tx, card);
        if (holder && *holder != user)
            return Error{Code::login_taken, "/cardNumber", "该条码卡号已绑定其他账号", "条码卡号"};
        changed += " card";
        row.card = std::move(card);
    }
    if (changed.empty()) return outcome::success();
    store::put_account(tx, user, row);
    audit(tx, actor,
          {.action = "user.contact", .object_kind = "user", .object_id = user.value, .detail = trim(changed)});
    return outcome::success();
}

void note_sign_in(db::Tx& tx, UserId user) {
    store::note_sign_in(tx, user);
}

}  // namespace yiguan::auth

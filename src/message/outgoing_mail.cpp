#include "message/outgoing_mail.hpp"

#include <fmt/format.h>

#include <chrono>

#include "proof/hash.hpp"

namespace yiguan::message {
namespace {

// 42 bytes are 56 characters of base64: with "Subject: =?UTF-8?B?" and "?=" a line of 77.
constexpr std::size_t word_bytes_max = 42;
constexpr std::size_t line_bytes = 57;  // 76 characters

// Of the front of a text, as many bytes as fit without cutting a character.
std::size_t whole_characters(std::string_view text, std::size_t bytes_max) {
    if (text.size() <= bytes_max) return text.size();
    while (bytes_max > 0 && (static_cast<unsigned char>(text[bytes_max]) & 0xC0) == 0x80) --bytes_max;
    return bytes_max;
}

std::string encoded_words(std::string_view text) {
    std::string out;
    while (!text.empty()) {
        const auto n = whole_characters(text, word_bytes_max);
        if (!out.empty()) out += "\r\n ";
        out += "=?UTF-8?B?" + proof::base64(text.substr(0, n)) + "?=";
        text.remove_prefix(n);
    }
    return out;
}

// RFC 5322, Beijing time.
std::string date_of(UtcMs time) {
    using namespace std::chrono;
    constexpr std::array<std::string_view, 7> weekdays{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    constexpr std::array<std::string_view, 12> months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                      "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const Date date = beijing_date(time);
    const auto day = weekday{sys_days{year{date.year} / date.month / date.day}}.c_encoding();
    return fmt::format("{}, {} {} {} {} +0800", weekdays[day], date.day,
                       months[static_cast<std::size_t>(date.month - 1)], date.year, beijing_second(time).substr(11));
}

}  // namespace

std::string mail_text(const Outgoing& message, std::string_view from) {
    std::string out = fmt::format(
        "Date: {}\r\nFrom: <{}>\r\nTo: <{}>\r\nSubject: {}\r\nMessage-ID: <{}@{}>\r\nMIME-Version: 1.0\r\n"
        "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n"
        "Auto-Submitted: auto-generated\r\n\r\n",
        date_of(message.created_at), from, message.to, encoded_words(message.title), to_string(message.id),
        from.substr(from.find('@') + 1));
    std::string_view text = message.text;
    while (!text.empty()) {
        out += proof::base64(text.substr(0, line_bytes)) + "\r\n";
        text.remove_prefix(std::min(line_bytes, text.size()));
    }
    return out;
}

}  // namespace yiguan::message

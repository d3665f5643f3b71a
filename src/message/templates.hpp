// The texts of messages: data/messages.json, embedded. {name} is a parameter; [[...]] is left out unless all its
// parameters are given.
#pragma once
#include <span>

#include "message/message.hpp"

namespace yiguan::message {

struct Template {
    std::string key;
    Kind kind = Kind::system;
    std::string title, text;
    std::string name;  ///< For the operator: the title, unless it has parameters.
};
std::span<const Template> templates();
/// @throws std::logic_error when there is none.
const Template& get_template(std::string_view key);

inline constexpr std::size_t title_chars_max = 60, text_chars_max = 500, parameter_chars_max = 200;

struct Rendered {
    std::string title, text;
};
/// Parameters become one line without control characters, and without 【】, by which gateways know the signature of an
/// SMS; they are shortened to parameter_chars_max, and further until the text has text_chars_max. Nothing in them is
/// read again. @throws std::logic_error when a parameter is missing.
Rendered render(const Template& of, const Parameters& parameters);
/// A parameter as render() puts it in.
std::string harmless(std::string_view value, std::size_t chars_max = parameter_chars_max);

}  // namespace yiguan::message

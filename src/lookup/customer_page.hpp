// The page on which a customer types what a sale asks of him, on his own phone: no script, no account, one use.
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace yiguan::lookup {

struct CustomerChoice {
    std::string value, text;
    std::string group{};  ///< Those that follow each other with the same one stand under it; "" under none.
};
struct CustomerField {
    std::string key, label;
    std::string value{};  ///< As it was typed; escaped here.
    std::string error{};  ///< What is wrong with it; "" for nothing.
    std::string hint{};
    std::string_view input = "text";  ///< Attribute `inputmode`: "text", "tel", "numeric".
    std::size_t chars_max = 200;
    std::vector<CustomerChoice> choices{};  ///< Given: a list to choose from instead of a text.
};
struct CustomerPage {
    std::string path;    ///< Where it is sent: "/k/<token>".
    std::string seller;  ///< Who asks.
    int days = 0;        ///< How long it is kept.
    std::vector<CustomerField> fields;
    std::string error{};  ///< Of the whole.
    bool agreed = false;
};
std::string render_customer_form(const CustomerPage& page);
/// 已提交: what was given, until when it is kept, and how it is taken back.
std::string render_customer_thanks(std::string_view seller, std::string_view until);

}  // namespace yiguan::lookup

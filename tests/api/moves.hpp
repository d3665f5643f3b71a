// What many operations need before they can be called: an application in some state, a draft, a code sent to a phone.
#pragma once
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "api/operations.hpp"

namespace yiguan::testing {

/// Any method, with the session's CSRF token; no body for DELETE.
http::Answer send_as(Party& party, const std::string& method, const std::string& path, const json::object& body = {});

/// Of a number that no other test uses.
Company fresh_company();
/// A mobile number that no other test uses: codes are given once a minute and number.
std::string fresh_phone();

/// One who registered a company that waits for its review, or was approved.
struct Applicant {
    std::unique_ptr<Party> party;
    Company company;
    std::string organisation, application;
};
enum class Approved : std::uint8_t { no, yes };
Applicant applicant(Story& story, Approved approved = Approved::no);

/// The token of an invitation by `by`.
std::string invited(Party& by, const std::string& role);
/// Somebody who accepted it, signed in.
std::unique_ptr<Party> member(Story& story, Party& by, const std::string& role);

/// One whose account has a phone.
struct Phoned {
    std::unique_ptr<Party> party;
    std::string phone, login;
};
Phoned phoned(Story& story);
/// As the operator of a development node reads it: the newest message of this template to the number. "" when none
/// comes in some seconds.
std::string message_to(Story& story, const std::string& phone, const std::string& key);
/// The six digits in the message to that number, asked for by `party`; a stranger answers a captcha.
std::string phone_code(Story& story, Party& party, const std::string& phone, const std::string& purpose);
/// A person with an account of his own and no organisation, signed in.
Phoned shop_person(Story& story);
/// What he tells of an organisation that is not there yet and its first store, with his licence.
json::object shop_of(Party& person);
/// {"token","answer"} of a captcha, from its question in words.
json::object captcha(Party& party);

/// A file of these models for template B.1, one row each ("": a row that is wrong), uploaded and read; its import. The
/// same models again are the same import.
json::object imported(Party& party, const std::vector<std::string>& models);
/// The import when it has come to this state; as it is after some seconds otherwise.
json::object import_in(Party& party, const std::string& id, const std::string& state);
inline constexpr std::string_view import_query = "?kind=B.1&unit=CAT-05-01&name=models.csv";
std::string import_file(const std::vector<std::string>& models);

/// An operation in the state that it needs, made for this call.
struct Prepared {
    std::unique_ptr<Party> own;  ///< Empty: the administrator.
    std::string path;
    std::optional<json::object> body;
};
/// Nothing for operations that need no state of their own.
std::optional<Prepared> prepared(const DeclaredOperation& operation, Story& story);

}  // namespace yiguan::testing

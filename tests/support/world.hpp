// What the tests of the whole system start from: an administrator, organisations, a published product, codes.
#pragma once
#include <boost/json.hpp>
#include <memory>
#include <string>
#include <string_view>

#include "support/server.hpp"

namespace yiguan::testing {

namespace json = boost::json;

/// One signed-in user on a connection of its own; without sign_in() a stranger.
class Party {
public:
    explicit Party(const Server& server) : client_(std::make_unique<http::Client>("127.0.0.1", server.port())) {}
    /// The same user, with the same session, on the server's present port.
    Party(const Server& server, Party& before);

    void sign_in(const std::string& login, const std::string& password);
    /// Goes on in the session that the change opens.
    void change_password(const std::string& present, const std::string& wanted);
    http::Answer get(std::string_view target, http::Headers headers = {});
    http::Answer post(std::string_view target, const json::value& body);
    http::Answer send(std::string_view method, std::string_view target, std::string_view body, http::Headers headers);
    /// The body of an answer that must be 200 or 201. @throws std::runtime_error with the answer otherwise.
    json::object must_get(std::string_view target);
    json::object must_post(std::string_view target, const json::value& body);

    http::Client& client() { return *client_; }
    const std::string& csrf() const { return csrf_; }
    const std::string& organisation() const { return organisation_; }

private:
    std::unique_ptr<http::Client> client_;
    std::string csrf_;
    std::string organisation_;
};

json::object object_of(const http::Answer& answer);
std::string text(const json::object& object, std::string_view key);

/// GB 32100: the check character appended to 17 characters.
std::string uscc(std::string_view first17);
/// A credit code of Guangzhou with a right check character, a different one for each number.
std::string some_uscc(int number);
/// A valid picture of `side` by `side` pixels.
std::string png(unsigned side = 16);

/// One registered organisation as a test names it.
struct Company {
    std::string name, uscc, address, contact, login;
};

inline constexpr const char* password = "correct-horse-battery-26";
/// Of accounts that somebody else registers; their users have to change it.
inline constexpr const char* given_password = "given-by-the-registrar-26";

/// The administrator is made with the token that the server printed at its first start.
Party first_admin(const Server& server);
/// Registers, has `admin` approve, signs in. `kind`: "producer", "seller", "regulator".
Party join(const Server& server, Party& admin, const Company& company, std::string_view kind);
/// Registers only; the answer's body.
json::object registration(const Company& company, std::string_view kind);

/// Every field of template B.1 that is filled in at filing (ECO-26, ECO-43), without those of the registration.
json::object b1_filing_fields();
json::object filing(const json::object& fields, const std::string& picture);
/// Uploads a picture; its id.
std::string upload(Party& party, const std::string& bytes);
/// A product of `producer`, reviewed by `admin`; its id.
std::string published_product(Party& producer, Party& admin);
/// A block of codes; its id.
std::string block_of_codes(Party& producer, const std::string& product, std::int64_t quantity);

json::object range(const std::string& block, std::int64_t first, std::int64_t last);
/// A range and the fields of a step as one command.
json::object command(json::object which, json::object fields);
json::object binding_fields(std::string_view date = "2026-06-01", std::string_view prefix = "A26-",
                            std::string_view first = "0000001");
json::object shipping_fields();
json::object receiving_fields();
json::object selling_fields();

}  // namespace yiguan::testing

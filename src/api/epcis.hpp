// What the files of /epcis share: pages by token, and the form of their declarations.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "api/epcis_headers.hpp"
#include "api/operation.hpp"
#include "api/page_token.hpp"

namespace yiguan::api {

inline constexpr std::string_view epcis_tag = "EPCIS";

/// ?perPage= and ?nextPageToken= of a list without further parameters.
struct PageRequest {
    std::size_t per_page = 30;
    std::string token{};
    std::string path{};   ///< As sent.
    std::string query{};  ///< As sent.
    std::string about{};  ///< What a token is bound to, beside the asker: path and parameters, decoded.

    /// Code::epcis_query_parameter for any other parameter.
    static Result<PageRequest> of(const http::Request& request);
    /// Of a resource with parameters of its own: takes perPage and nextPageToken out of them.
    static Result<PageRequest> of(const http::Request& request,
                                  std::vector<std::pair<std::string, std::string>>& parameters);
    /// Where the page begins. Code::epcis_page_token.
    Result<PagePlace> open(const Services& services, const auth::Actor& actor, UtcMs now) const;
    void add_next(http::Response& response, const Services& services, const auth::Actor& actor, UtcMs now,
                  const PagePlace& next) const;

private:
    std::string bound_to(const auth::Actor& actor) const;
};

/// Code::epcis_no_such_name; `field`: what was named.
Error no_such(std::string_view field);

/// A GET below /epcis, with the refusals that all of them have.
Operation epcis_get(std::string path, std::string_view id, std::string_view zh, std::string_view en,
                    auth::Permission permission, Answer answer,
                    std::function<Result<Step>(Services&, const http::Request&)> run,
                    std::vector<QueryParameter> query = {});
std::vector<QueryParameter> epcis_paging();

std::vector<Operation> epcis_capture_operations();       // epcis_capture.cpp
std::vector<Operation> epcis_event_operations();         // epcis_events.cpp
std::vector<Operation> epcis_term_operations();          // epcis_terms.cpp
std::vector<Operation> epcis_query_operations();         // epcis_queries.cpp
std::vector<Operation> epcis_subscription_operations();  // epcis_subscriptions.cpp

}  // namespace yiguan::api

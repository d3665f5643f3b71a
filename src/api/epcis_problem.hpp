// Problems below /epcis: the standard's exception as `type`, and XML for those who asked for it.
#pragma once
#include <string>
#include <string_view>

#include "core/json.hpp"
#include "http/http.hpp"

namespace yiguan::api {

/// "epcisException:NoSuchNameException": what the REST binding of EPCIS 2.0 calls this refusal. One table, beside what
/// follows from the status.
std::string_view epcis_exception(Code code);

/// Makes an answer of application/problem+json one of EPCIS: `type` is the exception; everything else stays. When the
/// request accepts XML but not JSON it becomes application/problem+xml (EPCISException of the OpenAPI file).
void rewrite_problem(const http::Request& request, http::Response& response);
/// The same for problems that were stored with a capture job. @param problems  JSON array; "" is none.
json::array epcis_problems(std::string_view problems);

/// Every address of the router below /epcis refuses in the standard's words.
void give_epcis_problems(http::Router& router);

}  // namespace yiguan::api

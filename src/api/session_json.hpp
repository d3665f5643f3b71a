// The answer "Session" and its cookies, for every way in.
#pragma once
#include "api/dispatch.hpp"
#include "auth/memberships.hpp"

namespace yiguan::api {

json::object encode(const auth::Scope& scope);
/// What a page needs to go on: who, as what, what he may do, what else he is.
json::object session_json(db::Tx& tx, const auth::Session& session);
/// Of an API key: without what only people have.
json::object actor_json(db::Tx& tx, const auth::Actor& actor, std::string_view login, UtcMs expires);

std::string session_cookie_of(const Services& services, std::string_view token, std::int64_t max_age_s);
/// 201 with the session that was just opened and its cookie. Code::unauthenticated if it is gone.
Result<http::Response> opened_session(const Services& services, db::Tx& tx, const auth::OpenedSession& opened,
                                      int status = 201);

}  // namespace yiguan::api

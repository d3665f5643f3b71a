// Which address does what. One file per resource; app/ calls add_routes() once.
#pragma once
#include "api/dispatch.hpp"

namespace yiguan::api {

void add_routes(http::Router& router, Dispatcher& dispatcher);

void add_open_routes(http::Router& router, Services& services);         // open.cpp: pages and scans
void add_system_routes(http::Router& router, Services& services);       // system.cpp: health, readiness, metrics
void add_account_routes(http::Router& router, Dispatcher& dispatcher);  // accounts.cpp: sessions, first administrator
void add_organisation_routes(http::Router& router, Dispatcher& dispatcher);  // organisations.cpp
void add_document_routes(http::Router& router, Dispatcher& dispatcher);      // documents.cpp
void add_product_routes(http::Router& router, Dispatcher& dispatcher);  // products.cpp: templates, catalogue, filings
void add_code_routes(http::Router& router, Dispatcher& dispatcher);     // codes.cpp: blocks, packages, one code
void add_event_routes(http::Router& router, Dispatcher& dispatcher);  // events.cpp: bind, activate, ship, receive, sell

}  // namespace yiguan::api

#include "api/routes.hpp"

namespace yiguan::api {

void add_routes(http::Router& router, Dispatcher& dispatcher) {
    add_open_routes(router, dispatcher.services());
    add_system_routes(router, dispatcher.services());
    add_account_routes(router, dispatcher);
    add_organisation_routes(router, dispatcher);
    add_document_routes(router, dispatcher);
    add_product_routes(router, dispatcher);
    add_code_routes(router, dispatcher);
    add_event_routes(router, dispatcher);
}

}  // namespace yiguan::api

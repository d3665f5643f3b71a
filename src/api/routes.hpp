// Everything the node answers to. The operations are declared one file per resource (operation.hpp); app/ calls this
// once.
#pragma once
#include "api/dispatch.hpp"

namespace yiguan::api {

void add_routes(http::Router& router, Dispatcher& dispatcher);

}  // namespace yiguan::api

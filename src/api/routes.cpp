#include "api/routes.hpp"

#include "api/epcis_problem.hpp"
#include "api/operation.hpp"

namespace yiguan::api {

void add_routes(http::Router& router, Dispatcher& dispatcher) {
    for (auto& operation : all_operations()) dispatcher.add(router, std::move(operation));
    give_epcis_problems(router);
}

}  // namespace yiguan::api

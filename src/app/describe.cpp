// yiguan openapi: what the server serves as /openapi.json, without a server. web/console takes its types from it.
#include <cstdio>

#include "api/operation.hpp"
#include "app/commands.hpp"

namespace yiguan::app {

int describe_api() {
    const auto text = json::serialize(api::openapi(api::all_operations(), "/"));
    std::printf("%s\n", text.c_str());
    return 0;
}

}  // namespace yiguan::app

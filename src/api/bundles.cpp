// The proof of a code's history, for the public page and for `tracever bundle`.
#include "api/operation.hpp"
#include "lookup/bundle.hpp"

namespace yiguan::api {
namespace {

constexpr std::string_view bundle_media = "application/vnd.yiguan.bundle+cbor";

// GET /api/v1/bundles/{code}: what strangers see of a code, and signed-in people more, each with its proof.
Result<Step> get_bundle(Services& services, const http::Request& request) {
    const std::string code(request.path_param("code"));
    const auto placed = services.directory.is_ours(code) ? services.directory.place(code) : std::nullopt;
    if (!placed) {
        auto response = ok(services.resolver.describe_unknown(code));
        response.status = 404;
        return Step{std::move(response)};
    }
    if (!services.log || !services.index)
        return Error{Code::overloaded, "", "追溯日志当前不能签名，暂时不能出具证明，请稍后再试"};
    return Step{
        Read{[&services, code, placed = *placed](db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
            TRY(const auto bundle, lookup::make_bundle(tx, services.names, *services.log, *services.index, placed, code,
                                                       catalog::Viewer::of(actor)));
            http::Response response{.content_type = bundle_media, .body = bundle.encode()};
            if (response.body.size() > proof::Bundle::bytes_max)
                return Error{Code::conflict, "", "此追溯码的记录过多，无法放入一个证明文件"};
            response.headers.emplace_back("Content-Disposition", "attachment; filename=\"" + code + ".bundle\"");
            return response;
        }}};
}

}  // namespace

std::vector<Operation> bundle_operations() {
    return {{.method = http::Method::get,
             .path = "/api/v1/bundles/{code}",
             .id = "getBundle",
             .tag = "追溯码",
             .zh = "一个追溯码的追溯证明：内容未被改动、没有遗漏，可离线验证",
             .en = "The proof of a code's history, to be verified offline; who may see more gets more fields opened.",
             .who = Who::anybody(),
             .answer = {.zh = "追溯证明（CBOR）", .media = bundle_media},
             .errors = {Code::not_found, Code::conflict, Code::overloaded},
             .run = get_bundle}};
}

}  // namespace yiguan::api

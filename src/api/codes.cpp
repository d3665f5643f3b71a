// Blocks and their code packages, and what is known of one code.
#include "api/routes.hpp"
#include "codes/codes_json.hpp"
#include "events/events_json.hpp"
#include "mint/mint.hpp"

namespace yiguan::api {
namespace {

// POST /api/v1/blocks {"product","quantity"}
Result<Step> apply_for_codes(Services& services, const http::Request& request) {
    TRY(const auto body, json_body(request));
    Violations violations;
    ObjectReader in(body, violations);
    const codes::Application application{in.id<ProductId>("product", "产品备案"),
                                         in.integer("quantity", "申请数量", 1, codes::quantity_max)};
    in.finish();
    TRY_VOID(violations.result());
    const auto made = std::make_shared<std::optional<codes::Block>>();
    return Step{Write{[&services, application, made](db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
                          TRY(const auto block, codes::apply_for_codes(tx, actor, services.domain, application));
                          *made = block;
                          return created("/api/v1/blocks/" + to_string(block.id), codes::encode(block));
                      },
                      [&services, made] { services.directory.add(**made); }}};
}

Result<codes::Block> readable_block(db::Tx& tx, const auth::Actor& actor, BlockId id) {
    TRY_VOID(auth::require(actor, auth::Permission::read_codes));
    TRY(const auto block, codes::get_block(tx, id));
    // The same answer for a block of somebody else as for none: ids tell nothing.
    if (auth::require(actor, auth::Permission::read_codes, block.org).has_error())
        return Error{Code::block_unknown, "", "码段不存在"};
    return block;
}

Result<Step> list_blocks(Services&, const http::Request& request) {
    TRY(const auto cursor, cursor_of(request));
    TRY(const int limit, limit_of(request));
    return Step{Read{[=](db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
        TRY_VOID(auth::require(actor, auth::Permission::read_codes));
        const auto blocks = codes::list_blocks(tx, actor.org, BlockId{cursor}, limit);
        json::array items;
        for (const auto& block : blocks) items.push_back(codes::encode(block));
        json::object out{{"items", std::move(items)}};
        if (static_cast<int>(blocks.size()) == limit) out["nextCursor"] = to_string(blocks.back().id);
        return ok(std::move(out));
    }}};
}

Result<Step> get_block(Services&, const http::Request& request) {
    TRY(const auto id, path_id<BlockId>(request, "id"));
    return Step{Read{[id](db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
        TRY(const auto block, readable_block(tx, actor, id));
        return ok(codes::encode(block));
    }}};
}

// GET /api/v1/blocks/{id}/segments?cursor=<counter>&limit=: the present states, as ranges.
Result<Step> list_segments(Services&, const http::Request& request) {
    TRY(const auto id, path_id<BlockId>(request, "id"));
    TRY(const auto cursor, cursor_of(request));
    TRY(const int limit, limit_of(request));
    return Step{Read{[=](db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
        TRY(const auto block, readable_block(tx, actor, id));
        const auto segments = codes::list_segments(tx, id, cursor, limit);
        // Who holds goods further down the chain is flow information, hidden unless opened (C-29): the maker sees the
        // state of its codes, but holders other than itself only as a regulator of the highest permission.
        const bool sees_holders = catalog::Viewer::of(actor).kind == catalog::Viewer::Kind::top_regulator;
        json::array items;
        for (const auto& segment : segments) {
            auto item = codes::encode(segment);
            if (!sees_holders && segment.state.holder != actor.org) item.erase("holder"), item.erase("event");
            if (!sees_holders && segment.state.holder != actor.org) item.erase("consignee");
            items.push_back(std::move(item));
        }
        json::object out{{"items", std::move(items)}};
        if (static_cast<int>(segments.size()) == limit) out["nextCursor"] = std::to_string(segments.back().last + 1);
        return ok(std::move(out));
    }}};
}

class PackageSource final : public http::BodySource {
public:
    explicit PackageSource(mint::CodePackage package) : package_(std::move(package)) {}
    std::uint64_t size() const override { return package_.size(); }
    void read(std::uint64_t offset, std::span<char> out) override { package_.read(offset, out); }

private:
    mint::CodePackage package_;
};

// GET /api/v1/blocks/{id}/package?format=text|csv&address=yes|no (ECO-34, ECO-35): computed while it is sent, resumable
// with Range because any offset can be computed directly.
Result<Step> download_package(Services& services, const http::Request& request) {
    TRY(const auto id, path_id<BlockId>(request, "id"));
    const std::string format = request.query_param("format").value_or("text");
    const std::string address = request.query_param("address").value_or("no");
    if (format != "text" && format != "csv")
        return Error{
            .code = Code::invalid, .pointer = "/format", .detail = "码包格式只能是 text 或 csv", .field = "format"};
    if (address != "yes" && address != "no")
        return Error{
            .code = Code::invalid, .pointer = "/address", .detail = "address 只能是 yes 或 no", .field = "address"};
    return Step{Read{[&services, id, csv = format == "csv", with_address = address == "yes"](
                         db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
        TRY(const auto block, readable_block(tx, actor, id));
        // Whoever has the codes can print them: only their owner gets them, not those who may read everything.
        if (block.org != actor.org) return Error{Code::forbidden, "", "只有申请单位可以下载码包"};
        TRY(auto package, mint::CodePackage::make(services.directory.minter(block.epoch), block.first, block.last,
                                                  csv ? mint::PackageFormat::csv : mint::PackageFormat::text,
                                                  with_address ? services.base_url + "/E=" : std::string()));
        http::Response response{.content_type = package.content_type(),
                                .etag = to_string(id) + (csv ? "-csv" : "-text") + (with_address ? "-address" : "")};
        response.source = std::make_shared<PackageSource>(std::move(package));
        response.headers.emplace_back("Content-Disposition",
                                      "attachment; filename=\"codes-" + to_string(id) + (csv ? ".csv\"" : ".txt\""));
        return response;
    }}};
}

// GET /api/v1/codes/{code}: what this viewer may know of a code. Strangers see what the public page shows.
Result<Step> get_code(Services& services, const http::Request& request) {
    const std::string code(request.path_param("code"));
    if (!services.directory.is_ours(code)) {
        auto response = ok(services.resolver.describe_unknown(code));
        response.status = 404;
        return Step{std::move(response)};
    }
    const auto placed = services.directory.place(code);
    if (!placed) {
        auto response = ok(services.resolver.describe_unknown(code));
        response.status = 404;
        return Step{std::move(response)};
    }
    return Step{
        Read{[&services, code, placed = *placed](db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
            return ok(services.resolver.describe(tx, placed, code, catalog::Viewer::of(actor)));
        }}};
}

// GET /api/v1/codes/{code}/events: found by the spans that hold the code; for the code's owner and regulators.
Result<Step> get_code_events(Services& services, const http::Request& request) {
    const auto placed = services.directory.place(request.path_param("code"));
    if (!placed) return Error{Code::code_forged, "", "不是本平台发出的码"};
    return Step{Read{[placed = *placed](db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
        TRY_VOID(auth::require(actor, auth::Permission::read_events, placed.org));
        TRY(const auto block, codes::get_block(tx, placed.block));
        json::array items;
        for (const auto& event : events::events_of(tx, block, placed.counter))
            items.push_back(events::encode(event, catalog::Viewer::of(actor)));
        return ok(json::object{{"items", std::move(items)}});
    }}};
}

}  // namespace

void add_code_routes(http::Router& router, Dispatcher& dispatcher) {
    dispatcher.add(router, http::Method::post, "/api/v1/blocks", apply_for_codes, 4096);
    dispatcher.add(router, http::Method::get, "/api/v1/blocks", list_blocks);
    dispatcher.add(router, http::Method::get, "/api/v1/blocks/{id}", get_block);
    dispatcher.add(router, http::Method::get, "/api/v1/blocks/{id}/segments", list_segments);
    dispatcher.add(router, http::Method::get, "/api/v1/blocks/{id}/package", download_package);
    dispatcher.add(router, http::Method::get, "/api/v1/codes/{code}", get_code);
    dispatcher.add(router, http::Method::get, "/api/v1/codes/{code}/events", get_code_events);
}

}  // namespace yiguan::api

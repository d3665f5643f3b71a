// Blocks and their code packages, and what is known of one code.
#include <algorithm>

#include "api/operation.hpp"
#include "auth/auth.hpp"
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
                                         in.integer("quantity", "申请数量", 1, codes::quantity_max),
                                         services.limits->settings().empty_code_rate_max};
    in.finish();
    TRY_VOID(violations.result());
    const auto made = std::make_shared<std::optional<codes::Block>>();
    return Step{Write{
        [&services, application, made](db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
            TRY(const auto block, codes::apply_for_codes(tx, actor, services.domain, application));
            const auto& limits = services.limits->settings();
            TRY_VOID(codes::require_quota(tx, block.org, {limits.applications_per_day_max, limits.codes_per_day_max}));
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

struct BlockFilter {
    std::optional<ProductId> product{};
    std::optional<UtcMs> from{}, before{};
};

Result<BlockFilter> block_filter_of(const http::Request& request) {
    BlockFilter filter;
    if (const auto text = request.query_param("product")) {
        filter.product = parse_id_as<ProductId>(*text);
        if (!filter.product)
            return Error{
                .code = Code::invalid, .pointer = "/product", .detail = "产品备案的编号无效", .field = "产品备案"};
    }
    constexpr std::int64_t day_ms = 24LL * 3600 * 1000;
    for (const auto& [name, time, shift] :
         {std::tuple{"from", &filter.from, std::int64_t{0}}, std::tuple{"to", &filter.before, day_ms}}) {
        const auto text = request.query_param(name);
        if (!text) continue;
        const auto date = parse_date(*text);
        if (date.has_error())
            return Error{.code = Code::bad_date,
                         .pointer = std::string("/") + name,
                         .detail = "日期应写作 YYYY-MM-DD",
                         .field = "申请时间"};
        *time = beijing_midnight(date.value()) + shift;
    }
    return filter;
}

// At most `limit` of the organisation's blocks that pass, newest first. Reads past those that do not: an organisation
// has as many blocks as it has applied, which the daily quota bounds.
std::vector<codes::Block> matching_blocks(db::Tx& tx, OrgId org, const BlockFilter& filter, BlockId before, int limit) {
    constexpr int at_once = 100;
    std::vector<codes::Block> out;
    for (;;) {
        const auto page = codes::list_blocks(tx, org, before, at_once);
        for (const auto& block : page) {
            if (filter.from && block.created_at < *filter.from) return out;
            if (filter.product && block.product != *filter.product) continue;
            if (filter.before && !(block.created_at < *filter.before)) continue;
            out.push_back(block);
            if (std::ssize(out) == limit) return out;
        }
        if (std::ssize(page) < at_once) return out;
        before = page.back().id;
    }
}

// With what a person calls its product, and, for colleagues, who applied (EBM-72).
json::object named(db::Tx& tx, const codes::Block& block, OrgId reader) {
    auto out = codes::encode(block);
    if (const auto user = block.org == reader ? auth::find_user(tx, block.applied_by) : std::nullopt) {
        out["source"] = user->roles.has(auth::Role::integrator) ? "interface" : "manual";
        out["appliedBy"] = user->login;
    }
    const auto product = catalog::get_product(tx, block.product);
    if (product.has_error()) return out;
    out["productName"] = product.value().name;
    if (const auto model = product.value().values.values.find("model"); model != product.value().values.values.end())
        out["model"] = model->second;
    return out;
}

// GET /api/v1/blocks?product=&from=&to=&cursor=&limit=: `from` and `to` are days in Beijing, both included.
Result<Step> list_blocks(Services&, const http::Request& request) {
    TRY(const auto cursor, cursor_of(request));
    TRY(const int limit, limit_of(request));
    TRY(const auto filter, block_filter_of(request));
    return Step{Read{[=](db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
        TRY_VOID(auth::require(actor, auth::Permission::read_codes));
        return page_of(
            matching_blocks(tx, actor.org, filter, BlockId{cursor}, limit + 1), limit,
            [&](const codes::Block& block) { return named(tx, block, actor.org); },
            [](const codes::Block& last, const codes::Block&) { return to_string(last.id); });
    }}};
}

Result<Step> get_block(Services&, const http::Request& request) {
    TRY(const auto id, path_id<BlockId>(request, "id"));
    return Step{Read{[id](db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
        TRY(const auto block, readable_block(tx, actor, id));
        return ok(named(tx, block, actor.org));
    }}};
}

// GET /api/v1/blocks/{id}/segments?cursor=<counter>&limit=: the present states, as ranges.
Result<Step> list_segments(Services&, const http::Request& request) {
    TRY(const auto id, path_id<BlockId>(request, "id"));
    TRY(const auto cursor, cursor_of(request));
    TRY(const int limit, limit_of(request));
    return Step{Read{[=](db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
        TRY(const auto block, readable_block(tx, actor, id));
        // Who holds goods further down the chain is flow information, hidden unless opened (C-29): the maker sees the
        // state of its codes, but holders other than itself only as a regulator of the highest permission.
        const bool sees_holders = catalog::Viewer::of(actor).kind == catalog::Viewer::Kind::top_regulator;
        const auto shown = [&](const codes::Segment& segment) {
            auto item = codes::encode(segment);
            if (!sees_holders && segment.state.holder != actor.org)
                for (const char* key : {"holder", "event", "consignee"}) item.erase(key);
            return item;
        };
        return page_of(codes::list_segments(tx, id, cursor, limit + 1), limit, shown,
                       [](const codes::Segment&, const codes::Segment& next) { return std::to_string(next.first); });
    }}};
}

// One package behind the other, as one file: the title line stands in the first one alone.
class PackageSource final : public http::BodySource {
public:
    explicit PackageSource(std::vector<mint::CodePackage> packages) : packages_(std::move(packages)) {
        for (const auto& package : packages_) {
            const std::uint64_t skipped = starts_.empty() ? 0 : package.header_size();
            starts_.push_back({size_, skipped});
            size_ += package.size() - skipped;
        }
    }
    std::uint64_t size() const override { return size_; }
    void read(std::uint64_t offset, std::span<char> out) override {
        auto at = std::ranges::upper_bound(starts_, offset, {}, &Start::offset) - starts_.begin() - 1;
        while (!out.empty()) {
            const auto& [start, skipped] = starts_[static_cast<std::size_t>(at)];
            const auto& package = packages_[static_cast<std::size_t>(at)];
            const std::uint64_t inside = offset - start + skipped;
            const auto n = static_cast<std::size_t>(std::min<std::uint64_t>(out.size(), package.size() - inside));
            package.read(inside, out.first(n));
            out = out.subspan(n);
            offset += n;
            ++at;
        }
    }

private:
    struct Start {
        std::uint64_t offset, skipped;
    };
    std::vector<mint::CodePackage> packages_;
    std::vector<Start> starts_;
    std::uint64_t size_ = 0;
};

// The codes of a block that labels may be printed of: without those voided while they were free, or with their batch.
Result<std::vector<codes::CodeRange>> printable(db::Tx& tx, const codes::Block& block) {
    std::vector<codes::CodeRange> left{{block.id, block.first, block.last}};
    if (block.voided == 0) return left;
    if (block.voided == block.size())
        return Error{Code::wrong_state, "", "这个码段的追溯码已全部作废，没有可下载的码包"};
    constexpr int page_size = 1000;
    bool more = true;
    for (std::int64_t from = block.first; more;) {
        const auto page = codes::list_segments(tx, block.id, from, page_size);
        more = page.size() == page_size;
        for (const codes::Segment& s : page) {
            from = s.last + 1;
            if (s.state.batch) continue;
            const std::int64_t end = left.back().last;
            if (s.first > left.back().first) {
                left.back().last = s.first - 1;
                if (s.last < end) left.push_back({block.id, s.last + 1, end});
            } else {
                left.back().first = s.last + 1;
            }
        }
        if (left.size() > codes::ranges_max)
            return Error{Code::wrong_state, "", "这个码段作废的区间太多，不能整段下载码包"};
    }
    if (left.back().first > left.back().last) left.pop_back();
    return left;
}

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
        TRY(const auto ranges, printable(tx, block));
        std::vector<mint::CodePackage> packages;
        for (const codes::CodeRange& range : ranges) {
            TRY(auto package, mint::CodePackage::make(services.directory.minter(block.epoch), range.first, range.last,
                                                      csv ? mint::PackageFormat::csv : mint::PackageFormat::text,
                                                      with_address ? services.base_url + "/E=" : std::string()));
            packages.push_back(std::move(package));
        }
        // Codes are voided for good, so that their number says which.
        http::Response response{.content_type = packages.front().content_type(),
                                .etag = to_string(id) + (csv ? "-csv" : "-text") +
                                        (block.voided ? "-" + std::to_string(block.voided) : std::string()) +
                                        (with_address ? "-" + services.base_url : std::string())};
        response.source = std::make_shared<PackageSource>(std::move(packages));
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

// GET /api/v1/codes/{code}/events: found by the spans that hold the code; for the code's owner and regulators. The
// history of one code is read whole (it has few events) and given in pages like every list.
Result<Step> get_code_events(Services& services, const http::Request& request) {
    TRY(const auto cursor, cursor_of(request));
    TRY(const int limit, limit_of(request));
    const auto placed = services.directory.place(request.path_param("code"));
    if (!placed) return Error{Code::code_forged, "", "不是本平台发出的码"};
    return Step{Read{[=](db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
        TRY_VOID(auth::require(actor, auth::Permission::read_events, placed->org));
        TRY(const auto block, codes::get_block(tx, placed->block));
        auto found = events::events_of(tx, block, placed->counter);
        // The cursor counts what was seen: an id would tell when a hidden move was recorded.
        const auto seen = std::min(cursor, static_cast<std::int64_t>(found.size()));
        found.erase(found.begin(), found.begin() + seen);
        return page_of(
            found, limit, [&](const events::Event& event) { return events::encode(event, catalog::Viewer::of(actor)); },
            [&](const events::Event&, const events::Event&) { return std::to_string(seen + limit); });
    }}};
}

}  // namespace

std::vector<Operation> code_operations() {
    using namespace schema;
    return {
        {.method = http::Method::post,
         .path = "/api/v1/blocks",
         .id = "applyForCodes",
         .tag = "追溯码",
         .zh = "申请追溯码",
         .en = "Issues consecutive codes for a published product; they can be used at once.",
         .who = Who::with(auth::Permission::apply_codes),
         .body = {{.schema =
                       object({{"product", id("产品备案")}, {"quantity", integer("申请数量", 1, codes::quantity_max)}}),
                   .example = {{"product", "246813579"}, {"quantity", "1000"}}}},
         .answer = {201, "码段", ref("Block")},
         .errors = {Code::not_found, Code::org_not_approved, Code::product_not_published, Code::quantity,
                    Code::wrong_state},
         .repeat = Repeat::kept,
         .run = apply_for_codes},
        {.method = http::Method::get,
         .path = "/api/v1/blocks",
         .id = "listBlocks",
         .tag = "追溯码",
         .zh = "本企业的码段，新的在前",
         .en = "The own organisation's blocks, newest first.",
         .who = Who::with(auth::Permission::read_codes),
         .query = paging({{"product", "只看此产品备案", id("产品备案")},
                          {"from", "申请时间不早于此日", Schema{{"type", "string"}, {"format", "date"}}},
                          {"to", "申请时间不晚于此日", Schema{{"type", "string"}, {"format", "date"}}}}),
         .answer = {200, "一页码段", page_of("Block")},
         .errors = {Code::bad_date},
         .run = list_blocks},
        {.method = http::Method::get,
         .path = "/api/v1/blocks/{id}",
         .id = "getBlock",
         .tag = "追溯码",
         .zh = "一个码段",
         .en = "One block.",
         .who = Who::with(auth::Permission::read_codes),
         .answer = {200, "码段", ref("Block")},
         .errors = {Code::not_found, Code::block_unknown},
         .run = get_block},
        {.method = http::Method::get,
         .path = "/api/v1/blocks/{id}/segments",
         .id = "listSegments",
         .tag = "追溯码",
         .zh = "码段中各区间的现状",
         .en = "The present states of a block's codes, as ranges.",
         .who = Who::with(auth::Permission::read_codes),
         .query = paging(),
         .answer = {200, "一页区间", page_of("Segment")},
         .errors = {Code::not_found, Code::block_unknown},
         .run = list_segments},
        {.method = http::Method::get,
         .path = "/api/v1/blocks/{id}/package",
         .id = "downloadPackage",
         .tag = "追溯码",
         .zh = "下载码包，可断点续传",
         .en = "All codes of a block, one a line; resumable with Range.",
         .who = Who::with(auth::Permission::read_codes),
         .query = {{"format", "text 或 csv", choice("格式", {"text", "csv"})},
                   {"address", "yes：每行带查询地址", choice("查询地址", {"yes", "no"})}},
         .answer = {.zh = "码包", .media = "text/plain"},
         .errors = {Code::not_found, Code::block_unknown, Code::range_not_satisfiable, Code::wrong_state},
         .run = download_package},
        {.method = http::Method::get,
         .path = "/api/v1/codes/{code}",
         .id = "getCode",
         .tag = "追溯码",
         .zh = "一个追溯码的公开信息；企业与监管按权限看到更多",
         .en = "What the caller may know of a code. An unknown one is 404 with what else it may be.",
         .who = Who::anybody(),
         .answer = {200, "追溯码", ref("Code")},
         .errors = {Code::not_found},
         .run = get_code},
        {.method = http::Method::get,
         .path = "/api/v1/codes/{code}/events",
         .id = "listCodeEvents",
         .tag = "追溯码",
         .zh = "一个追溯码的事件，供其企业与监管",
         .en = "The events of one code, for its owner and regulators.",
         .who = Who::with(auth::Permission::read_events),
         .query = paging(),
         .answer = {200, "一页事件", page_of("Event")},
         .errors = {Code::code_forged},
         .run = get_code_events},
    };
}

}  // namespace yiguan::api

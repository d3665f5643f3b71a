// The transparency log as everybody can read it: checkpoint, tiles, proofs, receipts. Addresses are those of C2SP
// tlog-tiles below the log's origin; what is computed stands under proof/ and receipt/.
#include <fmt/format.h>

#include <charconv>

#include "api/operation.hpp"
#include "core/text.hpp"
#include "proof/receipt.hpp"
#include "proof/tiles.hpp"

namespace yiguan::api {
namespace {

constexpr auto suite = proof::Suite::sha256;
constexpr std::int64_t index_max = (std::int64_t{1} << 40) - 1;
constexpr std::int64_t receipt_leaves_max = 10'000;
constexpr std::chrono::milliseconds receipt_wait{2'000};
constexpr std::string_view text_plain = "text/plain; charset=utf-8";
constexpr std::string_view bytes = "application/octet-stream";

using Served = ledger::Sequencer::Served;

Error not_there(std::string detail) {
    return {Code::not_found, "", std::move(detail)};
}

Result<std::int64_t> log_in(const http::Request& request) {
    const auto log = ledger::log_of_name(request.path_param("log"));
    if (!log) return not_there("没有这个日志");
    return *log;
}

/// The log in the path, as far as it has been signed.
Result<Served> served(Services& services, const http::Request& request) {
    TRY(const auto log, log_in(request));
    if (!services.log) return not_there("没有这个日志");
    if (auto found = services.log->served(log)) return std::move(*found);
    if (log == services.log->log()) return Error{Code::overloaded, "", "追溯日志当前不能签名，请稍后再试"};
    return not_there("没有这个日志");
}

/// ?name=, a decimal number; `absent` when it is not given.
Result<std::uint64_t> number(const http::Request& request, std::string_view name, std::uint64_t min, std::uint64_t max,
                             std::uint64_t absent) {
    const auto text = request.query_param(std::string(name));
    if (!text) return absent;
    std::uint64_t n = 0;
    const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), n);
    const std::string pointer = "/" + std::string(name);
    if (text->empty() || end != text->data() + text->size() || error == std::errc::invalid_argument)
        return Error{.code = Code::invalid, .pointer = pointer, .detail = "应为十进制数字", .field = std::string(name)};
    if (error != std::errc{} || n < min || n > max)
        return Error{.code = Code::out_of_bounds,
                     .pointer = pointer,
                     .detail = fmt::format("应在 {} 到 {} 之间", min, max),
                     .field = std::string(name)};
    return n;
}

/// ?size=: of the tree that is asked about, the published one when absent.
Result<std::uint64_t> size_of(const http::Request& request, const Served& log, std::string_view name = "size") {
    const auto published = log.published->checkpoint.size;
    TRY(const auto size, number(request, name, 1, index_max, published));
    if (size > published || size == 0) return not_there(fmt::format("已签名的检查点只有 {} 条记录", published));
    return size;
}

json::array hashes_json(const std::vector<proof::Hash>& hashes) {
    json::array out;
    for (const auto& hash : hashes) out.push_back(json::string(proof::base64(proof::bytes_of(hash))));
    return out;
}

http::Response plain_text(std::string body) {
    return {.status = 200, .content_type = text_plain, .body = std::move(body)};
}

std::string verifier_lines(std::string_view prefix, std::string_view keys) {
    std::string out;
    while (!keys.empty()) {
        const auto end = std::min(keys.find('\n'), keys.size());
        out += fmt::format("{}{}\n", prefix, keys.substr(0, end));
        keys.remove_prefix(std::min(end + 1, keys.size()));
    }
    return out;
}

// ---- the logs

Result<Step> list_logs(Services& services, const http::Request&) {
    return Step{Read{[&services](db::Tx& tx, const auth::Actor&) -> Result<http::Response> {
        json::array items;
        for (const auto& origin : ledger::list_origins(tx)) {
            json::array keys;
            for (std::string_view rest = origin.verifier_keys; !rest.empty();
                 rest.remove_prefix(std::min(rest.find('\n'), rest.size() - 1) + 1))
                keys.push_back(json::string(rest.substr(0, rest.find('\n'))));
            json::object item{{"log", ledger::log_name(origin.log)},
                              {"origin", origin.name},
                              {"verifierKeys", std::move(keys)},
                              {"openedAt", iso_utc(origin.opened_at)}};
            if (origin.closed_at) item["closedAt"] = iso_utc(*origin.closed_at);
            const auto log = services.log ? services.log->served(origin.log) : std::nullopt;
            item["size"] = std::to_string(log ? log->published->checkpoint.size : 0);
            items.push_back(std::move(item));
        }
        return ok(json::object{{"items", std::move(items)}});
    }}};
}

Result<Step> checkpoint(Services& services, const http::Request& request) {
    TRY(const auto log, served(services, request));
    return Step{plain_text(log.published->note)};
}

Result<Step> policy(Services&, const http::Request& request) {
    TRY(const auto log, log_in(request));
    return Step{Read{[log](db::Tx& tx, const auth::Actor&) -> Result<http::Response> {
        const auto origin = ledger::find_origin(tx, log);
        if (!origin) return not_there("没有这个日志");
        return plain_text("# " + origin->name + "\n" + verifier_lines("log ", origin->verifier_keys) + "quorum none\n");
    }}};
}

// ---- tiles

// A full tile never changes; a partial one is replaced by a wider one.
http::Response tile_response(std::string body, const proof::TileName& name) {
    http::Response response{.status = 200, .content_type = bytes, .body = std::move(body)};
    response.headers.emplace_back("Cache-Control", name.width == proof::tile_width
                                                       ? "public, max-age=31536000, immutable"
                                                       : "public, max-age=60");
    return response;
}

Result<Step> tile(Services& services, const http::Request& request) {
    std::string path(request.path_param("level"));
    for (const auto* part : {"a", "b", "c", "d", "e"})
        if (const auto value = request.path_param(part); !value.empty()) path.append("/").append(value);
    const auto name = proof::parse_tile_name(path);
    if (!name) return not_there("没有这个瓦片");
    TRY(const auto log, served(services, request));
    const auto size = log.published->checkpoint.size;
    const int level = name->entries ? 0 : name->level;
    // Beyond the checkpoint nothing is promised yet.
    const std::uint64_t there = level * proof::tile_height > 63 ? 0 : size >> (level * proof::tile_height);
    if (name->index > index_max || name->index * proof::tile_width + name->width > there)
        return not_there("没有这个瓦片");
    if (!name->entries) {
        auto hashes = log.levels->tile(*name);
        if (!hashes) return not_there("没有这个瓦片");
        return Step{tile_response(std::move(*hashes), *name)};
    }
    return Step{Read{[name = *name, id = log.published->log](db::Tx& tx, const auth::Actor&) -> Result<http::Response> {
        const auto first = static_cast<std::int64_t>(name.index * proof::tile_width);
        if (ledger::size_of_log(tx, id) < first + name.width) return not_there("记录已缺失");
        std::string out;
        ledger::for_each_leaf(tx, id, first, first + name.width, [&](std::int64_t, std::string_view leaf) {
            out.push_back(static_cast<char>(leaf.size() >> 8));
            out.push_back(static_cast<char>(leaf.size() & 0xff));
            out.append(leaf);
            return true;
        });
        return tile_response(std::move(out), name);
    }}};
}

// ---- proofs

Result<Step> inclusion(Services& services, const http::Request& request) {
    TRY(const auto log, served(services, request));
    TRY(const auto size, size_of(request, log));
    TRY(const auto index, number(request, "index", 0, index_max, size - 1));
    if (index >= size) return not_there(fmt::format("这棵树只有 {} 条记录", size));
    return Step{ok(json::object{{"index", std::to_string(index)},
                                {"size", std::to_string(size)},
                                {"leafHash", proof::base64(proof::bytes_of(log.levels->node(0, index)))},
                                {"hashes", hashes_json(proof::inclusion_proof(suite, *log.levels, index, size))}})};
}

Result<Step> consistency(Services& services, const http::Request& request) {
    TRY(const auto log, served(services, request));
    TRY(const auto to, size_of(request, log, "to"));
    TRY(const auto from, number(request, "from", 1, index_max, to));
    if (from > to) return not_there(fmt::format("这棵树只有 {} 条记录", to));
    return Step{ok(json::object{{"from", std::to_string(from)},
                                {"to", std::to_string(to)},
                                {"fromRoot", proof::base64(proof::bytes_of(log.levels->root(from)))},
                                {"toRoot", proof::base64(proof::bytes_of(log.levels->root(to)))},
                                {"hashes", hashes_json(proof::consistency_proof(suite, *log.levels, from, to))}})};
}

Result<Step> batch(Services& services, const http::Request& request) {
    TRY(const auto log, served(services, request));
    TRY(const auto size, size_of(request, log));
    TRY(const auto end, number(request, "end", 1, index_max, size));
    TRY(const auto start, number(request, "start", 0, index_max, end - 1));
    if (end > size || start >= end) return not_there(fmt::format("应为 start < end，且不超过 {} 条记录", size));
    json::array subtrees;
    for (const auto& [a, b] : proof::covering_subtrees(start, end))
        subtrees.push_back(
            json::object{{"start", std::to_string(a)},
                         {"end", std::to_string(b)},
                         {"root", proof::base64(proof::bytes_of(proof::range_root(suite, *log.levels, a, b)))},
                         {"hashes", hashes_json(proof::subtree_consistency_proof(suite, *log.levels, a, b, size))}});
    return Step{ok(json::object{{"start", std::to_string(start)},
                                {"end", std::to_string(end)},
                                {"size", std::to_string(size)},
                                {"subtrees", std::move(subtrees)}})};
}

// ---- receipts

/// Goes on with the log once a checkpoint covers `last`, and reads there.
Result<Step> with_covered(Services& services, const http::Request& request, std::uint64_t last,
                          std::function<Result<http::Response>(db::Tx&, const Served&)> work) {
    TRY(const auto log, served(services, request));
    const auto id = log.published->log;
    const Error missing = not_there(fmt::format("日志中没有第 {} 条记录", last));
    const auto go_on = [work = std::move(work), id, last, missing](Served with) {
        return Step{Read{[with = std::move(with), work, id, last, missing](
                             db::Tx& tx, const auth::Actor&) -> Result<http::Response> {
            // A closed log may have lost records that it has signed.
            if (static_cast<std::uint64_t>(ledger::size_of_log(tx, id)) <= last) return missing;
            return work(tx, with);
        }}};
    };
    if (last < log.published->checkpoint.size) return go_on(log);
    if (id != services.log->log()) return missing;
    // What was never recorded is not waited for.
    return Step{ReadThen{[&services, id, last, go_on, missing](db::Tx& tx, const auth::Actor&) -> Result<Step> {
        if (static_cast<std::uint64_t>(ledger::size_of_log(tx, id)) <= last) return missing;
        return Step{Covered{db::Position::of(id, static_cast<std::int64_t>(last)), receipt_wait,
                            [&services, go_on, id](ledger::PublishedPtr published) -> Result<Step> {
                                const auto now = published ? services.log->served(id) : std::nullopt;
                                if (!now) return Error{Code::overloaded, "", "检查点还未签出，请稍后再试"};
                                return go_on(*now);
                            }}};
    }}};
}

Result<Step> receipt(Services& services, const http::Request& request) {
    std::uint64_t index = 0;
    const auto digits = request.path_param("index");
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), index);
    if (error != std::errc{} || end != digits.data() + digits.size() || index > index_max ||
        std::to_string(index) != digits)
        return not_there("没有这条记录");
    return with_covered(services, request, index, [index](db::Tx& tx, const Served& log) -> Result<http::Response> {
        const auto at = static_cast<std::int64_t>(index);
        auto note = proof::Note::parse(log.published->note);
        const proof::TlogProof made{
            .extra = ledger::leaves_at(tx, log.published->log, {&at, 1}).at(0),
            .index = index,
            .path = proof::inclusion_proof(suite, *log.levels, index, log.published->checkpoint.size),
            .checkpoint = std::move(note).value()};
        return plain_text(made.encode());
    });
}

Result<Step> batch_receipt(Services& services, const http::Request& request) {
    TRY(const auto log, served(services, request));
    const auto size = log.published->checkpoint.size;
    TRY(const auto first, number(request, "first", 0, index_max, size == 0 ? 0 : size - 1));
    TRY(const auto count, number(request, "count", 1, receipt_leaves_max, 1));
    return with_covered(
        services, request, first + count - 1, [first, count](db::Tx& tx, const Served& with) -> Result<http::Response> {
            proof::BatchReceipt made{.promise = {}, .first = first, .leaves = {}, .proof = {}, .checkpoint = {}};
            made.checkpoint = proof::Note::parse(with.published->note).value();
            constexpr std::size_t bytes_max = 4 << 20;
            std::size_t total = 0;
            ledger::for_each_leaf(tx, with.published->log, static_cast<std::int64_t>(first),
                                  static_cast<std::int64_t>(first + count), [&](std::int64_t, std::string_view leaf) {
                                      total += leaf.size();
                                      if (total > bytes_max) return false;
                                      made.leaves.emplace_back(leaf);
                                      return true;
                                  });
            if (made.leaves.size() != count)
                return Error{.code = Code::invalid,
                             .pointer = "/count",
                             .detail = "这些记录超过 4 MB，请分批取",
                             .field = "count"};
            std::vector<std::uint64_t> positions(count);
            for (std::uint64_t i = 0; i < count; ++i) positions[i] = first + i;
            made.proof = proof::multi_proof(suite, *with.levels, positions, with.published->checkpoint.size);
            return http::Response{
                .status = 200, .content_type = "application/vnd.yiguan.receipt+cbor", .body = made.encode()};
        });
}

QueryParameter count_parameter(std::string_view name, std::string_view zh, std::int64_t min,
                               std::int64_t max = index_max) {
    return {name, zh, schema::integer(zh, min, max)};
}

}  // namespace

std::vector<Operation> log_operations() {
    using namespace schema;
    const auto hashes = list("散列值，base64", Schema{{"type", "string"}}, 64);
    const auto get = [](std::string path, std::string_view id, std::string_view zh, std::string_view en, Answer answer,
                        auto run, std::vector<QueryParameter> query = {}) {
        return Operation{.method = http::Method::get,
                         .path = std::move(path),
                         .id = std::string(id),
                         .tag = "透明日志",
                         .zh = zh,
                         .en = en,
                         .who = Who::anybody(),
                         .query = std::move(query),
                         .answer = std::move(answer),
                         .errors = {Code::not_found, Code::overloaded},
                         .run = run};
    };
    const auto size = count_parameter("size", "树的大小，默认为已签名的检查点", 1);
    std::vector<Operation> all{
        get("/log", "listLogs", "本节点的透明日志", "Every log of this node: origin, verifier keys, size.",
            {200, "日志",
             schema::answer({{"items", list("日志",
                                            schema::answer({{"log", text("日志", 16)},
                                                            {"origin", text("名称", 300)},
                                                            {"verifierKeys", list("公钥", text("公钥", 300), 8)},
                                                            {"openedAt", time("启用时间")},
                                                            maybe("closedAt", time("关闭时间")),
                                                            {"size", integer("已签名的记录数", 0, index_max)}}),
                                            1024)}})},
            list_logs),
        get("/log/{log}/checkpoint", "logCheckpoint", "最新的签名检查点", "C2SP tlog-checkpoint, signed by the log.",
            {.zh = "检查点", .media = "text/plain"}, checkpoint),
        get("/log/{log}/policy", "logPolicy", "验证策略", "C2SP tlog-policy that trusts this log's own keys.",
            {.zh = "策略", .media = "text/plain"}, policy),
        get("/log/{log}/proof/inclusion", "proveInclusion", "一条记录在树中的证明", "Inclusion proof, RFC 6962.",
            {200, "证明",
             schema::answer({{"index", integer("序号", 0, index_max)},
                             {"size", integer("树的大小", 1, index_max)},
                             {"leafHash", text("叶散列", 44)},
                             {"hashes", hashes}})},
            inclusion, {count_parameter("index", "记录的序号，默认为最后一条", 0), size}),
        get("/log/{log}/proof/consistency", "proveConsistency", "后一棵树包含前一棵树的证明",
            "Consistency proof, RFC 6962.",
            {200, "证明",
             schema::answer({{"from", integer("前一棵树的大小", 1, index_max)},
                             {"to", integer("后一棵树的大小", 1, index_max)},
                             {"fromRoot", text("前一棵树的根", 44)},
                             {"toRoot", text("后一棵树的根", 44)},
                             {"hashes", hashes}})},
            consistency,
            {count_parameter("from", "前一棵树的大小，默认与后一棵相同", 1),
             count_parameter("to", "后一棵树的大小，默认为已签名的检查点", 1)}),
        get("/log/{log}/proof/batch", "proveBatch", "连续多条记录的子树证明",
            "Subtree proofs of one or two subtrees that cover [start, end).",
            {200, "证明",
             schema::answer({{"start", integer("起", 0, index_max)},
                             {"end", integer("止", 1, index_max)},
                             {"size", integer("树的大小", 1, index_max)},
                             {"subtrees", list("子树",
                                               schema::answer({{"start", integer("起", 0, index_max)},
                                                               {"end", integer("止", 1, index_max)},
                                                               {"root", text("子树的根", 44)},
                                                               {"hashes", hashes}}),
                                               2)}})},
            batch,
            {count_parameter("start", "第一条的序号，默认为 end 的前一条", 0),
             count_parameter("end", "最后一条的序号加一，默认为树的大小", 1), size}),
        get("/log/{log}/receipt/{index}.tlog-proof", "logReceipt", "一条记录的收据",
            "C2SP tlog-proof with the record as `extra`; waits up to 2 s for the checkpoint.",
            {.zh = "收据", .media = "text/plain"}, receipt),
        get("/log/{log}/receipt", "logBatchReceipt", "连续多条记录的收据",
            "Records and their proof in one file; waits up to 2 s for the checkpoint.",
            {.zh = "收据", .media = "application/vnd.yiguan.receipt+cbor"}, batch_receipt,
            {count_parameter("first", "第一条的序号，默认为最后一条", 0),
             count_parameter("count", "条数，默认 1", 1, receipt_leaves_max)}),
    };
    // A tile's number is written in groups of three digits, a partial one has its width behind them.
    std::string path = "/log/{log}/tile/{level}";
    for (const char part : {'a', 'b', 'c', 'd', 'e'}) {
        path += fmt::format("/{{{}}}", part);
        all.push_back(get(path, fmt::format("logTile{}", part - 'a' + 1), "树的瓦片（C2SP tlog-tiles）",
                          "A tile of hashes, or of records (level `entries`).",
                          {.zh = "瓦片", .media = "application/octet-stream"}, tile));
    }
    return all;
}

}  // namespace yiguan::api

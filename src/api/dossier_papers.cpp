// What a batch is given out with: 批次追溯码, 追溯凭证, 追溯图谱 (GDP-41..46).
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "api/dossier_json.hpp"
#include "core/text.hpp"
#include "dossier/reports.hpp"
#include "dossier/trace_codes.hpp"
#include "events/layout.hpp"
#include "keys/china/division.hpp"
#include "keys/gs1/digital_link.hpp"
#include "lookup/batch_page.hpp"
#include "print/pdf.hpp"
#include "print/print.hpp"
#include "registry/registry.hpp"
#include "sheet/pack.hpp"

namespace yiguan::api {
namespace {

using dossier::Dossier;
using dossier::DossierId;

constexpr std::size_t papers_max = 50;  // in one zip

// ---- 批次追溯码: a GS1 Digital Link of GTIN and batch number, without a serial number

struct BatchCode {
    std::string address;  ///< <base>/01/<GTIN>/10/<batch>?11=<YYMMDD>
    std::string text;     ///< (01)06900000011225(11)261120(10)B1
};

/// C-08: AI (11) is left out when there is no production date, else YYMMDD.
Result<BatchCode> batch_code(db::Tx& tx, const Dossier& d, std::string_view base_url) {
    if (d.gtin.empty()) return Error{Code::wrong_state, "", "该产品备案没有填写商品条码，不能生成批次追溯码"};
    if (dossier::is_contested(tx, d))
        return Error{Code::wrong_state, "",
                     "另有企业以同一商品条码填报了这个生产批次号，不能生成批次追溯码，请核对商品条码或联系平台"};
    const auto& date = d.content.production.date;
    const std::string day = date.size() == 10 ? date.substr(2, 2) + date.substr(5, 2) + date.substr(8, 2) : "";
    BatchCode code{.address = fmt::format("{}/01/{}/10/{}{}", base_url, d.gtin, percent_encode(d.content.number),
                                          day.empty() ? "" : "?11=" + day),
                   .text = fmt::format("(01){}{}(10){}", d.gtin, day.empty() ? "" : "(11)" + day, d.content.number)};
    if (keys::gs1::parse_digital_link(code.address).has_error())
        return Error{Code::wrong_state, "",
                     "生产批次号只有由不超过 20 位的字母、数字和常用符号组成时，才能生成批次追溯码"};
    return code;
}

http::Response download(std::string_view type, std::string bytes, const std::string& name) {
    http::Response response;
    response.content_type = type;
    response.body = std::move(bytes);
    response.headers.emplace_back("Cache-Control", "private, no-cache");
    response.headers.emplace_back("Content-Security-Policy", "sandbox; default-src 'none'; style-src 'unsafe-inline'");
    response.headers.emplace_back("Content-Disposition", "attachment; filename*=UTF-8''" + percent_encode(name));
    return response;
}

// GET /api/v1/dossiers/{id}/symbol?format=svg|png
Result<Step> get_symbol(Services& services, const http::Request& request) {
    TRY(const auto id, path_id<DossierId>(request, "id"));
    const auto format = request.query_param("format").value_or("svg");
    if (format != "svg" && format != "png")
        return Error{
            .code = Code::invalid, .pointer = "/format", .detail = "format 只能是 svg 或 png", .field = "格式"};
    return Step{
        Read{[&services, id, png = format == "png"](db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
            TRY(const auto found, dossier::read(tx, actor, id));
            TRY(const auto code, batch_code(tx, found, services.base_url));
            TRY(const auto symbol, print::qr(code.address));
            const auto name = "批次追溯码-" + found.content.number;
            if (png) return download("image/png", print::to_png(symbol, 8), name + ".png");
            return download("image/svg+xml", print::to_svg(symbol, {.pixels = 300, .title = code.text}), name + ".svg");
        }}};
}

// ---- 追溯凭证

void add_fact(print::Document& document, std::string_view label, std::string text) {
    if (text.empty()) return;
    document.blocks.push_back(
        {.kind = print::Block::Kind::field, .text = std::move(text), .label = std::string(label)});
}

void add_heading(print::Document& document, std::string_view text) {
    document.blocks.push_back({.kind = print::Block::Kind::heading, .text = std::string(text)});
}

void add_note(print::Document& document, std::string text) {
    document.blocks.push_back({.kind = print::Block::Kind::note, .text = std::move(text)});
}

/// What of the transparency log proves this version.
void add_proof(db::Tx& tx, const Services& services, const Dossier& d, print::Document& document) {
    add_heading(document, "可信证明");
    const auto record = dossier::proof_of(tx, d);
    if (!record) {
        add_note(document, "本节点未启用透明日志，此凭证没有日志证明。");
        return;
    }
    add_fact(document, "档案版本", fmt::format("第 {} 版，{}", d.version, beijing_minute(d.updated_at)));
    add_fact(document, "日志记录", fmt::format("日志 {} 第 {} 条", record->log, record->index));
    add_fact(document, "内容散列", "SHA-256 " + record->sha256);
    const auto published = services.log ? services.log->published() : nullptr;
    if (published && published->log == record->log &&
        published->checkpoint.size > static_cast<std::uint64_t>(record->index)) {
        add_fact(document, "签名检查点",
                 fmt::format("{}，共 {} 条记录", published->checkpoint.origin, published->checkpoint.size));
        add_fact(document, "检查点根散列", to_hex(std::as_bytes(std::span(published->checkpoint.root))));
        add_note(document, "该版本已写入平台的透明日志，并被上述签名检查点覆盖：此后改动任何一个字都会与日志不符。");
    } else {
        add_note(document, "该版本已写入平台的透明日志，将在下一个签名检查点中公布。");
    }
}

struct Voucher {
    std::string name;  ///< Of the file.
    print::Document document;
};

/// What the page of the batch says in its band; nothing when there is nothing to warn of.
std::string_view state_words(lookup::Verdict verdict) {
    switch (verdict) {
        case lookup::Verdict::v7:
            return "该批次有产品已被召回，请立即停止使用";
        case lookup::Verdict::v6:
            return "该批次的追溯码已全部作废或冻结，或产品备案已停用";
        case lookup::Verdict::v2:
            return "需逐件扫码核对";
        default:
            return {};
    }
}

/// Production and reports are public; what was bought and where it was sold is not in a paper that is handed on.
Result<Voucher> voucher_of(db::Tx& tx, const Services& services, const Dossier& d) {
    const auto product = lookup::product_of(tx, d);
    const auto maker = registry::find_org(tx, d.org);
    const auto& p = d.content.production;
    const auto number = fmt::format("{}-{}", d.id.value, d.version);
    Voucher out{.name = "追溯凭证-" + d.content.number + ".pdf",
                .document = {
                    .title = "产品批次追溯凭证", .number = "编号：" + number, .footer = "产品批次追溯凭证　" + number}};
    auto& document = out.document;
    add_heading(document, "生产企业");
    if (maker) {
        add_fact(document, "企业名称", maker->data.name);
        add_fact(document, "统一社会信用代码", std::string(maker->data.uscc.text()));
    }
    add_heading(document, "产品与批次");
    add_fact(document, "产品名称", product.name);
    add_fact(document, "规格型号", product.model());
    add_fact(document, "商品条码", d.gtin);
    add_fact(document, "生产批次号", d.content.number);
    add_fact(document, "生产日期", p.date);
    add_fact(document, "有效日期", p.expiry);
    add_fact(document, "加工数量", dossier::print(p.quantity, p.unit));
    add_fact(document, "追溯状态", dossier::completeness_of(d.content).complete() ? "已追溯" : "待补全");
    std::int64_t codes = 0;
    dossier::each_joined(tx, d, [&](const codes::Batch& batch) {
        codes += batch.count;
        return true;
    });
    if (codes > 0) add_fact(document, "已赋追溯码", fmt::format("{} 个", codes));
    add_fact(document, "当前状态", std::string(state_words(lookup::verdict_of_batch(tx, d))));
    const auto reports = dossier::reports_of(tx, d.id);
    if (!reports.empty()) add_heading(document, "检验报告");
    constexpr std::size_t reports_shown = 10, items_shown = 20;
    for (std::size_t i = 0; i < std::min(reports.size(), reports_shown); ++i) {
        const auto& data = reports[i].data;
        add_fact(document, "报告",
                 fmt::format("{} {} {}　{}", data.number, data.body, data.date,
                             reports[i].passed() ? "全部合格" : "有不合格项"));
        for (std::size_t n = 0; n < std::min(data.items.size(), items_shown); ++n)
            add_note(document, fmt::format("{}：{}（{}）", data.items[n].name, data.items[n].result,
                                           data.items[n].passed ? "合格" : "不合格"));
    }
    add_proof(tx, services, d, document);
    if (const auto code = batch_code(tx, d, services.base_url); code.has_value()) {
        document.qr = code.value().address;
        document.subtitle = code.value().text;
        add_note(document, "扫描右上角的批次追溯码，可查看该批次公开的追溯信息。");
    }
    return out;
}

// GET /api/v1/dossiers/{id}/voucher
Result<Step> get_voucher(Services& services, const http::Request& request) {
    TRY(const auto id, path_id<DossierId>(request, "id"));
    return Step{ReadThen{[&services, id](db::Tx& tx, const auth::Actor& actor) -> Result<Step> {
        TRY(const auto found, dossier::read(tx, actor, id));
        TRY(auto voucher, voucher_of(tx, services, found));
        return Step{Offload{[voucher = std::move(voucher)]() -> Result<Step> {
            return Step{download("application/pdf", print::render_pdf(voucher.document), voucher.name)};
        }}};
    }}};
}

template <class I>
Result<std::vector<I>> ids_of(const http::Request& request, std::string_view zh) {
    std::vector<I> ids;
    const auto text = request.query_param("ids").value_or("");
    const Error bad{.code = Code::invalid,
                    .pointer = "/ids",
                    .detail = fmt::format("{}的编号用逗号隔开，1 到 {} 个", zh, papers_max),
                    .field = std::string(zh)};
    for (std::size_t at = 0; at <= text.size();) {
        const auto end = std::min(text.find(',', at), text.size());
        const auto id = parse_id_as<I>(std::string_view(text).substr(at, end - at));
        if (!id || ids.size() == papers_max) return bad;
        if (std::ranges::find(ids, *id) == ids.end()) ids.push_back(*id);
        at = end + 1;
    }
    return ids;
}

// GET /api/v1/dossier-vouchers?ids=1,2 (GDP-46)
Result<Step> get_vouchers(Services& services, const http::Request& request) {
    TRY(auto ids, ids_of<DossierId>(request, "批次档案"));
    return Step{ReadThen{[&services, ids = std::move(ids)](db::Tx& tx, const auth::Actor& actor) -> Result<Step> {
        std::vector<Voucher> vouchers;
        for (const auto id : ids) {
            TRY(const auto found, dossier::read(tx, actor, id));
            TRY(auto voucher, voucher_of(tx, services, found));
            vouchers.push_back(std::move(voucher));
        }
        return Step{Offload{[vouchers = std::move(vouchers)]() -> Result<Step> {
            std::vector<sheet::PackedFile> files;
            for (const auto& one : vouchers) files.push_back({one.name, print::render_pdf(one.document)});
            return Step{download("application/zip", sheet::pack_zip(files), "追溯凭证.zip")};
        }}};
    }}};
}

// ---- 商品追溯码 of products (GDP-21, GDP-22)

struct ProductCode {
    std::string name, address;
};

Result<ProductCode> product_code(db::Tx& tx, const auth::Actor& actor, ProductId id, std::string_view base_url) {
    TRY(const auto product, catalog::read_product(tx, actor, id));
    if (product.status != catalog::ProductStatus::published)
        return Error{.code = Code::wrong_state,
                     .pointer = "/ids",
                     .detail = fmt::format("产品“{}”的备案没有发布，不能生成商品追溯码", product.name),
                     .field = "产品"};
    // It is there only once it was activated (GDP-25), for whoever looks, with the bar code of then: that was printed.
    const auto code = dossier::trace_code_of(tx, id);
    if (!code)
        return Error{.code = Code::wrong_state,
                     .pointer = "/ids",
                     .detail = fmt::format("产品“{}”的商品追溯码还没有激活，激活后才能下载", product.name),
                     .field = "产品"};
    return ProductCode{product.name + "-" + product.model(), fmt::format("{}/01/{}", base_url, code->gtin)};
}

// GET /api/v1/product-symbols?ids=1,2&format=svg|png
Result<Step> get_product_symbols(Services& services, const http::Request& request) {
    TRY(auto ids, ids_of<ProductId>(request, "产品"));
    const auto format = request.query_param("format").value_or("png");
    if (format != "svg" && format != "png")
        return Error{
            .code = Code::invalid, .pointer = "/format", .detail = "format 只能是 svg 或 png", .field = "格式"};
    return Step{ReadThen{
        [&services, ids = std::move(ids), png = format == "png"](db::Tx& tx, const auth::Actor& actor) -> Result<Step> {
            std::vector<ProductCode> codes;
            for (const auto id : ids) {
                TRY(auto code, product_code(tx, actor, id, services.base_url));
                codes.push_back(std::move(code));
            }
            return Step{Offload{[codes = std::move(codes), png]() -> Result<Step> {
                std::vector<sheet::PackedFile> files;
                for (const auto& code : codes) {
                    TRY(const auto symbol, print::qr(code.address));
                    files.push_back({code.name + (png ? ".png" : ".svg"),
                                     png ? print::to_png(symbol, 16) : print::to_svg(symbol, {.title = code.address})});
                }
                return Step{download("application/zip", sheet::pack_zip(files), "商品追溯码.zip")};
            }}};
        }}};
}

// ---- 追溯图谱

struct GraphNode {
    std::string kind, zh, name;
};
struct GraphEdge {
    int from = 0, to = 0;
    std::string label;
};
/// Suppliers, raw materials, the batch, sellers; each name once.
struct Graph {
    std::vector<GraphNode> nodes;
    std::vector<GraphEdge> edges;

    int node(std::string_view kind, std::string_view zh, const std::string& name) {
        for (std::size_t i = 0; i < nodes.size(); ++i)
            if (nodes[i].kind == kind && nodes[i].name == name) return static_cast<int>(i);
        nodes.push_back({std::string(kind), std::string(zh), name});
        return static_cast<int>(nodes.size()) - 1;
    }
    void edge(int from, int to, std::string label) {
        for (const auto& e : edges)
            if (e.from == from && e.to == to && e.label == label) return;
        edges.push_back({from, to, std::move(label)});
    }
};

Graph graph_of(db::Tx& tx, const Dossier& d, const catalog::Viewer& viewer) {
    Graph graph;
    const int batch = graph.node("batch", "批次", d.content.number);
    for (const auto& block : dossier::blocks_of(d, viewer)) {
        if (block.state != catalog::Shown::State::shown) continue;
        if (block.key == "purchases")
            for (const auto& p : d.content.purchases) {
                const auto name = p.lots.empty() ? p.material : fmt::format("{} {}", p.material, p.lots);
                const int material = graph.node("material", "原辅料", name.empty() ? "（未填）" : name);
                if (!p.supplier.empty()) graph.edge(graph.node("supplier", "供应商", p.supplier), material, "");
                graph.edge(material, batch, dossier::print(p.used, p.unit));
            }
        if (block.key == "sales")
            for (const auto& s : dossier::opened_sales(tx, d, viewer)) {
                const int seller = graph.node("seller", "销售商", s.seller.empty() ? "（未公开）" : s.seller);
                graph.edge(batch, seller,
                           fmt::format("{}{}{}", keys::division_full_name(s.region),
                                       !s.region.empty() && s.quantity ? " " : "", dossier::print(s.quantity, s.unit)));
            }
    }
    return graph;
}

double text_width(std::string_view text) {
    double em = 0;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        em += byte < 0x80 ? 0.58 : byte >= 0xC0 ? 1 : 0;
    }
    return em * 14;
}

/// Colour of the frame by kind, with its name in words: colour alone tells nothing.
std::string_view frame_of(std::string_view kind) {
    if (kind == "supplier") return "#0958d9";
    if (kind == "material") return "#7c4a00";
    if (kind == "seller") return "#237804";
    return "#a8071a";
}

std::string draw(const Graph& graph, std::string_view title) {
    std::vector<events::LayoutBox> boxes;
    std::vector<events::LayoutEdge> lines;
    for (const auto& node : graph.nodes)
        boxes.push_back({.width = std::max(text_width(shorten(node.name, 24)), 60.0) + 24, .height = 48});
    double widest = 0;
    for (const auto& e : graph.edges) {
        lines.push_back({.from = e.from, .to = e.to, .points = {}});
        widest = std::max(widest, text_width(shorten(e.label, 16)));
    }
    const auto size = events::layout(boxes, lines, {.layers = std::max(56.0, widest + 24), .boxes = 22});
    std::string out = fmt::format(
        R"(<svg xmlns="http://www.w3.org/2000/svg" viewBox="-12 -12 {:.0f} {:.0f}" width="{:.0f}" height="{:.0f}" role="img" font-family="sans-serif"><title>{}</title><rect x="-12" y="-12" width="100%" height="100%" fill="#fff"/>)",
        size.width + 24, size.height + 24, size.width + 24, size.height + 24, html(title));
    for (std::size_t i = 0; i < lines.size(); ++i) {
        std::string path;
        for (const auto& [x, y] : lines[i].points)
            path += fmt::format("{}{:.1f} {:.1f}", path.empty() ? "M" : "L", x, y);
        out += fmt::format(R"(<path d="{}" fill="none" stroke="#888" stroke-width="1.5"/>)", path);
        if (graph.edges[i].label.empty() || lines[i].points.empty()) continue;
        const auto& [x0, y0] = lines[i].points.front();
        const auto& [x1, y1] = lines[i].points.back();
        out += fmt::format(
            R"(<text x="{:.1f}" y="{:.1f}" font-size="12" text-anchor="middle" fill="#333" stroke="#fff" stroke-width="3" paint-order="stroke">{}</text>)",
            (x0 + x1) / 2, (y0 + y1) / 2 - 4, html(shorten(graph.edges[i].label, 16)));
    }
    for (std::size_t i = 0; i < boxes.size(); ++i) {
        const auto& b = boxes[i];
        out += fmt::format(
            R"(<g><title>{}</title><rect x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.1f}" rx="4" fill="#fff" stroke="{}" stroke-width="2"/><text x="{:.1f}" y="{:.1f}" font-size="11" text-anchor="middle" fill="{}">{}</text><text x="{:.1f}" y="{:.1f}" font-size="14" text-anchor="middle" fill="#111">{}</text></g>)",
            html(graph.nodes[i].name), b.x, b.y, b.width, b.height, frame_of(graph.nodes[i].kind), b.x + b.width / 2,
            b.y + 16, frame_of(graph.nodes[i].kind), html(graph.nodes[i].zh), b.x + b.width / 2, b.y + 36,
            html(shorten(graph.nodes[i].name, 24)));
    }
    return out + "</svg>";
}

// GET /api/v1/dossiers/{id}/graph?format=json|svg
Result<Step> get_graph(Services&, const http::Request& request) {
    TRY(const auto id, path_id<DossierId>(request, "id"));
    const auto format = request.query_param("format").value_or("json");
    if (format != "json" && format != "svg")
        return Error{
            .code = Code::invalid, .pointer = "/format", .detail = "format 只能是 json 或 svg", .field = "格式"};
    return Step{Read{[id, svg = format == "svg"](db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
        TRY(const auto found, dossier::read(tx, actor, id));
        const auto graph = graph_of(tx, found, catalog::Viewer::of(actor));
        if (svg) {
            http::Response response;
            response.content_type = "image/svg+xml; charset=utf-8";
            response.body = draw(graph, "追溯图谱 " + found.content.number);
            response.headers.emplace_back("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'");
            response.headers.emplace_back("Cache-Control", "private, no-cache");
            return response;
        }
        json::array nodes, edges;
        for (std::size_t i = 0; i < graph.nodes.size(); ++i)
            nodes.push_back(json::object{{"id", i},
                                         {"kind", graph.nodes[i].kind},
                                         {"kindZh", graph.nodes[i].zh},
                                         {"name", graph.nodes[i].name}});
        for (const auto& e : graph.edges)
            edges.push_back(json::object{{"from", e.from}, {"to", e.to}, {"label", e.label}});
        return ok(json::object{{"nodes", std::move(nodes)}, {"edges", std::move(edges)}});
    }}};
}

}  // namespace

std::vector<Operation> dossier_paper_operations() {
    using namespace schema;
    const auto look = Who::with(auth::Permission::read_codes);
    const QueryParameter picture{"format", "svg 或 png", choice("格式", {"svg", "png"})};
    const QueryParameter ids{"ids", "编号，用逗号隔开，最多 50 个", text("编号", 1100)};
    return {
        {.method = http::Method::get,
         .path = "/api/v1/dossiers/{id}/symbol",
         .id = "getBatchSymbol",
         .tag = "批次档案",
         .zh = "批次追溯码：商品条码和批次号的 GS1 数字链接",
         .en = "The batch trace code: a GS1 Digital Link of GTIN and batch number, as SVG or PNG.",
         .who = look,
         .query = {picture},
         .answer = {.zh = "图形", .media = "image/*"},
         .errors = {Code::not_found, Code::wrong_state, Code::invalid},
         .run = get_symbol},
        {.method = http::Method::get,
         .path = "/api/v1/dossiers/{id}/voucher",
         .id = "getVoucher",
         .tag = "批次档案",
         .zh = "追溯凭证 PDF，带批次追溯码和透明日志证明",
         .en = "The voucher of a batch as PDF, with its trace code and what the transparency log proves.",
         .who = look,
         .answer = {.zh = "追溯凭证", .media = "application/pdf"},
         .errors = {Code::not_found},
         .run = get_voucher},
        {.method = http::Method::get,
         .path = "/api/v1/dossier-vouchers",
         .id = "getVouchers",
         .tag = "批次档案",
         .zh = "批量下载追溯凭证",
         .en = "Vouchers of several batches, in a zip.",
         .who = look,
         .query = {ids},
         .answer = {.zh = "压缩包", .media = "application/zip"},
         .errors = {Code::not_found, Code::invalid},
         .run = get_vouchers},
        {.method = http::Method::get,
         .path = "/api/v1/product-symbols",
         .id = "getProductSymbols",
         .tag = "批次档案",
         .zh = "批量下载商品追溯码，位图或矢量图",
         .en = "Product trace codes of several filings, in a zip.",
         .who = Who::with(auth::Permission::read_product),
         .query = {ids, picture},
         .answer = {.zh = "压缩包", .media = "application/zip"},
         .errors = {Code::not_found, Code::wrong_state, Code::invalid},
         .run = get_product_symbols},
        {.method = http::Method::get,
         .path = "/api/v1/dossiers/{id}/graph",
         .id = "getBatchGraph",
         .tag = "批次档案",
         .zh = "追溯图谱：供应商、原辅料、批次、销售商",
         .en = "The trace picture of a batch: suppliers, materials, batch, sellers.",
         .who = look,
         .query = {{"format", "json 或 svg", choice("格式", {"json", "svg"})}},
         .answer = {200, "图谱",
                    answer({{"nodes", list("节点", free_object("节点"), 1000)},
                            {"edges", list("连线", free_object("连线"), 1000)}})},
         .errors = {Code::not_found, Code::invalid},
         .run = get_graph},
    };
}

}  // namespace yiguan::api

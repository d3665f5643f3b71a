// 打印箱标 (P14) and 合格证打印 (P16): PDF from the server, one page a box or drum.
#include "print/label.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "api/operation.hpp"
#include "core/text.hpp"
#include "events/boxes.hpp"
#include "events/drums.hpp"
#include "keys/keys.hpp"
#include "registry/registry.hpp"

namespace yiguan::api {
namespace {

constexpr std::size_t further_max = 200;
constexpr int batches_shown = 3, contents_read = 500;

http::Response pdf(std::string bytes, const std::string& name) {
    http::Response response{.content_type = "application/pdf", .body = std::move(bytes)};
    response.headers.emplace_back("Cache-Control", "private, no-cache");
    response.headers.emplace_back("Content-Disposition", "attachment; filename*=UTF-8''" + percent_encode(name));
    return response;
}

template <class I>
Result<std::vector<I>> ids_with(const http::Request& request, I first) {
    std::vector<I> ids{first};
    const auto text = request.query_param("also").value_or("");
    for (std::size_t at = 0; at < text.size();) {
        const auto end = std::min(text.find(',', at), text.size());
        const auto id = parse_id_as<I>(std::string_view(text).substr(at, end - at));
        if (!id || ids.size() > further_max)
            return Error{.code = Code::invalid,
                         .pointer = "/also",
                         .detail = fmt::format("编号用逗号隔开，最多 {} 个", further_max),
                         .field = "一起打印"};
        if (std::ranges::find(ids, *id) == ids.end()) ids.push_back(*id);
        at = end + 1;
    }
    return ids;
}

// Numbers of batches without the mark in front of the running number.
std::string batch_number(const codes::Batch& batch) {
    std::string text = batch.numbers.prefix;
    while (batch.numbers.width > 0 && !text.empty() && std::string_view("-_/.#").find(text.back()) != std::string::npos)
        text.pop_back();
    return text;
}

struct Packed {
    std::string batches, days;
};
Packed packed_in(db::Tx& tx, const events::Box& box) {
    std::vector<std::string> numbers, days;
    const auto add = [](std::vector<std::string>& to, std::string text) {
        if (!text.empty() && std::ranges::find(to, text) == to.end()) to.push_back(std::move(text));
    };
    for (const auto& part : events::box_contents(tx, box, contents_read))
        if (const auto batch = codes::find_batch(tx, part.block, part.segment.state.batch)) {
            add(numbers, batch_number(*batch));
            add(days, batch->production_date);
        }
    const auto joined = [](const std::vector<std::string>& all) {
        const auto shown = std::min(all.size(), static_cast<std::size_t>(batches_shown));
        auto text = fmt::format("{}", fmt::join(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(shown), "、"));
        return all.size() > shown ? fmt::format("{} 等 {} 个", text, all.size()) : text;
    };
    std::ranges::sort(days);
    const std::string made =
        days.empty() || days.front() == days.back() ? joined(days) : days.front() + " 至 " + days.back();
    return {joined(numbers), made};
}

Result<print::Label> label_of(db::Tx& tx, const events::Box& box) {
    TRY(const auto product, catalog::get_product(tx, box.product));
    TRY(const auto org, registry::get_org(tx, box.org));
    const auto inside = packed_in(tx, box);
    print::Label label{
        .title = std::string("箱标　") + std::string(events::name_zh(box.level)),
        .fields = {{"产品", product.name},
                   {"型号", product.model()},
                   {"批次", inside.batches},
                   {"生产日期", inside.days},
                   {"数量", fmt::format("{} 件（应装 {} 件）", events::box_count(tx, box).all, box.expected)},
                   {"箱码", box.code},
                   {"生产企业", org.data.name}},
        .qr = box.code,
        .footer = "打印时间 " + beijing_minute(tx.now())};
    if (auto sscc = print::gs1_128_sscc(box.code); sscc.has_value()) {
        label.bars = std::move(sscc).value();
        label.qr = "00" + box.code;  // as scanners give the element (00)
    } else {
        TRY(label.bars, print::code128(box.code));
    }
    return label;
}

Result<print::Label> certificate_of(db::Tx& tx, const events::Names& names, const events::Drum& drum) {
    TRY(const auto product, catalog::get_product(tx, drum.product));
    TRY(const auto org, registry::get_org(tx, drum.org));
    TRY(const auto block, codes::get_block(tx, drum.code.block));
    const auto segment = codes::find_segment(tx, drum.code.block, drum.code.counter);
    const auto batch =
        segment ? codes::find_batch(tx, drum.code.block, segment->state.batch) : std::optional<codes::Batch>();
    const auto filed = [&](std::string_view key) {
        const auto found = product.values.values.find(key);
        return found == product.values.values.end() ? std::string() : found->second;
    };
    return print::Label{
        .width_mm = 100,
        .height_mm = 80,
        .title = "产品合格证",
        .fields = {{"产品名称", product.name},
                   {"型号规格", drum.model},
                   {"执行标准", filed("standard")},
                   {"盘号", drum.number},
                   {"长度", events::metres_text(drum.length()) + " m"},
                   {"米标", fmt::format("{} 至 {} m", events::metres_text(drum.start), events::metres_text(drum.end))},
                   {"批次", batch ? batch_number(*batch) : std::string()},
                   {"生产日期", batch ? batch->production_date : std::string()},
                   {"CCC 证书", filed("cccCertificate")},
                   {"生产企业", org.data.name}},
        .qr = names.uri(block, drum.code.counter),
        .footer = "追溯码 " + names.directory().text(block, drum.code.counter)};
}

// GET /api/v1/boxes/{id}/label?also=
Result<Step> get_box_label(Services&, const http::Request& request) {
    TRY(const auto id, path_id<events::BoxId>(request, "id"));
    TRY(auto ids, ids_with(request, id));
    return Step{ReadThen{[ids = std::move(ids)](db::Tx& tx, const auth::Actor& actor) -> Result<Step> {
        std::vector<print::Label> labels;
        for (const auto one : ids) {
            TRY(const auto box, events::get_box(tx, actor, one));
            if (box.state == events::BoxState::unpacked)
                return Error{Code::wrong_state, "", fmt::format("箱 {} 已拆箱，不能打印箱标", box.code)};
            TRY(auto label, label_of(tx, box));
            labels.push_back(std::move(label));
        }
        return Step{Offload{[labels = std::move(labels)]() -> Result<Step> {
            return Step{pdf(print::render_labels(labels), "箱标.pdf")};
        }}};
    }}};
}

// GET /api/v1/drums/{id}/certificate?also=
Result<Step> get_drum_certificate(Services& services, const http::Request& request) {
    TRY(const auto id, path_id<events::DrumId>(request, "id"));
    TRY(auto ids, ids_with(request, id));
    return Step{ReadThen{[&services, ids = std::move(ids)](db::Tx& tx, const auth::Actor& actor) -> Result<Step> {
        std::vector<print::Label> labels;
        for (const auto one : ids) {
            TRY(const auto drum, events::get_drum(tx, actor, one));
            const auto segment = codes::find_segment(tx, drum.code.block, drum.code.counter);
            if (!segment || segment->state.status == codes::Status::voided)
                return Error{Code::wrong_state, "", fmt::format("盘 {} 的追溯码已作废，不能打印合格证", drum.number)};
            TRY(auto label, certificate_of(tx, services.names, drum));
            labels.push_back(std::move(label));
        }
        return Step{Offload{[labels = std::move(labels)]() -> Result<Step> {
            return Step{pdf(print::render_labels(labels), "合格证.pdf")};
        }}};
    }}};
}

}  // namespace

std::vector<Operation> label_operations() {
    using namespace schema;
    using auth::Permission;
    const QueryParameter also{"also", "一起打印的编号，用逗号隔开", text("编号", 5000)};
    return {
        {.method = http::Method::get,
         .path = "/api/v1/boxes/{id}/label",
         .id = "getBoxLabel",
         .tag = "装箱",
         .zh = "箱标：A6，SSCC 为 GS1-128，其他箱码为 Code 128，均附二维码",
         .en = "The label of a box: GS1-128 of an SSCC or Code 128 of an own code, with a QR symbol.",
         .who = Who::with(Permission::read_codes),
         .query = {also},
         .answer = {.zh = "箱标", .media = "application/pdf"},
         .errors = {Code::not_found, Code::wrong_state, Code::invalid},
         .run = get_box_label},
        {.method = http::Method::get,
         .path = "/api/v1/drums/{id}/certificate",
         .id = "getDrumCertificate",
         .tag = "电缆盘线",
         .zh = "一盘电缆的合格证，100 × 80 mm，右上角为追溯二维码",
         .en = "The certificate of conformity of a drum, with its trace code.",
         .who = Who::with(Permission::read_codes),
         .query = {also},
         .answer = {.zh = "合格证", .media = "application/pdf"},
         .errors = {Code::not_found, Code::wrong_state, Code::invalid},
         .run = get_drum_certificate},
    };
}

}  // namespace yiguan::api

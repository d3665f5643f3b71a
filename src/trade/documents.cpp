#include "trade/documents.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "trade/trade_json.hpp"
#include "trade/trade_store.hpp"

namespace yiguan::trade {
namespace {

struct DifferenceWord {
    std::string_view name, zh;
};
constexpr std::array<DifferenceWord, 4> difference_words{
    {{"more", "多"}, {"less", "少"}, {"wrong", "错"}, {"damaged", "破"}}};

std::string text_at(const json::object& o, std::string_view key) {
    const auto* value = o.if_contains(key);
    return value ? std::string(value->as_string()) : std::string();
}

json::array texts(const std::vector<std::string>& all) {
    json::array out;
    for (const auto& one : all) out.emplace_back(one);
    return out;
}

std::vector<std::string> texts_at(const json::object& o, std::string_view key) {
    std::vector<std::string> out;
    if (const auto* all = o.if_contains(key))
        for (const auto& one : all->as_array()) out.emplace_back(one.as_string());
    return out;
}

void put(json::object& out, std::string_view key, std::string_view value) {
    if (!value.empty()) out[key] = value;
}
void put(json::object& out, std::string_view key, const std::vector<std::string>& value) {
    if (!value.empty()) out[key] = texts(value);
}

}  // namespace

std::string_view name(DifferenceKind kind) {
    return difference_words.at(static_cast<std::size_t>(kind) - 1).name;
}
std::string_view name_zh(DifferenceKind kind) {
    return difference_words.at(static_cast<std::size_t>(kind) - 1).zh;
}
std::optional<DifferenceKind> parse_difference_kind(std::string_view given) {
    for (std::size_t i = 0; i < difference_words.size(); ++i)
        if (difference_words[i].name == given) return static_cast<DifferenceKind>(i + 1);
    return std::nullopt;
}

std::string Line::gs1_code() const {
    if (gtin.empty()) return {};
    std::string text = "(01)" + gtin;
    if (production_date.size() == 10)
        text += "(11)" + production_date.substr(2, 2) + production_date.substr(5, 2) + production_date.substr(8, 2);
    if (!batch.empty()) text += "(10)" + batch;
    return text;
}

json::array encode(const std::vector<Line>& lines) {
    json::array out;
    for (const Line& line : lines) {
        json::object one{{"product", to_string(line.product)}, {"name", line.name}};
        put(one, "specification", line.specification);
        put(one, "model", line.model);
        put(one, "gtin", line.gtin);
        put(one, "batch", line.batch);
        put(one, "productionDate", line.production_date);
        one["quantity"] = std::to_string(line.quantity);
        out.push_back(std::move(one));
    }
    return out;
}

std::vector<Line> lines_of(const json::value& lines) {
    std::vector<Line> out;
    for (const auto& value : lines.as_array()) {
        const auto& o = value.as_object();
        out.push_back({.product = parse_id_as<ProductId>(text_at(o, "product")).value_or(ProductId{}),
                       .name = text_at(o, "name"),
                       .specification = text_at(o, "specification"),
                       .model = text_at(o, "model"),
                       .gtin = text_at(o, "gtin"),
                       .batch = text_at(o, "batch"),
                       .production_date = text_at(o, "productionDate"),
                       .quantity = std::stoll(text_at(o, "quantity"))});
    }
    return out;
}

std::string content_of(const StockOut& out) {
    json::object o{{"v", 1}, {"lines", encode(out.lines)}};
    put(o, "remark", out.remark);
    put(o, "boxes", out.boxes);
    put(o, "texts", out.texts);
    put(o, "reason", out.reason);
    put(o, "codesDigest", out.codes_digest);
    return json::serialize(o);
}

void put_content(StockOut& out, std::string_view content) {
    const json::value stored = json::parse({content.data(), content.size()});
    const auto& o = stored.as_object();
    out.lines = lines_of(o.at("lines"));
    out.remark = text_at(o, "remark");
    out.boxes = texts_at(o, "boxes");
    out.texts = texts_at(o, "texts");
    out.reason = text_at(o, "reason");
    out.codes_digest = text_at(o, "codesDigest");
}

std::string content_of(const StockIn& in) {
    json::object o{{"v", 1}, {"lines", encode(in.lines)}};
    put(o, "remark", in.remark);
    put(o, "boxes", in.boxes);
    put(o, "reason", in.reason);
    return json::serialize(o);
}

void put_content(StockIn& in, std::string_view content) {
    const json::value stored = json::parse({content.data(), content.size()});
    const auto& o = stored.as_object();
    in.lines = lines_of(o.at("lines"));
    in.remark = text_at(o, "remark");
    in.boxes = texts_at(o, "boxes");
    in.reason = text_at(o, "reason");
}

std::string personal_of(const Delivery& delivery) {
    return json::serialize(json::object{{"address", delivery.address}, {"contact", delivery.contact}});
}

Delivery delivery_of(std::string_view personal) {
    const json::value stored = json::parse({personal.data(), personal.size()});
    return {.address = text_at(stored.as_object(), "address"), .contact = text_at(stored.as_object(), "contact")};
}

void note_move(db::Tx& tx, OrgId org, StoreId store, Move move, std::int64_t quantity, UtcMs at) {
    if (quantity != 0) store::insert_move(tx, org, tx.next_id<EventId>().value, store, move, quantity, at);
}

}  // namespace yiguan::trade

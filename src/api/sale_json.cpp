#include "api/sale_json.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/text.hpp"
#include "registry/registry.hpp"

namespace yiguan::api {
namespace {

using trade::Problem;

json::array allowed_json(const std::vector<trade::AllowedPart>& parts) {
    json::array out;
    for (const auto& part : parts) {
        json::object one{{"maker", part.maker}, {"uscc", part.uscc}, {"model", part.model}};
        if (part.edition != 0) one["edition"] = part.edition;
        out.push_back(std::move(one));
    }
    return out;
}

json::array problems_json(const std::vector<Problem>& problems, const std::vector<trade::PieceFacts>& pieces) {
    json::array out;
    for (const Problem& p : problems) {
        json::object one{{"field", p.field},          {"expected", p.expected}, {"found", p.found},
                         {"code", info(p.code).name}, {"detail", p.detail},     {"stop", p.stop}};
        if (p.slot) one["slot"] = events::name(*p.slot);
        if (p.piece) one["text"] = pieces[*p.piece].text;
        if (!p.allowed.empty()) one["allowed"] = allowed_json(p.allowed);
        out.push_back(std::move(one));
    }
    return out;
}

std::string grouped(std::string_view code) {
    std::string out;
    for (std::size_t i = 0; i < code.size(); ++i) {
        if (i > 0 && (code.size() - i) % 4 == 0) out += ' ';
        out += code[i];
    }
    return out;
}

}  // namespace

const SaleWords::Named& SaleWords::product(ProductId id) {
    const auto [known, fresh] = products_.try_emplace(id);
    if (!fresh) return known->second;
    if (const auto found = catalog::get_product(tx_, id); found.has_value()) {
        const auto org = registry::find_org(tx_, found.value().org);
        known->second = {found.value().name, found.value().model(), org ? org->data.name : std::string()};
    }
    return known->second;
}

const std::string& SaleWords::store(registry::StoreId id) {
    const auto [known, fresh] = stores_.try_emplace(id);
    if (const auto found = fresh && id ? registry::find_store(tx_, id) : std::nullopt) known->second = found->name;
    return known->second;
}

const std::string& SaleWords::clerk(UserId id) {
    const auto [known, fresh] = clerks_.try_emplace(id);
    if (fresh) known->second = trade::clerk_name(tx_, id);
    return known->second;
}

std::string SaleWords::seller_of(const trade::Sale& sale) {
    if (sale.store) return store(sale.store);
    const auto org = registry::find_org(tx_, sale.org);
    return org ? org->data.name : std::string();
}

std::string SaleWords::code_text(const codes::CodeAt& code) {
    return services_.directory.text(codes::get_block(tx_, code.block).value(), code.counter);
}

std::string SaleWords::public_url(const codes::CodeAt& code) {
    return services_.names.uri(codes::get_block(tx_, code.block).value(), code.counter);
}

json::object SaleWords::piece(const std::optional<events::Slot>& slot, const codes::CodeAt& code, ProductId id,
                              const std::string& tail) {
    const Named& named = product(id);
    json::object out{{"code", code_text(code)},    {"tail", tail},         {"product", named.name},
                     {"productId", to_string(id)}, {"model", named.model}, {"maker", named.maker}};
    if (slot) out["slot"] = events::name(*slot);
    return out;
}

json::object SaleWords::encode(const trade::Sale& sale) {
    json::array codes, additions;
    for (const auto& item : sale.items) {
        auto one = piece(item.slot, item.code, item.product, item.tail);
        if (!item.warranty_until.empty()) one["warrantyUntil"] = item.warranty_until;
        one["returned"] = static_cast<bool>(item.back);
        codes.push_back(std::move(one));
    }
    for (const auto& a : sale.additions)
        additions.push_back(
            json::object{{"name", a.name}, {"value", a.value}, {"by", clerk(a.by)}, {"at", iso_utc(a.at)}});
    const std::string path = "/api/v1/store-sales/" + to_string(sale.id);
    json::object out{{"id", to_string(sale.id)},
                     {"number", sale.number},
                     {"type", trade::name(sale.type)},
                     {"typeZh", trade::name_zh(sale.type)},
                     {"state", trade::name(sale.state)},
                     {"stateZh", trade::name_zh(sale.state)},
                     {"storeName", seller_of(sale)},
                     {"soldAt", iso_utc(sale.sold_at)},
                     {"createdAt", iso_utc(sale.created_at)},
                     {"clerk", clerk(sale.created_by)},
                     {"remark", sale.remark},
                     {"programme", sale.programme},
                     {"codes", std::move(codes)},
                     {"additions", std::move(additions)},
                     {"receiptUrl", path + "/receipt.pdf"},
                     {"publicUrl", sale.items.empty() ? std::string() : public_url(sale.items.front().code)},
                     {"version", std::to_string(sale.version)}};
    const auto vehicle = std::ranges::find(sale.items, std::optional(events::Slot::vehicle), &trade::SaleItem::slot);
    if (vehicle != sale.items.end()) out["publicUrl"] = public_url(vehicle->code);
    if (sale.store) out["store"] = to_string(sale.store);
    if (!sale.old_text.empty() || !sale.old_kind.empty())
        out["oldItem"] = json::object{{"kind", sale.old_kind}, {"text", sale.old_text}};
    return out;
}

json::object SaleWords::encode(const trade::Return& r) {
    json::array codes;
    for (const auto& item : r.items) codes.push_back(piece(item.slot, item.code, item.product, item.tail));
    json::object out{{"id", to_string(r.id)},
                     {"number", r.number},
                     {"source", trade::name(r.source)},
                     {"sourceZh", trade::name_zh(r.source)},
                     {"state", trade::name(r.state)},
                     {"stateZh", trade::name_zh(r.state)},
                     {"disposition", trade::name(r.disposal)},
                     {"dispositionZh", trade::name_zh(r.disposal)},
                     {"reason", r.reason},
                     {"remark", r.remark},
                     {"quantity", static_cast<std::int64_t>(r.items.size())},
                     {"codes", std::move(codes)},
                     {"returnedAt", iso_utc(r.returned_at)},
                     {"createdAt", iso_utc(r.created_at)},
                     {"createdBy", clerk(r.created_by)},
                     {"version", std::to_string(r.version)}};
    if (r.store) out["store"] = to_string(r.store), out["storeName"] = store(r.store);
    if (const auto sale = r.sale ? trade::sale_numbered(tx_, r.sale) : std::string(); !sale.empty())
        out["sale"] = to_string(r.sale), out["saleNumber"] = sale;
    if (r.judged_by) out["judgedBy"] = clerk(r.judged_by), out["judgedAt"] = iso_utc(r.judged_at);
    return out;
}

json::object SaleWords::encode(const trade::Customer& c) {
    json::object out{{"id", to_string(c.id)},
                     {"state", trade::name(c.state)},
                     {"stateZh", trade::name_zh(c.state)},
                     {"filled", c.state == trade::CustomerState::filled},
                     {"masked", json::object{{"name", c.masked_name}, {"phone", c.masked_phone}}},
                     {"expiresAt", iso_utc(c.expires_at)},
                     {"createdAt", iso_utc(c.created_at)},
                     {"createdBy", clerk(c.created_by)}};
    json::array needs;
    for (const auto& need : c.needs) needs.emplace_back(need);
    out["needs"] = std::move(needs);
    if (c.state == trade::CustomerState::filled) out["purgeAt"] = iso_utc(c.purge_at);
    if (c.state == trade::CustomerState::erased) out["erasedAt"] = iso_utc(c.erased_at);
    return out;
}

json::object SaleWords::with_sale(const trade::Customer& c) {
    auto out = encode(c);
    out["name"] = c.masked_name;
    out["phone"] = c.masked_phone;
    const auto sale = trade::sale_of_customer(tx_, c);
    if (!sale) return out;
    std::string products, warranty;
    json::array codes;
    bool recalled = false;
    for (const auto& item : sale->items) {
        const Named& named = product(item.product);
        products += (products.empty() ? "" : "、") + named.name + (named.model.empty() ? "" : " " + named.model);
        if (warranty.empty() || (!item.warranty_until.empty() && item.warranty_until < warranty))
            warranty = item.warranty_until;
        codes.push_back(piece(item.slot, item.code, item.product, item.tail));
        const auto segment = codes::find_segment(tx_, item.code.block, item.code.counter);
        recalled = recalled || (segment && segment->state.status == codes::Status::recalled);
    }
    out["sale"] = to_string(sale->id);
    out["saleNumber"] = sale->number;
    out["boughtAt"] = iso_utc(sale->sold_at);
    out["products"] = products;
    out["codes"] = std::move(codes);
    if (!warranty.empty()) out["warrantyUntil"] = warranty;
    out["recalled"] = recalled;
    return out;
}

json::object SaleWords::check(const trade::SaleCheck& c) {
    json::object slots, allowed;
    json::array items;
    for (std::size_t i = 0; i < c.pieces.size(); ++i) {
        const auto& p = c.pieces[i];
        json::object one{{"text", p.text}};
        if (!p.unknown) {
            for (auto& [key, value] : piece(p.slot, p.code, *c.products[i], p.tail)) one[key] = std::move(value);
            one["status"] = codes::name(p.status);
            one["statusZh"] = codes::name_zh(p.status);
        }
        items.push_back(std::move(one));
    }
    for (const auto slot : events::slots)
        if (const auto& at = c.verdict.slots[static_cast<std::size_t>(slot)]) slots[events::name(slot)] = items[*at];
    if (const auto& vehicle = c.verdict.slots[0]) {
        allowed["battery"] = allowed_json(c.pieces[*vehicle].batteries);
        allowed["charger"] = allowed_json(c.pieces[*vehicle].chargers);
    }
    return {{"slots", std::move(slots)},
            {"items", std::move(items)},
            {"allowed", std::move(allowed)},
            {"problems", problems_json(c.verdict.problems, c.pieces)},
            {"warnings", problems_json(c.verdict.warnings, c.pieces)},
            {"complete", c.verdict.complete}};
}

print::Document SaleWords::receipt(const trade::Sale& sale) {
    using Kind = print::Block::Kind;
    print::Document out{.title = "销售凭证",
                        .number = "单号：" + sale.number,
                        .subtitle = std::string(trade::name_zh(sale.type)),
                        .footer = "销售凭证　" + sale.number};
    const auto fact = [&](std::string_view label, std::string text) {
        if (!text.empty())
            out.blocks.push_back({.kind = Kind::field, .text = std::move(text), .label = std::string(label)});
    };
    fact("门店", seller_of(sale));
    fact("销售时间", beijing_minute(sale.sold_at));
    fact("状态", std::string(trade::name_zh(sale.state)));
    fact("以旧换新活动", sale.programme);
    for (const auto& item : sale.items) {
        const Named& named = product(item.product);
        out.blocks.push_back({.kind = Kind::heading,
                              .text = item.slot ? std::string(events::name_zh(*item.slot)) : std::string("产品")});
        fact("产品", named.model.empty() ? named.name : named.name + " " + named.model);
        fact("生产企业", named.maker);
        fact("追溯码", grouped(code_text(item.code)));
        fact("码尾号", item.tail);
        fact("质保到期", item.warranty_until);
        if (item.back) fact("退货", "已退回");
    }
    out.qr = std::string(encode(sale).at("publicUrl").as_string());
    out.blocks.push_back(
        {.kind = Kind::note, .text = "扫描右上角的二维码，可查看产品的公开追溯信息，核对车、电池和充电器是否原配。"});
    out.blocks.push_back({.kind = Kind::note, .text = "请勿改装电池和充电器。凭证不含顾客个人信息。"});
    return out;
}

std::optional<registry::StoreId> sale_store_in(ObjectReader& in) {
    return in.optional_id<registry::StoreId>("store", "门店");
}

std::optional<UtcMs> sale_time_in(ObjectReader& in) {
    return in.optional_time("at", "发生时间");
}

std::vector<std::string> sale_texts_in(ObjectReader& in, Violations& violations, std::size_t most) {
    std::vector<std::string> texts;
    const auto* list = in.array("texts", "扫到的编码");
    if (!list) return texts;
    if (list->empty() || list->size() > most)
        in.violation(Code::out_of_bounds, "texts", "扫到的编码", fmt::format("一次 1 至 {} 个", most));
    for (std::size_t i = 0; i < std::min(list->size(), most); ++i) {
        const auto* text = (*list)[i].if_string();
        if (text && !trim(*text).empty() && utf8_length(*text) <= sale_text_chars && !has_control(*text, false))
            texts.emplace_back(trim(*text));
        else
            violations.add({.code = text ? Code::invalid : Code::wrong_type,
                            .pointer = fmt::format("/texts/{}", i),
                            .detail = fmt::format("应是 1 至 {} 个字的文字", sale_text_chars),
                            .field = "扫到的编码"});
    }
    return texts;
}

Result<registry::StoreId> sale_store_query(const http::Request& request) {
    const auto text = request.query_param("store");
    if (!text) return registry::StoreId{};
    if (const auto id = parse_id_as<registry::StoreId>(*text)) return *id;
    return Error{Code::invalid, "/store", "没有这个门店", "门店"};
}

Result<std::string> sale_words_query(const http::Request& request, std::string_view name, std::string_view zh) {
    const auto text = request.query_param(name);
    if (!text) return std::string();
    if (utf8_length(*text) > 60)
        return Error{Code::too_long, "/" + std::string(name), "不超过 60 个字", std::string(zh)};
    return std::string(trim(*text));
}

}  // namespace yiguan::api

// What a product has beside its template: video, attachments, extension pairs, links (GDP-17..20).
#include "catalog/extras.hpp"

#include <fmt/format.h>

#include <stdexcept>

#include "catalog/goods_parts.hpp"
#include "catalog/model_parts.hpp"
#include "core/text.hpp"
#include "registry/documents.hpp"
#include "registry/purposes.hpp"

namespace yiguan::catalog {
namespace {

std::string text_of(const json::value& v) {
    return std::string(v.as_string().data(), v.as_string().size());
}

DocumentId document_of(const json::value& v) {
    const auto id = parse_id_as<DocumentId>(text_of(v));
    if (!id) throw std::runtime_error("a stored document id cannot be read");
    return *id;
}

// A complete address, http or https, without blanks and without a name and password before the host.
bool is_web_address(std::string_view url) {
    for (const std::string_view scheme : {"https://", "http://"}) {
        if (!url.starts_with(scheme)) continue;
        const std::string_view rest = url.substr(scheme.size());
        const std::string_view host = rest.substr(0, rest.find_first_of("/?#"));
        return host.size() >= 3 && host.find('.') != host.npos && !host.starts_with('.') && !host.ends_with('.') &&
               host.find('@') == host.npos &&
               std::ranges::none_of(url, [](char c) { return c == ' ' || c == '"' || c == '<'; });
    }
    return false;
}

Result<void> check_document(db::Tx& tx, DocumentId id, OrgId org, std::string pointer, std::string field,
                            std::string_view purpose) {
    const auto document = registry::require_document_for(tx, id, org, registry::purpose(purpose));
    if (document.has_value()) return outcome::success();
    Error error = document.error();
    error.pointer = std::move(pointer);
    error.field = std::move(field);
    return error;
}

}  // namespace

json::object Extras::to_json() const {
    json::object out;
    if (video) out["video"] = to_string(video);
    if (!attachments.empty()) {
        json::array list;
        for (const auto& a : attachments) list.push_back({{"name", a.name}, {"document", to_string(a.document)}});
        out["attachments"] = std::move(list);
    }
    if (!extension.empty()) {
        json::array list;
        for (const auto& p : extension) list.push_back({{"name", p.name}, {"value", p.value}});
        out["extension"] = std::move(list);
    }
    if (!links.empty()) {
        json::array list;
        for (const auto& l : links) list.push_back({{"platform", l.platform}, {"url", l.url}, {"type", l.type}});
        out["links"] = std::move(list);
    }
    write_model_parts(*this, out);
    if (goods) out["goods"] = goods_json(*goods);
    return out;
}

Extras Extras::from_json(const json::object& stored) {
    Extras out;
    if (const auto* v = stored.if_contains("video")) out.video = document_of(*v);
    if (const auto* list = stored.if_contains("attachments"))
        for (const json::value& a : list->as_array())
            out.attachments.push_back({text_of(a.at("name")), document_of(a.at("document"))});
    if (const auto* list = stored.if_contains("extension"))
        for (const json::value& p : list->as_array())
            out.extension.push_back({text_of(p.at("name")), text_of(p.at("value"))});
    if (const auto* list = stored.if_contains("links"))
        for (const json::value& l : list->as_array())
            out.links.push_back({text_of(l.at("platform")), text_of(l.at("url")), text_of(l.at("type"))});
    take_model_parts(stored, out);
    if (const auto* v = stored.if_contains("goods")) out.goods = stored_goods(v->as_object());
    return out;
}

Extras read_extras(ObjectReader& in, Violations& violations) {
    Extras out;
    out.video = in.optional_id<DocumentId>("video", "产品视频").value_or(DocumentId{});
    read_list(in, "attachments", "附件", attachments_max, violations, [&](ObjectReader& item) {
        const std::string name = item.text("name", "附件名称", {.chars_max = 60});
        out.attachments.push_back({name, item.id<DocumentId>("document", "附件内容")});
    });
    read_list(in, "extension", "扩展信息", extension_max, violations, [&](ObjectReader& item) {
        const std::string name = item.text("name", "属性名称", {.chars_max = 30});
        out.extension.push_back({name, item.text("value", "属性值", {.chars_max = 200})});
    });
    read_list(in, "links", "相关链接", links_max, violations, [&](ObjectReader& item) {
        const std::string platform = item.text("platform", "平台名称", {.chars_max = 30});
        const std::string url = item.text("url", "网站链接", {.chars_max = 500});
        if (!url.empty() && !is_web_address(url))
            item.violation(Code::invalid, "url", "网站链接", "网站链接应是以 http:// 或 https:// 开头的完整网址",
                           shorten(url, 60));
        out.links.push_back({platform, url, item.optional_text("type", "平台类型", {.chars_max = 20}).value_or("")});
    });
    read_model_parts(in, violations, out);
    read_goods(in, violations, out);
    return out;
}

Result<void> check_extras(db::Tx& tx, OrgId org, const Extras& extras) {
    Violations violations;
    if (extras.video) {
        const auto ok = check_document(tx, extras.video, org, "/video", "产品视频", "product_video");
        if (ok.has_error()) violations.add(ok.error());
    }
    for (std::size_t i = 0; i < extras.attachments.size(); ++i) {
        const auto ok = check_document(tx, extras.attachments[i].document, org,
                                       fmt::format("/attachments/{}/document", i), "附件内容", "attachment");
        if (ok.has_error()) violations.add(ok.error());
    }
    return violations.result();
}

Result<void> check_pictures(db::Tx& tx, OrgId org, std::span<const DocumentId> pictures) {
    Violations violations;
    const std::size_t pictures_max = registry::purpose("product_picture").count_max;
    if (pictures.size() > pictures_max)
        violations.add({.code = Code::too_long,
                        .pointer = "/pictures",
                        .detail = fmt::format("产品图片不能超过 {} 张", pictures_max),
                        .field = "产品图片"});
    for (std::size_t i = 0; i < std::min(pictures.size(), pictures_max); ++i) {
        const std::string pointer = fmt::format("/pictures/{}", i);
        const auto ok = check_document(tx, pictures[i], org, pointer, "产品图片", "product_picture");
        if (ok.has_error()) violations.add(ok.error());
    }
    return violations.result();
}

}  // namespace yiguan::catalog

// What a model has beside its template: photos by style and colour, test reports, the models it may be sold with.
#include "catalog/model_parts.hpp"

#include <fmt/format.h>

#include <stdexcept>

#include "catalog/extras.hpp"
#include "catalog/models.hpp"
#include "core/text.hpp"
#include "keys/keys.hpp"
#include "registry/documents.hpp"
#include "registry/purposes.hpp"
#include "registry/registry.hpp"

namespace yiguan::catalog {
namespace {

using Style = Extras::Style;
using Report = Extras::Report;
using Allowed = Extras::Allowed;

constexpr std::string_view hidden_zh = "未公开";

// The views of EBM-33, as they stand under "pictures" of a style.
struct View {
    std::string_view key, zh;
    DocumentId Style::*document;
};
constexpr View views[] = {{"front", "平视正面照片", &Style::front},
                          {"leftFront", "左前45度角照片", &Style::left_front},
                          {"leftRear", "左后45度角照片", &Style::left_rear}};

Style read_style(ObjectReader& in, Violations& violations) {
    Style style;
    style.name = in.optional_text("name", "款式", {.chars_max = 30}).value_or("");
    style.colour = in.optional_text("colour", "颜色", {.chars_max = 30}).value_or("");
    if (const auto* pictures = in.object("pictures", "照片", false)) {
        ObjectReader each(*pictures, violations, in.pointer("pictures"));
        for (const View& view : views)
            style.*view.document = each.optional_id<DocumentId>(view.key, view.zh).value_or(DocumentId{});
        each.finish();
    }
    return style;
}

Report read_report(ObjectReader& in) {
    Report report;
    report.number = in.optional_text("number", "报告编号", {.chars_max = 80}).value_or("");
    report.body = in.optional_text("body", "检测机构", {.chars_max = 100}).value_or("");
    report.standard = in.optional_text("standard", "执行标准号", {.chars_max = 100}).value_or("");
    if (in.has("date")) report.date = to_string(in.date("date", "报告日期"));
    report.document = in.optional_id<DocumentId>("document", "报告文件").value_or(DocumentId{});
    report.open = in.boolean("public", "是否公开", true);
    return report;
}

Allowed read_allowed(ObjectReader& in) {
    Allowed allowed;
    const std::string uscc = in.optional_text("uscc", "生产企业统一社会信用代码", {.chars_max = 40}).value_or("");
    if (!uscc.empty())
        if (const auto read = in.take("uscc", "生产企业统一社会信用代码", keys::Uscc::parse(uscc)))
            allowed.uscc = read->text();
    allowed.model = in.optional_text("model", "型号", {.chars_max = 100}).value_or("");
    allowed.edition = in.optional_integer("edition", "型号版本", 1, 1'000'000).value_or(0);
    return allowed;
}

// A second one that is the same in `key` is refused; what says nothing yet is like nothing.
template <class T, class Key>
void refuse_twice(const std::vector<T>& list, std::string_view where, std::string_view zh, std::string_view what,
                  Key key, Violations& violations) {
    for (std::size_t i = 1; i < list.size(); ++i)
        for (std::size_t j = 0; j < i; ++j)
            if (key(list[i]) == key(list[j]) && key(list[i]) != key(T{})) {
                violations.add({.code = Code::invalid,
                                .pointer = fmt::format("/{}/{}", where, i),
                                .detail = fmt::format("第 {} 项与第 {} 项的{}相同", i + 1, j + 1, what),
                                .field = std::string(zh)});
                break;
            }
}

DocumentId stored_document(const json::value& v) {
    const auto id = parse_id_as<DocumentId>({v.as_string().data(), v.as_string().size()});
    if (!id) throw std::runtime_error("a stored document id cannot be read");
    return *id;
}
std::string stored_text(const json::object& from, std::string_view key) {
    const auto* v = from.if_contains(key);
    return v ? std::string(v->as_string().data(), v->as_string().size()) : std::string();
}

json::array styles_json(std::span<const Style> styles) {
    json::array list;
    for (const Style& s : styles) {
        json::object pictures;
        for (const View& view : views)
            if (s.*view.document) pictures[view.key] = to_string(s.*view.document);
        list.push_back({{"name", s.name}, {"colour", s.colour}, {"pictures", std::move(pictures)}});
    }
    return list;
}

json::object report_json(const Report& r) {
    json::object out{{"number", r.number}, {"body", r.body}, {"standard", r.standard}};
    if (!r.date.empty()) out["date"] = r.date;
    if (r.document) out["document"] = to_string(r.document);
    return out;
}

json::array allowed_json(std::span<const Allowed> list) {
    json::array out;
    for (const Allowed& a : list) {
        json::object one{{"uscc", a.uscc}, {"model", a.model}};
        if (a.edition > 0) one["edition"] = a.edition;
        out.push_back(std::move(one));
    }
    return out;
}

std::vector<Allowed> stored_allowed(const json::object& stored, std::string_view key) {
    std::vector<Allowed> out;
    if (const auto* list = stored.if_contains(key))
        for (const json::value& v : list->as_array()) {
            const auto* edition = v.as_object().if_contains("edition");
            out.push_back({stored_text(v.as_object(), "uscc"), stored_text(v.as_object(), "model"),
                           edition ? edition->as_int64() : 0});
        }
    return out;
}

Shown::State state_of(const Product& product, const Report& report, const Viewer& viewer) {
    return decide(viewer, product.org, Openness::owner_chooses, report.open, true);
}

// Of an organisation that was approved: anybody can register a code that is not his.
const std::string& producer_name(db::Tx& tx, const std::string& uscc, ProducerNames& names) {
    const auto [name, fresh] = names.try_emplace(uscc);
    if (!fresh) return name->second;
    if (const auto parsed = keys::Uscc::parse(uscc); parsed.has_value())
        if (const auto org = registry::find_org_by_uscc(tx, parsed.value());
            org && (org->status == registry::OrgStatus::approved || org->status == registry::OrgStatus::suspended))
            name->second = org->data.name;
    return name->second;
}

class PartCheck {
public:
    PartCheck(db::Tx& tx, OrgId org, Demand demand) : tx_(tx), org_(org), demand_(demand) {}

    void document(DocumentId id, std::string pointer, std::string_view zh, std::string_view purpose) {
        if (!id) return missing(std::move(pointer), zh);
        const auto found = registry::require_document_for(tx_, id, org_, registry::purpose(purpose));
        if (found.has_value()) return;
        Error error = found.error();
        error.pointer = std::move(pointer);
        error.field = std::string(zh);
        violations_.add(std::move(error));
    }
    void text(const std::string& given, std::string pointer, std::string_view zh) {
        if (given.empty()) missing(std::move(pointer), zh);
    }
    void refuse(Code code, std::string pointer, std::string_view zh, std::string rule) {
        violations_.add(
            {.code = code, .pointer = std::move(pointer), .detail = std::move(rule), .field = std::string(zh)});
    }
    Result<void> result() const { return violations_.result(); }
    UtcMs now() const { return tx_.now(); }

private:
    void missing(std::string pointer, std::string_view zh) {
        if (demand_ == Demand::complete)
            refuse(Code::missing_field, std::move(pointer), zh, fmt::format("{}必须填写", zh));
    }

    db::Tx& tx_;
    OrgId org_;
    Demand demand_;
    Violations violations_;
};

}  // namespace

void read_model_parts(ObjectReader& in, Violations& violations, Extras& out) {
    read_list(in, "styles", "款式照片", styles_max, violations,
              [&](ObjectReader& item) { out.styles.push_back(read_style(item, violations)); });
    read_list(in, "reports", "检测报告", reports_max, violations,
              [&](ObjectReader& item) { out.reports.push_back(read_report(item)); });
    read_list(in, "batteries", "允许电池型号", allowed_max, violations,
              [&](ObjectReader& item) { out.batteries.push_back(read_allowed(item)); });
    read_list(in, "chargers", "允许充电器型号", allowed_max, violations,
              [&](ObjectReader& item) { out.chargers.push_back(read_allowed(item)); });
    refuse_twice(
        out.styles, "styles", "款式照片", "款式和颜色", [](const Style& s) { return std::pair(s.name, s.colour); },
        violations);
    refuse_twice(
        out.reports, "reports", "检测报告", "检测机构和报告编号",
        [](const Report& r) { return std::pair(r.number, r.body); }, violations);
    const auto model = [](const Allowed& a) { return std::tuple(a.uscc, a.model, a.edition); };
    refuse_twice(out.batteries, "batteries", "允许电池型号", "生产企业、型号和版本", model, violations);
    refuse_twice(out.chargers, "chargers", "允许充电器型号", "生产企业、型号和版本", model, violations);
}

void write_model_parts(const Extras& extras, json::object& out) {
    if (!extras.styles.empty()) out["styles"] = styles_json(extras.styles);
    if (!extras.reports.empty()) {
        json::array list;
        for (const Report& r : extras.reports) {
            auto one = report_json(r);
            one["public"] = r.open;
            list.push_back(std::move(one));
        }
        out["reports"] = std::move(list);
    }
    if (!extras.batteries.empty()) out["batteries"] = allowed_json(extras.batteries);
    if (!extras.chargers.empty()) out["chargers"] = allowed_json(extras.chargers);
}

void take_model_parts(const json::object& stored, Extras& out) {
    if (const auto* list = stored.if_contains("styles"))
        for (const json::value& v : list->as_array()) {
            const json::object& one = v.as_object();
            Style style{stored_text(one, "name"), stored_text(one, "colour"), {}, {}, {}};
            for (const View& view : views)
                if (const auto* id = one.at("pictures").as_object().if_contains(view.key))
                    style.*view.document = stored_document(*id);
            out.styles.push_back(std::move(style));
        }
    if (const auto* list = stored.if_contains("reports"))
        for (const json::value& v : list->as_array()) {
            const json::object& one = v.as_object();
            const auto* document = one.if_contains("document");
            out.reports.push_back({.number = stored_text(one, "number"),
                                   .body = stored_text(one, "body"),
                                   .standard = stored_text(one, "standard"),
                                   .date = stored_text(one, "date"),
                                   .document = document ? stored_document(*document) : DocumentId{},
                                   .open = one.at("public").as_bool()});
        }
    out.batteries = stored_allowed(stored, "batteries");
    out.chargers = stored_allowed(stored, "chargers");
}

Result<void> check_model_parts(db::Tx& tx, OrgId org, Family family, const Extras& extras, Demand demand) {
    PartCheck check(tx, org, demand);
    const auto only_vehicles = [&](bool given, std::string_view key, std::string_view zh) {
        if (given && family != Family::vehicle)
            check.refuse(Code::invalid, fmt::format("/{}", key), zh, fmt::format("只有整车型号可以填报{}", zh));
    };
    only_vehicles(!extras.styles.empty(), "styles", "款式照片");
    only_vehicles(!extras.batteries.empty(), "batteries", "允许电池型号");
    only_vehicles(!extras.chargers.empty(), "chargers", "允许充电器型号");
    if (!extras.reports.empty() && family == Family::none)
        check.refuse(Code::invalid, "/reports", "检测报告", "只有整车、电池和充电器型号可以填报检测报告记录");
    for (std::size_t i = 0; i < extras.styles.size(); ++i) {
        check.text(extras.styles[i].name, fmt::format("/styles/{}/name", i), "款式");
        check.text(extras.styles[i].colour, fmt::format("/styles/{}/colour", i), "颜色");
        for (const View& view : views)
            check.document(extras.styles[i].*view.document, fmt::format("/styles/{}/pictures/{}", i, view.key), view.zh,
                           "vehicle_photo");
    }
    for (std::size_t i = 0; i < extras.reports.size(); ++i) {
        const Report& report = extras.reports[i];
        const auto at = [&](std::string_view key) { return fmt::format("/reports/{}/{}", i, key); };
        check.text(report.number, at("number"), "报告编号");
        check.text(report.body, at("body"), "检测机构");
        check.text(report.standard, at("standard"), "执行标准号");
        check.text(report.date, at("date"), "报告日期");
        if (!report.date.empty() && report.date > to_string(beijing_date(check.now())))
            check.refuse(Code::future_date, at("date"), "报告日期", "报告日期不能晚于今天");
        check.document(report.document, at("document"), "报告文件", "report");
    }
    const auto pairs = [&](std::span<const Allowed> list, std::string_view key) {
        for (std::size_t i = 0; i < list.size(); ++i) {
            check.text(list[i].uscc, fmt::format("/{}/{}/uscc", key, i), "生产企业统一社会信用代码");
            check.text(list[i].model, fmt::format("/{}/{}/model", key, i), "型号");
        }
    };
    pairs(extras.batteries, "batteries");
    pairs(extras.chargers, "chargers");
    return check.result();
}

void add_model_parts(db::Tx& tx, const Product& product, const Viewer& viewer, ProducerNames& names,
                     json::object& out) {
    const Extras& extras = product.extras;
    if (!extras.styles.empty()) out["styles"] = styles_json(extras.styles);
    if (!extras.reports.empty()) {
        json::array list;
        for (const Report& r : extras.reports) {
            const bool shown = state_of(product, r, viewer) == Shown::State::shown;
            json::object one = shown ? report_json(r) : json::object{};
            one["state"] = shown ? "shown" : "withheld";
            if (sees_hidden(viewer, product.org)) one["public"] = r.open;
            list.push_back(std::move(one));
        }
        out["reports"] = std::move(list);
    }
    const auto named = [&](std::span<const Allowed> list) {
        json::array items = allowed_json(list);
        for (std::size_t i = 0; i < list.size(); ++i)
            if (const std::string& name = producer_name(tx, list[i].uscc, names); !name.empty())
                items[i].as_object()["producerName"] = name;
        return items;
    };
    if (!extras.batteries.empty()) out["batteries"] = named(extras.batteries);
    if (!extras.chargers.empty()) out["chargers"] = named(extras.chargers);
}

std::vector<PartText> model_part_texts(const Product& product, const Viewer& viewer) {
    std::string styles, reports, batteries, chargers;
    const auto join = [](std::string& text, const std::string& part) { text += (text.empty() ? "" : "；") + part; };
    for (const Style& s : product.extras.styles) {
        std::string pictures;
        for (const View& view : views)
            if (s.*view.document) pictures += (pictures.empty() ? "" : "、") + to_string(s.*view.document);
        join(styles, fmt::format("{} {}（{}）", s.name, s.colour, pictures));
    }
    for (const Report& r : product.extras.reports) {
        if (state_of(product, r, viewer) != Shown::State::shown) {
            join(reports, std::string(hidden_zh));
            continue;
        }
        std::string text = r.number;
        for (const std::string& part : {r.body, r.standard, r.date, r.document ? to_string(r.document) : std::string()})
            if (!part.empty()) text += "，" + part;
        if (!r.open) text += "（不公开）";
        join(reports, text);
    }
    const auto write = [&](std::span<const Allowed> list, std::string& text) {
        for (const Allowed& a : list)
            join(text, a.uscc + " " + a.model + (a.edition > 0 ? fmt::format(" 第 {} 版", a.edition) : ""));
    };
    write(product.extras.batteries, batteries);
    write(product.extras.chargers, chargers);
    return {{"styles", "款式照片", std::move(styles)},
            {"reports", "检测报告", std::move(reports)},
            {"batteries", "允许电池型号", std::move(batteries)},
            {"chargers", "允许充电器型号", std::move(chargers)}};
}

std::vector<DocumentId> public_model_documents(const Product& product) {
    std::vector<DocumentId> out;
    for (const Style& s : product.extras.styles)
        for (const View& view : views)
            if (s.*view.document) out.push_back(s.*view.document);
    for (const Report& r : product.extras.reports)
        if (r.document && state_of(product, r, {}) == Shown::State::shown) out.push_back(r.document);
    return out;
}

void hide_closed(const Product& now, Product& was) {
    std::erase_if(was.values.open, [&](const std::string& key) { return !now.values.open.contains(key); });
    for (Report& r : was.extras.reports)
        r.open = r.open && std::ranges::any_of(now.extras.reports, [&](const Report& n) {
                     return n.open && n.number == r.number && n.body == r.body;
                 });
    if (was.extras.goods && (!now.extras.goods || now.extras.goods->confidential))
        was.extras.goods->confidential = true;
}

}  // namespace yiguan::catalog

#include "lookup/product_page.hpp"

#include <fmt/format.h>

#include <array>

#include "catalog/catalog_json.hpp"
#include "catalog/certificates.hpp"
#include "catalog/enterprise_filings.hpp"
#include "catalog/goods.hpp"
#include "catalog/models.hpp"
#include "catalog/sections.hpp"
#include "core/text.hpp"
#include "registry/documents.hpp"
#include "registry/purposes.hpp"
#include "registry/registry.hpp"

namespace yiguan::lookup {

using catalog::Section;
using catalog::Shown;
using catalog::Step;
using catalog::Viewer;

PageRow::State to_row(Shown::State state) {
    switch (state) {
        case Shown::State::shown:
            return PageRow::State::shown;
        case Shown::State::withheld:
            return PageRow::State::withheld;
        case Shown::State::missing:
            return PageRow::State::missing;
    }
    return PageRow::State::missing;
}

PageRow row_of(const Shown& shown) {
    const catalog::Field& field = *shown.field;
    PageRow row{.label_zh = field.name_zh,
                .label_en = field.name_en,
                .value = catalog::display(field, shown.value),
                .state = to_row(shown.state)};
    if (field.kind == catalog::FieldKind::contact) row.kind = PageRow::Kind::phone;
    if (field.kind == catalog::FieldKind::document && row.state == PageRow::State::shown) {
        row.href = "/documents/" + row.value;
        row.value = "查看文件";
    }
    if (field.key == "ecode") row.kind = PageRow::Kind::code, row.state = PageRow::State::shown;
    if (field.key == "factoryNumber" && row.state == PageRow::State::shown) row.kind = PageRow::Kind::factory_number;
    return row;
}

namespace {

// Reports and instructions stand apart from the facts on the page (ui: 报告与说明).
bool is_report(std::string_view key) {
    static constexpr std::string_view keys[] = {"inspectionReport",        "manual",         "inspectionConclusion",
                                                "typeInspectionReport",    "materialReport", "inspectionBody",
                                                "factoryInspectionReport", "productManual"};
    return std::ranges::find(keys, key) != std::end(keys);
}

// The order of 关键信息; what a template has beyond these follows in its own order.
int rank(std::string_view key) {
    static constexpr std::string_view order[] = {
        "productName",     "model",          "producerName",  "producerUscc", "producerAddress",
        "producerContact", "productionDate", "factoryNumber", "standard",     "cccCertificate",
        "warrantyPeriod",  "ecode",          "gtin"};
    return static_cast<int>(std::ranges::find(order, key) - std::begin(order));
}

// What is opened and filled in; what is closed is not mentioned (FIL-36).
bool shows(db::Tx& tx, const catalog::Product& product, const Viewer& viewer, Section section, bool filled) {
    return catalog::section_state(tx, viewer, product.org, section, product.id.value, filled) == Shown::State::shown;
}

std::string validity(const catalog::Certificate& c) {
    return c.data.valid_to.empty() ? c.data.number : fmt::format("{}（有效期至 {}）", c.data.number, c.data.valid_to);
}

void add_certificate(const catalog::Certificate& c, const Viewer& viewer, std::vector<PageRow>& rows) {
    if (catalog::decide(viewer, c.org, catalog::Openness::owner_chooses, c.data.open, true) != Shown::State::shown)
        return;
    PageRow row{.label_zh = c.data.cert_name, .value = validity(c)};
    if (!c.data.documents.empty()) row.href = "/documents/" + to_string(c.data.documents.front());
    rows.push_back(std::move(row));
}

void add_certificates(db::Tx& tx, const catalog::Product& product, const Viewer& viewer, PageInput& input) {
    const std::array ids{product.id};
    const auto found = catalog::certificates_of(tx, ids);
    if (!shows(tx, product, viewer, Section::certificates, !found.front().empty())) return;
    for (const auto& c : found.front()) add_certificate(c, viewer, input.report_rows);
}

constexpr std::size_t introduction_chars = 300;  // on the page; the console shows all of it

// What the organisation opened of itself (FIL-36..39, GDP-67).
void add_maker(db::Tx& tx, OrgId org, const Viewer& viewer, PageInput& input) {
    const auto shown = [&](Section section, bool filled) {
        return catalog::section_state(tx, viewer, org, section, 0, filled) == Shown::State::shown;
    };
    const auto maker = registry::find_org(tx, org);
    if (!maker) return;
    if (shown(Section::introduction, true)) {
        const auto add = [&](std::string_view zh, std::string_view en, const std::optional<std::string>& text) {
            if (text)
                input.maker_rows.push_back({.label_zh = std::string(zh),
                                            .label_en = std::string(en),
                                            .value = shorten(*text, introduction_chars)});
        };
        add("企业概况", "Overview", maker->introduction.overview);
        add("主营产品与业务", "Business", maker->introduction.business);
        add("优势与产品特色", "Strengths", maker->introduction.strengths);
    }
    if (shown(Section::qualifications, true))
        for (const auto& c : catalog::qualifications_of(tx, org)) add_certificate(c, viewer, input.maker_rows);
    for (const Section section : {Section::enterprise_filing, Section::supply_filing, Section::production_filing}) {
        if (!shown(section, true)) continue;
        const auto issued = catalog::issued_filing(tx, org, section);
        if (!issued) continue;
        const auto& form = catalog::filing_form(*catalog::filing_of(section));
        // The section is what is opened, not its fields one by one (FIL-42).
        for (const catalog::Field& field : form.fields)
            if (const auto given = issued->values.find(field.key); given != issued->values.end())
                input.maker_rows.push_back(row_of({&field, Shown::State::shown, given->second}));
    }
}

void add_parts(db::Tx& tx, const catalog::Product& product, const Viewer& viewer, PageInput& input) {
    const catalog::Extras& extras = product.extras;
    for (auto& row : catalog::goods_rows(product, viewer))
        input.key_rows.push_back(
            {.label_zh = std::string(row.zh), .label_en = std::string(row.en), .value = std::move(row.value)});
    if (shows(tx, product, viewer, Section::extension, !extras.extension.empty()))
        for (const auto& pair : extras.extension)
            input.key_rows.push_back({.label_zh = pair.name, .value = pair.value});
    if (shows(tx, product, viewer, Section::attachments, !extras.attachments.empty()))
        for (const auto& a : extras.attachments) {
            const auto document = registry::find_document(tx, a.document);
            input.report_rows.push_back(
                {.label_zh = a.name,
                 .value = document ? fmt::format("查看 PDF（{}）",
                                                 registry::size_zh(static_cast<std::size_t>(document->file.bytes)))
                                   : "查看 PDF",
                 .href = "/documents/" + to_string(a.document)});
        }
    if (shows(tx, product, viewer, Section::video, bool(extras.video)))
        input.report_rows.push_back({.label_zh = "产品视频",
                                     .label_en = "Video",
                                     .value = "观看",
                                     .href = "/documents/" + to_string(extras.video)});
    if (shows(tx, product, viewer, Section::links, !extras.links.empty()))
        for (const auto& link : extras.links)
            input.report_rows.push_back({.label_zh = link.platform, .value = link.url});
    add_certificates(tx, product, viewer, input);
    add_maker(tx, product.org, viewer, input);
}

// "" for what is hidden from this viewer: nothing on the page follows from it.
std::string_view bound_text(std::span<const Shown> of_item, std::string_view key) {
    const auto found = std::ranges::find_if(of_item, [&](const Shown& s) { return s.field->key == key; });
    return found == of_item.end() ? std::string_view() : std::string_view(found->value);
}

// Photos of the style and colour that the item has, of all of them where that is not known (EBM-35).
void add_photos(const catalog::Product& product, std::span<const Shown> bound, PageInput& input) {
    const std::string_view name = bound_text(bound, "styleName"), colour = bound_text(bound, "bodyColour");
    const auto of_item = [&](const catalog::Extras::Style& style) {
        return (name.empty() || style.name == name) && (colour.empty() || style.colour == colour);
    };
    const bool known = std::ranges::any_of(product.extras.styles, of_item);
    for (const auto& style : product.extras.styles) {
        if (known && !of_item(style)) continue;
        PagePhotos photos{.title = style.name + " " + style.colour, .urls = {}};
        for (const DocumentId view : {style.front, style.left_front, style.left_rear})
            if (view) photos.urls.push_back("/documents/" + to_string(view));
        if (!photos.urls.empty()) input.photos.push_back(std::move(photos));
    }
}

// What a model has beside its template: reports, the models it may be sold with, the code of its items.
void add_model(db::Tx& tx, const catalog::Product& product, std::span<const Shown> bound, const Viewer& viewer,
               PageInput& input) {
    add_photos(product, bound, input);
    json::object parts;
    catalog::add_parts(tx, product, viewer, parts);
    const auto text = [](const json::object& of, std::string_view key) {
        const auto* v = of.if_contains(key);
        return v && v->is_string() ? std::string(v->as_string().data(), v->as_string().size()) : std::string();
    };
    if (const auto* reports = parts.if_contains("reports"))
        for (const json::value& v : reports->as_array()) {
            const json::object& report = v.as_object();
            PageRow row{.label_zh = "检测报告", .label_en = "Test report"};
            if (text(report, "state") != "shown") {
                row.state = PageRow::State::withheld;
            } else {
                row.value = fmt::format("{}（{}，{}，{}）", text(report, "number"), text(report, "body"),
                                        text(report, "standard"), text(report, "date"));
                if (const auto document = text(report, "document"); !document.empty())
                    row.href = "/documents/" + document;
            }
            input.report_rows.push_back(std::move(row));
        }
    const auto allowed = [&](const char* key, std::string_view zh, std::string_view en) {
        std::string list;
        if (const auto* models = parts.if_contains(key))
            for (const json::value& v : models->as_array()) {
                const json::object& model = v.as_object();
                const std::string producer = text(model, "producerName");
                list += (list.empty() ? "" : "；") + (producer.empty() ? text(model, "uscc") : producer) + " " +
                        text(model, "model");
                if (const auto* edition = model.if_contains("edition"))
                    list += fmt::format("（第 {} 版）", edition->as_int64());
            }
        if (!list.empty())
            input.key_rows.push_back(
                {.label_zh = std::string(zh), .label_en = std::string(en), .value = std::move(list)});
    };
    allowed("batteries", "允许电池型号", "Allowed battery models");
    allowed("chargers", "允许充电器型号", "Allowed charger models");
    const auto maker = registry::find_org(tx, product.org);
    const std::string code =
        maker ? catalog::item_model_code(product, maker->data.uscc.text(), bound_text(bound, "productionDate"))
              : std::string();
    if (!code.empty())
        input.key_rows.push_back({.label_zh = fmt::format("{}追溯编码", catalog::name_zh(product.family())),
                                  .label_en = "Model code",
                                  .value = code});
}

}  // namespace

void describe_product(db::Tx& tx, const catalog::Product& product, const catalog::FieldValues& bound, OrgId bound_by,
                      const Viewer& viewer, PageInput& input) {
    auto values = product.values;
    values.values.try_emplace("ecode", "-");  // the slot: the code itself is filled in per item
    std::vector<std::pair<int, PageRow>> facts;
    const auto take = [&](const std::vector<Shown>& list) {
        for (const Shown& s : list) {
            if (s.state == Shown::State::missing && s.field->required != catalog::Required::always) continue;
            if (s.value == catalog::stated_at_sale) continue;
            if (is_report(s.field->key))
                input.report_rows.push_back(row_of(s));
            else
                facts.emplace_back(rank(s.field->key), row_of(s));
            if (s.state != Shown::State::shown) continue;
            if (s.field->key == "productName") input.product_name = s.value;
            if (s.field->key == "model") input.model = s.value;
            if (s.field->key == "producerName") input.contact_name = s.value;
            if (s.field->key == "producerContact") input.contact_phone = s.value;
        }
    };
    take(catalog::disclose(*product.tmpl, values, std::array{Step::filing}, product.org, viewer));
    const auto of_item = catalog::disclose(*product.tmpl, bound, std::array{Step::binding}, bound_by, viewer);
    take(of_item);
    std::ranges::stable_sort(facts, {}, [](const auto& f) { return f.first; });
    for (auto& [r, row] : facts) input.key_rows.push_back(std::move(row));
    if (!product.pictures.empty()) input.picture_url = "/documents/" + to_string(product.pictures.front());
    if (product.family() != catalog::Family::none) add_model(tx, product, of_item, viewer, input);
    add_parts(tx, product, viewer, input);
}

std::string preview_page(db::Tx& tx, const catalog::Product& product, const Viewer& viewer, Lang lang,
                         std::string_view official_address) {
    PageInput input{.verdict = Verdict::v1, .lang = lang, .code = "2" + std::string(32, '0')};
    catalog::FieldValues bound;
    for (const catalog::Field& field : product.tmpl->fields)
        if (field.step == Step::binding && field.required == catalog::Required::always)
            bound.values.emplace(field.key, "（绑码时填报）");
    input.factory_number = "绑码时填报";  // The page shows the last six characters.
    describe_product(tx, product, bound, product.org, viewer, input);
    if (input.product_name.empty()) input.product_name = "（未填产品名称）";
    input.official_address = official_address;
    return render_page(input);
}

}  // namespace yiguan::lookup

// A filing's body as JSON.
#include <fmt/format.h>

#include "catalog/catalog.hpp"
#include "catalog/extras.hpp"
#include "catalog/templates.hpp"
#include "core/text.hpp"

namespace yiguan::catalog {
namespace {

const Template* builtin(std::string_view id, std::int64_t edition) {
    return edition <= 1 ? builtin_template(id) : nullptr;
}

void read_pictures(ObjectReader& in, Violations& violations, std::vector<DocumentId>& out) {
    const json::array* pictures = in.array("pictures", "产品图片", false);
    if (!pictures) return;
    for (std::size_t i = 0; i < pictures->size(); ++i) {
        const json::value& v = (*pictures)[i];
        const auto id = v.is_string() ? parse_id_as<DocumentId>({v.get_string().data(), v.get_string().size()})
                                      : std::optional<DocumentId>();
        if (id) {
            out.push_back(*id);
        } else {
            violations.add({.code = Code::wrong_type,
                            .pointer = fmt::format("/pictures/{}", i),
                            .detail = "产品图片应以文件编号列出",
                            .field = "产品图片"});
        }
    }
}

void add_all(Violations& violations, Error first) {
    std::vector<Error> others = std::move(first.others);
    first.others.clear();
    violations.add(std::move(first));
    for (Error& other : others) violations.add(std::move(other));
}

}  // namespace

Result<NewFiling> decode_filing(const json::object& body, UtcMs now, const FindTemplate& find) {
    Violations violations;
    ObjectReader reader(body, violations);
    NewFiling out;
    out.template_id = reader.text("template", "数据模板", {.chars_max = 40});
    const std::int64_t edition = reader.optional_integer("edition", "模板版次", 1, 1'000'000).value_or(0);
    out.unit_id = reader.text("unit", "产品单元", {.chars_max = 40});
    out.submit = reader.boolean("submit", "提交", true) ? Submit::yes : Submit::no;
    const json::object* fields = reader.object("fields", "填报内容");
    const json::array* open = reader.array("open", "公开字段", false);
    read_pictures(reader, violations, out.pictures);
    out.extras = read_extras(reader, violations);
    reader.finish();

    const Template* tmpl = find ? find(out.template_id, edition) : builtin(out.template_id, edition);
    if (!out.template_id.empty() && (!tmpl || !tmpl->for_filing))
        reader.violation(Code::template_unknown, "template", "数据模板", "没有可用于产品备案的这个数据模板",
                         shorten(out.template_id, 40));
    if (!out.unit_id.empty() && !catalogue().find_unit(out.unit_id))
        reader.violation(Code::unit_unknown, "unit", "产品单元", "产品单元不在重点工业产品目录中",
                         shorten(out.unit_id, 40));
    if (fields && tmpl && tmpl->for_filing) {
        out.template_edition = tmpl->edition;
        const Demand demand = out.submit == Submit::yes ? Demand::complete : Demand::draft;
        auto values = read_fields(*tmpl, Step::filing, *fields, open, now, "/fields", demand);
        if (values.has_value())
            out.values = std::move(values).value();
        else
            add_all(violations, std::move(values).error());
    }
    TRY_VOID(violations.result());
    return out;
}

}  // namespace yiguan::catalog

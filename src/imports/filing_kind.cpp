#include "imports/filing_kind.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <set>

#include "catalog/filed.hpp"
#include "catalog/models.hpp"
#include "catalog/templates.hpp"
#include "core/json.hpp"
#include "core/text.hpp"
#include "sheet/table.hpp"

namespace yiguan::imports {
namespace {

using catalog::Field;
using catalog::FieldValues;
using catalog::FromOrg;
using catalog::Product;
using catalog::ProductStatus;
using catalog::Step;

constexpr std::size_t pair_name_chars_max = 30, pair_value_chars_max = 200;  // GDP-18, as filings take them

std::string_view why_locked(ProductStatus status) {
    switch (status) {
        case ProductStatus::draft:
        case ProductStatus::rejected:
        case ProductStatus::withdrawn:
        case ProductStatus::to_complete:
            return {};
        case ProductStatus::published:
            return "此型号已有已发布的备案，内容不同须申请订正或变更";
        default:
            return "此型号的备案正在审核或等待对方确认，撤回后才能修改";
    }
}

std::string unit_words(std::string_view id) {
    const auto* unit = catalog::catalogue().find_unit(id);
    return unit ? fmt::format("{} {}", id, unit->name_zh) : std::string(id);
}

/// Why a row must not be stored under a model that is there already; "" if it may.
std::string why_taken(const catalog::Filed& filed, const Task& task) {
    if (filed.of_others) return "本企业已有此型号的备案，由他人录入";
    if (filed.product && filed.product->unit_id != task.unit)
        return fmt::format("此型号已在产品单元 {} 备案，与所选产品单元不同", unit_words(filed.product->unit_id));
    return {};
}

// Of the columns as they are: a row that was laid out by others must never be read by these.
std::string fingerprint(const sheet::Template& columns) {
    std::string all;
    for (const auto& column : columns.columns) all += column.id + '\n';
    return sheet::content_hash(all).substr(0, 12);
}

bool is_stored_number(const sheet::Column& column) {
    return column.kind == sheet::Kind::number;
}

// "12.50" and "12.5" are the same number.
std::string plain_number(const std::string& text) {
    const auto value = catalog::parse_millionths(text);
    return value ? catalog::print_millionths(*value) : text;
}

/// What a column means: a field of the data template, or, where the template has none, a pair of 扩展信息 (GDP-18).
struct Meaning {
    std::string field, pair;
};

class FilingKind final : public Kind {
public:
    FilingKind(std::string id, const catalog::Template& tmpl, sheet::Template columns, std::vector<Meaning> meanings,
               std::string unit)
        : id_(std::move(id)),
          tmpl_(&tmpl),
          columns_(std::move(columns)),
          meanings_(std::move(meanings)),
          unit_(std::move(unit)),
          reference_(tmpl_->ref() + "#" + fingerprint(columns_)) {}

    const std::string& id() const override { return id_; }
    const sheet::Template& columns() const override { return columns_; }
    std::string reference() const override { return reference_; }
    auth::Permission permission() const override { return auth::Permission::file_product; }
    std::string default_unit() const override { return unit_; }
    bool can_submit() const override { return !tmpl_->picture_required; }

    Result<void> accept(const Task& task) const override {
        if (task.unit.empty())
            return Error{.code = Code::missing_field,
                         .pointer = "/unit",
                         .detail = "须选择这些产品所属的产品单元",
                         .field = "产品单元"};
        if (!unit_.empty() && task.unit != unit_)
            return Error{.code = Code::invalid,
                         .pointer = "/unit",
                         .detail = "此类表格的产品单元是固定的，不能另选",
                         .field = "产品单元"};
        const auto* unit = catalog::catalogue().find_unit(task.unit);
        if (!unit)
            return Error{.code = Code::unit_unknown,
                         .pointer = "/unit",
                         .detail = "产品单元不在重点工业产品目录中",
                         .field = "产品单元"};
        if (const auto fits = catalog::check_family(*tmpl_, *unit); fits.has_error())
            return Error{.code = Code::invalid, .pointer = "/unit", .detail = fits.error().detail, .field = "产品单元"};
        if (task.submit && !can_submit())
            return Error{.code = Code::picture_required,
                         .pointer = "/submit",
                         .detail = "此数据模板要求产品图片，只能导入为草稿，补充图片后再提交",
                         .field = "提交审核"};
        return outcome::success();
    }

    std::vector<Finding> prepare(const Task& task, std::vector<std::string>& values) const override {
        std::vector<Finding> findings;
        auto read = read_values(task, whole_fields(task, values));
        if (read.has_error()) {
            for (Finding& one : findings_of(read.error())) findings.push_back(std::move(one));
        } else {
            for (std::size_t t = 0; t < meanings_.size(); ++t)
                if (!values[t].empty() && !meanings_[t].field.empty())
                    values[t] = read.value().values[meanings_[t].field];
            auto whole = std::move(read).value();
            const auto identity =
                catalog::fill_identity(*tmpl_, Step::filing, whole, identity_of(task), "/fields", demand_of(task));
            if (identity.has_error())
                for (Finding& one : findings_of(identity.error())) findings.push_back(std::move(one));
            else
                repeat_registration(whole, values);
        }
        for (std::size_t t = 0; t < meanings_.size(); ++t)
            if (!meanings_[t].pair.empty() && utf8_length(values[t]) > pair_value_chars_max)
                findings.push_back({t, Code::too_long, fmt::format("不能超过 {} 个字", pair_value_chars_max)});
        return findings;
    }

    std::vector<Known> look_up(db::Tx& tx, const Task& task, std::span<const Asked> rows) const override {
        std::vector<Known> out(rows.size());
        std::vector<std::string> keys;
        std::vector<std::size_t> asked;
        for (std::size_t i = 0; i < rows.size(); ++i) {
            if (rows[i].key.empty()) continue;
            keys.push_back(rows[i].key);
            asked.push_back(i);
        }
        const auto found = catalog::find_filed(tx, task.actor, tmpl_->id, task.unit, keys);
        for (std::size_t k = 0; k < asked.size(); ++k) {
            auto& stored = out[asked[k]].stored;
            if (auto taken = why_taken(found[k], task); !taken.empty()) {
                stored = Stored{.taken = std::move(taken)};
            } else if (const auto& product = found[k].product) {
                stored = Stored{.object = product->id.value, .version = product->version};
                stored->locked = why_locked(product->status);
                for (std::size_t t = 0; t < meanings_.size(); ++t) stored->values.push_back(value_of(*product, t));
            }
        }
        return out;
    }

    std::unique_ptr<Ready> make_ready(const Task& task, std::span<const ToStore> rows) const override {
        auto out = std::make_unique<ReadyRows>(task, *tmpl_);
        out->filings.reserve(rows.size());
        for (const ToStore& row : rows)
            out->filings.push_back(row.object == 0 ? ready_filing(task, row.values)
                                                   : Result<catalog::ReadyFiling>(catalog::ReadyFiling{}));
        return out;
    }

    Result<std::vector<Made>> store(db::Tx& tx, const Task& task, std::span<const ToStore> rows,
                                    Ready* ready) const override {
        auto* made_ready = dynamic_cast<ReadyRows*>(ready);
        if (made_ready && !made_ready->fits(task, *tmpl_)) made_ready = nullptr;
        std::vector<Made> out(rows.size());
        TRY_VOID(store_new(tx, task, rows, made_ready, out));
        for (std::size_t i = 0; i < rows.size(); ++i) {
            if (rows[i].object == 0) continue;
            const auto made = store_change(tx, task, rows[i]);
            if (made.has_error()) return of_row(i, made.error());
            out[i] = made_of(made.value());
        }
        return out;
    }

private:
    static catalog::Demand demand_of(const Task& task) {
        return task.submit ? catalog::Demand::complete : catalog::Demand::draft;
    }
    static catalog::Identity identity_of(const Task& task) {
        const auto& data = task.org.data;
        return {data.name, std::string(data.uscc.text()), data.address, data.contact};
    }

    // What a printed file of the e-bike family has no column for, although it follows from what the file is.
    void complete(const Task& task, json::object& fields) const {
        const auto* unit = catalog::catalogue().find_unit(task.unit);
        if (!unit || id_ == tmpl_->id) return;
        for (const std::string_view key : {"productName", "productType"})
            if (tmpl_->find(key) && !fields.contains(key)) fields[key] = unit->name_zh;
    }

    json::object own_fields(std::span<const std::string> values) const {
        json::object fields;
        for (std::size_t t = 0; t < meanings_.size(); ++t)
            if (!meanings_[t].field.empty() && !values[t].empty()) fields[meanings_[t].field] = values[t];
        return fields;
    }
    json::object whole_fields(const Task& task, std::span<const std::string> values) const {
        json::object fields = own_fields(values);
        complete(task, fields);
        return fields;
    }

    // What the registration says is stored as the registration writes it, with brackets of whatever width the file has.
    void repeat_registration(const FieldValues& whole, std::vector<std::string>& values) const {
        for (std::size_t t = 0; t < meanings_.size(); ++t) {
            const Field* field = tmpl_->find(meanings_[t].field);
            if (values[t].empty() || !field || field->from_org == FromOrg::none) continue;
            if (const auto at = whole.values.find(field->key); at != whole.values.end()) values[t] = at->second;
        }
    }

    Result<FieldValues> read_values(const Task& task, const json::object& fields) const {
        return catalog::read_fields(*tmpl_, Step::filing, fields, nullptr, task.now, "/fields", demand_of(task));
    }

    std::size_t column_of_pointer(std::string_view pointer) const {
        constexpr std::string_view front = "/fields/";
        if (!pointer.starts_with(front)) return no_column;
        const auto at = std::ranges::find(meanings_, pointer.substr(front.size()), &Meaning::field);
        return at == meanings_.end() ? no_column : static_cast<std::size_t>(at - meanings_.begin());
    }

    // As Kind::store() points to it.
    std::string pointer_of_row(std::size_t row, std::string_view pointer) const {
        const auto t = column_of_pointer(pointer);
        return t == no_column ? fmt::format("/rows/{}", row) : fmt::format("/rows/{}/columns/{}", row, t);
    }
    void add_of_row(Violations& violations, std::size_t row, const Error& error) const {
        const auto add = [&](const Error& one) {
            violations.add(Error{one.code, pointer_of_row(row, one.pointer), one.detail});
        };
        add(error);
        for (const Error& other : error.others) add(other);
    }
    Error of_row(std::size_t row, const Error& error) const {
        Violations violations;
        add_of_row(violations, row, error);
        return violations.result().error();
    }
    // Of catalog::file_products(), whose filings are these rows.
    Error of_filings(std::span<const std::size_t> rows, Error error) const {
        constexpr std::string_view front = "/filings/";
        const auto point = [&](Error& one) {
            if (!one.pointer.starts_with(front)) return;
            const std::string_view rest = std::string_view(one.pointer).substr(front.size());
            const auto digits = rest.substr(0, rest.find('/'));
            std::size_t index = 0;
            std::from_chars(digits.data(), digits.data() + digits.size(), index);
            one.pointer = pointer_of_row(rows[index], rest.substr(digits.size()));
        };
        point(error);
        for (Error& other : error.others) point(other);
        return error;
    }

    std::vector<Finding> findings_of(const Error& error) const {
        std::vector<Finding> out;
        const auto add = [&](const Error& one) {
            out.push_back({column_of_pointer(one.pointer), one.code, one.detail});
        };
        add(error);
        for (const Error& other : error.others) add(other);
        return out;
    }

    std::string value_of(const Product& product, std::size_t t) const {
        const Meaning& meaning = meanings_[t];
        if (meaning.field.empty()) {
            const auto at = std::ranges::find(product.extras.extension, meaning.pair, &catalog::Extras::Pair::name);
            return at == product.extras.extension.end() ? std::string() : at->value;
        }
        const auto at = product.values.values.find(meaning.field);
        if (at == product.values.values.end()) return {};
        return is_stored_number(columns_.columns[t]) ? plain_number(at->second) : at->second;
    }

    catalog::NewFiling filing_of(const Task& task) const {
        return {.template_id = tmpl_->id,
                .unit_id = task.unit,
                .values = {},
                .pictures = {},
                .submit = task.submit ? catalog::Submit::yes : catalog::Submit::no,
                .template_edition = tmpl_->edition};
    }

    void put_pairs(std::span<const std::string> values, catalog::Extras& extras) const {
        for (std::size_t t = 0; t < meanings_.size(); ++t) {
            if (meanings_[t].pair.empty() || values[t].empty()) continue;
            const auto at = std::ranges::find(extras.extension, meanings_[t].pair, &catalog::Extras::Pair::name);
            if (at == extras.extension.end())
                extras.extension.push_back({meanings_[t].pair, values[t]});
            else
                at->value = values[t];
        }
    }

    static Made made_of(const Product& product) { return {product.id.value, product.version}; }

    /// Filings of rows that are new, by row, and what they were made from.
    class ReadyRows final : public Ready {
    public:
        ReadyRows(const Task& task, const catalog::Template& tmpl)
            : org_(task.org), unit_(task.unit), submit_(task.submit), day_(beijing_date(task.now)), tmpl_(&tmpl) {}
        bool fits(const Task& task, const catalog::Template& tmpl) const {
            const auto &was = org_.data, &is = task.org.data;
            return org_.id == task.org.id && was.name == is.name && was.uscc == is.uscc && was.address == is.address &&
                   was.contact == is.contact && unit_ == task.unit && submit_ == task.submit &&
                   day_ == beijing_date(task.now) && tmpl_ == &tmpl;
        }
        std::vector<Result<catalog::ReadyFiling>> filings;

    private:
        registry::Org org_;
        std::string unit_;
        bool submit_;
        Date day_;
        const catalog::Template* tmpl_;
    };

    /// The rows that are new become filings together.
    Result<void> store_new(db::Tx& tx, const Task& task, std::span<const ToStore> rows, ReadyRows* ready,
                           std::vector<Made>& out) const {
        const std::size_t column = columns_.column("model");
        std::vector<std::size_t> fresh;
        std::vector<std::string> models;
        for (std::size_t i = 0; i < rows.size(); ++i) {
            if (rows[i].object != 0) continue;
            fresh.push_back(i);
            models.push_back(rows[i].values[column]);
        }
        if (fresh.empty()) return outcome::success();
        const auto filed = catalog::find_filed(tx, task.actor, tmpl_->id, task.unit, models);
        std::set<std::string_view> seen;
        std::vector<Result<catalog::ReadyFiling>> own;  // unless they are ready
        own.reserve(fresh.size());
        std::vector<catalog::ReadyFiling*> filings;
        filings.reserve(fresh.size());
        Violations violations;
        for (std::size_t k = 0; k < fresh.size(); ++k) {
            if (auto why = why_not(filed[k], task); why.has_error()) {
                add_of_row(violations, fresh[k], std::move(why).error());
            } else if (!seen.insert(models[k]).second) {
                add_of_row(violations, fresh[k], filed_since());
            } else {
                auto& filing =
                    ready ? ready->filings[fresh[k]] : own.emplace_back(ready_filing(task, rows[fresh[k]].values));
                if (filing.has_error())
                    add_of_row(violations, fresh[k], filing.error());
                else
                    filings.push_back(&filing.value());
            }
        }
        TRY_VOID(violations.result());
        if (auto made = catalog::file_products(tx, task.actor, filings); made.has_error())
            return of_filings(fresh, std::move(made).error());
        for (std::size_t k = 0; k < fresh.size(); ++k) out[fresh[k]] = made_of(filings[k]->product);
        return outcome::success();
    }

    static Error filed_since() {
        return Error{Code::conflict, "/fields/model", "预览之后已有此型号的备案，请重新检查"};
    }
    static Result<void> why_not(const catalog::Filed& filed, const Task& task) {
        if (auto taken = why_taken(filed, task); !taken.empty())
            return Error{Code::conflict, "/fields/model", std::move(taken)};
        if (filed.product) return filed_since();
        return outcome::success();
    }

    Result<catalog::ReadyFiling> ready_filing(const Task& task, std::span<const std::string> values) const {
        auto filing = filing_of(task);
        TRY(filing.values, read_values(task, whole_fields(task, values)));
        put_pairs(values, filing.extras);
        return catalog::make_ready(task.org, *tmpl_, std::move(filing));
    }

    // What the file does not say stays as it was: empty cells, fields without a column, pictures, openness, and what
    // complete() would say.
    Result<Product> store_change(db::Tx& tx, const Task& task, const ToStore& row) const {
        TRY(const auto stored, catalog::get_product(tx, ProductId{row.object}));
        if (stored.org != task.actor.org || stored.unit_id != task.unit || stored.version != row.version)
            return Error{Code::conflict, "/fields/model", "预览之后此型号的备案已被修改，请重新检查"};
        json::object fields;
        for (const auto& [key, value] : stored.values.values) {
            const Field* field = tmpl_->find(key);
            const bool asked = field && field->step == Step::filing && field->fixed_value.empty() &&
                               field->required != catalog::Required::platform_generated;
            // The registration is repeated as it is now, unless the template names another party beside it.
            if (asked && (field->from_org == FromOrg::none || !stored.other_uscc.empty())) fields[key] = value;
        }
        const json::object own = own_fields(row.values);
        for (const auto& [key, value] : own) fields[key] = value;
        complete(task, fields);
        auto filing = filing_of(task);
        TRY(filing.values, read_values(task, fields));
        filing.values.open = stored.values.open;
        filing.pictures = stored.pictures;
        filing.extras = stored.extras;
        put_pairs(row.values, filing.extras);
        return catalog::update_product(tx, task.actor, stored.id, row.version, filing);
    }

    std::string id_;
    const catalog::Template* tmpl_;
    sheet::Template columns_;
    std::vector<Meaning> meanings_;
    std::string unit_, reference_;
};

bool can_be_imported(const catalog::Template& tmpl, OrgId org) {
    return tmpl.for_filing && tmpl.is_open_to(org) && tmpl.find("model");
}

KindPtr filing_kind(const catalog::Template& tmpl) {
    auto columns = columns_of(tmpl);
    std::vector<Meaning> meanings;
    for (const auto& column : columns.columns) meanings.push_back({column.id, {}});
    return std::make_shared<FilingKind>(tmpl.id, tmpl, std::move(columns), std::move(meanings), "");
}

// ---- the model files of the e-bike family

/// The printed columns whose field has another key.
struct Renamed {
    std::string_view column;
    std::vector<std::string_view> fields;  ///< the first that the template has
};
const std::vector<Renamed>& renamed() {
    static const std::vector<Renamed> list{
        {"producer", {"producerName"}},
        {"maker", {"vehicleMaker"}},
        {"certificate", {"conformityNumber"}},
        {"ccc", {"cccCertificate"}},
        {"ratedVoltage", {"ratedVoltage", "voltage"}},
        {"voltage", {"voltage", "ratedVoltage"}},
        {"mass", {"weight", "mass"}},
        {"chargeCurrent", {"chargingCurrent", "chargeCurrent"}},
        {"cutoffVoltage", {"cutOffVoltage", "cutoffVoltage"}},
        {"specification", {"modelCode", "specification"}},
    };
    return list;
}

struct ModelFile {
    std::string_view id;
    catalog::Family family;
    std::string_view unit;
};
constexpr ModelFile model_files[] = {
    {"EB-MODEL", catalog::Family::vehicle, "CAT-04-01"},
    {"BAT-MODEL", catalog::Family::battery, "CAT-04-03"},
    {"CHG-MODEL", catalog::Family::charger, "CAT-04-02"},
};

std::string field_of(const catalog::Template& tmpl, const std::string& column) {
    const auto known = std::ranges::find(renamed(), column, &Renamed::column);
    if (known == renamed().end()) return tmpl.find(column) ? column : std::string();
    for (const std::string_view key : known->fields)
        if (tmpl.find(key)) return std::string(key);
    return {};
}

KindPtr model_kind(const ModelFile& file, const catalog::Template& tmpl) {
    sheet::Template columns = *sheet::find_template(file.id);
    std::vector<Meaning> meanings;
    for (auto& column : columns.columns) {
        Meaning meaning{field_of(tmpl, column.id), {}};
        const Field* field = tmpl.find(meaning.field);
        if (!field || field->step != Step::filing || field->required == catalog::Required::platform_generated) {
            std::string pair = column.name;
            if (const auto colon = pair.find("："); colon != std::string::npos) pair.resize(colon);
            meaning = {{}, shorten(pair, pair_name_chars_max)};
        }
        // One model, one filing.
        column.unique = column.unique || column.key;
        meanings.push_back(std::move(meaning));
    }
    return std::make_shared<FilingKind>(std::string(file.id), tmpl, std::move(columns), std::move(meanings),
                                        std::string(file.unit));
}

std::vector<const catalog::Template*> templates_of(db::Tx& tx, const auth::Actor& actor) {
    std::vector<const catalog::Template*> out;
    const auto entries = catalog::list_templates(tx, actor, false);
    if (entries.has_error()) return out;
    for (const auto& entry : entries.value())
        if (entry.newest && can_be_imported(*entry.newest, actor.org)) out.push_back(entry.newest);
    return out;
}

}  // namespace

KindPtr find_filing_kind(db::Tx& tx, const auth::Actor& actor, std::string_view id) {
    const auto* tmpl = catalog::template_for(tx, id, actor.org);
    return tmpl && can_be_imported(*tmpl, actor.org) ? filing_kind(*tmpl) : nullptr;
}

std::vector<KindPtr> list_filing_kinds(db::Tx& tx, const auth::Actor& actor) {
    std::vector<KindPtr> out;
    for (const auto* tmpl : templates_of(tx, actor)) out.push_back(filing_kind(*tmpl));
    return out;
}

KindPtr find_model_kind(db::Tx& tx, const auth::Actor& actor, std::string_view id) {
    const auto* file = std::ranges::find(model_files, id, &ModelFile::id);
    if (file == std::end(model_files)) return nullptr;
    for (const auto* tmpl : templates_of(tx, actor))
        if (tmpl->family == file->family) return model_kind(*file, *tmpl);
    return nullptr;
}

std::vector<KindPtr> list_model_kinds(db::Tx& tx, const auth::Actor& actor) {
    std::vector<KindPtr> out;
    for (const ModelFile& file : model_files)
        if (auto kind = find_model_kind(tx, actor, file.id)) out.push_back(std::move(kind));
    return out;
}

}  // namespace yiguan::imports

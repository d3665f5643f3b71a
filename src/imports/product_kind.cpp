#include "imports/product_kind.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "catalog/models.hpp"
#include "codes/items.hpp"
#include "core/text.hpp"
#include "events/production.hpp"
#include "imports/product_codes.hpp"

namespace yiguan::imports {
namespace {

using catalog::Family;
using catalog::Product;
using codes::CodeAt;

/// A printed upload file.
struct ProductFile {
    std::string_view id;
    Family family;
    std::string_view unit;   ///< Of the catalogue.
    std::string_view maker;  ///< Its column of the maker's name.
};
constexpr ProductFile product_files[] = {
    {"EB-PRODUCT", Family::vehicle, "CAT-04-01", "maker"},
    {"BAT-PRODUCT", Family::battery, "CAT-04-03", "producer"},
    {"CHG-PRODUCT", Family::charger, "CAT-04-02", "producer"},
};

/// The columns that say what the piece carries, and what codes/ calls it.
struct Carried {
    std::string_view column, field;
};
constexpr Carried all_carried[] = {
    {"frameNumber", "frameNumber"},       {"motorNumber", "motorNumber"},           {"colour", "colour"},
    {"certificate", "certificateNumber"}, {"controllerNumber", "controllerNumber"}, {"factorySerial", "factorySerial"},
    {"materialNumber", "partNumber"},     {"modelVersion", "modelVersion"},         {"modelCode", "traceCode"},
    {"serialNumber", "serialNumber"},
};

std::string value_at(const Product& product, std::string_view key) {
    const auto at = product.values.values.find(key);
    return at == product.values.values.end() ? std::string() : at->second;
}

class ProductKind final : public Kind {
public:
    explicit ProductKind(const ProductFile& file)
        : file_(file), id_(file.id), unit_(file.unit), columns_(*sheet::find_template(file.id)) {
        for (auto& column : columns_.columns)
            // One of each piece, which the printed rules say of frames and serials only.
            column.unique = column.unique || column.id == "certificate" || column.id == "controllerNumber";
        std::string names;
        for (const auto& column : columns_.columns) names += column.id + '\n';
        reference_ = id_ + "#" + sheet::content_hash(names).substr(0, 12);
        for (const Carried& one : all_carried)
            if (columns_.column(one.column) != no_column) carried_.push_back(one);
    }

    const std::string& id() const override { return id_; }
    const sheet::Template& columns() const override { return columns_; }
    std::string reference() const override { return reference_; }
    auth::Permission permission() const override { return auth::Permission::bind_codes; }
    std::string default_unit() const override { return unit_; }
    bool can_submit() const override { return false; }

    Result<void> accept(const Task& task) const override {
        if (task.unit != unit_)
            return Error{.code = Code::invalid,
                         .pointer = "/unit",
                         .detail = "此类表格的产品单元是固定的，不能另选",
                         .field = "产品单元"};
        if (task.submit)
            return Error{.code = Code::invalid,
                         .pointer = "/submit",
                         .detail = "产品上传不需要审核，不能提交审核",
                         .field = "提交审核"};
        return outcome::success();
    }

    std::vector<Finding> prepare(const Task&, std::vector<std::string>&) const override { return {}; }

    std::vector<Known> look_up(db::Tx& tx, const Task& task, std::span<const Asked> rows) const override;

    sheet::RepairPlan mend(db::Tx& tx, const Task& task, const sheet::Checking& checking) const override {
        return mend_codes(tx, task, checking, file_.family, at("traceCode"), at("model"));
    }

    std::vector<std::string> order(db::Tx& tx, const Task& task, std::span<const ToStore> rows) const override;
    Result<std::vector<Made>> store(db::Tx& tx, const Task& task, std::span<const ToStore> rows, Ready*) const override;

private:
    friend class Looking;
    friend class Storing;

    /// Of a column that the file has.
    std::size_t at(std::string_view column) const { return columns_.column(column); }
    std::string_view type_column() const { return file_.family == Family::vehicle ? "" : "batteryType"; }

    json::object fields_of(std::span<const std::string> values) const {
        json::object out;
        for (const Carried& one : carried_) {
            const std::string& value = values[at(one.column)];
            if (!value.empty()) out[one.field] = one.field == "modelVersion" ? version_text(value) : value;
        }
        return out;
    }
    /// The colour that the batch of such a row is bound with: its page shows the photos of that one (EBM-35).
    std::string colour_to_bind(const Product& product, std::span<const std::string> values) const {
        const bool coloured = product.tmpl->find("bodyColour") && at("colour") != no_column;
        return coloured ? values[at("colour")] : std::string();
    }
    struct Unlike {
        std::string_view column;
        std::string rule;
    };
    /// What a row says otherwise than the batch that its code is bound to, which stays. `reticent`: not how it is.
    std::vector<Unlike> unlike(const codes::Batch& batch, std::span<const std::string> values, bool reticent) const {
        std::vector<Unlike> out;
        const auto add = [&](std::string_view column, std::string_view name, const std::string& bound) {
            out.push_back({column, reticent ? fmt::format("这个追溯码已按另一{}绑定，不能再改", name)
                                            : fmt::format("这个追溯码已按{} {} 绑定，不能再改", name, bound)});
        };
        if (const auto& day = values[at("producedOn")]; !day.empty() && day != batch.production_date)
            add("producedOn", "生产日期", batch.production_date);
        if (at("colour") == no_column || values[at("colour")].empty()) return out;
        if (const auto bound = colour_of(batch);
            !bound.empty() && model_text(bound) != model_text(values[at("colour")]))
            add("colour", "车身颜色", bound);
        return out;
    }
    std::size_t column_of_field(std::string_view field) const {
        const auto known = std::ranges::find(carried_, field, &Carried::field);
        return known == carried_.end() ? no_column : at(known->column);
    }

    const ProductFile& file_;
    std::string id_, unit_;
    sheet::Template columns_;
    std::string reference_;
    std::vector<Carried> carried_;
};

/// What the stored data say of rows, one after the other.
class Looking {
    static constexpr const char* not_now = "这个追溯码现在不能登记单件信息";

public:
    Looking(db::Tx& tx, const Task& task, const ProductKind& kind)
        : tx_(tx), task_(task), kind_(kind), own_(tx, task), today_(beijing_date(task.now)) {}

    /// What the stored data say of the rows is read for all of them together, what their texts mean when it is known
    /// what they are.
    std::vector<Kind::Known> run(std::span<const Kind::Asked> rows) {
        read(rows);
        rows_.resize(rows.size());
        items_.resize(rows.size());
        for (std::size_t i = 0; i < rows.size(); ++i) {
            at_ = i;
            row().values = &rows[i].values;
            begin();
        }
        texts_ = codes::KnownTexts(tx_, task_.actor.org, items_);
        std::vector<Kind::Known> out;
        out.reserve(rows.size());
        for (at_ = 0; at_ < rows.size(); ++at_) {
            finish();
            out.push_back(std::move(row().known));
        }
        return out;
    }

private:
    struct Row {
        std::vector<std::string>* values = nullptr;
        Kind::Known known{};
        std::optional<CodeAt> code{};
        const Product* product = nullptr;  ///< Null: nothing is left to be said of it.
        std::optional<Date> date{};        ///< Set: what it carries was looked at.
        Violations violations{};           ///< Of what it carries.
    };
    Row& row() { return rows_[at_]; }

    void read(std::span<const Kind::Asked> rows) {
        std::vector<CodeAt> wanted;
        std::set<std::string> models;
        for (const Kind::Asked& one : rows) {
            if (const auto code = own_.place(one.values[kind_.at("traceCode")])) wanted.push_back(*code);
            models.insert(model_text(one.values[kind_.at("model")]));
        }
        carried_ = codes::CarriedByCodes(tx_, std::move(wanted));
        own_.read_models(models);
    }

    void begin() {
        const std::string& written = value("traceCode");
        if (!written.empty()) take_code(written);
        // Who sees his own alone hears nothing else of it.
        if (row().code && is_of_others(*row().code)) {
            row().known.stored.emplace().taken = "这个追溯码的单件信息由他人登记";
            return;
        }
        row().product = take_product();
        if (!row().product) return;
        check_model(*row().product);
        check_fields(*row().product);
    }

    void finish() {
        if (!row().product) return;
        if (row().date) take_fields(*row().product);
        if (row().code) compare(*row().product);
    }

    std::string& value(std::string_view column) { return (*row().values)[kind_.at(column)]; }
    void say(std::string_view column, Code code, std::string rule) {
        row().known.findings.push_back({kind_.at(column), code, std::move(rule)});
    }

    void take_code(const std::string& written) {
        row().code = own_.place(written);
        if (!row().code) return say("traceCode", Code::code_forged, "本企业没有这个追溯码，请核对是否抄写有误");
        value("traceCode") = own_.text(*row().code);
    }

    bool is_of_others(const CodeAt& code) const {
        const auto* item = carried_.item(code);
        return item && task_.actor.scope.own_only && item->created_by != task_.actor.user;
    }

    /// The model that the row and its code agree on (EBM-69); null if there is none.
    const Product* take_product() {
        const std::string model = model_text(value("model"));
        if (!row().code) return model.empty() ? nullptr : published(model);
        const Product& product = own_.product_of(*row().code);
        if (product.family() != kind_.file_.family) {
            say("traceCode", Code::codes_not_yours,
                fmt::format("这个追溯码不是为{}申请的", name_zh(kind_.file_.family)));
            return model.empty() ? nullptr : published(model);
        }
        if (!model.empty() && model != model_text(product.model())) {
            if (const Product* other = published(model)) {
                say("traceCode", Code::codes_not_yours,
                    fmt::format("这个追溯码是为型号 {} 申请的，与本行的型号不同", product.model()));
                return other;
            }
            return nullptr;
        }
        if (product.status != catalog::ProductStatus::published) {
            say("model", Code::product_not_published, "此型号未发布或已停用，不能上传产品");
            return nullptr;
        }
        if (!model.empty()) value("model") = product.model();
        return &product;
    }

    const Product* published(const std::string& model) {
        if (const Product* found = own_.published(kind_.file_.family, model)) return found;
        say("model", Code::product_not_published,
            fmt::format("本企业没有已发布的{}型号“{}”，请先备案并通过审核", name_zh(kind_.file_.family),
                        shorten(model, 40)));
        return nullptr;
    }

    void check_model(const Product& product) {
        if (std::string& maker = value(kind_.file_.maker); !maker.empty()) {
            const std::string &registered = task_.org.data.name, filed = value_at(product, "vehicleMaker");
            if (model_text(maker) == model_text(registered))
                maker = registered;
            else if (filed.empty() || model_text(maker) != model_text(filed))
                say(kind_.file_.maker, Code::differs_from_registration,
                    fmt::format("应与登记的企业名称一致：{}", registered));
        }
        if (!kind_.type_column().empty()) {
            const std::string &type = value(kind_.type_column()), filed = value_at(product, "batteryType");
            if (!type.empty() && !filed.empty() && type != filed)
                say(kind_.type_column(), Code::conflict, fmt::format("型号 {} 备案的类型是{}", product.model(), filed));
            const std::string& version = value("modelVersion");
            if (!version.empty() && std::stoll(version) > product.edition)
                say("modelVersion", Code::out_of_bounds,
                    fmt::format("型号 {} 现为第 {} 版，没有第 {} 版", product.model(), product.edition, version));
        }
    }

    // What the piece carries, in the forms that are stored (EBM-59 to EBM-68, EBM-84 to EBM-91).
    void check_fields(const Product& product) {
        const auto date = parse_date(value("producedOn"));
        if (date.has_error()) return;
        row().date = date.value();
        items_[at_] =
            codes::check_item(product, date.value(), today_, kind_.fields_of(*row().values), "", row().violations);
    }
    void take_fields(const Product& product) {
        const auto& item = items_[at_];
        codes::require_free(carried_, texts_, row().code, item, product, "", row().violations);
        if (const auto all = row().violations.result(); all.has_error()) {
            add(all.error());
            for (const Error& other : all.error().others) add(other);
        }
        for (const Carried& one : kind_.carried_) {
            std::string& here = (*row().values)[kind_.at(one.column)];
            const auto read = item.values.find(one.field);
            if (!here.empty() && one.field != "modelVersion" && read != item.values.end()) here = read->second;
        }
        if (kind_.at("modelCode") == no_column) return;
        const auto expected = catalog::item_model_code(product, task_.org.data.uscc.text(), to_string(*row().date));
        if (const std::string& given = value("modelCode"); !given.empty() && !expected.empty() && given != expected)
            say("modelCode", Code::key_value,
                fmt::format("本企业此型号在 {} 年生产的应为 {}", row().date->year, expected));
    }
    void add(const Error& error) {
        const std::string_view pointer = error.pointer;
        constexpr std::string_view front = "/fields/";
        // That the code carries something already is compared, not refused.
        if (pointer == "/code") return;
        const auto field =
            pointer.substr(pointer.starts_with(front) ? front.size() : std::min<std::size_t>(1, pointer.size()));
        row().known.findings.push_back({kind_.column_of_field(field), error.code, error.detail});
    }

    // With what the code carries already, and with what it was bound to.
    void compare(const Product& product) {
        const codes::Segment* segment = carried_.segment(*row().code);
        if (!segment) return check_binding(product);
        const codes::Item* item = carried_.item(*row().code);
        // What others bound is theirs to know: who sees his own alone hears that it does not fit, not how it is.
        const bool reticent = task_.actor.scope.own_only && !item;
        if (!codes::can_carry(*segment))
            return say("traceCode", Code::wrong_state, reticent ? not_now : "这个追溯码已作废");
        const bool here = codes::is_at_maker(*segment, task_.actor.org);
        if (!item && !here)
            return say("traceCode", Code::wrong_state,
                       reticent ? not_now : "这个追溯码的产品已入库或流转，不能再登记单件信息");
        if (const auto* batch = own_.batch(row().code->block, segment->state.batch); batch && here)
            for (auto& [column, rule] : kind_.unlike(*batch, *row().values, reticent))
                say(column, Code::conflict, std::move(rule));
        if (!item) return;
        auto& stored = row().known.stored.emplace();
        stored.object = item->id.value;
        stored.version = 1;
        stored.values = stored_values(*item, product);
        if (!here) stored.locked = "产品已入库或流转，单件信息不能再修改";
    }

    void check_binding(const Product& product) {
        std::string unknown;
        binding_fields(*product.tmpl, unknown);
        if (!unknown.empty())
            say("traceCode", Code::missing_field,
                fmt::format("绑码时还须填写{}，表格没有这些列，请先在“今日生产”绑定这个追溯码", unknown));
    }

    std::vector<std::string> stored_values(const codes::Item& item, const Product& product) {
        std::vector<std::string> out(row().values->size());
        const auto put = [&](std::string_view column, std::string text) { out[kind_.at(column)] = std::move(text); };
        put("traceCode", value("traceCode"));
        put("model", product.model());
        put("producedOn", item.production_date);
        // These are the model's, and were compared with it.
        put(kind_.file_.maker, value(kind_.file_.maker));
        if (!kind_.type_column().empty()) put(kind_.type_column(), value(kind_.type_column()));
        const auto carried = parse_json_object(item.values).value();
        for (const Carried& one : kind_.carried_) {
            const auto* text = carried.if_contains(one.field);
            if (!text || !text->is_string()) continue;
            const std::string plain(text->get_string());
            put(one.column, one.field == "modelVersion" ? version_column(plain) : plain);
        }
        return out;
    }

    db::Tx& tx_;
    const Task& task_;
    const ProductKind& kind_;
    OwnCodes own_;
    Date today_;
    codes::CarriedByCodes carried_;
    codes::KnownTexts texts_;
    std::vector<Row> rows_;
    std::vector<codes::CheckedItem> items_;  // what the rows say that they carry
    std::size_t at_ = 0;                     // the row that is looked at
};

/// Rows of one model, production date and colour become one binding, whose codes are ranges.
class Storing {
public:
    Storing(db::Tx& tx, const Task& task, const ProductKind& kind)
        : tx_(tx), task_(task), kind_(kind), own_(tx, task) {}

    Result<std::vector<Kind::Made>> run(std::span<const Kind::ToStore> rows) {
        std::vector<CodeAt> wanted;
        for (const Kind::ToStore& row : rows)
            if (const auto code = own_.place(row.values[kind_.at("traceCode")])) wanted.push_back(*code);
        carried_ = codes::CarriedByCodes(tx_, std::move(wanted));
        // All that is wrong is told at once: each refusal costs the whole transaction.
        for (std::size_t i = 0; i < rows.size(); ++i) take(i, rows[i]);
        TRY_VOID(violations_.result());
        for (const auto& [row, item] : replaced_)
            if (auto closed = codes::close_item(tx_, task_.actor, item); closed.has_error())
                say(row, "traceCode", closed.error().code, std::move(closed).error().detail);
        TRY_VOID(violations_.result());
        std::vector<Kind::Made> made(rows.size());
        for (auto& [of, group] : groups_)
            if (auto done = store(of, group, made); done.has_error()) {
                Error error = std::move(done).error();
                const auto others = std::exchange(error.others, {});
                // What blames no row is of all of them.
                if (!error.pointer.starts_with("/rows/")) return error;
                violations_.add(std::move(error));
                for (const Error& other : others) violations_.add(other);
            }
        TRY_VOID(violations_.result());
        return made;
    }

private:
    static constexpr std::size_t pieces_max = 1000;  // of one binding: each may be a range of its own
    struct Batch {
        ProductId product;
        std::string day, colour;
        int part = 0;  ///< Of more rows than one binding takes.
        friend auto operator<=>(const Batch&, const Batch&) = default;
    };
    struct Group {
        std::vector<std::size_t> rows;
        std::vector<events::PieceRow> pieces;
        bool binds = false;  ///< Some of its codes are free.
    };

    static std::string row_pointer(std::size_t row) { return fmt::format("/rows/{}", row); }
    std::string pointer(std::size_t row, std::string_view column) const {
        return fmt::format("/rows/{}/columns/{}", row, kind_.at(column));
    }

    void say(std::size_t row, std::string_view column, Code code, std::string rule) {
        violations_.add({code, pointer(row, column), std::move(rule)});
    }

    void take(std::size_t i, const Kind::ToStore& row) {
        const auto code = own_.place(row.values[kind_.at("traceCode")]);
        if (!code) return say(i, "traceCode", Code::code_forged, "本企业没有这个追溯码，请核对是否抄写有误");
        const Product& product = own_.product_of(*code);
        if (product.family() != kind_.file_.family ||
            model_text(product.model()) != model_text(row.values[kind_.at("model")]))
            return say(i, "model", Code::conflict, "预览之后型号已有变化，请重新检查");
        if (product.status != catalog::ProductStatus::published)
            return say(i, "model", Code::product_not_published, "此型号未发布或已停用，不能上传产品");
        events::PieceRow piece{code, kind_.fields_of(row.values)};
        const auto* item = carried_.item(*code);
        if ((item ? item->id.value : 0) != row.object)
            return say(i, "traceCode", Code::conflict, "预览之后这个追溯码的单件信息已有变化，请重新检查");
        const auto* segment = carried_.segment(*code);
        const auto* batch = segment ? own_.batch(code->block, segment->state.batch) : nullptr;
        if (batch) {
            auto unlike = kind_.unlike(*batch, row.values, task_.actor.scope.own_only && !item);
            for (auto& [column, rule] : unlike) say(i, column, Code::conflict, std::move(rule));
            if (!unlike.empty()) return;
        }
        if (item) {
            // What the file does not say stays as it was.
            auto fields = parse_json_object(item->values).value();
            for (const auto& [key, value] : piece.fields) fields[key] = value;
            piece.fields = std::move(fields);
            replaced_.emplace_back(i, item->id);
        }
        Batch batch_of{product.id, row.values[kind_.at("producedOn")], kind_.colour_to_bind(product, row.values)};
        while (groups_[batch_of].rows.size() == pieces_max) ++batch_of.part;
        Group& group = groups_[batch_of];
        group.rows.push_back(i);
        group.pieces.push_back(std::move(piece));
        group.binds = group.binds || !segment;
    }

    // 批次号: the next one of the production date, as 今日生产 suggests it: 20240101-01, 20240101-02 ... All of a day
    // are found by the day alone.
    Result<void> store(const Batch& batch, Group& group, std::vector<Kind::Made>& made) {
        TRY(const auto date, parse_date(batch.day));
        events::ProductionInput input{.product = batch.product,
                                      .batch_number = {},
                                      .production_date = date,
                                      .ranges = {},
                                      .pieces = std::move(group.pieces),
                                      .input = {}};
        std::string unknown;
        if (group.binds) {
            input.input.fields = binding_fields(*own_.product(batch.product).tmpl, unknown);
            if (!batch.colour.empty()) input.input.fields["bodyColour"] = batch.colour;
        }
        // Nothing is applied for: every row has its code.
        auto bound = events::bind_pieces(tx_, task_.actor, {}, input);
        if (bound.has_error()) return blamed(std::move(bound).error(), group.rows);
        for (std::size_t k = 0; k < group.rows.size(); ++k) made[group.rows[k]] = {bound.value().items[k].id.value, 1};
        return outcome::success();
    }

    // bind_pieces() names pieces and their fields: rows and columns of the file here.
    Error blamed(Error error, const std::vector<std::size_t>& rows) const {
        const auto point = [&](Error& one) {
            constexpr std::string_view front = "/rows/", middle = "/fields/";
            std::string_view rest = one.pointer;
            if (!rest.starts_with(front)) return;
            rest.remove_prefix(front.size());
            const auto slash = std::min(rest.find('/'), rest.size());
            const std::size_t row = rows.at(std::stoul(std::string(rest.substr(0, slash))));
            rest.remove_prefix(slash);
            const std::size_t column = rest == "/code"            ? kind_.at("traceCode")
                                       : rest.starts_with(middle) ? kind_.column_of_field(rest.substr(middle.size()))
                                                                  : no_column;
            // Other rows are told by their numbers in the file, which are not known here.
            if (one.detail.ends_with("行重复")) one.detail = fmt::format("“{}”与另一行重复", one.value);
            one.pointer =
                column == no_column ? row_pointer(row) : fmt::format("{}/columns/{}", row_pointer(row), column);
        };
        point(error);
        for (Error& other : error.others) point(other);
        return error;
    }

    db::Tx& tx_;
    const Task& task_;
    const ProductKind& kind_;
    OwnCodes own_;
    codes::CarriedByCodes carried_;
    Violations violations_;
    std::vector<std::pair<std::size_t, codes::ItemId>> replaced_;  // by the rows
    std::map<Batch, Group> groups_;
};

std::vector<Kind::Known> ProductKind::look_up(db::Tx& tx, const Task& task, std::span<const Asked> rows) const {
    return Looking(tx, task, *this).run(rows);
}

// As they are bound together, and the codes of a range one after the other: each stretch of codes is a segment for
// good.
std::vector<std::string> ProductKind::order(db::Tx& tx, const Task& task, std::span<const ToStore> rows) const {
    OwnCodes own(tx, task);
    std::vector<std::string> out;
    out.reserve(rows.size());
    for (const ToStore& row : rows) {
        std::string& key = out.emplace_back();
        const auto code = own.place(row.values[at("traceCode")]);
        if (!code) continue;
        const Product& product = own.product_of(*code);
        key = fmt::format("{:020}\n{}\n{}\n{:020}{:020}", product.id.value, row.values[at("producedOn")],
                          colour_to_bind(product, row.values), code->block.value, code->counter);
    }
    return out;
}

Result<std::vector<Kind::Made>> ProductKind::store(db::Tx& tx, const Task& task, std::span<const ToStore> rows,
                                                   Ready*) const {
    return Storing(tx, task, *this).run(rows);
}

}  // namespace

KindPtr find_product_kind(db::Tx&, const auth::Actor&, std::string_view id) {
    const auto* file = std::ranges::find(product_files, id, &ProductFile::id);
    return file == std::end(product_files) ? nullptr : std::make_shared<ProductKind>(*file);
}

std::vector<KindPtr> list_product_kinds(db::Tx&, const auth::Actor&) {
    std::vector<KindPtr> out;
    for (const ProductFile& file : product_files) out.push_back(std::make_shared<ProductKind>(file));
    return out;
}

}  // namespace yiguan::imports

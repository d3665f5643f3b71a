// 批量修复: one value mends many. Everything goes through the services of what is changed.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "codes/batches.hpp"
#include "core/text.hpp"
#include "dossier/reports.hpp"
#include "quality/quality.hpp"

namespace yiguan::quality {
namespace {

using dossier::DossierId;

const Issue& issue_of(const Score& score, const IssueType& type) {
    return *std::ranges::find(score.issues, &type, &Issue::type);
}

std::string pointer_of(std::size_t object) {
    return fmt::format("/objects/{}", object);
}

// One repair on its way: what is refused of each object is collected.
class Repairing {
public:
    Repairing(db::Tx& tx, const auth::Actor& actor, const IssueType& type, const RepairInput& input)
        : tx_(tx), actor_(actor), type_(type), input_(input) {}

    Result<void> run() {
        TRY_VOID(find_objects());
        switch (type_.repair) {
            case Repair::none:
                return Error{Code::wrong_state, "", "这种问题不能批量修复，请在各自的页面上处理"};
            case Repair::certificate: {
                TRY_VOID(link_certificate());
                break;
            }
            case Repair::report:
                each([&](std::int64_t id) { return add_report(DossierId{id}); });
                break;
            case Repair::fill:
                each([&](std::int64_t id) {
                    return rewrite(DossierId{id}, [&](json::object& body, const dossier::Dossier&) { fill(body); });
                });
                break;
            case Repair::codes:
                each([&](std::int64_t id) {
                    return rewrite(DossierId{id},
                                   [&](json::object& body, const dossier::Dossier& d) { take_codes(body, d); });
                });
                break;
        }
        TRY_VOID(violations_.result());
        return require_mended();
    }

private:
    Result<std::map<std::int64_t, std::string>> objects_of_issue() {
        TRY(const auto score, assess(tx_, actor_, {.period = Period::year}, &type_));
        std::map<std::int64_t, std::string> found;
        for (const Object& object : issue_of(score, type_).objects) found.emplace(object.id, object.text);
        return found;
    }

    Result<void> find_objects() {
        TRY(texts_, objects_of_issue());
        for (std::size_t i = 0; i < input_.objects.size(); ++i)
            if (!texts_.contains(input_.objects[i]))
                violations_.add({Code::not_found, pointer_of(i), "近 365 天的数据中，没有这个有此问题的对象", "对象"});
        return violations_.result();
    }

    template <class F>
    void each(F change) {
        for (std::size_t i = 0; i < input_.objects.size(); ++i)
            if (const Result<void> done = change(input_.objects[i]); done.has_error()) refuse(i, done.error());
    }

    void refuse(std::size_t object, const Error& error) {
        const std::string& text = texts_.at(input_.objects[object]);
        const auto say = [&](const Error& e) {
            violations_.add({.code = e.code,
                             .pointer = pointer_of(object),
                             .detail = fmt::format("{}：{}{}", text, e.field.empty() ? "" : e.field + "，", e.detail),
                             .field = "对象"});
        };
        say(error);
        for (const Error& other : error.others) say(other);
    }

    // Products, or batches of some.
    Result<void> link_certificate() {
        const Error unknown{Code::not_found, "/certificate", "没有这份证书或报告", "证书"};
        auto found = catalog::read_certificate(tx_, actor_, input_.certificate);
        if (found.has_error() || found.value().org != actor_.org) return unknown;
        auto certificate = std::move(found).value();
        std::set<ProductId> products(certificate.data.products.begin(), certificate.data.products.end());
        for (std::size_t i = 0; i < input_.objects.size(); ++i) {
            ProductId product{input_.objects[i]};
            if (type_.key == "madeUncertified") {
                const auto batch = codes::find_org_batch(tx_, actor_.org, BatchId{input_.objects[i]});
                if (!batch) continue;
                product = batch->product;
            }
            if (products.insert(product).second) certificate.data.products.push_back(product);
        }
        auto stored = catalog::update_certificate(tx_, actor_, certificate.id, certificate.version, certificate.data);
        if (stored.has_value()) return outcome::success();
        Error error = stored.error();
        error.pointer = "/certificate";
        return error;
    }

    Result<void> add_report(DossierId id) {
        json::object body = input_.values;
        body["dossier"] = to_string(id);
        TRY(const auto data, dossier::decode_report(body, tx_.now()));
        TRY_VOID(dossier::add_report(tx_, actor_, data));
        return outcome::success();
    }

    // The dossier as its form would send it again: all rules of the form hold.
    template <class F>
    Result<void> rewrite(DossierId id, F change) {
        TRY(const auto found, dossier::read(tx_, actor_, id));
        json::object body = dossier::encode(found.content);
        change(body, found);
        TRY(const auto content, dossier::decode(body, tx_.now()));
        TRY_VOID(dossier::update(tx_, actor_, id, found.version, content));
        return outcome::success();
    }

    static bool lacks(const json::object& of, std::string_view key) {
        const auto* value = of.if_contains(key);
        return !value || value->is_null() || (value->is_string() && value->get_string().empty()) ||
               (value->is_array() && value->get_array().empty());
    }
    // What is there stays.
    static void add_missing(json::object& to, const json::object& from) {
        for (const auto& [key, value] : from)
            if (lacks(to, key)) to[key] = value;
    }
    void fill(json::object& body) const {
        for (const auto& [key, given] : input_.values) {
            if (given.is_object()) {
                if (!body[key].is_object()) body[key].emplace_object();
                add_missing(body[key].get_object(), given.get_object());
            } else if (lacks(body, key)) {
                body[key] = given;
            } else if (const auto* rows = given.if_array(); rows && rows->size() == 1 && rows->front().is_object()) {
                for (auto& row : body[key].as_array()) add_missing(row.as_object(), rows->front().get_object());
            }
        }
    }

    void take_codes(json::object& body, const dossier::Dossier& dossier) {
        std::int64_t count = 0;
        std::string day;
        dossier::each_joined(tx_, dossier, [&](const codes::Batch& batch) {
            count += batch.count;
            if (!batch.production_date.empty() && (day.empty() || batch.production_date < day))
                day = batch.production_date;
            return true;
        });
        auto& production = body["production"].as_object();
        if (type_.key == "dateDiffers" && !day.empty()) production["date"] = day;
        if (type_.key == "quantityDiffers") production["quantity"] = std::to_string(count);
    }

    // A certificate that does not hold on the day, or a batch that lacks something else, is told before it is stored.
    Result<void> require_mended() {
        TRY(const auto left, objects_of_issue());
        for (std::size_t i = 0; i < input_.objects.size(); ++i)
            if (left.contains(input_.objects[i]))
                violations_.add(
                    {Code::invalid, pointer_of(i),
                     fmt::format("{}：按所给的内容修复后，仍然“{}”", texts_.at(input_.objects[i]), type_.zh), "对象"});
        return violations_.result();
    }

    db::Tx& tx_;
    const auth::Actor& actor_;
    const IssueType& type_;
    const RepairInput& input_;
    std::map<std::int64_t, std::string> texts_;
    Violations violations_;
};

}  // namespace

Result<RepairInput> decode_repair(const IssueType& type, const json::object& body) {
    Violations violations;
    ObjectReader in(body, violations);
    RepairInput out;
    if (const auto* list = in.array("objects", "对象")) {
        if (list->empty() || list->size() > repairs_max)
            in.violation(Code::out_of_bounds, "objects", "对象", fmt::format("一次修复 1 至 {} 个对象", repairs_max));
        for (std::size_t i = 0; i < std::min(list->size(), repairs_max); ++i) {
            const auto* text = (*list)[i].if_string();
            const auto id = text ? parse_id_as<ProductId>(std::string_view(*text)) : std::nullopt;
            if (!id)
                violations.add({Code::invalid, pointer_of(i), "对象编号无效", "对象"});
            else if (std::ranges::find(out.objects, id->value) == out.objects.end())
                out.objects.push_back(id->value);
        }
    }
    switch (type.repair) {
        case Repair::certificate:
            out.certificate = in.id<catalog::CertificateId>("certificate", "证书");
            break;
        case Repair::report:
            if (const auto* report = in.object("report", "检验报告")) {
                out.values = *report;
                if (report->contains("dossier"))
                    violations.add({Code::unknown_field, "/report/dossier", "批次由所选对象决定", "批次"});
            }
            break;
        case Repair::fill:
            if (const auto* given = in.object("fill", "补全内容")) {
                out.values = *given;
                ObjectReader fill(*given, violations, "/fill");
                fill.array("purchases", "进货信息", false);
                fill.object("production", "生产信息", false);
                fill.array("sales", "销售信息", false);
                fill.finish();
            }
            break;
        case Repair::codes:
        case Repair::none:
            break;
    }
    in.finish();
    TRY_VOID(violations.result());
    return out;
}

Result<void> repair(db::Tx& tx, const auth::Actor& actor, const IssueType& type, const RepairInput& input) {
    return Repairing(tx, actor, type, input).run();
}

}  // namespace yiguan::quality

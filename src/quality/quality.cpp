#include "quality/quality.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <map>
#include <set>

#include "auth/auth.hpp"
#include "auth/digest.hpp"
#include "catalog/certificates.hpp"
#include "catalog/templates.hpp"
#include "core/text.hpp"
#include "events/events.hpp"
#include "quality/quality_store.hpp"
#include "registry/registry.hpp"

namespace yiguan::quality {
namespace {

using catalog::day_ms;

constexpr int certificates_max = 200;  // of a product
constexpr int bound_within_days = 30, recorded_within_days = 7, trend_days = 90;
constexpr auto may_ignore = auth::Permission::open_sections;  // not the recorder's to decide (FIL-12)
constexpr auto look = auth::Permission::read_codes;

Error no_organisation() {
    return {.code = Code::not_found, .pointer = "/organisation", .detail = "没有这个企业", .field = "企业"};
}
Error no_product() {
    return {.code = Code::not_found, .pointer = "/product", .detail = "没有这个产品备案", .field = "产品"};
}
Error no_ignore() {
    return {Code::not_found, "", "没有这条忽略记录"};
}

std::string day_of(UtcMs at) {
    return to_string(beijing_date(at));
}
std::int64_t day_number(UtcMs at) {
    return (at.value + 8 * 3'600'000) / day_ms;
}
UtcMs midnight_of(std::int64_t day_number) {
    return UtcMs{day_number * day_ms - 8 * 3'600'000};
}

// Whole units that are counted: what is weighed or measured cannot be compared with codes.
bool is_counted(std::string_view unit) {
    static constexpr std::string_view counted[] = {"",   "件", "个", "台", "辆", "只", "支", "块", "套",
                                                   "卷", "盘", "根", "条", "片", "张", "箱", "组", "把"};
    return std::ranges::find(counted, unit) != std::end(counted);
}

// The same lot has the same number, whichever dossiers name it. 0 means all objects.
std::int64_t number_of(const store::LotRow& lot) {
    const auto digest = auth::sha256(fmt::format("{}\n{}\n{}\n{}", lot.supplier, lot.material, lot.lots, lot.unit));
    std::uint64_t number = 0;
    for (std::size_t i = 0; i < 8; ++i) number = (number << 8) | std::to_integer<std::uint64_t>(digest[i]);
    return static_cast<std::int64_t>((number >> 1) | 1);
}

// Looks at everything once and notes what is wrong with it.
class Assessment {
public:
    Assessment(db::Tx& tx, const store::Scope& scope, bool present_too, const IssueType* only)
        : tx_(tx), scope_(scope), present_too_(present_too), only_(only), today_(day_of(tx.now())) {
        for (const IssueType& type : issue_types()) score_.issues.push_back({.type = &type});
    }

    Score run() {
        if (present_too_) {
            if (wants({"productFields", "productPicture", "productReport", "modelRepeated", "certificateEnded",
                       "certificateDiffers"}))
                products();
            if (wants({"lotOverused"})) lots();
            if (wants({"codesEmpty"})) empty_codes();
        }
        if (wants({"numberRepeated", "madeBeforeFiling", "boundLate", "madeUncertified"})) batches();
        if (wants({"eventBeforeCodes", "eventLate"})) facts();
        if (wants({"dossierIncomplete", "severalMakers", "reportMissing", "quantityDiffers", "dateDiffers"}))
            dossiers();
        if (wants({"serialShared"})) items();
        ignore();
        deduct();
        return std::move(score_);
    }

private:
    template <class Row>
    std::vector<Row> read(std::vector<Row> rows) {
        if (rows.size() > scanned_max) {
            rows.resize(scanned_max);
            score_.cut = true;
        }
        return rows;
    }

    bool wants(std::initializer_list<std::string_view> keys) const {
        return !only_ || std::ranges::find(keys, only_->key) != keys.end();
    }
    // The newest of the period alone, whatever is filtered out of them.
    store::Scope newest(store::Kind kind) {
        store::Scope scope = scope_;
        if (const auto from = store::newest_from(tx_, kind, scope_, scanned_max)) {
            scope.from = *from;
            score_.cut = true;
        }
        return scope;
    }
    template <class Row, class Of>
    void read_certificates(const std::vector<Row>& rows, Of product_of) {
        std::set<ProductId> unknown;
        for (const Row& row : rows)
            if (!certificates_.contains(product_of(row))) unknown.insert(product_of(row));
        const std::vector<ProductId> products(unknown.begin(), unknown.end());
        auto found = store::certificates(tx_, scope_.org, products, certificates_max);
        for (std::size_t i = 0; i < products.size(); ++i) certificates_[products[i]] = std::move(found[i]);
    }

    Issue& issue(std::string_view key) {
        return *std::ranges::find(score_.issues, key, [](const Issue& i) { return i.type->key; });
    }
    void see(std::string_view key, bool wrong, std::int64_t id, const std::string& text, const std::string& page) {
        Issue& of = issue(key);
        ++of.base;
        if (wrong) of.objects.push_back({.id = id, .text = text, .page = page});
    }

    // ---- what is there now

    void products() {
        const auto rows = read(store::products(tx_, scope_, scanned_max + 1));
        read_certificates(rows, [](const auto& p) { return p.id; });
        std::map<std::string, int> models;
        for (const auto& p : rows)
            if (!p.model.empty()) ++models[p.model];
        for (const auto& p : rows) {
            const auto text = p.model.empty() ? p.name : fmt::format("{} {}", p.name, p.model);
            const auto page = "/products/" + to_string(p.id);
            const auto say = [&](std::string_view key, bool wrong) { see(key, wrong, p.id.value, text, page); };
            const auto values = catalog::FieldValues::from_json(p.values);
            say("productFields", lacks_fields(p.tmpl, values));
            say("productPicture", !p.picture);
            say("productReport", !has_report(p));
            say("modelRepeated", !p.model.empty() && models[p.model] > 1);
            certificates_of(p.id, values, say);
        }
    }

    bool lacks_fields(const std::string& ref, const catalog::FieldValues& values) {
        const auto [known, fresh] = templates_.try_emplace(ref, nullptr);
        if (fresh) known->second = catalog::find_template(tx_, ref);
        if (!known->second) return false;
        int wanted = 0, filled = 0;
        for (const catalog::Field& f : known->second->fields) {
            const bool optional =
                f.required == catalog::Required::optional || f.required == catalog::Required::if_applicable;
            if (f.step != catalog::Step::filing || !optional || f.choosable()) continue;
            ++wanted;
            const auto value = values.values.find(f.key);
            filled += value != values.values.end() && !value->second.empty() ? 1 : 0;
        }
        return filled * 2 < wanted;
    }

    bool has_report(const store::ProductRow& p) {
        const auto linked = certificates_.find(p.id);
        if (linked != certificates_.end())
            for (const auto& c : linked->second)
                if (c.type == static_cast<int>(catalog::CertificateType::type_test_report) ||
                    c.type == static_cast<int>(catalog::CertificateType::factory_report))
                    return true;
        if (p.extras.empty()) return false;
        return !catalog::Extras::from_json(json::parse(p.extras).as_object()).reports.empty();
    }

    template <class Say>
    void certificates_of(ProductId product, const catalog::FieldValues& values, Say say) {
        bool ended = false, differs = false;
        for (const auto& [type, key] : {std::pair(catalog::CertificateType::ccc, "cccCertificate"),
                                        std::pair(catalog::CertificateType::production_licence, "productionLicence")}) {
            bool linked = false, valid = false, same = false;
            const auto given = values.values.find(key);
            for (const auto& c : certificates_[product]) {
                if (c.type != static_cast<int>(type)) continue;
                linked = true;
                valid = valid || holds_on(c, today_);
                same = same || (given != values.values.end() && given->second == c.number);
            }
            ended = ended || (linked && !valid);
            differs = differs || (linked && !same && given != values.values.end() && !given->second.empty());
        }
        say("certificateEnded", ended);
        say("certificateDiffers", differs);
    }

    static bool holds_on(const store::CertificateRow& c, std::string_view day) {
        return (c.from.empty() || c.from <= day) && (c.to.empty() || c.to >= day);
    }

    void lots() {
        for (const auto& lot : read(store::lots(tx_, scope_, scanned_max + 1)))
            see("lotOverused", lot.total > 0 && lot.used > lot.total, number_of(lot),
                fmt::format("{} {} {}", lot.supplier, lot.material, lot.lots), "/codes/materials");
    }

    void empty_codes() {
        const auto sums = store::code_sums(tx_, scope_);
        Issue& empty = issue("codesEmpty");
        empty.base = sums.issued - sums.voided;
        empty.count = sums.issued - sums.voided - sums.bound;
    }

    // ---- what was recorded in the period

    void batches() {
        const auto rows = read(store::batches(tx_, newest(store::Kind::batch), scanned_max + 1));
        read_certificates(rows, [](const auto& b) { return b.product; });
        const auto repeated = overlapping(rows);
        BatchId last;
        for (const auto& b : rows) {
            if (b.id == last) continue;  // the same batch in a further block
            last = b.id;
            const auto page = "/codes/batches?id=" + to_string(b.id);
            const auto text = fmt::format("{} {}", b.product_name, b.prefix);
            const auto say = [&](std::string_view key, bool wrong) { see(key, wrong, b.id.value, text, page); };
            const std::string& made = b.production_date;
            say("numberRepeated", repeated.contains(b.id));
            if (made.empty()) continue;
            say("madeBeforeFiling", made < day_of(b.filed_at));
            const auto date = parse_date(made);
            say("boundLate", date.has_value() && b.created_at.value - beijing_midnight(date.value()).value >
                                                     (bound_within_days + 1) * day_ms);
            say("madeUncertified", !is_certified(b.product, made));
        }
    }

    bool is_certified(ProductId product, std::string_view day) {
        return std::ranges::all_of(catalog::mandatory_certificates, [&](catalog::CertificateType type) {
            bool linked = false, valid = false;
            for (const auto& c : certificates_[product]) {
                if (c.type != static_cast<int>(type)) continue;
                linked = true;
                valid = valid || holds_on(c, day);
            }
            return valid || !linked;
        });
    }

    // Batches whose numbers some other batch of the product has. A text without running number may be that of a batch,
    // under which several are bound.
    static std::set<BatchId> overlapping(const std::vector<store::BatchRow>& rows) {
        std::map<std::tuple<ProductId, std::string, int>, std::vector<const store::BatchRow*>> groups;
        for (const auto& b : rows)
            if (b.count > 0 && b.width > 0) groups[{b.product, b.prefix, b.width}].push_back(&b);
        std::set<BatchId> found;
        for (auto& [key, group] : groups) {
            std::ranges::sort(group, {}, [](const auto* b) { return std::pair(b->first, b->id); });
            const store::BatchRow* furthest = nullptr;  // of those before, the one that ends last
            for (const auto* b : group) {
                if (furthest && furthest->id != b->id && b->first < furthest->first + furthest->count)
                    found.insert({furthest->id, b->id});
                if (!furthest || b->first + b->count > furthest->first + furthest->count) furthest = b;
            }
        }
        return found;
    }

    void facts() {
        for (const auto& e : read(store::events(tx_, newest(store::Kind::event), scanned_max + 1))) {
            const auto text = fmt::format("{} {}", events::name_zh(static_cast<events::BizStep>(e.step)),
                                          beijing_minute(e.event_time));
            const auto page = fmt::format("/codes/segments/{}", to_string(e.home));
            // By the day, as the guards do: of many events no more is known.
            see("eventBeforeCodes", day_number(e.event_time) < day_number(e.applied_at), e.id.value, text, page);
            see("eventLate", e.record_time.value - e.event_time.value > recorded_within_days * day_ms, e.id.value, text,
                page);
        }
    }

    void dossiers() {
        for (const auto& d : read(store::dossiers(tx_, newest(store::Kind::dossier), scanned_max + 1))) {
            const auto text = fmt::format("{} {}", d.product_name, d.number);
            const auto page = fmt::format("/dossiers/{}/edit", d.id);
            const auto say = [&](std::string_view key, bool wrong) { see(key, wrong, d.id, text, page); };
            say("dossierIncomplete", !d.complete);
            say("severalMakers", d.contested);
            if (d.complete) say("reportMissing", !d.report);
            if (d.bound == 0) continue;
            const json::value content = json::parse(d.content);
            const auto& made = content.at("production").as_object();
            const auto at = [&](std::string_view key) {
                const auto* value = made.if_contains(key);
                return value ? std::string(value->as_string()) : std::string();
            };
            if (const auto quantity = catalog::parse_millionths(at("quantity")); quantity && is_counted(at("unit")))
                say("quantityDiffers", *quantity != d.bound * 1'000'000);
            if (const auto date = at("date"); !date.empty() && !d.bound_date.empty())
                say("dateDiffers", date != d.bound_date);
        }
    }

    void items() {
        for (const auto& i : read(store::items(tx_, newest(store::Kind::item), scanned_max + 1)))
            see("serialShared", i.shared, i.id, fmt::format("{} {}", i.model, i.serial),
                i.serial.empty() ? "/codes/query" : "/codes/query?code=" + percent_encode(i.serial));
    }

    // ---- the sum

    void ignore() {
        std::map<std::pair<std::string, std::int64_t>, Ignore> ignored;
        for (auto& one : store::ignores(tx_, scope_.org, tx_.now(), ignores_max))
            ignored.emplace(std::pair(one.issue, one.object), std::move(one));
        for (Issue& i : score_.issues) {
            const std::string key(i.type->key);
            if (const auto all = ignored.find({key, 0}); all != ignored.end()) i.ignore = all->second;
            if (i.type->key == "codesEmpty") continue;
            for (Object& object : i.objects)
                if (const auto one = ignored.find({key, object.id}); one != ignored.end())
                    object.ignored = one->second, ++i.ignored;
            i.count = static_cast<std::int64_t>(i.objects.size()) - i.ignored;
        }
    }

    // Every share is rounded up, so that only what is without fault has all points.
    void deduct() {
        std::int64_t total = 10'000;
        std::array<std::int64_t, part_count> left;
        left.fill(10'000);
        for (Issue& i : score_.issues) {
            if (i.base == 0 || i.count == 0 || i.ignore) continue;
            const auto part = static_cast<std::size_t>(i.type->part);
            const auto share = [&](std::int64_t points) {
                // Counts of codes are up to 10^15: the product stays within 64 bits.
                return (points * i.count + i.base - 1) / i.base;
            };
            i.deduction = share(static_cast<std::int64_t>(i.type->weight) * parts()[part].weight);
            total -= i.deduction;
            left[part] -= share(static_cast<std::int64_t>(i.type->weight) * 100);
        }
        score_.total = static_cast<int>(std::max<std::int64_t>(total, 0) / 100);
        for (std::size_t part = 0; part < part_count; ++part)
            score_.parts[part] = static_cast<int>(std::max<std::int64_t>(left[part], 0) / 100);
    }

    db::Tx& tx_;
    const store::Scope& scope_;
    bool present_too_;
    const IssueType* only_;
    std::string today_;
    Score score_;
    std::map<ProductId, std::vector<store::CertificateRow>> certificates_;
    std::map<std::string, const catalog::Template*> templates_;
};

/// A stranger is not told that there is such an organisation.
Result<OrgId> readable(db::Tx& tx, const auth::Actor& actor, std::optional<OrgId> asked) {
    TRY_VOID(auth::require(actor, look));
    const OrgId org = asked.value_or(actor.org);
    if (!org) return no_organisation();
    if (org == actor.org) return org;
    if (registry::require_reach(tx, actor, auth::Permission::read_organisation, org).has_error())
        return no_organisation();
    return org;
}

std::string parts_of(const Score& score) {
    return fmt::format("{}", fmt::join(score.parts, ","));
}

bool sees_own_alone(const auth::Actor& actor, OrgId org) {
    return org == actor.org && actor.scope.own_only;
}

// What others recorded is not decided upon by who sees his own alone.
Result<void> require_own(db::Tx& tx, const auth::Actor& actor, const NewIgnore& input) {
    if (!actor.scope.own_only) return outcome::success();
    if (input.object != 0) {
        const auto* type = find_issue_type(input.issue);
        TRY(const auto score, assess(tx, actor, {.period = Period::year}, type));
        const auto found = std::ranges::find(score.issues, type, &Issue::type);
        if (std::ranges::find(found->objects, input.object, &Object::id) != found->objects.end())
            return outcome::success();
    }
    return Error{.code = Code::forbidden, .pointer = "/object", .detail = "只能忽略本人登记的数据", .field = "对象"};
}

}  // namespace

Result<Score> assess(db::Tx& tx, const auth::Actor& actor, const Question& question, const IssueType* only) {
    TRY(const OrgId org, readable(tx, actor, question.org));
    const bool own = org == actor.org, own_only = sees_own_alone(actor, org);
    if (question.product) {
        const auto product = catalog::get_product(tx, question.product);
        if (product.has_error() || product.value().org != org ||
            catalog::read_product(tx, actor, question.product).has_error())
            return no_product();
    }
    const auto today = day_number(tx.now());
    const UtcMs from = midnight_of(today - days(question.period) + 1);
    const store::Scope scope{.org = org,
                             .product = question.product,
                             .by = own_only ? actor.user : UserId{},
                             .from = first_id_at(from.value)};
    // Nobody wrote down who filed or bought: what is of the whole organisation is not for those who see their own
    // alone.
    Score score = Assessment(tx, scope, !own_only, only).run();
    score.from = day_of(from);
    score.to = day_of(tx.now());
    if (!own)
        for (Issue& i : score.issues) {
            i.objects.clear();
            if (i.ignore) i.ignore->reason.clear();
        }
    return score;
}

Result<std::vector<Day>> trend(db::Tx& tx, const auth::Actor& actor, std::optional<OrgId> asked) {
    TRY(const OrgId org, readable(tx, actor, asked));
    std::vector<Day> out;
    if (sees_own_alone(actor, org)) return out;
    for (const auto& row : store::days(tx, org, day_number(tx.now()) - trend_days + 1)) {
        Day day{.day = day_of(midnight_of(row.day)), .total = row.total};
        std::string_view rest = row.parts;
        for (int& part : day.parts) {
            std::from_chars(rest.data(), rest.data() + rest.size(), part);
            rest.remove_prefix(std::min(rest.find(','), rest.size() - 1) + 1);
        }
        out.push_back(std::move(day));
    }
    return out;
}

bool wants_day(db::Tx& tx, const auth::Actor& actor, const Question& q, const Score& score) {
    if (!actor.org || q.org.value_or(actor.org) != actor.org || q.product || q.period != Period::month ||
        actor.scope.own_only)
        return false;
    const auto kept = store::days(tx, actor.org, day_number(tx.now()));
    return kept.empty() || kept.back().total != score.total || kept.back().parts != parts_of(score);
}

void keep_day(db::Tx& tx, const auth::Actor& actor, const Score& score) {
    store::keep(tx, actor.org, {.day = day_number(tx.now()), .total = score.total, .parts = parts_of(score)});
}

Result<NewIgnore> decode_ignore(const json::object& body) {
    Violations violations;
    ObjectReader in(body, violations);
    NewIgnore out{.issue = in.text("issue", "问题", {.chars_max = 40})};
    if (!out.issue.empty() && !find_issue_type(out.issue))
        in.violation(Code::invalid, "issue", "问题", "没有这种数据质量问题", shorten(out.issue, 40));
    if (in.has("object")) out.object = in.id<ProductId>("object", "对象").value;
    out.reason = in.text("reason", "说明", {.chars_max = 200});
    if (in.has("days")) out.days = static_cast<int>(in.integer("days", "忽略天数", 1, ignore_days_max));
    in.finish();
    TRY_VOID(violations.result());
    return out;
}

Result<Ignore> add_ignore(db::Tx& tx, const auth::Actor& actor, const NewIgnore& input) {
    TRY_VOID(auth::require(actor, may_ignore));
    TRY_VOID(registry::require_approved(tx, actor.org));
    TRY_VOID(require_own(tx, actor, input));
    if (store::ignores(tx, actor.org, tx.now(), ignores_max).size() >= ignores_max)
        return Error{.code = Code::wrong_state,
                     .pointer = "/issue",
                     .detail = fmt::format("忽略的问题最多 {} 条，请先取消不再需要的", ignores_max),
                     .field = "问题"};
    const Ignore made{.id = tx.next_id<IgnoreId>(),
                      .org = actor.org,
                      .issue = input.issue,
                      .object = input.object,
                      .reason = input.reason,
                      .created_by = actor.user,
                      .created_at = tx.now(),
                      .expires_at = {tx.now().value + input.days * day_ms}};
    if (!store::insert(tx, made))
        return Error{.code = Code::conflict, .pointer = "/issue", .detail = "这个问题已被忽略", .field = "问题"};
    auth::audit(tx, actor,
                {.action = "quality.add",
                 .object_kind = "quality",
                 .object_id = made.id.value,
                 .detail = fmt::format("{}：{}", find_issue_type(made.issue)->zh, made.reason)});
    return made;
}

Result<void> end_ignore(db::Tx& tx, const auth::Actor& actor, IgnoreId id) {
    TRY_VOID(auth::require(actor, may_ignore));
    const auto found = store::find_ignore(tx, id, tx.now());
    if (!found || found->org != actor.org) return no_ignore();
    if (actor.scope.own_only && found->created_by != actor.user) return no_ignore();
    if (!store::end(tx, id, actor.user, tx.now())) return no_ignore();
    auth::audit(tx, actor, {.action = "quality.remove", .object_kind = "quality", .object_id = id.value});
    return outcome::success();
}

json::object encode(const Ignore& i) {
    json::object out{{"id", to_string(i.id)},
                     {"issue", i.issue},
                     {"reason", i.reason},
                     {"createdAt", iso_utc(i.created_at)},
                     {"until", day_of(i.expires_at)}};
    if (i.object != 0) out["object"] = std::to_string(i.object);
    return out;
}

}  // namespace yiguan::quality

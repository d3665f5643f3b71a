// 工作台: what waits for whoever asks, and how the last seven days went (P03).
#include "api/operation.hpp"
#include "catalog/catalog.hpp"
#include "catalog/certificates.hpp"
#include "codes/codes.hpp"
#include "events/events.hpp"
#include "message/message.hpp"
#include "quality/quality.hpp"
#include "registry/registry.hpp"
#include "review/review.hpp"

namespace yiguan::api {
namespace {

constexpr std::int64_t day_ms = 86'400'000, beijing_ms = 8 * 3'600'000;
constexpr int days_shown = 7;

std::int64_t beijing_day(UtcMs at) {
    return (at.value + beijing_ms) / day_ms;
}
UtcMs begin_of(std::int64_t beijing_day) {
    return UtcMs{beijing_day * day_ms - beijing_ms};
}

std::int64_t of(const std::map<std::int64_t, std::int64_t>& days, std::int64_t day) {
    const auto found = days.find(day);
    return found == days.end() ? 0 : found->second;
}

class Workbench {
public:
    Workbench(db::Tx& tx, const auth::Actor& actor) : tx_(tx), actor_(actor) {}

    json::object answer() {
        if (actor_.org && auth::may(actor_, auth::Permission::read_codes)) own_codes();
        organisations();
        applications();
        dead_messages();
        if (actor_.org && auth::may(actor_, auth::Permission::manage_certificates)) certificates();
        return {{"todos", std::move(todos_)},
                {"figures", std::move(figures_)},
                {"days", std::move(days_)},
                {"guide", std::move(guide_)}};
    }

    /// The day's score, when nobody asked for it before.
    std::optional<quality::Score> to_keep() { return std::move(to_keep_); }

private:
    void figure(std::string_view key, std::string_view zh, std::int64_t value) {
        figures_.push_back(json::object{{"key", key}, {"zh", zh}, {"value", std::to_string(value)}});
    }
    void step(std::string_view key, std::string_view zh, bool done, std::string_view page) {
        guide_.push_back(json::object{{"key", key}, {"zh", zh}, {"done", done}, {"page", page}});
    }

    void todo(std::string_view key, std::string_view zh, std::int64_t count, std::string_view page) {
        if (count == 0) return;
        todos_.push_back(json::object{{"key", key}, {"zh", zh}, {"count", count}, {"page", page}});
    }

    std::int64_t count(const review::Filter& filter) {
        const auto page = review::list(tx_, actor_, filter, std::nullopt, 1);
        return page.has_value() ? page.value().total : 0;  // whoever may not list has nothing to do
    }

    // Of those who look after organisations: how many there are in their scope.
    void organisations() {
        const auto count = [&](std::optional<registry::OrgKind> kind) -> std::optional<std::int64_t> {
            const auto page =
                registry::list_orgs(tx_, actor_, {.status = registry::OrgStatus::approved, .kind = kind}, {}, 1);
            return page.has_value() ? std::optional(page.value().total) : std::nullopt;
        };
        const auto all = count({});
        if (!all) return;  // not for this actor
        figure("organisations_approved", "已通过企业", *all);
        figure("producers_approved", "生产企业", count(registry::OrgKind::producer).value_or(0));
        figure("sellers_approved", "销售企业", count(registry::OrgKind::seller).value_or(0));
    }

    void applications() {
        using review::State;
        if (!auth::may(actor_, auth::Permission::read_applications)) return;
        const bool reviews =
            auth::may(actor_, auth::Permission::review_first) || auth::may(actor_, auth::Permission::review_second);
        if (reviews) {
            todo("reviews_waiting", "待审核", count({.states = {State::submitted, State::awaiting_second}}),
                 "/reviews");
            todo("reviews_mine", "我领取的",
                 count({.states = {State::first_review, State::second_review}, .mine = true}), "/reviews?mine=true");
            todo("reviews_overdue", "已逾期", count({.overdue = true}), "/reviews?overdue=true");
        } else if (actor_.org) {
            todo("applications_rejected", "被驳回，待修改", count({.states = {State::rejected}}),
                 "/applications?state=rejected");
            todo("applications_to_complete", "待完善", count({.states = {State::to_complete}}),
                 "/applications?state=to_complete");
            todo("confirmations", "待对方确认", count({.states = {State::awaiting_party}}),
                 "/applications?state=awaiting_party");
        }
    }

    // The operator's: what a gateway did not take in three days.
    void dead_messages() {
        const auto page = message::list_outbox(tx_, actor_, message::State::dead, 0, 100);
        if (page.has_value())
            todo("outbox_dead", "未能发出的通知", static_cast<std::int64_t>(page.value().size()),
                 "/platform/outbox?state=dead");
    }

    void certificates() {
        const auto page =
            catalog::find_certificates(tx_, actor_, {.state = catalog::CertificateState::expiring}, {}, 1);
        if (page.has_value())
            todo("certificates_expiring", "证书将到期", page.value().total, "/certificates?state=expiring");
    }

    void own_codes() {
        const auto org = registry::find_org(tx_, actor_.org);
        const bool producer = org && org->kinds.has(registry::OrgKind::producer);
        const bool seller = org && org->kinds.has(registry::OrgKind::seller);
        if (!producer && !seller) return;
        const auto today = beijing_day(tx_.now());
        const auto from = begin_of(today - days_shown + 1);
        const auto bound = codes::bound_per_day(tx_, actor_.org, from);
        const auto shipped = events::codes_per_day(tx_, actor_.org, events::BizStep::shipping, from);
        for (auto day = today - days_shown + 1; day <= today; ++day)
            days_.push_back(json::object{{"day", to_string(beijing_date(begin_of(day)))},
                                         {"bound", std::to_string(of(bound, day))},
                                         {"shipped", std::to_string(of(shipped, day))}});
        if (producer) producing(*org, of(bound, today));
        figure("shipped_today", "今日出库", of(shipped, today));
    }

    void producing(const registry::Org& org, std::int64_t bound_today) {
        using catalog::ProductStatus;
        auto products = catalog::product_counts(tx_, org.id);
        std::int64_t filed = 0;
        for (const auto& [status, count] : products)
            if (status != ProductStatus::draft) filed += count;
        const auto totals = codes::code_totals(tx_, org.id);
        figure("products_published", "已发布产品", products[ProductStatus::published]);
        figure("codes_issued", "已申请追溯码", totals.issued);
        figure("codes_bound", "已绑定", totals.bound);
        figure("bound_today", "今日绑码", bound_today);
        // Of codes that were never bound there is nothing to say yet.
        if (totals.bound > 0)
            if (const auto score = quality_score()) figure("quality_score", "数据质量分", *score);
        if (totals.bound > 0) return;
        step("organisation_approved", "企业通过审核", org.status == registry::OrgStatus::approved, "/organisation");
        step("product_filed", "提交产品备案", filed > 0, "/products/new");
        step("product_published", "产品备案通过并发布", products[ProductStatus::published] > 0, "/applications");
        step("codes_applied", "申请追溯码", totals.issued > 0, "/codes/blocks");
        step("codes_bound", "绑定第一批追溯码", false, "/codes/batches");
    }

    // As it was kept today, which is one row; the first look of a day finds it out. There is none of one's own alone.
    std::optional<int> quality_score() {
        if (actor_.scope.own_only) return std::nullopt;
        const auto days = quality::trend(tx_, actor_, {});
        if (days.has_value() && !days.value().empty() && days.value().back().day == to_string(beijing_date(tx_.now())))
            return days.value().back().total;
        const auto score = quality::assess(tx_, actor_, {});
        if (score.has_error()) return std::nullopt;
        to_keep_ = score.value();
        return to_keep_->total;
    }

    db::Tx& tx_;
    const auth::Actor& actor_;
    json::array todos_, figures_, days_, guide_;
    std::optional<quality::Score> to_keep_;
};

// GET /api/v1/workbench
Result<Step> get_workbench(Services&, const http::Request&) {
    return Step{ReadThen{[](db::Tx& tx, const auth::Actor& actor) -> Result<Step> {
        Workbench workbench(tx, actor);
        auto answer = workbench.answer();
        auto score = workbench.to_keep();
        if (!score) return Step{ok(std::move(answer))};
        return Step{Write{[answer = std::move(answer), score = *std::move(score)](
                              db::Tx& t, const auth::Actor& by) -> Result<http::Response> {
            quality::keep_day(t, by, score);
            return ok(answer);
        }}};
    }}};
}

}  // namespace

std::vector<Operation> workbench_operations() {
    return {{.method = http::Method::get,
             .path = "/api/v1/workbench",
             .id = "getWorkbench",
             .tag = "工作台",
             .zh = "待办、关键数字和近七天",
             .en = "What waits for the caller, figures, and the last seven days.",
             .who = Who::signed_in(),
             .answer = {200, "工作台", schema::ref("Workbench")},
             .run = get_workbench}};
}

}  // namespace yiguan::api

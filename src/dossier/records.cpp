#include "dossier/records.hpp"

#include "auth/auth.hpp"
#include "auth/contacts.hpp"
#include "core/text.hpp"
#include "crypto/hash.hpp"
#include "dossier/check.hpp"
#include "dossier/dossier_json.hpp"
#include "dossier/partners_json.hpp"
#include "ledger/ledger.hpp"

namespace yiguan::dossier {
namespace {

constexpr int page_size = 1000;

struct KindWords {
    std::string_view object, zh;
    std::string_view acts[3];
};
const KindWords& words_of(store::Kind kind) {
    static constexpr KindWords all[] = {
        {"dossier", "批次档案", {"dossier.add", "dossier.update", "dossier.delete"}},
        {"seller", "销售商", {"seller.add", "seller.update", "seller.delete"}},
        {"batch_report", "检验报告", {"batch_report.add", "batch_report.update", "batch_report.delete"}},
        {"product", "商品追溯码", {"trace_code.activate", "", ""}},
        {"sales_order", "销售订单", {"sales_order.add", "sales_order.update", "sales_order.delete"}}};
    return all[static_cast<std::size_t>(kind) - 1];
}

bool matches(db::Tx& tx, const store::VersionRow& v) {
    const bool removed = v.act == store::Act::remove;
    switch (v.kind) {
        case store::Kind::dossier: {
            const auto row = store::find_any(tx, DossierId{v.id});
            if (!row) return false;
            const Dossier& d = row->dossier;
            return d.version == v.version && d.org == v.org && row->deleted == removed && row->content == v.content &&
                   to_stored(d) == v.content && row->product == d.content.product && row->number == d.content.number &&
                   row->stage == store::stage_of(d) && store::has_purchases(tx, d, removed);
        }
        case store::Kind::seller: {
            const auto row = store::find_any(tx, SellerId{v.id}, store::Unseal::no);
            return row && row->seller.version == v.version && row->deleted == removed && row->seller.org == v.org &&
                   row->name == row->seller.data.name && row->secret == row->seller.data.secret &&
                   sealed_content(row->content, row->personal) == v.content;
        }
        case store::Kind::report: {
            const auto row = store::find_any(tx, ReportId{v.id});
            return row && row->report.version == v.version && row->deleted == removed && row->report.org == v.org &&
                   row->dossier == row->report.data.dossier && row->content == v.content;
        }
        case store::Kind::trace_code: {
            const auto row = store::find_trace_code(tx, ProductId{v.id});
            return row && v.version == 1 && !removed && row->code.org == v.org && row->content == v.content &&
                   to_stored(row->code) == v.content && row->code.activated_at == v.changed_at &&
                   row->code.activated_by == v.changed_by;
        }
        case store::Kind::order: {
            const auto row = store::find_any(tx, OrderId{v.id}, store::Unseal::no);
            return row && row->order.version == v.version && row->deleted == removed && row->order.org == v.org &&
                   row->number == row->order.data.number && row->seller == row->order.data.seller &&
                   sealed_content(row->content, row->personal) == v.content;
        }
    }
    return false;
}

// A row that no code can read is a defect like any other.
bool agrees(db::Tx& tx, const store::VersionRow& v) {
    try {
        return matches(tx, v);
    } catch (const db::Fault&) {
        throw;
    } catch (const std::exception&) {
        return false;
    }
}

}  // namespace

std::string store::content_of(const VersionRow& v) {
    return ledger::content_of("dossier/v1",
                              {v.id, v.version, v.org.value, static_cast<std::int64_t>(v.kind),
                               static_cast<std::int64_t>(v.act), v.changed_at.value, v.changed_by.value},
                              v.content);
}

std::string sealed_content(std::string_view content, std::string_view personal) {
    return std::string(content) + "\n" + to_hex(as_bytes(personal));
}

std::pair<std::string, std::string> open_content(db::Tx& tx, std::int64_t id, std::string_view recorded) {
    const auto end = recorded.rfind('\n');
    if (end == std::string_view::npos) return {std::string(recorded), {}};
    const auto sealed = from_hex(recorded.substr(end + 1));
    auto open = sealed ? auth::unseal(tx, id, *sealed) : std::nullopt;
    return {std::string(recorded.substr(0, end)), std::move(open).value_or("")};
}

std::optional<Proof> proof_of(db::Tx& tx, const Dossier& d) {
    const auto found = ledger::find_object(tx, ledger::Object::dossier, d.id.value, d.version);
    const auto version = store::history_of(tx, d.id.value, INT64_MAX, 1);
    if (!found || version.empty() || version.front().version != d.version) return std::nullopt;
    crypto::Sha256 digest;
    digest.add(store::content_of(version.front()));
    return Proof{.log = found->position.log(), .index = found->position.index(), .sha256 = to_hex(digest.done())};
}

void record(db::Tx& tx, const auth::Actor& actor, store::Kind kind, store::Act act, std::int64_t id,
            std::int64_t version, std::string content) {
    const store::VersionRow row{.id = id,
                                .version = version,
                                .org = actor.org,
                                .kind = kind,
                                .act = act,
                                .changed_at = tx.now(),
                                .changed_by = actor.user,
                                .content = std::move(content)};
    store::insert_history(tx, row);
    ledger::append(tx, ledger::Object::dossier, row.id, row.version, store::content_of(row));
    const auto& words = words_of(kind);
    auth::audit(
        tx, actor,
        {.action = words.acts[static_cast<std::size_t>(act) - 1], .object_kind = words.object, .object_id = row.id});
}

std::vector<std::string> check_records(db::Tx& tx, const ledger::LogCheck& log) {
    ledger::ObjectCheck check(tx, log, ledger::Object::dossier);
    std::optional<store::VersionRow> last;
    const auto close = [&] {
        if (last && !agrees(tx, *last))
            check.say(std::string(words_of(last->kind).zh) + " " + std::to_string(last->id) +
                      " 与它最近一版不符：未经系统修改或已被删除");
    };
    for (bool more = true; more;) {
        auto page = store::history_after(tx, last ? last->id : INT64_MIN, last ? last->version : 0, page_size);
        more = page.size() == page_size;
        for (auto& version : page) {
            if (last && last->id != version.id) close();
            check.stored(version.id, version.version, version.changed_at, store::content_of(version));
            last = std::move(version);
        }
    }
    close();
    for (const auto kind : {store::Kind::dossier, store::Kind::seller, store::Kind::report, store::Kind::trace_code,
                            store::Kind::order}) {
        std::int64_t after = INT64_MIN;
        for (bool more = true; more;) {
            const auto page = store::ids_after(tx, kind, after, page_size);
            more = page.size() == page_size;
            for (const std::int64_t id : page) {
                after = id;
                const auto newest = store::history_of(tx, id, INT64_MAX, 1);
                if (newest.empty() || newest.front().kind != kind)
                    check.say(std::string(words_of(kind).zh) + " " + std::to_string(id) +
                              " 没有任何一版内容：未经系统添加");
            }
        }
    }
    return check.finish();
}

}  // namespace yiguan::dossier

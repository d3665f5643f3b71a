#include "codes/records.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

#include "codes/check.hpp"
#include "codes/items.hpp"

namespace yiguan::codes {
namespace {

using ledger::Object;

constexpr int page_size = 1000;

struct Extent {
    DomainId domain;
    int epoch;
    std::int64_t first, last;
    BlockId block;
};

// When the id was drawn.
std::int64_t time_of(DomainId id) {
    return (id.value - first_id_at(0)) >> 22;
}

std::vector<Extent> check_blocks(db::Tx& tx, ledger::ObjectCheck& check) {
    std::vector<Extent> extents;
    BlockId after{INT64_MIN};
    for (bool more = true; more;) {
        const auto page = blocks_after(tx, after, page_size);
        more = page.size() == page_size;
        for (const Block& b : page) {
            after = b.id;
            check.stored(b.id.value, 1, b.created_at, content_of(b), b.token);
            extents.push_back({b.domain, b.epoch, b.first, b.last, b.id});
        }
    }
    return extents;
}

// Every epoch's counters begin at 0 and are given out one block after the other.
void check_extents(std::vector<Extent> extents, const std::vector<store::DomainRow>& domains,
                   ledger::ObjectCheck& check) {
    std::ranges::sort(extents, {}, [](const Extent& e) { return std::tuple(e.domain, e.epoch, e.first, e.block); });
    std::optional<Extent> last;
    for (const Extent& e : extents) {
        const bool goes_on = last && last->domain == e.domain && last->epoch == e.epoch;
        if (e.last < e.first || e.first != (goes_on ? last->last + 1 : 0))
            check.say(fmt::format("码段 {} 的序号 {} 至 {} 与前一码段不衔接", e.block.value, e.first, e.last));
        last = e;
    }
    for (const auto& domain : domains) {
        std::int64_t end = 0;
        for (const Extent& e : extents)
            if (e.domain == domain.id && e.epoch == domain.epoch) end = std::max(end, e.last + 1);
        if (domain.next_c != end)
            check.say(fmt::format("编码域 {} 的下一个序号记为 {}，已发码段到 {}", domain.nsi, domain.next_c, end));
    }
}

std::vector<std::string> check_epochs(db::Tx& tx, const ledger::LogCheck& log,
                                      const std::vector<store::DomainRow>& domains) {
    ledger::ObjectCheck check(tx, log, Object::code_epoch);
    for (const auto& domain : domains) {
        const UtcMs made{time_of(domain.id)};
        std::optional<int> newest;
        for (const auto& record : ledger::list_objects(tx, Object::code_epoch, domain.id.value, INT64_MIN, page_size)) {
            if (record.id != domain.id.value || record.version > domain.epoch) break;
            newest = static_cast<int>(record.version);
            check.stored(domain.id.value, record.version, made, content_of_epoch(domain, *newest));
        }
        if (newest != domain.epoch)
            check.stored(domain.id.value, domain.epoch, made, content_of_epoch(domain, domain.epoch));
    }
    return check.finish();
}

}  // namespace

std::string content_of(const Block& b) {
    return ledger::content_of("codes/v1",
                              {b.id.value, b.domain.value, b.epoch, b.first, b.last, b.org.value, b.product.value,
                               b.applied_by.value, b.created_at.value},
                              b.nsi);
}

std::string content_of_epoch(const store::DomainRow& domain, int epoch) {
    return ledger::content_of("code-epoch/v1", {domain.id.value, epoch}, domain.nsi + " " + domain.key_id);
}

std::vector<std::string> check_records(db::Tx& tx, const ledger::LogCheck& log) {
    const auto domains = store::domains(tx);
    ledger::ObjectCheck check(tx, log, Object::code_block);
    check_extents(check_blocks(tx, check), domains, check);
    auto found = check.finish();
    for (auto& more : {check_epochs(tx, log, domains), check_items(tx, log), check_aliases(tx, log)})
        found.insert(found.end(), more.begin(), more.end());
    return found;
}

}  // namespace yiguan::codes

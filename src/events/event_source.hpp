// What the views of the log (trace, recall reach, mass balance) read: events by code and by property, and what their
// codes are called. LogSource answers from the database; tests answer from memory.
#pragma once
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "events/log.hpp"

namespace yiguan::events {

class EventSource {
public:
    virtual ~EventSource() = default;
    /// Oldest first, at most `limit`; may give events that only come near: mentions() decides.
    virtual std::vector<Touch> touching(const Reach& reach, int roles, int limit) = 0;
    /// touching() of each.
    virtual std::vector<std::vector<Touch>> touching_each(std::span<const Reach> reaches, int roles, int limit);
    /// Events filed under a read point, a location, a transaction: `text` as written.
    virtual std::vector<Touch> filed(epcis::Facet facet, std::string_view text, int limit) = 0;
    virtual std::vector<Logged> load(std::span<const EventKey> keys) = 0;

    virtual Reach reach_of(std::string_view text) = 0;
    /// Nothing for a pair that is no range.
    virtual std::optional<Reach> reach_of(const epcis::EpcRange& range) = 0;
    /// The text of a code of this platform; "" for other spaces.
    virtual std::string text_of(std::int64_t space, std::int64_t number) = 0;
    /// 产品名称 of the codes of a block; "" for other spaces.
    virtual std::string product_of(std::int64_t space) = 0;
    virtual std::string name_of(OrgId org) = 0;
    /// Who a source or destination names (urn:yiguan:uscc:...), if it is registered here.
    virtual OrgId org_of(std::string_view party) = 0;
    /// The organisation that the codes of a block were issued to.
    virtual OrgId issuer_of(std::int64_t space) = 0;
    /// The parts of `reach` that `org` holds now.
    virtual std::vector<Reach> held_by(const Reach& reach, OrgId org) = 0;
};

/// From the database, inside one transaction.
class LogSource final : public EventSource {
public:
    LogSource(db::Tx& tx, const Names& names) : tx_(tx), names_(names) {}
    std::vector<Touch> touching(const Reach& reach, int roles, int limit) override;
    std::vector<std::vector<Touch>> touching_each(std::span<const Reach> reaches, int roles, int limit) override;
    std::vector<Touch> filed(epcis::Facet facet, std::string_view text, int limit) override;
    std::vector<Logged> load(std::span<const EventKey> keys) override;
    Reach reach_of(std::string_view text) override;
    std::optional<Reach> reach_of(const epcis::EpcRange& range) override;
    std::string text_of(std::int64_t space, std::int64_t number) override;
    std::string product_of(std::int64_t space) override;
    std::string name_of(OrgId org) override;
    OrgId org_of(std::string_view party) override;
    OrgId issuer_of(std::int64_t space) override;
    std::vector<Reach> held_by(const Reach& reach, OrgId org) override;

private:
    const codes::Block* block(std::int64_t space);

    db::Tx& tx_;
    const Names& names_;
    SpanLevels levels_;
    std::unordered_map<std::int64_t, std::optional<codes::Block>> blocks_;
    std::unordered_map<ProductId, std::string> products_;
    std::unordered_map<OrgId, std::string> orgs_;
    std::unordered_map<std::string, OrgId> parties_;
};

/// One identifier of an event, or a run of neighbours that it lists one by one.
struct Mention {
    Reach reach;
    int role = 0;
    std::string_view first, last;  ///< As written in the event; equal for one identifier.
    const epcis::QuantityElement* quantity = nullptr;
};
/// More neighbours than this in one list are one mention.
inline constexpr std::size_t run_min = 50;
/// Everything that an event names, by list. The texts are the event's own.
std::vector<Mention> mentions(EventSource& source, const epcis::Event& event);

inline bool overlap(const Reach& a, const Reach& b) {
    return a.space == b.space && a.first <= b.last && b.first <= a.last;
}
inline Reach common(const Reach& a, const Reach& b) {
    return {a.space, std::max(a.first, b.first), std::min(a.last, b.last)};
}

/// Codes as disjoint intervals per space; neighbours join.
class ReachSet {
public:
    /// @return the parts that were not in it before.
    std::vector<Reach> add(const Reach& reach);
    std::vector<Reach> common_with(const Reach& reach) const;
    bool touches(const Reach& reach) const;
    bool empty() const { return spaces_.empty(); }
    std::vector<Reach> all() const;

private:
    std::map<std::int64_t, std::map<std::int64_t, std::int64_t>> spaces_;  // first -> last
};

/// Sorted, and neighbours at most `gap` apart in one: what is asked for in one go.
std::vector<Reach> joined(std::vector<Reach> reaches, std::int64_t gap);

/// Events that were read, each once; touching() for many codes at a time. References stay valid.
class EventCache {
public:
    explicit EventCache(EventSource& source) : source_(source) {}
    struct Entry {
        Logged logged;
        std::vector<Mention> mentions;
    };
    struct Read {
        std::vector<std::size_t> events;  ///< Indexes, by eventTime, then record order.
        std::vector<Reach> cut_off;       ///< Codes with more events than `touches_max`.
    };
    /// Every event near one of the reaches. Cost: a look-up per run of neighbours, one load.
    Read read(std::vector<Reach> reaches, int touches_max);
    Read read(const std::vector<Touch>& touches);
    const Entry& at(std::size_t index) const { return *entries_[index]; }
    std::size_t size() const { return entries_.size(); }

private:
    EventSource& source_;
    std::map<EventKey, std::size_t> known_;
    std::vector<std::unique_ptr<Entry>> entries_;
};

}  // namespace yiguan::events

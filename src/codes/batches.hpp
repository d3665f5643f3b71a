// Batches as a list: an organisation's own, and what a regulator's scope holds (C-38).
#pragma once
#include "codes/codes.hpp"

namespace yiguan::codes {

/// Which batches somebody sees.
struct BatchScope {
    OrgId org{};               ///< Of this organisation; null: of all.
    std::string regions{};     ///< ",44,4401,": divisions of the organisation; "": everywhere.
    std::string categories{};  ///< ",CAT-04,": of the product; "": all.
    UserId created_by{};       ///< Bound by this member; null: by anybody.
};
/// One's own organisation's, of those who see their own alone what they bound themselves; regulators and the operator
/// all in their scope, or of `organisation`. Code::unauthenticated, Code::forbidden.
Result<BatchScope> batch_scope(const auth::Actor& actor, std::optional<OrgId> organisation);

/// Newest first, with ids below `before` (null: from the newest). Cost: a range of an index; with a filter or a narrow
/// scope as long as it takes to find `limit` of them.
std::vector<Batch> list_batches(db::Tx& tx, const BatchScope& scope, const BatchFilter& filter, BatchId before,
                                int limit);
/// How many there are, counting no further than `most`.
std::int64_t count_batches(db::Tx& tx, const BatchScope& scope, const BatchFilter& filter, std::int64_t most);
/// Nothing when the scope has no such batch.
std::optional<Batch> find_batch(db::Tx& tx, const BatchScope& scope, BatchId id);

/// What a batch number (生产批次号) stands for: batches of that product whose factory numbers are the number itself, or
/// begin with it, with or without one of - _ / . # between. Oldest first, after `after`, at most `limit`. Cost: a range
/// of the index.
std::vector<Batch> batches_numbered(db::Tx& tx, OrgId org, ProductId product, std::string_view number, BatchId after,
                                    int limit);
/// The states among these codes, of the first `segments_max` segments; `all` tells that there are no more.
struct States {
    std::vector<Status> found;
    std::int64_t segments = 0;
    bool all = true;
};
States states_in(db::Tx& tx, const CodeRange& codes, int segments_max);
/// The same the other way: the batch numbers that factory numbers may stand for, the longest first.
std::vector<std::string> batch_numbers_of(const FactoryNumbers& numbers);

}  // namespace yiguan::codes

// What the platform's own facts and captured events share; private to the room.
#pragma once
#include "events/events.hpp"
#include "events/log.hpp"
#include "events/rules.hpp"
#include "registry/registry.hpp"

namespace yiguan::events {

/// The product whose template rules the call: the same template for all blocks of it.
struct Touched {
    catalog::Product product;
    bool own = true;  ///< All codes were issued to the actor's organisation.
};
/// @return Code::conflict for blocks of different templates.
Result<Touched> product_of(db::Tx& tx, const auth::Actor& actor, const std::vector<codes::CodeRange>& ranges);
Result<catalog::FieldValues> check_fields(const catalog::Template& tmpl, catalog::Step step, const FieldInput& input,
                                          UtcMs now);

/// Counters and the bounds of a block tell how much somebody produces: only the maker is told them.
Error discreet(Error error, bool own);

/// What is to be bound to codes, checked.
struct Binding {
    catalog::Product product;
    bool own = true;
    catalog::FieldValues values;
    codes::FactoryNumbers numbers;
};
/// The rules of 绑码 that need no look at the codes' state. @param ranges  Normalised.
Result<Binding> check_binding(db::Tx& tx, const auth::Actor& actor, const std::vector<codes::CodeRange>& ranges,
                              const FieldInput& input, Numbered numbered);
Result<std::vector<codes::ChainStep>> bind_batch(db::Tx& tx, const auth::Actor& actor,
                                                 const std::vector<codes::CodeRange>& ranges, const Binding& binding,
                                                 EventId event, codes::Status status, std::int64_t location);

/// Whom goods are addressed to, in the shipper's words.
struct Addressee {
    std::string uscc;  ///< `urn:yiguan:uscc:<18>` among the destinations: owning party, else possessing party.
    std::string name;  ///< Extension field buyerName of this platform's namespace.
    bool empty() const { return uscc.empty() && name.empty(); }
};
Addressee addressee_of(const epcis::Event& event);
/// Goods shipped to somebody who was not registered then: the shipper's words decide who may take them in. The latest
/// event of the way that has any counts. By its name alone nobody is known who opened a shop that awaits its review.
bool names_receiver(db::Tx& tx, BlockId block, const codes::State& state, const registry::Org& org);
/// The prefixes that stand for this platform's namespace in an event's extension fields.
std::vector<std::string> own_prefixes(const epcis::Event& event);

}  // namespace yiguan::events

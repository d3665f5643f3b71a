// epcis/query.hpp: parameters of an address, bodies of named queries, and what they match. Oracles: what a query keeps
// of itself is read as the same query, which matches the same event; resolving descendants changes no answer; an event
// without fields matches no condition on a field; every error names a parameter that was given.
#include "epcis/query.hpp"

#include <algorithm>

#include "epcis/query_testing.hpp"
#include "fuzz/harness.hpp"

namespace {

using namespace yiguan;
using epcis::Query;
using fuzz::require;

void check_error(const Error& error) {
    require(error.code == Code::epcis_query_parameter || error.code == Code::epcis_query_too_complex,
            "another error than those of queries");
    fuzz::require_showable(error);
}

void check(const Result<Query>& read) {
    if (read.has_error()) {
        check_error(read.error());
        for (const Error& other : read.error().others) check_error(other);
        return;
    }
    static const epcis::Event full = epcis::everything();
    static const epcis::Places places;
    const Query& query = read.value();
    const bool met = epcis::matches(query, full, full.event_id, places);
    require(epcis::matches(epcis::with_descendants_resolved(query, places), full, full.event_id, places) == met,
            "resolving descendants changes the answer");
    for (const auto& epcs : query.epcs)
        require(std::ranges::is_sorted(epcs.exact) && !(epcs.exact.empty() && epcs.patterns.empty()),
                "identifiers that cannot be searched");
    if (!query.epcs.empty() || !query.filed.empty())
        require(!epcis::matches(query, epcis::Event{}, "", places), "nothing matches an identifier");
    (void)epcis::order_value(query, full);

    const auto again = epcis::read_query(query.as_asked, {});
    require(again.has_value(), "what a query keeps of itself is not read");
    require(again.value().as_asked == query.as_asked, "what a query keeps of itself changes");
    require(epcis::matches(again.value(), full, full.event_id, places) == met, "the same query matches otherwise");
    require(again.value().types == query.types && again.value().conditions.size() == query.conditions.size() &&
                again.value().filed.size() == query.filed.size() && again.value().epcs.size() == query.epcs.size(),
            "the same query has other conditions");
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    if (text.starts_with('{')) {
        if (const auto body = parse_json_object(text); body.has_value())
            check(epcis::read_query(body.value(), epcis::namespaces));
        return 0;
    }
    epcis::Parameters parameters;
    for (fuzz::Input in(data, size); !in.empty() && parameters.size() < 300;) {
        const std::string_view line = in.line();
        const auto equals = std::min(line.find('='), line.size());
        parameters.emplace_back(line.substr(0, equals), line.substr(std::min(equals + 1, line.size())));
    }
    check(epcis::read_query(parameters, epcis::namespaces));
    return 0;
}

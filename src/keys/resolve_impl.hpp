// What the files of the resolver share; private to keys/.
#pragma once
#include "keys/resolve.hpp"

namespace yiguan::keys {

using Candidates = boost::container::small_vector<Candidate, 1>;

inline void add(Candidates& out, Kind kind, Evidence evidence, KeyValue value, std::string host = {}) {
    out.push_back({kind, evidence, std::move(value), std::move(host)});
}
template <class T>
bool add_if(Candidates& out, Kind kind, Evidence evidence, Result<T> parsed) {
    if (parsed.has_error()) return false;
    add(out, kind, evidence, std::move(parsed).value());
    return true;
}

/// The candidates of a text without any mark, best first: element strings without FNC1, then what letters, hyphens and
/// lengths allow. `text` is folded, not empty and outlives them.
void add_bare(Candidates& out, std::string_view text, const ParseContext& context);
/// Why add_bare() found nothing: the rule of the likeliest kind.
Error bare_error(std::string_view text, const ParseContext& context);

/// The same error for a text that begins `by` bytes later.
Error moved(Error error, std::size_t by);
std::string place(std::size_t at);

}  // namespace yiguan::keys

// What a machine read on the picture of a business licence, beside what the applicant typed (ECO-11, ECO-20, P70). The
// reading itself is for a room above (vision); it decides nothing.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "core/json.hpp"
#include "registry/documents.hpp"
#include "review/review.hpp"

namespace yiguan::registry {

struct ReadField {
    std::string key;  ///< uscc, name, legalPerson, address, ...
    std::string value;
    double confidence = 0;  ///< 0 to 1.
};

struct LicenceReading {
    enum class State : std::uint8_t { waiting = 1, read = 2, unreadable = 3 } state = State::waiting;
    std::vector<ReadField> fields{};
};

/// Asks for a document to be read, once; nothing happens if it was asked for before.
void want_reading(db::Tx& tx, DocumentId document);
std::optional<LicenceReading> find_reading(db::Tx& tx, DocumentId document);

inline constexpr int reading_attempts_max = 3;
inline constexpr std::int64_t reading_lease_ms = 120'000;  ///< Longer than any reading takes.
/// What waits and nobody has taken within the lease; the one that waits longest first.
std::vector<Document> wanted_readings(db::Tx& tx, int limit);
/// Takes it for the lease. False: somebody else has, or it was tried too often and is unreadable now.
bool take_reading(db::Tx& tx, DocumentId document);
/// The taken one was not tried: it waits on, as it did.
void give_reading_back(db::Tx& tx, DocumentId document);
void keep_reading(db::Tx& tx, DocumentId document, const LicenceReading& reading);

/// Rule "licence_agrees": credit code, name, legal person and address as typed in `content` beside what was read, with
/// the differing fields in its message and all of them in review::Check::fields. Letters and width do not count, nor
/// does an address that the other one ends with. A difference of which the reading is not sure is none, and no
/// agreement either. Capital is written in words in too many ways to compare.
review::Check compare_licence(const std::optional<LicenceReading>& reading, const json::object& content);

}  // namespace yiguan::registry

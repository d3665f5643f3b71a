// Capture: events from outside become rows of the log, whole documents at once.
//
// prepare() does everything that needs no database (identity, stored form, places in the index); capture() is the
// transaction. An event about codes of this platform must be by their holder and fit their state (transition.hpp).
#pragma once
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "auth/actor.hpp"
#include "epcis/hash.hpp"
#include "events/ask.hpp"
#include "events/log.hpp"

namespace yiguan::events {

/// GS1-Capture-Error-Behaviour.
enum class ErrorBehaviour : std::uint8_t { rollback = 0, proceed = 1 };

/// An event ready to be stored, and a row of the index.
struct PreparedEvent;
namespace store {
struct SpanRow;
}
struct Prepared {
    Prepared();
    Prepared(Prepared&&) noexcept;
    Prepared& operator=(Prepared&&) noexcept;
    ~Prepared();
    std::vector<PreparedEvent> events;
    std::vector<epcis::RefusedEvent> refused;
    std::vector<epcis::MasterDataElement> master_data;
    std::vector<store::SpanRow> spans;                           ///< Sorted as the index is.
    std::map<std::pair<Term, std::string>, std::int64_t> terms;  ///< Words and places in use, and their hashes.
    std::size_t count = 0;                                       ///< Events of the document.
};
/// Cost: about two hashes and the packing of each event; no I/O.
Prepared prepare(const Names& names, epcis::Document document);

struct CaptureJob {
    std::int64_t id = 0;
    UtcMs created_at;
    std::optional<UtcMs> finished_at;
    bool running = false;
    bool success = true;
    ErrorBehaviour behaviour = ErrorBehaviour::rollback;
    std::int64_t events = 0;
    std::string errors;  ///< JSON array of problems (RFC 9457), "[]" if none.
};

struct Captured {
    CaptureJob job;
    std::vector<EventKey> stored;  ///< New events.
    std::size_t known = 0;         ///< Stored before with the same content: nothing happened.
};

/// Stores what was prepared, with a job. rollback: the first event that is refused is the error (pointer
/// "/epcisBody/eventList/<n>"), nothing is kept. proceed: what is refused stands in the job's errors.
/// Errors: Code::forbidden, org_not_approved, epcis_exists (an eventID that stands for other content), and those of
/// apply() for codes of this platform. An event that was captured before, by the same organisation with the same
/// identity and content, is one event. With errorDeclaration it is a second event under the same identity.
/// The same may be captured again when the transaction is run anew after a conflict: nothing is taken out of it.
Result<Captured> capture(db::Tx& tx, const Names& names, const auth::Actor& actor, Prepared& prepared,
                         ErrorBehaviour behaviour);
inline Result<Captured> capture(db::Tx& tx, const Names& names, const auth::Actor& actor, Prepared&& prepared,
                                ErrorBehaviour behaviour) {
    return capture(tx, names, actor, prepared, behaviour);
}
/// One event without a job: POST /events. @return its key and identity.
Result<Logged> capture_one(db::Tx& tx, const Names& names, const auth::Actor& actor, Prepared& prepared);
inline Result<Logged> capture_one(db::Tx& tx, const Names& names, const auth::Actor& actor, Prepared&& prepared) {
    return capture_one(tx, names, actor, prepared);
}

/// The events that a service of this platform makes of what its people did, one or many: that they may is for the
/// service to see, and what it saw of a piece that is packed or taken out must still be so as it is written
/// (Code::conflict). @return their keys in the order of the document. Errors as of capture(), with the pointer
/// "/epcisBody/eventList/<n>".
Result<std::vector<EventKey>> capture_own(db::Tx& tx, const Names& names, const auth::Actor& actor, Prepared& prepared);

std::optional<CaptureJob> find_job(db::Tx& tx, OrgId org, std::int64_t id);
/// Newest first, before `before` (0: from the newest).
std::vector<CaptureJob> list_jobs(db::Tx& tx, OrgId org, std::int64_t before, int limit);

/// Moves identities of captured events from the tails into their index, sorted, in small transactions; does nothing
/// while fewer than `tails_min` documents wait. To be called now and then by one thread of a process; interrupted or
/// done by two at once it does no harm.
/// @return how many identities were moved.
std::size_t fold_identities(db::Database& database, std::size_t tails_min);

}  // namespace yiguan::events

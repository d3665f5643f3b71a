// Every SQL statement of the room. Private to review.
#pragma once
#include "review/review.hpp"

namespace yiguan::review::store {

/// Number of the day, from 1. Cost: one small row that applications of the day share.
std::int64_t next_number(db::Tx& tx, int day);

void insert(db::Tx& tx, const Application& application, std::string_view search_key);
/// Writes everything that moves, if the stored version is still `application.version` - 1.
bool update(db::Tx& tx, const Application& application, std::string_view search_key);
std::optional<Application> find(db::Tx& tx, ApplicationId id);
std::optional<Application> find_newest(db::Tx& tx, Kind kind, std::int64_t object);
/// Ascending, ids above `after`.
std::vector<Application> applications_after(db::Tx& tx, ApplicationId after, int limit);

/// And which documents it names.
void put_content(db::Tx& tx, ApplicationId id, int round, std::string_view content);
/// Applications that name the document, newest first, with the first round that does.
std::vector<std::pair<ApplicationId, int>> naming(db::Tx& tx, DocumentId document, int limit);
std::optional<std::string> content_of(db::Tx& tx, ApplicationId id, int round);

/// A row of history as it is stored and recorded in the log.
struct Version {
    ApplicationId application;
    std::int64_t version = 0;
    Kind kind{};
    std::int64_t object = 0;
    OrgId org;
    int round = 1;
    Action action{};
    State from{}, to{};
    UserId by;
    By role{};
    UserId assignee;
    UtcMs at;
    std::string reason;
    std::string detail;        ///< Canonical JSON of settings and notes; "" for none.
    std::string content_hash;  ///< SHA-256 of what the round proposes, 64 small hexadecimal digits.
};
void insert_version(db::Tx& tx, const Version& version);
std::vector<Version> history_of(db::Tx& tx, ApplicationId id);
/// Of all applications, by application and version.
std::vector<Version> history_after(db::Tx& tx, ApplicationId id, std::int64_t version, int limit);

void insert_note(db::Tx& tx, ApplicationId id, std::int64_t version, int pos, const Note& note);
std::vector<Note> notes_of(db::Tx& tx, ApplicationId id);

/// What rows must satisfy; masks and texts as SQL takes them.
struct Selection {
    std::int64_t kinds = 0;       ///< Of bit(Kind).
    std::string like = "%";       ///< Pattern for the search key.
    std::string region = "%";     ///< Pattern for the region.
    std::string regions{};        ///< ",44,3301," : the actor's scope; "" everywhere.
    std::int64_t categories = 0;  ///< The actor's scope; 0: all.
    UserId claimed_by{};          ///< Empty: whoever.
    UtcMs due_before{};           ///< 0: whenever.
    OrgId not_of{};               ///< Not this organisation's.
    UserId created_by{};          ///< Empty: whoever. Of by_org() only.
};
/// In one state, by time of submission, behind `after`.
std::vector<Application> by_state(db::Tx& tx, State state, const Selection& wanted, Cursor after, int limit);
/// At most `most`.
std::int64_t count_by_state(db::Tx& tx, State state, const Selection& wanted, std::int64_t most);
/// Newest first; states: bits 1 << state.
std::vector<Application> by_org(db::Tx& tx, OrgId org, std::int64_t states, const Selection& wanted,
                                ApplicationId before, int limit);
std::int64_t count_by_org(db::Tx& tx, OrgId org, std::int64_t states, const Selection& wanted, std::int64_t most);

/// How many of the kind stand in that state before this place; at most `most`.
std::int64_t count_before(db::Tx& tx, Kind kind, State state, Cursor place, std::int64_t most);
/// Times of the last decisions of a kind, newest first.
std::vector<UtcMs> last_decisions(db::Tx& tx, Kind kind, int limit);

struct RuleVersion {
    Rule rule;
    UserId changed_by;
    UtcMs changed_at;
};
std::optional<Rule> newest_rule(db::Tx& tx, Kind kind);
void insert_rule(db::Tx& tx, const RuleVersion& version);
/// By kind and version.
std::vector<RuleVersion> all_rules(db::Tx& tx);

std::vector<ReasonTemplate> reason_templates(db::Tx& tx);
void replace_reason_templates(db::Tx& tx, std::span<const ReasonTemplate> all);

}  // namespace yiguan::review::store

// The commands of the program, one file each. They return the exit status and write for people.
#pragma once
#include <cstdint>
#include <string>

#include "app/settings.hpp"

namespace yiguan::app {

/// Serves until SIGINT or SIGTERM.
int serve(const Values& values);
/// Writes the description of the API, as /openapi.json would give it with default settings, to standard output.
int describe_api();
/// Loads the demonstration into an empty database and prints how to go on; does nothing to a database with data.
int demo(const Values& values);
/// Checks everything stored; prints one line per defect and "0 defects" at the end. 1 when there are any.
int fsck(const Values& values);
enum class CheckOnly : std::uint8_t { no, yes };
/// Computes the state of every code again from the event log; prints one line per difference and "N differences" at the
/// end. Differences are put right, one transaction per block, unless only checked (then 1); not beside a server.
int rebuild(const Values& values, CheckOnly check);
/// What `yiguan erase` is asked for.
struct ErasureOrder {
    std::string person;  ///< A mobile number, or a name as it was filled in.
    std::string ground;
    std::string requester = "subject";  ///< subject, organisation, operator, authority
    std::string hold_until;             ///< Given: nothing is erased, and cannot be until that day (YYYY-MM-DD).
};
/// Erases a person's values for ever, or keeps them from being erased; also beside a running server. Tells what was
/// erased, and where a copy in clear may still stand.
int erase(const Values& values, const ErasureOrder& order);
/// Adds the first administrator; the password is the first line of the file ("-": standard input).
int create_admin(const Values& values, const std::string& login, const std::string& password_file);

/// Makes a bearer key for machines and prints it as the last line; valid at once, also beside a running server.
/// `org` empty: the node's own organisation. `roles`: names with commas between them.
int apikey_create(const Values& values, const std::string& org, const std::string& roles, std::int64_t days);
/// One key a line: id, organisation, roles, end, day of the last use, valid|expired|revoked; tabs between them.
int apikey_list(const Values& values, const std::string& org);
int apikey_revoke(const Values& values, const std::string& key);

/// Logs of this node: origin, keys, records, what was signed; 1 when the present one may not be signed. Changes
/// nothing; beside a running server too.
int log_status(const Values& values);
enum class Overrule : std::uint8_t { no, yes };
/// Closes the log that may not be signed any more and opens the next one, whose first record tells why; prints its
/// origin and keys. Not beside a server. A log that can go on is closed only with Overrule::yes.
int log_continue(const Values& values, const std::string& reason, Overrule overrule);

/// Copies everything into another, empty database; refused while a server uses the folder.
int copy(const Values& values, const std::string& to);

/// Database (SQLite), documents and key file of a running node into a new folder, from which `serve` can start.
int backup(const Values& values, const std::string& to);

}  // namespace yiguan::app

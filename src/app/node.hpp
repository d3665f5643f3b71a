// The wiring of the rooms: one object that owns a running node, used by `serve`, `demo` and the checks.
#pragma once
#include <chrono>
#include <memory>
#include <optional>
#include <string>

#include "api/dispatch.hpp"
#include "app/index_keeper.hpp"
#include "app/settings.hpp"

namespace yiguan::app {

/// An exclusive lock on a file of the data folder: two programs that write with the same node number would number
/// things twice. Servers hold one lock, commands another, so that a command runs beside a server (it has a node number
/// of its own, 1023) but not beside another command that writes. The end of a process lets go, however it came.
class FolderLock {
public:
    /// @return Code::conflict when another server uses the folder.
    static Result<FolderLock> of_server(const std::filesystem::path& data);
    /// Waits for another command, ten seconds at most. @return Code::conflict.
    static Result<FolderLock> of_command(const std::filesystem::path& data);

    FolderLock(FolderLock&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
    FolderLock& operator=(FolderLock&&) = delete;
    ~FolderLock();

private:
    static std::optional<FolderLock> take(const std::filesystem::path& file, std::chrono::milliseconds wait);
    explicit FolderLock(int fd) : fd_(fd) {}
    int fd_;
};

/// Commands that run beside a server make ids of their own.
enum class Purpose : std::uint8_t { serve, command };

/// Keys, database and everything above them, ready to serve. Members are made and destroyed in this order.
class Node {
public:
    /// Makes the data folder and the key file if they are missing, migrates the database.
    /// @return Code::key_file, Code::conflict (another server on this folder or with this node number), errors of the
    ///         settings.
    /// @throws db::Fault, std::system_error.
    /// @param clock   What the database takes for the time; the demonstration tells its story in the past.
    /// @param broken  See db::Options::broken.
    static Result<std::unique_ptr<Node>> open(const Values& values, Purpose purpose,
                                              std::function<UtcMs()> clock = utc_now,
                                              std::function<void()> broken = {});

    /// Lets queued work finish while everything it uses is still there.
    ~Node();
    void stop();

    /// Checks the transparency log, brings it up to date and lets api::Services::log stand for it. Of a server only: a
    /// command that did so would fence the server's. @throws db::Fault, std::system_error.
    void start_log(const Values& values);
    /// Signs no more; promises are still given. Before the dispatcher stops.
    void stop_log();

    db::Database& database() { return *db_; }
    codes::Directory& directory() { return directory_; }
    lookup::Resolver& resolver() { return resolver_; }
    lookup::ScanLog& scans() { return scans_; }
    registry::DocumentStore& documents() { return documents_; }
    api::Services& services() { return services_; }
    DomainId domain() const { return services_.domain; }

private:
    Node(const Values& values, const mint::KeyFile& keys, std::unique_ptr<db::Database> database, DomainId domain,
         FolderLock lock);

    FolderLock lock_;
    std::unique_ptr<db::Database> db_;
    codes::Directory directory_;
    lookup::ScanLog scans_;
    lookup::Resolver resolver_;
    registry::DocumentStore documents_;
    std::unique_ptr<ledger::Sequencer> log_;
    std::unique_ptr<ledger::CompletenessIndex> index_;
    std::unique_ptr<IndexKeeper> keeper_;
    api::Services services_;
};

/// Of the log that this node signs. `keys`: Code::key_file when they are missing beside a log that was opened.
ledger::SequencerOptions log_options(const Values& values);
Result<ledger::LogKeys> log_keys(const Values& values, db::Database& database);

/// The public address of the node as the settings say it.
std::string base_url(const Values& values);
db::Options database_options(const Values& values, Purpose purpose);
/// The database as commands use it: with the keys of persons, if the key file can be read.
std::unique_ptr<db::Database> open_for_command(const Values& values);
/// Keys of persons of this data folder, for Database::set_vault().
std::shared_ptr<db::Vault> subject_keys(const Values& values, const mint::KeyFile& keys);

}  // namespace yiguan::app

// The wiring of the rooms: one object that owns a running node, used by `serve`, `demo` and the checks.
#pragma once
#include <memory>
#include <optional>
#include <string>

#include "api/dispatch.hpp"
#include "app/settings.hpp"

namespace yiguan::app {

/// An exclusive lock on a file of the data folder: two servers on one folder would number scans and ids twice.
class FolderLock {
public:
    /// @return Code::conflict when another process holds it.
    static Result<FolderLock> take(const std::filesystem::path& file);
    FolderLock(FolderLock&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
    FolderLock& operator=(FolderLock&&) = delete;
    ~FolderLock();

private:
    explicit FolderLock(int fd) : fd_(fd) {}
    int fd_;
};

/// Commands that run beside a server make ids of their own.
enum class Purpose : std::uint8_t { serve, command };

/// Keys, database and everything above them, ready to serve. Members are made and destroyed in this order.
class Node {
public:
    /// Makes the data folder and the key file if they are missing, migrates the database.
    /// @return Code::key_file, Code::conflict (another server), errors of the settings.
    /// @throws db::Fault, std::system_error.
    /// @param clock  What the database takes for the time; the demonstration tells its story in the past.
    static Result<std::unique_ptr<Node>> open(const Values& values, Purpose purpose,
                                              std::function<UtcMs()> clock = utc_now);

    /// Lets queued work finish while everything it uses is still there.
    ~Node();
    void stop();

    db::Database& database() { return *db_; }
    codes::Directory& directory() { return directory_; }
    lookup::Resolver& resolver() { return resolver_; }
    lookup::ScanLog& scans() { return scans_; }
    registry::DocumentStore& documents() { return documents_; }
    api::Services& services() { return services_; }
    DomainId domain() const { return services_.domain; }

private:
    Node(const Values& values, const mint::KeyFile& keys, std::unique_ptr<db::Database> database, DomainId domain,
         std::optional<FolderLock> lock);

    std::optional<FolderLock> lock_;
    std::unique_ptr<db::Database> db_;
    codes::Directory directory_;
    lookup::ScanLog scans_;
    lookup::Resolver resolver_;
    registry::DocumentStore documents_;
    api::Services services_;
};

/// The public address of the node as the settings say it.
std::string base_url(const Values& values);
db::Options database_options(const Values& values, Purpose purpose);

}  // namespace yiguan::app

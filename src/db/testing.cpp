#include "db/testing.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <libpq-fe.h>
#include <poll.h>
#include <pwd.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <mutex>
#include <thread>
#include <vector>

extern char** environ;

namespace yiguan::db::testing {
namespace {

constexpr const char* binaries = "/usr/lib/postgresql/15/bin";
constexpr const char* cluster_user = "postgres";

std::filesystem::path make_directory(std::string_view prefix) {
    std::string base = std::filesystem::temp_directory_path().string();
    if (base.size() > 60) base = "/tmp";  // a Unix socket's path has at most 107 characters
    std::string pattern = fmt::format("{}/{}-XXXXXX", base, prefix);
    if (!::mkdtemp(pattern.data())) throw std::system_error(errno, std::generic_category(), "mkdtemp " + pattern);
    return pattern;
}

/// The program's own PostgreSQL. A shell of its own session makes, runs and removes it; the shell waits at the end of a
/// pipe that this process holds, so that the cluster also ends when the test program crashes or is killed.
class Cluster {
public:
    Cluster() : directory_(make_directory("yiguan-pg")) {
        std::vector<std::string> command;
        if (::geteuid() == 0) {
            const passwd* const user = ::getpwnam(cluster_user);
            if (!user) throw std::runtime_error("the tests need Debian's postgresql-15: there is no user postgres");
            if (::chown(directory_.c_str(), user->pw_uid, user->pw_gid) != 0)
                throw std::system_error(errno, std::generic_category(), "chown");
            command = {"runuser", "-u", cluster_user, "--"};
        }
        const bool sync = std::getenv("YIGUAN_TEST_PG_FSYNC") != nullptr;
        const std::string script = fmt::format(
            "trap '' INT TERM HUP; cd {0} && "
            "{1}/initdb -D {0}/data -U {2} -A trust -E UTF8 --locale=C --no-sync --no-instructions >{0}/log 2>&1 "
            "</dev/null && "
            "{{ {1}/postgres -D {0}/data -k {0} -c listen_addresses= -c fsync={3} -c full_page_writes={3} "
            "-c max_connections=300 -c shared_buffers=64MB -c jit=off -c max_wal_size=4GB >>{0}/log 2>&1 </dev/null & "
            "}}; "
            "server=$!; read -r line; [ -n \"$server\" ] && kill -QUIT $server && wait $server; cd /; rm -rf {0}",
            directory_.string(), binaries, cluster_user, sync ? "on" : "off");
        command.insert(command.end(), {"/bin/sh", "-c", script});
        start(command);
        wait_until_ready();
    }

    ~Cluster() {
        ::close(pipe_);
        int status = 0;
        ::waitpid(child_, &status, 0);
        std::error_code ignored;
        std::filesystem::remove_all(directory_, ignored);
    }

    std::string url(std::string_view database) const {
        return fmt::format("host={} user={} dbname={}", directory_.string(), cluster_user, database);
    }

    void run(const std::string& sql) { run_in("postgres", sql); }
    bool try_run(const std::string& sql) {
        PGconn* const c = PQconnectdb(url("postgres").c_str());
        PGresult* const r = PQexec(c, sql.c_str());
        const bool good = PQresultStatus(r) == PGRES_COMMAND_OK;
        PQclear(r);
        PQfinish(c);
        return good;
    }

    std::string new_database(std::string_view from) {
        drop_unused();
        const auto name = fmt::format("t{}", ++count_);
        run(fmt::format("create database {} template {}", name, from));
        made_.push_back(name);
        return url(name);
    }
    std::string new_migrated_database() {
        if (!template_made_) {
            run("create database yiguan_template template template0");
            Options options;
            options.url = url("yiguan_template");
            options.postgres_readers = 1;
            Database::open(options);
            template_made_ = true;
        }
        return new_database("yiguan_template");
    }

    std::mutex mutex;

private:
    void start(std::vector<std::string>& command) {
        int ends[2];
        if (::pipe2(ends, O_CLOEXEC) != 0) throw std::system_error(errno, std::generic_category(), "pipe2");
        posix_spawn_file_actions_t actions;
        posix_spawn_file_actions_init(&actions);
        posix_spawn_file_actions_adddup2(&actions, ends[0], 0);
        posix_spawnattr_t attributes;
        posix_spawnattr_init(&attributes);
        posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSID);  // an interrupt at the terminal is not for it
        std::vector<char*> arguments;
        for (auto& word : command) arguments.push_back(word.data());
        arguments.push_back(nullptr);
        const int error = ::posix_spawnp(&child_, arguments[0], &actions, &attributes, arguments.data(), environ);
        posix_spawn_file_actions_destroy(&actions);
        posix_spawnattr_destroy(&attributes);
        ::close(ends[0]);
        pipe_ = ends[1];
        if (error != 0) throw std::system_error(error, std::generic_category(), "posix_spawn " + command[0]);
    }

    void wait_until_ready() {
        const auto until = std::chrono::steady_clock::now() + std::chrono::minutes(2);
        while (PQping(url("postgres").c_str()) != PQPING_OK) {
            int status = 0;
            if (::waitpid(child_, &status, WNOHANG) == child_ || std::chrono::steady_clock::now() > until)
                throw std::runtime_error("PostgreSQL did not start, see " + (directory_ / "log").string());
            std::this_thread::sleep_for(std::chrono::milliseconds(20));
        }
    }

    void run_in(std::string_view database, const std::string& sql) {
        PGconn* const c = PQconnectdb(url(database).c_str());
        PGresult* const r = PQexec(c, sql.c_str());
        const bool good = PQresultStatus(r) == PGRES_COMMAND_OK;
        const std::string message = PQerrorMessage(c);
        PQclear(r);
        PQfinish(c);
        if (!good) throw std::runtime_error(sql + ": " + message);
    }

    // A database of 7 MB per test adds up: those that nobody is connected to any more go.
    void drop_unused() {
        std::erase_if(made_, [&](const std::string& name) { return try_run("drop database " + name); });
    }

    std::filesystem::path directory_;
    pid_t child_ = 0;
    int pipe_ = -1;
    int count_ = 0;
    bool template_made_ = false;
    std::vector<std::string> made_;
};

Cluster& cluster() {
    static Cluster c;
    return c;
}

// SQLite files live until the program ends, because the Database that is handed out outlives every scope here.
const std::filesystem::path& sqlite_root() {
    static const TemporaryDirectory root;
    return root.path();
}

}  // namespace

std::string MemoryVault::subject_of(std::string_view value) const {
    return fmt::format("{:032x}", std::hash<std::string_view>()(value));
}
Vault::Key MemoryVault::sealing_key(std::string_view purpose) const {
    Key key{};
    for (std::size_t i = 0; i < purpose.size(); ++i) key[i % key.size()] ^= static_cast<std::byte>(purpose[i]);
    return key;
}
void MemoryVault::ensure(std::int64_t slot) {
    const std::lock_guard lock(mutex_);
    while (static_cast<std::int64_t>(keys_.size()) <= slot) {
        Key key{};
        key[0] = static_cast<std::byte>(keys_.size());
        key[1] = static_cast<std::byte>(keys_.size() >> 8);
        keys_.emplace_back(key);
    }
}
std::optional<Vault::Key> MemoryVault::key(std::int64_t slot) const {
    const std::lock_guard lock(mutex_);
    return slot < static_cast<std::int64_t>(keys_.size()) ? keys_[static_cast<std::size_t>(slot)] : std::nullopt;
}
void MemoryVault::destroy(std::int64_t slot) {
    const std::lock_guard lock(mutex_);
    if (slot < static_cast<std::int64_t>(keys_.size())) keys_[static_cast<std::size_t>(slot)].reset();
}

namespace {
std::unique_ptr<Database> with_vault(std::unique_ptr<Database> database) {
    database->set_vault(std::make_shared<MemoryVault>());
    return database;
}
}  // namespace

std::unique_ptr<Database> fresh_database(Engine engine, Options options) {
    if (engine == Engine::postgresql) {
        {
            const std::lock_guard lock(cluster().mutex);
            options.url = cluster().new_migrated_database();
        }
        options.postgres_readers = std::min(options.postgres_readers, 2u);
        return with_vault(Database::open(std::move(options)));
    }
    static std::atomic<int> count{0};
    options.url.clear();
    options.directory = sqlite_root() / std::to_string(++count);
    return with_vault(Database::open(std::move(options)));
}

std::string fresh_postgresql_url() {
    const std::lock_guard lock(cluster().mutex);
    return cluster().new_database("template0");
}

TemporaryDirectory::TemporaryDirectory() : path_(make_directory("yiguan-test")) {}

TemporaryDirectory::~TemporaryDirectory() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
}

void BothEngines::SetUp() {
    Options options;
    options.clock = [this] { return clock_; };
    db_ = fresh_database(GetParam(), std::move(options));
}

std::string engine_name(const ::testing::TestParamInfo<Engine>& info) {
    return info.param == Engine::sqlite ? "Sqlite" : "Postgresql";
}

}  // namespace yiguan::db::testing

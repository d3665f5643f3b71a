// What we stand beside: PostgreSQL with full durability, nginx with a constant answer, OpenSSL's AES.
#pragma once
#include <memory>
#include <string>
#include <string_view>

#include "db/testing.hpp"
#include "http/testing.hpp"
#include "support/process.hpp"

namespace yiguan::bench {

/// Blocks of 16 bytes that `openssl speed` enciphers with AES-128-ECB in one second on one core.
double aes_blocks_per_second();
/// Messages of so many bytes that `openssl speed` hashes with SHA-256 in one second on one core.
double sha256_per_second(std::size_t bytes);

/// Runs a shell command, its output dropped. @throws std::runtime_error when it fails.
void shell(const std::string& command);

/// A throwaway cluster: fsync, full_page_writes and synchronous_commit on, 1 GB of shared buffers.
class Postgres {
public:
    Postgres();
    ~Postgres();
    void run(const std::string& sql);
    /// Milliseconds that the server needed, commit included.
    double time_ms(const std::string& sql);
    /// For `serve --database`.
    std::string url() const;
    /// For files that COPY ... FROM reads on the server's side.
    const std::filesystem::path& folder() const { return directory_.path(); }
    /// What the server's processes have worked so far, those that ended included.
    double cpu_seconds() const;

private:
    testing::Ran psql(const std::string& sql);
    db::testing::TemporaryDirectory directory_;
    std::unique_ptr<testing::Process> process_;
};

/// One process, no access log, that answers everything with the status, headers and body of `answer`.
class Nginx {
public:
    Nginx(const http::Answer& answer, int core);
    std::uint16_t port() const { return port_; }
    pid_t pid() const { return process_->id(); }

private:
    db::testing::TemporaryDirectory directory_;
    std::uint16_t port_;
    std::unique_ptr<testing::Process> process_;
};

/// Processor nanoseconds per call of one micro benchmark of `program` (Google Benchmark), on the first core.
double micro_ns(const std::string& program, const std::string& filter);

}  // namespace yiguan::bench

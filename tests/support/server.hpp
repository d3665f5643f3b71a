// The real `yiguan serve` on a data folder of its own, on either engine.
#pragma once
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "db/testing.hpp"
#include "http/testing.hpp"
#include "support/process.hpp"

namespace yiguan::testing {

/// Path of the program under test.
const std::string& program();

/// What the codes of these nodes lead to.
inline constexpr const char* base_url = "http://trace.example.test";

/// A node: data folder and database that live as long as the object, and a server that can be started and ended on them
/// as often as the test likes. Port 0: the kernel chooses, the log line `server_ready` tells.
class Server {
public:
    explicit Server(db::Engine engine, std::vector<std::string> options = {});
    /// Another node on the same PostgreSQL database, with a data folder of its own and the same key file.
    Server(const Server& beside, std::vector<std::string> options);

    /// Returns when the server is ready. @throws std::runtime_error with its log if it does not get there in 20 s.
    void start();
    /// kill -9.
    void kill();
    /// SIGTERM; the exit status.
    int stop();
    /// The exit status of a server that ends by itself. @throws std::runtime_error when it does not in 30 s.
    int ended();
    bool running() { return process_ && process_->running(); }
    /// Every later start() runs the program by these words, such as `env` with variables.
    void run_by(std::vector<std::string> words) { by_ = std::move(words); }

    std::uint16_t port() const { return port_; }
    http::Client client() const { return http::Client("127.0.0.1", port_); }
    std::filesystem::path data() const { return directory_.path() / "data"; }
    const std::string& database() const { return database_; }  ///< "" on SQLite.
    /// Everything that all runs so far wrote to standard error and standard output.
    std::string log() const { return read_file(log_); }
    std::string output() const { return read_file(out_); }
    /// The token for the first administrator that the last start printed; "" when there is one already.
    std::string setup_token() const;

    /// `yiguan COMMAND --data ... [--database ...] ARGUMENTS` on the same data, also beside the running server.
    Ran command(const std::string& name, const std::vector<std::string>& arguments = {},
                const std::filesystem::path& input = {}) const;

private:
    std::vector<std::string> arguments(const std::string& command) const;

    db::testing::TemporaryDirectory directory_;
    std::filesystem::path log_, out_;
    std::size_t old_output_ = 0;  // of the runs before
    std::string database_;
    std::vector<std::string> options_, by_;
    std::unique_ptr<Process> process_;
    std::uint16_t port_ = 0;
};

/// GET /metrics as name{labels} -> value.
std::map<std::string, double, std::less<>> metrics_of(http::Client& client);
/// The sum of all series of that name.
double metric(const std::map<std::string, double, std::less<>>& all, std::string_view name);

}  // namespace yiguan::testing

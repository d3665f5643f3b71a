#include "support/server.hpp"

#include <signal.h>

#include <algorithm>
#include <boost/json.hpp>
#include <chrono>
#include <cstdlib>
#include <stdexcept>
#include <thread>

namespace yiguan::testing {
namespace {

// The port in the last `server_ready` line behind `from`.
std::optional<std::uint16_t> ready_port(std::string_view log, std::size_t from) {
    const auto at = log.find("\"server_ready\"", from);
    if (at == std::string_view::npos) return std::nullopt;
    const auto begin = log.rfind('\n', at) + 1;
    const auto end = log.find('\n', at);
    if (end == std::string_view::npos) return std::nullopt;
    const auto line = boost::json::parse(std::string(log.substr(begin, end - begin)));
    return static_cast<std::uint16_t>(line.at("port").as_int64());
}

}  // namespace

const std::string& program() {
    static const std::string path = YIGUAN_PROGRAM;
    return path;
}

Server::Server(db::Engine engine, std::vector<std::string> options)
    : log_(directory_.path() / "log"),
      out_(directory_.path() / "out"),
      database_(engine == db::Engine::postgresql ? db::testing::fresh_postgresql_url() : ""),
      options_(std::move(options)) {}

Server::Server(const Server& beside, std::vector<std::string> options)
    : log_(directory_.path() / "log"),
      out_(directory_.path() / "out"),
      database_(beside.database_),
      options_(std::move(options)) {
    std::filesystem::create_directory(data());
    std::filesystem::copy_file(beside.data() / "keys", data() / "keys");
}

std::vector<std::string> Server::arguments(const std::string& command) const {
    std::vector<std::string> words{program(), command, "--data", data().string()};
    if (!database_.empty()) words.insert(words.end(), {"--database", database_});
    return words;
}

void Server::start() {
    auto words = arguments("serve");
    words.insert(words.end(), {"--listen", "127.0.0.1:0", "--threads", "2", "--base-url", base_url});
    // Stories apply for codes and leave most of them unbound.
    if (std::ranges::find(options_, "--empty-code-rate-max") == options_.end())
        words.insert(words.end(), {"--empty-code-rate-max", "100"});
    words.insert(words.end(), options_.begin(), options_.end());
    words.insert(words.begin(), by_.begin(), by_.end());
    const std::size_t old_log = log().size();
    old_output_ = output().size();
    process_ = std::make_unique<Process>(words, out_, log_);
    const auto until = std::chrono::steady_clock::now() + std::chrono::minutes(2);
    for (;;) {
        const bool running = process_->running();
        if (const auto port = ready_port(log(), old_log)) {
            port_ = *port;
            return;
        }
        if (!running || std::chrono::steady_clock::now() > until) {
            process_.reset();
            throw std::runtime_error("the server did not start:\n" + log().substr(old_log));
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
}

void Server::kill() {
    process_->send(SIGKILL);
    process_->wait();
}

int Server::stop() {
    process_->send(SIGTERM);
    return process_->wait(30);
}

int Server::ended() {
    return process_->wait(30);
}

std::string Server::setup_token() const {
    // Printed right behind the ready line; the file may be a moment behind.
    constexpr std::string_view key = "\"token\":\"";
    for (int i = 0; i < 200; ++i) {
        const std::string text = output().substr(old_output_);
        if (const auto at = text.rfind(key); at != std::string::npos) {
            const auto first = at + key.size();
            return text.substr(first, text.find('"', first) - first);
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    return {};
}

Ran Server::command(const std::string& name, const std::vector<std::string>& more,
                    const std::filesystem::path& input) const {
    auto words = arguments(name);
    words.insert(words.end(), more.begin(), more.end());
    return run(words, input);
}

std::map<std::string, double, std::less<>> metrics_of(http::Client& client) {
    const auto answer = client.get("/metrics");
    if (answer.status != 200) throw std::runtime_error("/metrics answers " + std::to_string(answer.status));
    std::map<std::string, double, std::less<>> out;
    std::string_view rest = answer.body;
    while (!rest.empty()) {
        const auto end = std::min(rest.find('\n'), rest.size());
        const auto line = rest.substr(0, end);
        rest.remove_prefix(std::min(end + 1, rest.size()));
        const auto blank = line.rfind(' ');
        if (line.empty() || line.front() == '#' || blank == std::string_view::npos) continue;
        out.emplace(line.substr(0, blank), std::strtod(std::string(line.substr(blank + 1)).c_str(), nullptr));
    }
    return out;
}

double metric(const std::map<std::string, double, std::less<>>& all, std::string_view name) {
    double sum = 0;
    for (const auto& [series, value] : all)
        if (series == name || (series.starts_with(name) && series[name.size()] == '{')) sum += value;
    return sum;
}

}  // namespace yiguan::testing

#include "peers.hpp"

#include <fmt/format.h>
#include <pwd.h>
#include <signal.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <optional>
#include <sstream>
#include <stdexcept>
#include <thread>

#include "node.hpp"
#include "report.hpp"

namespace yiguan::bench {
namespace {

constexpr const char* postgres_programs = "/usr/lib/postgresql/15/bin";

void wait_for(const char* what, const std::function<bool()>& ready) {
    for (int i = 0; i < 2000; ++i) {
        if (ready()) return;
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    throw std::runtime_error(std::string(what) + " does not start");
}

std::vector<std::string> as_postgres(std::vector<std::string> command) {
    if (::geteuid() != 0) return command;
    std::vector<std::string> all{"/usr/sbin/runuser", "-u", "postgres", "--"};
    all.insert(all.end(), command.begin(), command.end());
    return all;
}

}  // namespace

void shell(const std::string& command) {
    if (const int status = std::system(("{ " + command + "\n} >/dev/null").c_str()); status != 0)
        throw std::runtime_error(fmt::format("{}: status {}", command, status));
}

namespace {

/// Bytes a second on one core, of pieces of so many bytes.
double openssl_speed(std::size_t bytes, const char* algorithm) {
    const auto command =
        fmt::format("openssl speed -mr -seconds 1 -bytes {} -evp {} 2>/dev/null | grep '^+F:'", bytes, algorithm);
    FILE* const pipe = ::popen(command.c_str(), "r");
    if (pipe == nullptr) throw std::runtime_error("openssl does not run");
    std::string line;
    std::array<char, 256> text{};
    while (std::fgets(text.data(), static_cast<int>(text.size()), pipe)) line += text.data();
    ::pclose(pipe);
    const auto at = line.rfind(':');  // +F:25:AES-128-ECB:12345678.90, bytes a second
    if (at == std::string::npos) throw std::runtime_error("openssl speed says: " + line);
    return std::stod(line.substr(at + 1));
}

}  // namespace

double aes_blocks_per_second() {
    return openssl_speed(16'384, "aes-128-ecb") / 16;
}

double sha256_per_second(std::size_t bytes) {
    return openssl_speed(bytes, "sha256") / static_cast<double>(bytes);
}

Postgres::Postgres() {
    const auto data = (folder() / "data").string();
    if (::geteuid() == 0) {
        const passwd* const user = ::getpwnam("postgres");
        if (user == nullptr || ::chown(folder().c_str(), user->pw_uid, user->pw_gid) != 0)
            throw std::runtime_error("there is no user postgres: install postgresql-15");
    }
    const auto made = testing::run(as_postgres({fmt::format("{}/initdb", postgres_programs), "-D", data, "-U",
                                                "postgres", "-A", "trust", "-E", "UTF8", "--locale=C"}));
    if (made.status != 0) throw std::runtime_error("initdb: " + made.err);
    // fsync, full_page_writes and synchronous_commit stay on, as they are by default.
    process_ = std::make_unique<testing::Process>(
        as_postgres({fmt::format("{}/postgres", postgres_programs), "-D", data, "-k", folder().string(), "-c",
                     "listen_addresses=", "-c", "shared_buffers=1GB", "-c", "max_wal_size=8GB", "-c", "jit=off"}),
        "/dev/null", folder() / "log");
    wait_for("PostgreSQL", [this] { return psql("select 1").status == 0; });
}

Postgres::~Postgres() {
    // runuser passes the signal on; without it (not root) the signal goes to the server itself.
    process_->send(SIGTERM);
    try {
        process_->wait(60);
    } catch (const std::exception&) {  // killed then
    }
}

double Postgres::cpu_seconds() const {
    int server = 0;
    std::ifstream(folder() / "data" / "postmaster.pid") >> server;
    const auto name = std::to_string(server);
    double ticks = 0;
    for (const auto& process : std::filesystem::directory_iterator("/proc")) {
        std::ifstream in(process.path() / "stat");
        std::string line;
        if (!std::getline(in, line)) continue;
        const auto end = line.rfind(')');
        if (end == std::string::npos) continue;
        // From the third field on: state, parent ... and from the 14th its own ticks, then those of ended children.
        std::istringstream fields(line.substr(end + 1));
        std::vector<std::string> all{std::istream_iterator<std::string>(fields), {}};
        if (all.size() < 15) continue;
        const bool whole = process.path().filename() == name;
        if (!whole && all[1] != name) continue;
        for (std::size_t i = 11; i < (whole ? 15 : 13); ++i) ticks += std::stod(all[i]);
    }
    return ticks / static_cast<double>(::sysconf(_SC_CLK_TCK));
}

std::string Postgres::url() const {
    return fmt::format("host={} user=postgres dbname=postgres", folder().string());
}

testing::Ran Postgres::psql(const std::string& sql) {
    return testing::run(as_postgres({fmt::format("{}/psql", postgres_programs), "-h", folder().string(), "-U",
                                     "postgres", "-X", "-v", "ON_ERROR_STOP=1", "-c", "\\timing on", "-c", sql}));
}

void Postgres::run(const std::string& sql) {
    time_ms(sql);
}

double Postgres::time_ms(const std::string& sql) {
    const auto ran = psql(sql);
    const auto at = ran.out.rfind("Time: ");
    if (ran.status != 0 || at == std::string::npos) throw std::runtime_error("psql: " + ran.out + ran.err);
    return std::stod(ran.out.substr(at + 6));
}

Nginx::Nginx(const http::Answer& answer, int core) : port_(free_port()) {
    // A word of the configuration has at most 4096 bytes, so the page comes in pieces; $ cannot be escaped.
    std::string pieces, page;
    constexpr std::size_t piece = 2000;
    for (std::size_t at = 0, n = 0; at < answer.body.size(); at += piece, ++n) {
        std::string text;
        for (const char c : answer.body.substr(at, piece)) {
            if (c == '"' || c == '\\') text += '\\';
            if (c == '$')
                text += "${dollar}";
            else
                text += c;
        }
        pieces += fmt::format("    set $p{} \"{}\";\n", n, text);
        page += fmt::format("${{p{}}}", n);
    }
    std::string type = "text/plain", headers;
    for (const auto& [name, value] : answer.headers) {
        if (name == "Content-Type")
            type = value;
        else if (name != "Date" && name != "Content-Length" && name != "Connection" && name != "Server")
            headers += fmt::format("    add_header {} \"{}\" always;\n", name, value);
    }
    const auto folder = directory_.path().string();
    std::ofstream(directory_.path() / "nginx.conf") << fmt::format(
        "daemon off; master_process off; worker_processes 1; pid {0}/pid; error_log {0}/errors;\n"
        "events {{ worker_connections 1024; }}\n"
        "http {{\n  access_log off; server_tokens off; keepalive_requests 1000000000; keepalive_timeout 3600s;\n"
        "  client_body_temp_path {0}/b; proxy_temp_path {0}/p; fastcgi_temp_path {0}/f; uwsgi_temp_path {0}/u;\n"
        "  scgi_temp_path {0}/s;\n"
        "  geo $dollar {{ default \"$\"; }}\n"
        "  server {{\n    listen 127.0.0.1:{1};\n    default_type \"{2}\";\n{3}{4}    location / {{ return {5} "
        "\"{6}\"; }}\n"
        "  }}\n}}\n",
        folder, port_, type, headers, pieces, answer.status, page);
    {
        const Pinned pinned(core);
        process_ =
            std::make_unique<testing::Process>(std::vector<std::string>{"/usr/sbin/nginx", "-c", folder + "/nginx.conf",
                                                                        "-p", folder, "-e", folder + "/errors"},
                                               "/dev/null", directory_.path() / "log");
    }
    wait_for("nginx", [&] {
        try {
            const auto same = http::Client("127.0.0.1", port_).get("/");
            if (same.body != answer.body) throw std::logic_error("nginx does not return the same bytes");
            return true;
        } catch (const std::runtime_error&) {
            return false;
        }
    });
}

double micro_ns(const std::string& program, const std::string& filter) {
    const Pinned pinned(0);
    FILE* const pipe = ::popen(fmt::format("{} --benchmark_filter='^{}$' --benchmark_format=csv "
                                           "--benchmark_min_time=0.5 2>/dev/null | tail -1",
                                           program, filter)
                                   .c_str(),
                               "r");
    char line[512] = {};
    if (pipe == nullptr || std::fgets(line, sizeof line, pipe) == nullptr)
        throw std::runtime_error(program + " does not run");
    ::pclose(pipe);
    // "name",iterations,real_time,cpu_time,time_unit,...
    const std::string text = line;
    double cpu = 0;
    if (const auto at = text.find("\",");
        at == std::string::npos || std::sscanf(text.c_str() + at + 2, "%*f,%*f,%lf", &cpu) != 1)
        throw std::runtime_error(program + " says: " + text);
    return cpu;
}

}  // namespace yiguan::bench

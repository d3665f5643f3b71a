#include "node.hpp"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include <fstream>
#include <optional>
#include <stdexcept>
#include <thread>

#include "report.hpp"

namespace yiguan::bench {
namespace {

constexpr const char* password = testing::password;

int listener(std::uint16_t port) {
    const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::bind(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0) return fd;
    ::close(fd);
    return -1;
}

}  // namespace

const std::string& program() {
    static const std::string path = YIGUAN_PROGRAM;
    return path;
}

std::uint16_t free_port() {
    static std::uint16_t next = static_cast<std::uint16_t>(20'000 + ::getpid() % 10'000);
    for (;; ++next)
        if (const int fd = listener(next); fd >= 0) {
            ::close(fd);
            return next++;
        }
}

Node::Node() = default;

double Node::start(int threads, int core, const std::string& first_target, const std::vector<std::string>& more) {
    port_ = free_port();
    std::optional<Pinned> pinned;
    if (core >= 0) pinned.emplace(core);
    const Stopwatch watch;
    std::vector<std::string> command{
        program(), "serve", "--data", data().string(), "--listen", fmt::format("127.0.0.1:{}", port_), "--base-url",
        "http://trace.example.cn", "--threads", std::to_string(threads), "--log-level", "warning",
        // One account on one address does the work of a nation.
        "--limit-reads-per-second", "0", "--limit-writes-per-second", "0", "--connections-per-address-max", "0",
        "--applications-per-day-max", "0", "--empty-code-rate-max", "100"};
    command.insert(command.end(), more.begin(), more.end());
    process_ = std::make_unique<testing::Process>(command, folder() / "out", folder() / "log");
    pinned.reset();
    for (;;) {
        try {
            http::Client client("127.0.0.1", port_);
            if (client.get(first_target).status == 200) return watch.ms();
        } catch (const std::exception&) {  // not listening yet
        }
        if (!process_->running() || watch.seconds() > 600)
            throw std::runtime_error("the server did not start: " + testing::read_file(folder() / "log"));
        std::this_thread::sleep_for(std::chrono::microseconds(300));
    }
}

void Node::stop() {
    process_->send(SIGTERM);
    process_->wait(60);
    process_.reset();
}

std::string Node::output() const {
    return testing::read_file(folder() / "out");
}

double Node::status_kb(const std::string& line) const {
    std::ifstream file(fmt::format("/proc/{}/status", pid()));
    for (std::string text; std::getline(file, text);)
        if (text.starts_with(line + ":")) return std::stod(text.substr(line.size() + 1));
    return 0;
}

std::map<std::string, double> Node::metrics() const {
    http::Client client("127.0.0.1", port_);
    const auto text = client.get("/metrics").body;
    std::map<std::string, double> out;
    for (std::size_t at = 0; at < text.size();) {
        const auto end = std::min(text.find('\n', at), text.size());
        const auto line = text.substr(at, end - at);
        at = end + 1;
        const auto blank = line.rfind(' ');
        if (!line.empty() && line.front() != '#' && blank != std::string::npos)
            out[line.substr(0, blank)] = std::stod(line.substr(blank + 1));
    }
    return out;
}

void User::sign_in(const std::string& login, const char* password) {
    const auto session = post("/api/v1/sessions", {{"login", login}, {"password", password}});
    headers_ = {{"X-CSRF-Token", std::string(session.at("csrfToken").as_string())}};
}

void User::change_password(const std::string& present, const std::string& wanted) {
    auto headers = headers_;
    headers.emplace_back("Content-Type", "application/json");
    const auto answer = client_.request("PUT", "/api/v1/sessions/current/password", headers,
                                        json::serialize(json::object{{"password", present}, {"newPassword", wanted}}));
    if (answer.status != 200) throw std::runtime_error("password: " + answer.body);
    headers_ = {{"X-CSRF-Token", std::string(json::parse(answer.body).as_object().at("csrfToken").as_string())}};
}

User::User(const Node& node, User& same) : User(node) {
    headers_ = same.headers_;
    client_.cookies() = same.client_.cookies();
}

json::object User::post(const std::string& target, const json::object& body) {
    const auto answer = client_.post_json(target, json::serialize(body), headers_);
    if (answer.status != 200 && answer.status != 201)
        throw std::runtime_error(fmt::format("POST {}: {} {}", target, answer.status, answer.body));
    return json::parse(answer.body).as_object();
}

std::string User::request_headers() {
    std::string text, cookies;
    for (const auto& [key, value] : headers_) text += key + ": " + value + "\r\n";
    for (const auto& [key, value] : client_.cookies()) cookies += (cookies.empty() ? "" : "; ") + key + "=" + value;
    return text + "Cookie: " + cookies + "\r\n";
}

std::string User::upload(const std::string& png) {
    auto headers = headers_;
    headers.emplace_back("Content-Type", "image/png");
    const auto answer = client_.request("POST", "/api/v1/documents", headers, png);
    if (answer.status != 201) throw std::runtime_error("upload: " + answer.body);
    return std::string(json::parse(answer.body).as_object().at("id").as_string());
}

void User::post_text(const std::string& target, const std::string& body) {
    const auto answer = ask(target, body);
    if (answer.status / 100 != 2)
        throw std::runtime_error(fmt::format("POST {}: {} {}", target, answer.status, answer.body));
}

http::Answer User::ask(const std::string& target, const std::string& body) {
    return client_.post_json(target, body, headers_);
}

double post_all(const Node& node, User& user, const char* path, const std::vector<std::string>& bodies,
                std::int64_t connections) {
    std::vector<std::unique_ptr<User>> users;
    for (std::int64_t i = 0; i < connections; ++i) users.push_back(std::make_unique<User>(node, user));
    std::atomic<std::size_t> next{0};
    std::atomic<bool> failed{false};
    std::string why;
    const Stopwatch watch;
    {
        std::vector<std::jthread> threads;
        for (auto& one : users)
            threads.emplace_back([&, u = one.get()] {
                try {
                    for (std::size_t i; (i = next.fetch_add(1)) < bodies.size();) u->post_text(path, bodies[i]);
                } catch (const std::exception& e) {
                    if (!failed.exchange(true)) why = e.what();
                }
            });
    }
    if (failed) throw std::runtime_error(why);
    return watch.seconds();
}

World::World(const Node& node) : shop_uscc(testing::some_uscc(2)) {
    constexpr std::string_view key = "\"token\":\"";
    std::string token;
    for (int i = 0; i < 1000 && token.empty(); ++i) {  // printed right behind the ready line
        const auto out = node.output();
        if (const auto at = out.rfind(key); at != std::string::npos)
            token = out.substr(at + key.size(), out.find('"', at + key.size()) - at - key.size());
        else
            std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    admin = std::make_unique<User>(node);
    admin->post("/api/v1/setup", {{"token", token}, {"login", "root-admin"}, {"password", password}});
    admin->sign_in("root-admin");
    const auto join = [&](const testing::Company& company, const char* kind) {
        auto user = std::make_unique<User>(node);
        const auto made = user->post("/api/v1/organisations", testing::registration(company, kind));
        admin->post(fmt::format("/api/v1/organisations/{}/reviews", std::string(made.at("id").as_string())),
                    {{"decision", "approve"}});
        user->sign_in(company.login);
        return user;
    };
    maker =
        join({"广东一贯车业有限公司", testing::some_uscc(1), "广东省广州市黄埔区开创大道1号", "020-81110001", "maker"},
             "producer");
    shop = join({"广州好骑电动车行", shop_uscc, "广东省广州市天河区中山大道188号", "020-62000004", "shop"}, "seller");

    const auto picture = maker->upload(testing::png());
    const auto made = maker->post("/api/v1/products", testing::filing(testing::b1_filing_fields(), picture));
    product = made.at("id").as_string();
    admin->post("/api/v1/products/" + product + "/reviews", {{"decision", "approve"}});
}

World::Block World::block(std::int64_t quantity) {
    const auto made = maker->post("/api/v1/blocks", {{"product", product}, {"quantity", std::to_string(quantity)}});
    return {std::string(made.at("id").as_string()), std::stoll(std::string(made.at("first").as_string()))};
}

json::object binding_fields() {
    return {{"productionDate", "2026-06-01"},
            {"factoryNumber", json::object{{"prefix", "A26-"}, {"first", "000000001"}}}};
}
json::object shipping_fields() {
    return {{"saleTime", "2026-06-10"},
            {"buyerName", "广州好骑电动车行"},
            {"buyerAddress", "广东省广州市天河区中山大道188号"},
            {"buyerContact", "020-62000004"}};
}
json::object receiving_fields() {
    return {{"supplierName", "广东一贯车业有限公司"}, {"purchaseTime", "2026-06-12"}};
}

json::object range_of(const World::Block& block, std::int64_t from, std::int64_t count, json::object fields) {
    json::object body{{"block", block.id},
                      {"first", std::to_string(block.first + from)},
                      {"last", std::to_string(block.first + from + count - 1)}};
    if (!fields.empty()) body["fields"] = std::move(fields);
    return body;
}

DataSet make_data_set(World& world, DataSet wanted) {
    for (std::int64_t i = 0; i < wanted.blocks; ++i) {
        const auto block = world.block(wanted.block_codes);
        if (i == 0) wanted.first = block.first;
        if (block.first != wanted.first + i * wanted.block_codes) throw std::runtime_error("blocks do not follow on");
        world.maker->post("/api/v1/bindings", range_of(block, 0, wanted.batch, binding_fields()));
        world.maker->post("/api/v1/activations", range_of(block, 0, wanted.batch));
        if (i % 2 == 0) {
            auto shipment = range_of(block, 0, wanted.batch, shipping_fields());
            shipment["buyerUscc"] = world.shop_uscc;
            world.maker->post("/api/v1/shipments", shipment);
        }
        if (i % 4 == 0) world.shop->post("/api/v1/receipts", range_of(block, 0, wanted.batch, receiving_fields()));
    }
    return wanted;
}

}  // namespace yiguan::bench

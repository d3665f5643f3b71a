// The real server on a data folder of its own, and users who work with it over HTTP: what every load benchmark needs.
#pragma once
#include <boost/json.hpp>
#include <memory>
#include <string>
#include <vector>

#include "db/testing.hpp"
#include "http/testing.hpp"
#include "support/process.hpp"
#include "support/world.hpp"

namespace yiguan::bench {

namespace json = boost::json;

/// The program under test, beside this one.
const std::string& program();
/// A port below the ephemeral ones that nobody listens on now.
std::uint16_t free_port();

class Node {
public:
    Node();
    /// @param core  Keeps the whole server on that core; -1: on all.
    /// @param threads  I/O threads; 0: one per core.
    /// Returns with the milliseconds from the start of the process to the first answer of `first_target`.
    /// @param more  Further arguments of `serve`.
    double start(int threads = 0, int core = -1, const std::string& first_target = "/healthz",
                 const std::vector<std::string>& more = {});
    void stop();

    std::uint16_t port() const { return port_; }
    pid_t pid() const { return process_->id(); }
    std::filesystem::path data() const { return directory_.path() / "data"; }
    const std::filesystem::path& folder() const { return directory_.path(); }
    std::string output() const;
    /// Kibibytes of a line of /proc/<pid>/status, such as VmRSS.
    double status_kb(const std::string& line) const;
    /// GET /metrics as name{labels} -> value.
    std::map<std::string, double> metrics() const;

private:
    db::testing::TemporaryDirectory directory_;
    std::uint16_t port_ = 0;
    std::unique_ptr<testing::Process> process_;
};

/// One signed-in user with a connection of its own. Every refusal is a std::runtime_error.
class User {
public:
    explicit User(const Node& node) : client_("127.0.0.1", node.port(), std::chrono::milliseconds{120'000}) {}
    void sign_in(const std::string& login, const char* password = testing::password);
    /// Goes on in the session that the change opens.
    void change_password(const std::string& present, const std::string& wanted);
    /// Another connection of the same session.
    User(const Node& node, User& same);

    json::object post(const std::string& target, const json::object& body);
    /// `body` ready as JSON text; only the status is looked at.
    void post_text(const std::string& target, const std::string& body);
    /// `body` as JSON text; the answer, whatever it is.
    http::Answer ask(const std::string& target, const std::string& body);
    /// A picture; its id.
    std::string upload(const std::string& png);
    http::Client& client() { return client_; }
    /// Cookie and CSRF token as lines of a header, for a loader of its own.
    std::string request_headers();

private:
    http::Client client_;
    http::Headers headers_;
};

/// Posts every body once over `connections` connections of that user's session; the seconds it took.
double post_all(const Node& node, User& user, const char* path, const std::vector<std::string>& bodies,
                std::int64_t connections);

/// Who the benchmarks need: a maker with a published product, and a shop that buys from it.
struct World {
    std::unique_ptr<User> admin, maker, shop;
    std::string product;
    std::string shop_uscc;

    explicit World(const Node& node);
    struct Block {
        std::string id;
        std::int64_t first = 0;
    };
    Block block(std::int64_t quantity);
};

/// Fields of the steps, as real callers send them.
json::object binding_fields();
json::object shipping_fields();
json::object receiving_fields();
json::object range_of(const World::Block& block, std::int64_t from, std::int64_t count, json::object fields = {});

/// Issued codes, some of them bound in batches that start their block: all active, every second batch shipped to the
/// shop, every fourth received by it.
struct DataSet {
    std::int64_t blocks = 1'000, block_codes = 1'000'000, batch = 10'000;
    std::int64_t first = 0;  ///< Counter of the first code; the blocks follow one another.
};
DataSet make_data_set(World& world, DataSet wanted);

}  // namespace yiguan::bench

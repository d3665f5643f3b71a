#include "app/node.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>
#include <thread>

#include "catalog/editions.hpp"
#include "ledger/personal.hpp"
#include "mint/mint.hpp"

namespace yiguan::app {

std::optional<FolderLock> FolderLock::take(const std::filesystem::path& file, std::chrono::milliseconds wait) {
    FolderLock lock(::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
    if (lock.fd_ < 0) throw std::system_error(errno, std::generic_category(), file.string());
    const auto until = std::chrono::steady_clock::now() + wait;
    while (::flock(lock.fd_, LOCK_EX | LOCK_NB) != 0) {
        if (errno == EINTR) continue;
        if (errno != EWOULDBLOCK) throw std::system_error(errno, std::generic_category(), file.string());
        if (std::chrono::steady_clock::now() >= until) return std::nullopt;
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    return lock;
}

Result<FolderLock> FolderLock::of_server(const std::filesystem::path& data) {
    auto lock = take(data / "serve.lock", {});
    if (!lock)
        return Error{
            .code = Code::conflict, .pointer = "/data", .detail = "另一个服务正在使用此数据目录：" + data.string()};
    return std::move(*lock);
}

Result<FolderLock> FolderLock::of_command(const std::filesystem::path& data) {
    auto lock = take(data / "command.lock", std::chrono::seconds(10));
    if (!lock)
        return Error{
            .code = Code::conflict, .pointer = "/data", .detail = "另一个命令正在写入此数据目录：" + data.string()};
    return std::move(*lock);
}

FolderLock::~FolderLock() {
    if (fd_ >= 0) ::close(fd_);
}

std::string base_url(const Values& values) {
    return values.text("base-url").empty() ? "http://" + values.text("listen") : values.text("base-url");
}

std::shared_ptr<db::Vault> subject_keys(const Values& values, const mint::KeyFile& keys) {
    db::Vault::Key wrapping, marking;
    keys.derive("subject keys", wrapping);
    keys.derive("subject marks", marking);
    auto vault = std::make_shared<ledger::SubjectKeys>(std::filesystem::path(values.text("data")) / "subjects",
                                                       wrapping, marking);
    crypto::wipe(wrapping);
    crypto::wipe(marking);
    return vault;
}

db::Options database_options(const Values& values, Purpose purpose) {
    return {.url = values.text("database"),
            .directory = values.text("data"),
            .node = purpose == Purpose::command ? 1023u : static_cast<unsigned>(values.number("node")),
            .journal_node = static_cast<unsigned>(values.number("node")),
            .write_queue_max = static_cast<std::size_t>(values.number("write-queue-max")),
            .read_queue_max = static_cast<std::size_t>(values.number("read-queue-max")),
            .postgres_readers = static_cast<unsigned>(values.number("postgres-readers"))};
}

std::unique_ptr<db::Database> open_for_command(const Values& values) {
    auto database = db::Database::open(database_options(values, Purpose::command));
    if (const auto keys = mint::KeyFile::load(values.path("keys")); keys.has_value())
        database->set_vault(subject_keys(values, keys.value()));
    return database;
}

Result<std::unique_ptr<Node>> Node::open(const Values& values, Purpose purpose, std::function<UtcMs()> clock,
                                         std::function<void()> broken) {
    const std::filesystem::path data = values.text("data");
    if (!std::filesystem::exists(data)) {
        if (data.has_parent_path()) std::filesystem::create_directories(data.parent_path());
        if (::mkdir(data.c_str(), 0700) != 0 && errno != EEXIST)
            throw std::system_error(errno, std::generic_category(), data.string());
    }
    TRY(auto lock, purpose == Purpose::serve ? FolderLock::of_server(data) : FolderLock::of_command(data));
    auto options = database_options(values, purpose);
    options.clock = std::move(clock);
    options.broken = std::move(broken);
    options.exclusive_node = true;
    const unsigned number = options.node;
    std::unique_ptr<db::Database> database;
    try {
        database = db::Database::open(std::move(options));
    } catch (const db::Fault& fault) {
        if (fault.kind() != db::Fault::Kind::node_taken) throw;
        return Error{.code = Code::conflict,
                     .pointer = "/node",
                     .detail = purpose == Purpose::serve
                                   ? "节点编号 " + std::to_string(number) +
                                         " 正由同一数据库的另一个服务使用，每个服务须用 --node 指定不同的编号"
                                   : "同一数据库的另一个命令正在执行，请稍后再试"};
    }
    // A fresh key file beside issued codes would be worthless, and in the way of the right one.
    const bool issued = database->read_now([](db::Tx& tx) { return codes::has_domain(tx); });
    TRY(const auto keys,
        issued ? mint::KeyFile::load(values.path("keys")) : mint::KeyFile::load_or_create(values.path("keys")));
    database->set_vault(subject_keys(values, keys));
    TRY(const auto domain,
        database->write_now([&](db::Tx& tx) { return codes::ensure_domain(tx, values.text("nsi"), keys); }));
    catalog::fill_search_text(*database);
    return std::unique_ptr<Node>(new Node(values, keys, std::move(database), domain, std::move(lock)));
}

Node::Node(const Values& values, const mint::KeyFile& keys, std::unique_ptr<db::Database> database, DomainId domain,
           FolderLock lock)
    : lock_(std::move(lock)),
      db_(std::move(database)),
      directory_(keys, values.text("nsi")),
      scans_(*db_),
      resolver_(directory_, db_->changes(), scans_,
                {.base_url = base_url(values), .attention_count = values.number("attention-count")}),
      documents_(std::filesystem::path(values.text("data")) / "documents"),
      services_{*db_, directory_, scans_, resolver_, documents_, domain, base_url(values)} {
    api::PageTokens::Key key;
    keys.derive("epcis page token", key);
    services_.page_tokens = api::PageTokens(key);
    keys.derive("subscription secret", key);
    services_.secrets = api::SecretBox(key);
    services_.platform_contact = values.text("platform-contact");
    services_.subscribers = http::AddressPolicy(IpNetworks::parse(values.text("subscriber-networks")).value());
    db_->read_now([&](db::Tx& tx) { directory_.refresh(tx); });
}

ledger::SequencerOptions log_options(const Values& values) {
    return {.node = static_cast<unsigned>(values.number("node")),
            .folder = std::filesystem::path(values.text("data")) / "log",
            .domain = ledger::domain_of(base_url(values)),
            .interval = std::chrono::milliseconds(values.number("log-interval-ms"))};
}

Result<ledger::LogKeys> log_keys(const Values& values, db::Database& database) {
    const auto file = std::filesystem::path(values.text("data")) / "log-keys";
    // Fresh keys beside a log that was signed by others would be worthless, and in the way of the right ones.
    const auto node = values.number("node");
    const bool opened = database.read_now([&](db::Tx& tx) {
        return std::ranges::any_of(ledger::list_origins(tx), [&](const ledger::Origin& origin) {
            return origin.log / db::Journal::generations_per_node == node && !origin.closed_at;
        });
    });
    return opened ? ledger::LogKeys::load(file) : ledger::LogKeys::load_or_create(file);
}

Node::~Node() {
    stop();
}

void Node::start_log(const Values& values) {
    log_ = std::make_unique<ledger::Sequencer>(*db_, log_keys(values, *db_), log_options(values));
    index_ = std::make_unique<ledger::CompletenessIndex>(
        *db_, log_options(values).folder,
        ledger::IndexOptions{.epoch = std::chrono::seconds(values.number("log-index-seconds"))});
    services_.log = log_.get();
    services_.index = index_.get();
    log_->start();
    keeper_ = std::make_unique<IndexKeeper>(*db_, *index_, *log_);
}

void Node::stop_log() {
    keeper_.reset();
    if (log_) log_->stop();
}

void Node::stop() {
    stop_log();
    scans_.stop();
    db_->stop();
}

}  // namespace yiguan::app

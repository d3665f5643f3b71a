#include "app/node.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "mint/mint.hpp"

namespace yiguan::app {

Result<FolderLock> FolderLock::take(const std::filesystem::path& file) {
    const int fd = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0) throw std::system_error(errno, std::generic_category(), file.string());
    if (::flock(fd, LOCK_EX | LOCK_NB) != 0) {
        ::close(fd);
        return Error{.code = Code::conflict,
                     .pointer = "/data",
                     .detail = "另一个服务正在使用此数据目录：" + file.parent_path().string()};
    }
    return FolderLock(fd);
}

FolderLock::~FolderLock() {
    if (fd_ >= 0) ::close(fd_);
}

std::string base_url(const Values& values) {
    return values.text("base-url").empty() ? "http://" + values.text("listen") : values.text("base-url");
}

db::Options database_options(const Values& values, Purpose purpose) {
    return {.url = values.text("database"),
            .directory = values.text("data"),
            .node = purpose == Purpose::command ? 1023u : static_cast<unsigned>(values.number("node")),
            .write_queue_max = static_cast<std::size_t>(values.number("write-queue-max")),
            .read_queue_max = static_cast<std::size_t>(values.number("read-queue-max")),
            .postgres_readers = static_cast<unsigned>(values.number("postgres-readers"))};
}

Result<std::unique_ptr<Node>> Node::open(const Values& values, Purpose purpose, std::function<UtcMs()> clock) {
    const std::filesystem::path data = values.text("data");
    if (!std::filesystem::exists(data)) {
        if (data.has_parent_path()) std::filesystem::create_directories(data.parent_path());
        if (::mkdir(data.c_str(), 0700) != 0 && errno != EEXIST)
            throw std::system_error(errno, std::generic_category(), data.string());
    }
    std::optional<FolderLock> lock;
    if (purpose == Purpose::serve) {
        TRY(auto taken, FolderLock::take(data / "serve.lock"));
        lock.emplace(std::move(taken));
    }
    auto options = database_options(values, purpose);
    options.clock = std::move(clock);
    auto database = db::Database::open(std::move(options));
    // A fresh key file beside issued codes would be worthless, and in the way of the right one.
    const bool issued = database->read_now([](db::Tx& tx) { return codes::has_domain(tx); });
    TRY(const auto keys,
        issued ? mint::KeyFile::load(values.path("keys")) : mint::KeyFile::load_or_create(values.path("keys")));
    TRY(const auto domain,
        database->write_now([&](db::Tx& tx) { return codes::ensure_domain(tx, values.text("nsi"), keys); }));
    return std::unique_ptr<Node>(new Node(values, keys, std::move(database), domain, std::move(lock)));
}

Node::Node(const Values& values, const mint::KeyFile& keys, std::unique_ptr<db::Database> database, DomainId domain,
           std::optional<FolderLock> lock)
    : lock_(std::move(lock)),
      db_(std::move(database)),
      directory_(keys, values.text("nsi")),
      scans_(*db_),
      resolver_(directory_, scans_,
                {.base_url = base_url(values), .attention_count = values.number("attention-count")}),
      documents_(std::filesystem::path(values.text("data")) / "documents"),
      services_{*db_, directory_, scans_, resolver_, documents_, domain, base_url(values)} {
    db_->read_now([&](db::Tx& tx) { directory_.refresh(tx); });
}

Node::~Node() {
    stop();
}

void Node::stop() {
    scans_.stop();
    db_->stop();
}

}  // namespace yiguan::app

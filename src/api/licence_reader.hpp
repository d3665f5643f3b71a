// Reads the licences of what waits for its review, so that the reviewer sees what differs from what was typed.
#pragma once
#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "db/db.hpp"
#include "registry/documents.hpp"
#include "vision/child.hpp"

namespace yiguan::api {

/// A thread that takes one picture after another to a child process, beside the requests that do (Lane::reading): two
/// at most are read at a time. Several nodes may read for one database: whoever takes a picture has it for
/// registry::reading_lease_ms. Without the data of the language everything waits, and is looked at again after a while.
class LicenceReader {
public:
    LicenceReader(db::Database& database, registry::DocumentStore& documents, std::filesystem::path reader,
                  std::chrono::milliseconds look_every = std::chrono::seconds{1});
    ~LicenceReader() { stop(); }
    LicenceReader(const LicenceReader&) = delete;

    void start();
    /// Waits for the picture that is being read, at most vision::ChildLimits::wall.
    void stop();
    /// What the thread does each time: everything that waits, once. Returns how many pictures it read.
    int run_once();

private:
    void run();
    bool read_one(const registry::Document& document);
    db::Database& db_;
    registry::DocumentStore& documents_;
    std::filesystem::path reader_;
    std::chrono::milliseconds look_every_;
    std::mutex mutex_;
    std::condition_variable wake_;
    std::atomic<bool> stopping_ = false;
    bool no_language_ = false;  // of the last look
    std::thread thread_;
};

}  // namespace yiguan::api

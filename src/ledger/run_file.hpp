// A run of the completeness index as a file: docs/formats/completeness-index.md, "Files". Private to ledger/.
#pragma once
#include <atomic>
#include <filesystem>
#include <functional>
#include <memory>
#include <stdexcept>
#include <unordered_map>

#include "proof/index_run.hpp"

namespace yiguan::ledger {

inline constexpr proof::Suite run_suite = proof::Suite::sha256;

/// A file that was opened for reading. Errors are thrown (std::system_error); reading behind the end too
/// (std::runtime_error).
class ReadFile {
public:
    explicit ReadFile(const std::filesystem::path& path);
    ~ReadFile();
    ReadFile(const ReadFile&) = delete;
    std::uint64_t size() const { return size_; }
    void read(std::uint64_t offset, std::span<char> out) const;
    std::string read(std::uint64_t offset, std::size_t bytes) const;
    const std::filesystem::path& path() const { return path_; }

private:
    std::filesystem::path path_;
    int fd_;
    std::uint64_t size_;
};

/// Where the parts of a file of so many records stand.
struct RunLayout {
    static constexpr std::uint64_t head_bytes = 128, record_bytes = 24, list_head_bytes = 56;
    static constexpr int stored_level = 5;  ///< Nodes below it are computed from their records.
    std::uint64_t records = 0, list_bytes = 0;
    std::uint64_t lists() const { return head_bytes + record_bytes * records; }
    std::uint64_t nodes() const { return lists() + list_bytes; }
    std::uint64_t level(int height) const;  ///< Offset of the nodes over 2^height records.
    std::uint64_t size() const { return level(64); }
};

/// The 128 bytes in front.
std::string run_head_bytes(std::int64_t log, const proof::RunHead& head, std::uint64_t list_bytes);

/// Takes records ascending by key and writes them beside; finish() makes the file whole and names it.
class RunWriter {
public:
    RunWriter(std::filesystem::path path, std::int64_t log, std::uint64_t from, std::uint64_t to);
    ~RunWriter();  ///< Removes what was not finished.
    void add(const proof::UnitKey& key, std::span<const std::uint64_t> indices);
    /// On disk under its name when it returns.
    proof::RunHead finish();

private:
    class Out;
    std::filesystem::path path_;
    std::int64_t log_;
    proof::RunHead head_;
    std::unique_ptr<Out> file_, lists_, nodes_;
    proof::Frontier tree_;
};

/// Any thread may read. Everything that is not as it should be is thrown as std::runtime_error.
class RunFile final : public proof::NodeSource {
public:
    /// Opens a file whose head says exactly this.
    RunFile(const std::filesystem::path& path, std::int64_t log, const proof::RunHead& head);
    const proof::RunHead& head() const { return head_; }
    /// Cost: some reads of 768 bytes a key and 32 bytes for every hash of the proof.
    proof::RunAnswer answer(std::span<const proof::UnitKey> keys) const;
    /// Records ascending by key, streaming.
    class Stream {
    public:
        explicit Stream(const RunFile& run) : run_(run) {}
        bool next();
        const proof::UnitKey& key() const { return key_; }
        std::span<const std::uint64_t> indices() const { return indices_; }

    private:
        const RunFile& run_;
        std::uint64_t position_ = 0, list_place_ = 0;
        std::string records_, lists_;  // pieces of the file
        std::uint64_t records_at_ = 0, lists_at_ = 0;
        proof::UnitKey key_{};
        std::vector<std::uint64_t> indices_;
        std::string_view list_bytes(std::uint64_t place, std::uint64_t bytes);
    };
    proof::Hash node(int level, std::uint64_t index) const override;

private:
    friend class RunCheck;
    struct Record {
        proof::UnitKey key;
        std::uint64_t value;
    };
    using Group = std::vector<Record>;  // up to 32
    Group group(std::uint64_t number) const;
    proof::Hash rest(const Record& record) const;
    std::vector<std::uint64_t> indices(const Record& record) const;
    std::uint64_t lower_bound(const proof::UnitKey& key) const;

    ReadFile file_;
    proof::RunHead head_;
    RunLayout layout_;
};

/// Compares a whole file with itself and with `head`; one sentence per defect, with file and offset. `record` is told
/// of everything that could be read. Never throws for what is in the file.
std::vector<std::string> check_run_file(
    const std::filesystem::path& path, std::int64_t log, const std::optional<proof::RunHead>& head, std::size_t limit,
    const std::function<void(const proof::UnitKey&, std::span<const std::uint64_t>)>& record);

/// Long work that was told to end.
struct Stopped : std::runtime_error {
    Stopped() : std::runtime_error("stopped") {}
};

/// Runs that follow each other as one. @throws Stopped soon after `stopping` is set.
proof::RunHead merge_runs(std::span<const std::shared_ptr<const RunFile>> runs, const std::filesystem::path& path,
                          std::int64_t log, const std::atomic<bool>& stopping);

void sync_folder(const std::filesystem::path& folder);

}  // namespace yiguan::ledger

#include "ledger/run_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <system_error>

namespace yiguan::ledger {
namespace {

using proof::Hash;
using proof::UnitKey;

constexpr std::uint64_t list_bit = std::uint64_t{1} << 63;
constexpr std::uint64_t group_records = std::uint64_t{1} << RunLayout::stored_level;
constexpr std::size_t piece_bytes = 1 << 20;
constexpr std::string_view magic{"yiguan-run/1\0\0\0\0", 16};

[[noreturn]] void fail(const std::filesystem::path& path) {
    throw std::system_error(errno, std::generic_category(), path.string());
}

void put(std::string& out, std::uint64_t n) {
    for (int shift = 56; shift >= 0; shift -= 8) out += static_cast<char>(n >> shift);
}

std::uint64_t number(std::string_view bytes) {
    std::uint64_t n = 0;
    for (const char c : bytes.substr(0, 8)) n = n << 8 | static_cast<unsigned char>(c);
    return n;
}

UnitKey key_of(std::string_view bytes) {
    UnitKey key;
    std::memcpy(key.data(), bytes.data(), key.size());
    return key;
}

std::string_view text_of(const UnitKey& key) {
    return {reinterpret_cast<const char*>(key.data()), key.size()};
}

// Head of a list: count, first, last, list hash.
std::string list_head(const proof::IndexRecord& record) {
    std::string out;
    for (const std::uint64_t n : {record.count, record.first, record.last}) put(out, n);
    return out.append(proof::bytes_of(record.list));
}

}  // namespace

// ---- files

ReadFile::ReadFile(const std::filesystem::path& path)
    : path_(path), fd_(::open(path.c_str(), O_RDONLY | O_CLOEXEC)), size_(0) {
    if (fd_ < 0) fail(path);
    struct stat found {};
    if (::fstat(fd_, &found) != 0) {
        ::close(fd_);
        fail(path);
    }
    size_ = static_cast<std::uint64_t>(found.st_size);
}

ReadFile::~ReadFile() {
    ::close(fd_);
}

void ReadFile::read(std::uint64_t offset, std::span<char> out) const {
    while (!out.empty()) {
        const auto n = ::pread(fd_, out.data(), out.size(), static_cast<off_t>(offset));
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) fail(path_);
        if (n == 0) throw std::runtime_error(path_.string() + " is too short");
        out = out.subspan(static_cast<std::size_t>(n));
        offset += static_cast<std::uint64_t>(n);
    }
}

std::string ReadFile::read(std::uint64_t offset, std::size_t bytes) const {
    if (offset > size_ || bytes > size_ - offset) throw std::runtime_error(path_.string() + " is too short");
    std::string out(bytes, '\0');
    read(offset, out);
    return out;
}

void sync_folder(const std::filesystem::path& folder) {
    const int fd = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0) fail(folder);
    const int done = ::fsync(fd);
    ::close(fd);
    if (done != 0) fail(folder);
}

std::uint64_t RunLayout::level(int height) const {
    std::uint64_t at = nodes();
    for (int h = stored_level; h < height && records >> h > 0; ++h) at += (records >> h) * 32;
    return at;
}

std::string run_head_bytes(std::int64_t log, const proof::RunHead& head, std::uint64_t list_bytes) {
    std::string out(magic);
    for (const std::uint64_t n : {static_cast<std::uint64_t>(log), head.from, head.to, head.records}) put(out, n);
    out += proof::bytes_of(head.root);
    put(out, list_bytes);
    put(out, 0);
    out += proof::bytes_of(proof::digest(proof::Suite::sha256, out));
    return out;
}

// ---- writing

class RunWriter::Out {
public:
    explicit Out(std::filesystem::path path)
        : path_(std::move(path)), fd_(::open(path_.c_str(), O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0644)) {
        if (fd_ < 0) fail(path_);
    }
    ~Out() {
        if (fd_ >= 0) ::close(fd_);
        std::error_code ignored;
        if (!kept_) std::filesystem::remove(path_, ignored);
    }
    void write(std::string_view bytes) {
        buffer_ += bytes;
        written_ += bytes.size();
        if (buffer_.size() >= piece_bytes) flush();
    }
    void flush() {
        for (std::string_view rest = buffer_; !rest.empty();) {
            const auto n = ::write(fd_, rest.data(), rest.size());
            if (n < 0 && errno == EINTR) continue;
            if (n < 0) fail(path_);
            rest.remove_prefix(static_cast<std::size_t>(n));
        }
        buffer_.clear();
    }
    void write_at(std::uint64_t offset, std::string_view bytes) const {
        while (!bytes.empty()) {
            const auto n = ::pwrite(fd_, bytes.data(), bytes.size(), static_cast<off_t>(offset));
            if (n < 0 && errno == EINTR) continue;
            if (n < 0) fail(path_);
            bytes.remove_prefix(static_cast<std::size_t>(n));
            offset += static_cast<std::uint64_t>(n);
        }
    }
    std::uint64_t written() const { return written_; }
    const std::filesystem::path& path() const { return path_; }
    /// Everything of another one behind what is here.
    void append(Out& other) {
        other.flush();
        const ReadFile from(other.path());
        for (std::uint64_t at = 0; at < other.written(); at += piece_bytes)
            write(from.read(at, static_cast<std::size_t>(std::min<std::uint64_t>(piece_bytes, other.written() - at))));
    }
    void name(const std::filesystem::path& path) {
        flush();
        if (::fsync(fd_) != 0) fail(path_);
        if (::rename(path_.c_str(), path.c_str()) != 0) fail(path);
        kept_ = true;
    }

private:
    std::filesystem::path path_;
    int fd_;
    std::string buffer_;
    std::uint64_t written_ = 0;
    bool kept_ = false;
};

RunWriter::RunWriter(std::filesystem::path path, std::int64_t log, std::uint64_t from, std::uint64_t to)
    : path_(std::move(path)),
      log_(log),
      head_{.from = from, .to = to},
      file_(std::make_unique<Out>(path_.string() + ".new")),
      lists_(std::make_unique<Out>(path_.string() + ".lists.new")),
      nodes_(std::make_unique<Out>(path_.string() + ".nodes.new")),
      tree_(run_suite) {
    file_->write(std::string(RunLayout::head_bytes, '\0'));
}

RunWriter::~RunWriter() = default;

void RunWriter::add(const UnitKey& key, std::span<const std::uint64_t> indices) {
    const auto record = proof::IndexRecord::of(run_suite, key, indices);
    std::string bytes(text_of(key));
    put(bytes, indices.size() == 1 ? indices.front() : list_bit | lists_->written());
    file_->write(bytes);
    if (indices.size() > 1) {
        bytes = list_head(record);
        for (const std::uint64_t index : indices) put(bytes, index);
        lists_->write(bytes);
    }
    tree_.append(record.leaf(run_suite), [this](int level, std::uint64_t, const Hash& hash) {
        if (level == RunLayout::stored_level) nodes_->write(proof::bytes_of(hash));
    });
    ++head_.records;
}

proof::RunHead RunWriter::finish() {
    head_.root = tree_.root();
    const RunLayout layout{head_.records, lists_->written()};
    file_->append(*lists_);
    file_->append(*nodes_);
    // Every further level from the one below, which stands in the file already.
    for (int height = RunLayout::stored_level + 1; head_.records >> height > 0; ++height) {
        file_->flush();
        const ReadFile below(file_->path());
        const std::uint64_t at = layout.level(height - 1), end = at + (head_.records >> height) * 64;
        for (std::uint64_t from = at; from < end; from += piece_bytes) {
            const auto piece =
                below.read(from, static_cast<std::size_t>(std::min<std::uint64_t>(piece_bytes, end - from)));
            for (std::size_t i = 0; i < piece.size(); i += 64) {
                const std::string_view both = std::string_view(piece).substr(i, 64);
                file_->write(proof::bytes_of(proof::hash_children(run_suite, *proof::hash_from(both.substr(0, 32)),
                                                                  *proof::hash_from(both.substr(32)))));
            }
        }
    }
    file_->flush();
    file_->write_at(0, run_head_bytes(log_, head_, layout.list_bytes));
    file_->name(path_);
    sync_folder(path_.parent_path());
    return head_;
}

// ---- reading

RunFile::RunFile(const std::filesystem::path& path, std::int64_t log, const proof::RunHead& head)
    : file_(path), head_(head) {
    const auto bytes = file_.read(0, RunLayout::head_bytes);
    layout_ = {head.records, number(std::string_view(bytes).substr(80))};
    if (layout_.list_bytes > file_.size() || layout_.size() != file_.size() ||
        bytes != run_head_bytes(log, head, layout_.list_bytes))
        throw std::runtime_error(path.string() + " is not the run that the log names");
}

RunFile::Group RunFile::group(std::uint64_t number_of) const {
    const std::uint64_t first = number_of * group_records;
    const auto count = std::min(group_records, head_.records - first);
    const auto bytes = file_.read(RunLayout::head_bytes + first * RunLayout::record_bytes,
                                  static_cast<std::size_t>(count * RunLayout::record_bytes));
    Group group;
    for (std::string_view rest = bytes; !rest.empty(); rest.remove_prefix(RunLayout::record_bytes))
        group.push_back({key_of(rest), number(rest.substr(16))});
    return group;
}

Hash RunFile::rest(const Record& record) const {
    if (!(record.value & list_bit))
        return proof::IndexRecord::of(run_suite, record.key, std::array{record.value}).rest(run_suite);
    const auto head = file_.read(layout_.lists() + (record.value & ~list_bit), RunLayout::list_head_bytes);
    return proof::digest(run_suite, head);
}

std::vector<std::uint64_t> RunFile::indices(const Record& record) const {
    if (!(record.value & list_bit)) return {record.value};
    const std::uint64_t place = record.value & ~list_bit;
    const auto head = file_.read(layout_.lists() + place, RunLayout::list_head_bytes);
    const std::uint64_t count = number(head);
    if (count > layout_.list_bytes / 8) throw std::runtime_error(file_.path().string() + " is damaged");
    const auto bytes =
        file_.read(layout_.lists() + place + RunLayout::list_head_bytes, static_cast<std::size_t>(count * 8));
    std::vector<std::uint64_t> out;
    for (std::string_view rest = bytes; !rest.empty(); rest.remove_prefix(8)) out.push_back(number(rest));
    return out;
}

Hash RunFile::node(int level, std::uint64_t index) const {
    if (level >= RunLayout::stored_level) return *proof::hash_from(file_.read(layout_.level(level) + index * 32, 32));
    const std::uint64_t first = index << level;
    const auto records = group(first / group_records);
    std::vector<Hash> leaves;
    for (std::uint64_t i = first; i < first + (std::uint64_t{1} << level); ++i) {
        const Record& record = records.at(static_cast<std::size_t>(i % group_records));
        leaves.push_back(proof::IndexRecord::leaf(run_suite, record.key, rest(record)));
    }
    return proof::tree_hash(run_suite, leaves);
}

// Keys are hashes, so a guess from their first eight bytes is off by little; when it is not, halving finds them.
std::uint64_t RunFile::lower_bound(const UnitKey& key) const {
    const auto prefix = [](const UnitKey& k) { return static_cast<double>(number(text_of(k))); };
    std::uint64_t low = 0, high = (head_.records + group_records - 1) / group_records;  // groups
    double low_value = 0, high_value = 0x1p64;
    for (int step = 0; low < high; ++step) {
        std::uint64_t middle = low + (high - low) / 2;
        if (step < 8 && high_value > low_value) {
            const double share = std::clamp((prefix(key) - low_value) / (high_value - low_value), 0.0, 1.0);
            middle = std::min(low + static_cast<std::uint64_t>(share * static_cast<double>(high - low)), high - 1);
        }
        const Group records = group(middle);
        if (records.back().key < key) {
            low = middle + 1;
            low_value = prefix(records.back().key);
        } else if (middle > 0 && !(records.front().key < key)) {
            if (records.front().key == key) return middle * group_records;
            high = middle;
            high_value = prefix(records.front().key);
            // The group in front may end below the key: then the place is here.
            if (low == high) return middle * group_records;
        } else {
            const auto at = std::ranges::lower_bound(records, key, {}, &Record::key);
            return middle * group_records + static_cast<std::uint64_t>(at - records.begin());
        }
    }
    return std::min(low * group_records, head_.records);
}

proof::RunAnswer RunFile::answer(std::span<const UnitKey> keys) const {
    proof::RunAnswer answer;
    if (head_.records == 0) return answer;
    std::vector<std::pair<std::uint64_t, bool>> positions;  // true: a key that was asked for
    const auto record_at = [&](std::uint64_t position) {
        return group(position / group_records).at(static_cast<std::size_t>(position % group_records));
    };
    for (const UnitKey& key : keys) {
        const std::uint64_t at = lower_bound(key);
        if (at < head_.records && record_at(at).key == key) {
            positions.emplace_back(at, true);
            continue;
        }
        if (at > 0) positions.emplace_back(at - 1, false);
        if (at < head_.records) positions.emplace_back(at, false);
    }
    std::ranges::sort(positions, [](const auto& a, const auto& b) {
        return a.first != b.first ? a.first < b.first : a.second > b.second;
    });
    positions.erase(std::ranges::unique(positions, {}, &std::pair<std::uint64_t, bool>::first).begin(),
                    positions.end());
    std::vector<std::uint64_t> places;
    for (const auto& [position, asked] : positions) {
        const Record record = record_at(position);
        proof::RunAnswer::Shown shown{.position = position, .key = record.key};
        if (asked)
            shown.indices = indices(record);
        else
            shown.rest = rest(record);
        answer.shown.push_back(std::move(shown));
        places.push_back(position);
    }
    answer.proof = proof::multi_proof(run_suite, *this, places, head_.records);
    return answer;
}

std::string_view RunFile::Stream::list_bytes(std::uint64_t place, std::uint64_t bytes) {
    const RunLayout& layout = run_.layout_;
    if (place > layout.list_bytes || bytes > layout.list_bytes - place)
        throw std::runtime_error(run_.file_.path().string() + " is damaged");
    if (place < lists_at_ || place + bytes > lists_at_ + lists_.size()) {
        const auto piece =
            std::min<std::uint64_t>(std::max<std::uint64_t>(bytes, piece_bytes), layout.list_bytes - place);
        lists_ = run_.file_.read(layout.lists() + place, static_cast<std::size_t>(piece));
        lists_at_ = place;
    }
    return std::string_view(lists_).substr(static_cast<std::size_t>(place - lists_at_),
                                           static_cast<std::size_t>(bytes));
}

bool RunFile::Stream::next() {
    if (position_ == run_.head_.records) return false;
    const std::uint64_t at = position_ * RunLayout::record_bytes;
    if (at >= records_at_ + records_.size()) {
        constexpr std::uint64_t piece = piece_bytes / RunLayout::record_bytes * RunLayout::record_bytes;
        const auto bytes = std::min(piece, run_.head_.records * RunLayout::record_bytes - at);
        records_ = run_.file_.read(RunLayout::head_bytes + at, static_cast<std::size_t>(bytes));
        records_at_ = at;
    }
    const auto record = std::string_view(records_).substr(static_cast<std::size_t>(at - records_at_));
    key_ = key_of(record);
    const std::uint64_t value = number(record.substr(16));
    indices_.clear();
    if (value & list_bit) {
        const std::uint64_t place = value & ~list_bit;
        const std::uint64_t count = number(list_bytes(place, RunLayout::list_head_bytes));
        if (count > run_.layout_.list_bytes / 8) throw std::runtime_error(run_.file_.path().string() + " is damaged");
        auto rest = list_bytes(place + RunLayout::list_head_bytes, count * 8);
        for (; !rest.empty(); rest.remove_prefix(8)) indices_.push_back(number(rest));
    } else {
        indices_.push_back(value);
    }
    ++position_;
    return true;
}

// ---- merging

proof::RunHead merge_runs(std::span<const std::shared_ptr<const RunFile>> runs, const std::filesystem::path& path,
                          std::int64_t log, const std::atomic<bool>& stopping) {
    std::vector<std::unique_ptr<RunFile::Stream>> streams;
    std::vector<bool> open;
    for (const auto& run : runs) {
        streams.push_back(std::make_unique<RunFile::Stream>(*run));
        open.push_back(streams.back()->next());
    }
    RunWriter writer(path, log, runs.front()->head().from, runs.back()->head().to);
    std::vector<std::uint64_t> indices;
    std::uint64_t records = 0;
    for (;;) {
        const UnitKey* least = nullptr;
        for (std::size_t i = 0; i < streams.size(); ++i)
            if (open[i] && (!least || streams[i]->key() < *least)) least = &streams[i]->key();
        if (!least) break;
        const UnitKey key = *least;
        indices.clear();
        for (std::size_t i = 0; i < streams.size(); ++i) {
            if (!open[i] || streams[i]->key() != key) continue;
            indices.insert(indices.end(), streams[i]->indices().begin(), streams[i]->indices().end());
            open[i] = streams[i]->next();
        }
        writer.add(key, indices);
        if ((++records & 0xfff) == 0 && stopping) throw Stopped();
    }
    return writer.finish();
}

}  // namespace yiguan::ledger

#include "api/licence_reader.hpp"

#include "core/json.hpp"
#include "core/log.hpp"
#include "registry/licence_reading.hpp"
#include "vision/licence.hpp"

namespace yiguan::api {
namespace {

using registry::LicenceReading;
using End = vision::ChildOutcome::End;

constexpr int at_once = 20;
constexpr auto after_no_language = std::chrono::minutes{10};
constexpr int status_no_language = 3;  // vision/ocr.hpp, licence_command

LicenceReading reading_of(const std::vector<vision::LicenceField>& fields) {
    LicenceReading out{.state = LicenceReading::State::read};
    for (const auto& f : fields) out.fields.push_back({f.key, f.value, f.confidence});
    return out;
}

}  // namespace

LicenceReader::LicenceReader(db::Database& database, registry::DocumentStore& documents, std::filesystem::path reader,
                             std::chrono::milliseconds look_every)
    : db_(database), documents_(documents), reader_(std::move(reader)), look_every_(look_every) {}

void LicenceReader::start() {
    thread_ = std::thread([this] { run(); });
}

void LicenceReader::stop() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    wake_.notify_one();
    if (thread_.joinable()) thread_.join();
}

void LicenceReader::run() {
    std::unique_lock lock(mutex_);
    for (std::chrono::milliseconds wait = look_every_; !wake_.wait_for(lock, wait, [&] { return stopping_.load(); });) {
        lock.unlock();
        try {
            run_once();
        } catch (const std::exception& e) {
            log::warning("licences_not_read", {{"what", e.what()}});
        }
        lock.lock();
        wait = no_language_ ? std::chrono::milliseconds{after_no_language} : look_every_;
    }
}

int LicenceReader::run_once() {
    no_language_ = false;
    const auto wanted = db_.read_now([](db::Tx& tx) { return registry::wanted_readings(tx, at_once); });
    int read = 0;
    for (const auto& document : wanted) {
        if (stopping_ || no_language_) break;
        if (db_.write_now([&](db::Tx& tx) { return registry::take_reading(tx, document.id); }) && read_one(document))
            ++read;
    }
    return read;
}

bool LicenceReader::read_one(const registry::Document& document) {
    LicenceReading reading{.state = LicenceReading::State::unreadable};
    // A file that another node has not yet, and time that a busy machine did not have: tried again after the lease.
    const auto file = documents_.open(document.file.sha256, document.file.media_type);
    if (!file) return false;
    std::string bytes(static_cast<std::size_t>(file->size()), '\0');
    file->read(0, bytes);
    const std::vector<std::string> arguments{"read-licence"};
    const auto outcome = vision::run_child(reader_, arguments, bytes);
    if (outcome.end == End::timed_out) return false;
    if (outcome.end == End::failed && outcome.status == status_no_language) {
        if (!std::exchange(no_language_, true)) log::warning("licences_not_read", {{"what", "no language data"}});
        db_.write_now([&](db::Tx& tx) { registry::give_reading_back(tx, document.id); });
        return false;
    }
    if (outcome.end == End::finished) {
        const auto said = parse_json_object(outcome.output);
        if (const auto fields = said.has_value() ? vision::decode_fields(said.value()) : std::nullopt)
            reading = reading_of(*fields);
    }
    db_.write_now([&](db::Tx& tx) { registry::keep_reading(tx, document.id, reading); });
    return true;
}

}  // namespace yiguan::api

// Parts of the stored form of an event: docs/formats/event-body.md.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "epcis/body_text.hpp"
#include "core/cbor.hpp"
#include "epcis/model.hpp"

namespace yiguan::epcis {

/// A map whose pairs are counted while they are written: the head is set at the end.
class MapWriter {
public:
    explicit MapWriter(std::string& out) : writer(out), out_(out), head_(out.size()) { out.push_back('\0'); }
    CborWriter& at(std::uint64_t key) {
        ++pairs_;
        writer.head(Major::number, key);
        return writer;
    }
    void finish() {
        if (pairs_ < 24) {
            out_[head_] = static_cast<char>(0xa0 | pairs_);
        } else {
            out_[head_] = static_cast<char>(0xb8);
            out_.insert(head_ + 1, 1, static_cast<char>(pairs_));
        }
    }

    CborWriter writer;

private:
    std::string& out_;
    std::size_t head_;
    unsigned pairs_ = 0;
};

/// Calls `read_value(key)` for each pair; keys ascend.
template <class F>
void read_map(CborReader& in, F&& read_value) {
    std::uint64_t last = 0;
    for (auto left = in.map(); left > 0; --left) {
        const auto key = in.head(Major::number);
        if (key <= last) damaged_cbor();
        last = key;
        read_value(key);
    }
}

/// Whole seconds since 1970 as one integer, else [seconds, milliseconds].
void write_time(CborWriter& out, UtcMs time);
UtcMs read_time(CborReader& in);

/// A whole number as integer.
void write_number(CborWriter& out, double value);
double read_number(CborReader& in);

/// Single texts and runs in their order, then ranges.
void write_epcs(std::string& bytes, const EpcList& list);
EpcList read_epcs(CborReader& in);

/// Extension fields: members keep their order, integers stay integers, doubles doubles.
/// @throws std::length_error over 128 levels.
void write_members(CborWriter& out, const json::object& object);
json::object read_members(CborReader& in);

/// [[metadata or null, extensions or null, report, report, ...], ...]
void write_sensors(std::string& bytes, const std::vector<SensorElement>& elements);
std::vector<SensorElement> read_sensors(CborReader& in);

/// A text behind a key of a map: the empty one is never written.
std::string read_filled_text(CborReader& in);

}  // namespace yiguan::epcis

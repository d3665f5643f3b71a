#include "core/text.hpp"
#include "epcis/body_parts.hpp"

namespace yiguan::epcis {
namespace {

// What the runs of one list unfold to, in bytes of memory: more than a document may hold.
constexpr std::size_t runs_bytes_max = 64 * 1024 * 1024;
constexpr std::size_t run_digits_max = 18;
constexpr std::size_t text_overhead = sizeof(std::string);

// Runs: texts that end in a number which counts up by one.

/// Counts the number at the end of `text` up, from its `digits` last characters; false if it has no next.
/// @param fixed  The number keeps its width.
bool count_up(std::string& text, std::size_t& digits, bool fixed) {
    std::size_t at = text.size();
    const std::size_t stem = text.size() - digits;
    while (at > stem && text[at - 1] == '9') text[--at] = '0';
    if (at > stem) {
        ++text[at - 1];
        return true;
    }
    if (fixed || digits == run_digits_max) return false;
    text.insert(stem, 1, '1');
    ++digits;
    return true;
}

std::size_t digits_at_end(std::string_view text) {
    std::size_t digits = 0;
    while (digits < text.size() && digits < run_digits_max && is_digit(text[text.size() - 1 - digits])) ++digits;
    return digits;
}

struct Run {
    std::size_t length = 1;  ///< Texts; 1: no run.
    std::size_t digits = 0;  ///< Of the first number.
    bool fixed = false;
};
Run run_at(const std::vector<std::string>& texts, std::size_t first, std::string& buffer) {
    Run run;
    if (first + 1 >= texts.size()) return run;
    const std::string& text = texts[first];
    // Most lists are no runs: only the last digit is looked at.
    if (text.empty() || !is_digit(text.back())) return run;
    const std::string& second = texts[first + 1];
    if (second.empty() || second.back() != (text.back() == '9' ? '0' : text.back() + 1)) return run;
    run.digits = digits_at_end(text);
    run.fixed = run.digits > 1 && text[text.size() - run.digits] == '0';
    buffer = text;
    std::size_t digits = run.digits;
    while (first + run.length < texts.size() && count_up(buffer, digits, run.fixed) &&
           buffer == texts[first + run.length])
        ++run.length;
    return run;
}

void write_run(CborWriter& out, std::string_view first, const Run& run) {
    const auto stem = first.substr(0, first.size() - run.digits);
    std::uint64_t number = 0;
    for (const char c : first.substr(stem.size())) number = number * 10 + static_cast<unsigned>(c - '0');
    out.head(Major::array, 4);
    write_text(out, stem);
    out.head(Major::number, number);
    out.head(Major::number, run.fixed ? run.digits : 0);
    out.head(Major::number, run.length);
}

void read_run(CborReader& in, std::vector<std::string>& texts, std::size_t& budget) {
    std::string text = read_text(in);
    const auto number = std::to_string(in.head(Major::number));
    const auto width = in.head(Major::number);
    const auto length = in.head(Major::number);
    if (number.size() > run_digits_max || width > run_digits_max || (width != 0 && number.size() > width) || length < 2)
        damaged_cbor();
    text.append(width > number.size() ? width - number.size() : 0, '0');
    text += number;
    std::size_t digits = width != 0 ? width : number.size();
    const auto bytes_each = text.size() + text_overhead;
    if (length > budget / bytes_each) damaged_cbor();
    budget -= length * bytes_each;
    texts.reserve(texts.size() + length);
    for (std::uint64_t i = 0; i < length; ++i) {
        if (i > 0 && !count_up(text, digits, width != 0)) damaged_cbor();
        texts.push_back(text);
    }
}

void write_range(CborWriter& out, const EpcRange& range) {
    std::size_t shared = 0;
    while (shared < range.first.size() && shared < range.last.size() && range.first[shared] == range.last[shared])
        ++shared;
    // Not within a character of UTF-8.
    while (shared > 0 && shared < range.last.size() && (static_cast<unsigned char>(range.last[shared]) & 0xc0) == 0x80)
        --shared;
    out.head(Major::array, 3);
    write_text(out, range.first);
    out.head(Major::number, shared);
    write_text(out, std::string_view(range.last).substr(shared));
}

EpcRange read_range(CborReader& in, std::size_t& budget) {
    EpcRange range;
    range.first = read_text(in);
    const auto shared = in.head(Major::number);
    if (shared > range.first.size() || shared > budget) damaged_cbor();
    budget -= shared;
    range.last.assign(range.first, 0, shared);
    range.last += read_text(in);
    return range;
}

}  // namespace

void write_epcs(std::string& bytes, const EpcList& list) {
    // How many items there will be is known at the end; the head is as short as it can be then.
    CborWriter out(bytes);
    const auto start = bytes.size();
    bytes.push_back('\0');
    std::size_t items = list.ranges.size(), budget = runs_bytes_max;
    std::string buffer;
    for (std::size_t i = 0; i < list.epcs.size(); ++items) {
        const std::string& text = list.epcs[i];
        Run run = run_at(list.epcs, i, buffer);
        const auto run_bytes = run.length * (text.size() + text_overhead);
        if (run.length > 1 && run_bytes <= budget) {
            budget -= run_bytes;
            write_run(out, text, run);
        } else {
            run.length = 1;
            write_text(out, text);
        }
        i += run.length;
    }
    for (const auto& range : list.ranges) write_range(out, range);
    if (items < 24) {
        bytes[start] = static_cast<char>(0x80 | items);
        return;
    }
    std::string head;
    CborWriter(head).head(Major::array, items);
    bytes.replace(start, 1, head);
}

EpcList read_epcs(CborReader& in) {
    EpcList list;
    std::size_t budget = runs_bytes_max;
    auto left = in.array();
    list.epcs.reserve(left);
    for (; left > 0; --left) {
        if (in.next() == Major::array) {
            const auto parts = in.array();
            if (parts == 4 && list.ranges.empty())
                read_run(in, list.epcs, budget);
            else if (parts == 3)
                list.ranges.push_back(read_range(in, budget));
            else
                damaged_cbor();
        } else {
            if (!list.ranges.empty()) damaged_cbor();
            list.epcs.push_back(read_text(in));
        }
    }
    return list;
}

}  // namespace yiguan::epcis

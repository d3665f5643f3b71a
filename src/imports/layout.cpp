#include "imports/layout.hpp"

#include <cstring>
#include <stdexcept>

#include "core/json.hpp"

namespace yiguan::imports {
namespace {

constexpr char cells_version = 1;
constexpr unsigned kind_mask = 7, lost_bit = 8, formula_bit = 16, mended_bit = 32;

[[noreturn]] void damaged() {
    throw std::runtime_error("a row of an import is damaged");
}

json::array array_of(std::string_view text) {
    if (text.empty()) return {};
    return json::parse({text.data(), text.size()}).as_array();
}
std::string text_of(const json::value& value) {
    return {value.as_string().data(), value.as_string().size()};
}
// npos is kept as -1.
std::int64_t kept(std::size_t column) {
    return column == no_column ? -1 : static_cast<std::int64_t>(column);
}
std::size_t taken(std::int64_t column) {
    return column < 0 ? no_column : static_cast<std::size_t>(column);
}

void put_text(std::string& out, std::string_view text) {
    std::size_t length = text.size();
    for (; length >= 128; length >>= 7) out += static_cast<char>((length & 127u) | 128u);
    out += static_cast<char>(length);
    out += text;
}

bool has_number(sheet::CellKind kind) {
    return kind == sheet::CellKind::number || kind == sheet::CellKind::date;
}

class Reader {
public:
    explicit Reader(std::string_view bytes) : left_(bytes) {}
    bool done() const { return left_.empty(); }
    unsigned char byte() { return static_cast<unsigned char>(bytes(1)[0]); }
    std::size_t length() {
        std::size_t out = 0;
        for (unsigned shift = 0;; shift += 7) {
            const unsigned char b = byte();
            out |= static_cast<std::size_t>(b & 127u) << shift;
            if (!(b & 128u)) return out;
            if (shift > 28) damaged();
        }
    }
    std::string_view bytes(std::size_t count) {
        if (count > left_.size()) damaged();
        const auto out = left_.substr(0, count);
        left_.remove_prefix(count);
        return out;
    }

private:
    std::string_view left_;
};

}  // namespace

std::string encode_layout(const sheet::Match& match, const sheet::Template& wanted) {
    json::array headers, columns, shifts, named;
    for (const auto& header : match.headers) headers.emplace_back(header);
    for (const auto column : match.columns) columns.emplace_back(kept(column));
    for (const int shift : match.shifts) shifts.emplace_back(shift);
    for (const auto& column : wanted.columns) named.push_back(json::array{column.id, column.name});
    return json::serialize(json::object{{"headers", std::move(headers)},
                                        {"columns", std::move(columns)},
                                        {"shifts", std::move(shifts)},
                                        {"names", std::move(named)}});
}

std::vector<ColumnName> columns_of(const Job& job) {
    std::vector<ColumnName> out;
    if (!job.has_rows()) return out;
    const auto value = json::parse(job.layout);
    for (const auto& column : value.as_object().at("names").as_array()) {
        const json::array& parts = column.as_array();
        out.push_back({text_of(parts.at(0)), text_of(parts.at(1))});
    }
    return out;
}

sheet::Match decode_layout(std::string_view text) {
    const auto value = json::parse({text.data(), text.size()});
    const json::object& object = value.as_object();
    sheet::Match match;
    for (const auto& header : object.at("headers").as_array()) match.headers.push_back(text_of(header));
    for (const auto& column : object.at("columns").as_array()) match.columns.push_back(taken(column.as_int64()));
    for (const auto& shift : object.at("shifts").as_array()) match.shifts.push_back(static_cast<int>(shift.as_int64()));
    return match;
}

std::string encode_cells(const std::vector<sheet::Cell>& cells) {
    std::string out(1, cells_version);
    for (const sheet::Cell& cell : cells) {
        unsigned head = static_cast<unsigned>(cell.kind);
        if (cell.precision_lost) head |= lost_bit;
        if (cell.formula) head |= formula_bit;
        if (!cell.mended.empty()) head |= mended_bit;
        out += static_cast<char>(head);
        if (cell.blank()) continue;
        put_text(out, cell.text);
        if (!cell.mended.empty()) put_text(out, cell.mended);
        if (has_number(cell.kind)) {
            char bytes[sizeof cell.number];
            std::memcpy(bytes, &cell.number, sizeof bytes);
            out.append(bytes, sizeof bytes);
        }
    }
    return out;
}

std::vector<sheet::Cell> decode_cells(std::string_view bytes) {
    std::vector<sheet::Cell> out;
    Reader in(bytes);
    if (in.byte() != cells_version) damaged();
    while (!in.done()) {
        const unsigned head = in.byte();
        if ((head & kind_mask) > static_cast<unsigned>(sheet::CellKind::error)) damaged();
        sheet::Cell cell{.kind = static_cast<sheet::CellKind>(head & kind_mask)};
        cell.precision_lost = head & lost_bit;
        cell.formula = head & formula_bit;
        if (!cell.blank()) {
            cell.text = in.bytes(in.length());
            if (head & mended_bit) cell.mended = in.bytes(in.length());
            if (has_number(cell.kind))
                std::memcpy(&cell.number, in.bytes(sizeof cell.number).data(), sizeof cell.number);
        }
        out.push_back(cell);
    }
    return out;
}

std::vector<sheet::Cell> in_order(const std::vector<sheet::Cell>& cells, const sheet::Match& match) {
    std::vector<sheet::Cell> out;
    for (const std::size_t column : match.columns) out.push_back(column < cells.size() ? cells[column] : sheet::Cell{});
    return out;
}

std::string encode_findings(const std::vector<Finding>& findings) {
    if (findings.empty()) return {};
    json::array out;
    for (const Finding& one : findings) out.push_back(json::array{kept(one.column), info(one.code).name, one.rule});
    return json::serialize(out);
}

std::vector<Finding> decode_findings(std::string_view text) {
    std::vector<Finding> out;
    const json::array all = array_of(text);
    for (const auto& one : all) {
        const json::array& parts = one.as_array();
        out.push_back({taken(parts.at(0).as_int64()), find_code(text_of(parts.at(1))).value_or(Code::invalid),
                       text_of(parts.at(2))});
    }
    return out;
}

std::string encode_changes(const std::vector<Change>& changes) {
    if (changes.empty()) return {};
    json::array out;
    for (const Change& one : changes) out.push_back(json::array{kept(one.column), one.before});
    return json::serialize(out);
}

std::vector<Change> decode_changes(std::string_view text) {
    std::vector<Change> out;
    const json::array all = array_of(text);
    for (const auto& one : all) {
        const json::array& parts = one.as_array();
        out.push_back({taken(parts.at(0).as_int64()), text_of(parts.at(1))});
    }
    return out;
}

}  // namespace yiguan::imports
